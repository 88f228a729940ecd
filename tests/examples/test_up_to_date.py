"""The committed examples are what the documents under specs/ give, in every run."""

from __future__ import annotations

import os
import random
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from generated_examples.regenerate import ROOT, SPECS, command

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = ("1", "2")

NAMED_BY_THE_USER = frozenset(
    {
        "content",
        "mapping",
        "parameters",
        "paths",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
    }
)
"""Maps whose keys are names: their order is that of the declarations in the SDK. The keys of every
other map are keywords of OpenAPI, whose order carries no meaning."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_an_example_is_byte_for_byte_what_its_document_gives_under_any_hash_seed(
    spec: Path, seed: str
) -> None:
    run = subprocess.run(
        command(spec, "--check"),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_the_order_of_keywords_in_the_document_changes_nothing(
    spec: Path, tmp_path: Path
) -> None:
    shuffled = tmp_path / f"{spec.stem}.yaml"
    tree = shuffle(yaml.safe_load(spec.read_text()), random.Random(7))
    shuffled.write_text(yaml.safe_dump(tree, sort_keys=False))
    assert shuffled.read_text() != yaml.safe_dump(
        yaml.safe_load(spec.read_text()), sort_keys=False
    )

    assert (
        generate(load(str(shuffled)), Config()).files
        == generate(load(str(spec)), Config()).files
    )


def shuffle(node: Any, order: random.Random, *, names: bool = False) -> Any:
    """The same document with the keywords of its maps in another order."""
    if isinstance(node, list):
        return [shuffle(item, order) for item in node]
    if not isinstance(node, dict):
        return node
    keys = list(node)
    if not names and not any(key.startswith("/") for key in keys):
        order.shuffle(keys)
    return {
        key: shuffle(node[key], order, names=key in NAMED_BY_THE_USER) for key in keys
    }
