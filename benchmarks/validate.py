"""How long validating takes, beside openapi-spec-validator by itself, in one run.

``SSEGEN_CORPUS=folder python benchmarks/validate.py [DOCUMENT...] [--runs N]`` prints a Markdown
table: seconds of CPU, reading included, medians of several runs in turns. "Rules" is all that
`ssegen validate` does but asking openapi-spec-validator, "all" is all. The ratio is that of
openapi-spec-validator to the rules.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import statistics
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import validate

if TYPE_CHECKING:
    from collections.abc import Callable

DOCUMENTS = (
    "openai-openai.yaml",
    "mistral-public-doc.yaml",
    "letta-letta.json",
    "stripe-2023.yaml",
    "github-ghes-3.6.json",
)
"""Large ones, each in one file, which is all that is compared: the other would open more."""

VALIDATORS = {
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}


def rules(document: Path) -> None:
    """Read and check a document by our own rules."""
    validate(load(str(document)), Config(payload_events=True), advised=False)


def everything(document: Path) -> None:
    """Read and check a document by our own rules, and ask the other."""
    validate(load(str(document)), Config(payload_events=True))


def peer(document: Path) -> None:
    """Read and check a document by openapi-spec-validator, as its documentation does."""
    text = document.read_text(encoding="utf-8")
    if document.suffix == ".json":
        tree: Any = json.loads(text)
    else:
        tree = yaml.load(text, Loader=yaml.CSafeLoader)
    validator = VALIDATORS[str(tree["openapi"])[:3]](tree)
    with suppress(Exception):  # it stops at some documents in its own way
        for _ in validator.iter_errors():
            pass


def seconds(work: Callable[[Path], None], document: Path) -> float:
    """CPU seconds of one run, in processes that it forks too; without looking for garbage, as the
    command does.
    """
    gc.collect()
    gc.disable()
    begin = _elapsed()
    work(document)
    spent = _elapsed() - begin
    gc.enable()
    return spent


def _elapsed() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", nargs="*", default=DOCUMENTS, metavar="DOCUMENT")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    corpus = Path(os.environ["SSEGEN_CORPUS"])
    print("| document | MB | rules, s | all, s | openapi-spec-validator, s | ratio |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name in options.documents:
        document = corpus / name
        turns = [
            [seconds(work, document) for work in (rules, everything, peer)]
            for _ in range(options.runs)
        ]
        ours, both, theirs = map(statistics.median, zip(*turns, strict=True))
        size = document.stat().st_size / 1_000_000
        print(
            f"| {name} | {size:.1f} | {ours:.2f} | {both:.2f} | {theirs:.2f} "
            f"| {theirs / ours:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
