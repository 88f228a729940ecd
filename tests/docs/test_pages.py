"""What the documentation shows is so: commands print it, programs type-check, data parses."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from generated_examples.regenerate import ROOT

from .pages import PAGES, blocks, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROGRAMS = [
    page
    for page in PAGES
    if any(b.language == "python" and not b.title for b in blocks(page.read_text()))
]
CONSOLES = [page for page in PAGES if "```console" in page.read_text()]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", CONSOLES, ids=name)
def test_commands_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    for done in run(page.read_text(encoding="utf-8"), tmp_path / "page"):
        assert done.printed == done.shown, done.command


def test_programs_pass_the_type_checker(tmp_path: Path) -> None:
    modules = {re.sub(r"\W", "_", name(page)): page for page in PROGRAMS}
    for module, page in modules.items():
        texts = [
            block.text
            for block in blocks(page.read_text(encoding="utf-8"))
            if block.language == "python" and not block.title
        ]
        text = "\n".join(texts)
        (tmp_path / f"{module}.py").write_text(text, encoding="utf-8")
    examples = sorted((ROOT / "generated_examples").glob("*/"))
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "mypy", "--strict", "--config-file=", "--no-error-summary"),
            *("--allow-redefinition-new", "--local-partial-types"),
            *(f"--cache-dir={tmp_path / 'cache'}", *map(str, tmp_path.glob("*.py"))),
        ],
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, examples))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    assert done.returncode == 0


# The pages of rules show what is wrong; they are tried with the rules.
@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.parent.name != "rules"], ids=name
)
def test_data_parses(page: Path) -> None:
    parsers: dict[str, Callable[[str], object]] = {
        "yaml": yaml.safe_load,
        "json": json.loads,
        "toml": tomllib.loads,
    }
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language in parsers:
            assert parsers[block.language](block.text) is not None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_pages_and_headings_that_are_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        if anchor and there.suffix == ".md":
            assert anchor in headings(there), target


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as Markdown renderers make them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[`*]", "", line).lower() for line in lines)
    return {re.sub(r"[^\w\- ]", "", line).replace(" ", "-") for line in plain}
