"""Every rule finds what its bad document has, where the document marks it, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssegen import rules
from ssegen.config import Config
from ssegen.load import LoadError, load
from ssegen.pipeline import generate
from ssegen.rules import RULES, Rule

if TYPE_CHECKING:
    from ssegen.diagnostics import Diagnostic

    from .conftest import Told

HERE = Path(__file__).parent
SPECS = sorted((HERE.parents[1] / "specs").glob("*.yaml"))
UNPLACED = frozenset({"SSE001"})
"""Where a file cannot be parsed, the parser says at which line it gave up."""


def found(path: Path) -> tuple[Diagnostic, ...]:
    """All that generating and the adviser tell about a document."""
    try:
        document = load(str(path))
    except LoadError as error:
        return error.diagnostics
    return (*generate(document, Config()).report, *rules.advise(document))


def marked(path: Path, id: str) -> set[int]:
    """The lines that a comment marks as wrong."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return {number for number, line in lines if line.endswith(f"# {id} here")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bad_document_breaks_its_rule_once_where_it_is_marked(rule: Rule) -> None:
    path = HERE / rule.id / "bad.yaml"
    told = [d for d in found(path) if d.rule == rule.id]
    assert {d.location.line for d in told} == marked(
        path, rule.id
    ) or rule.id in UNPLACED
    assert len(told) == 1
    assert told[0].location.file == str(path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_bad_document_breaks_no_other_rule(rule: Rule) -> None:
    # The adviser may have its own opinion of what is wrong.
    others = {d.rule for d in found(HERE / rule.id / "bad.yaml")} - {rule.id, "SSE007"}
    assert others == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_nothing_is_told_about_a_good_document(rule: Rule) -> None:
    assert found(HERE / rule.id / "good.yaml") == ()


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_nothing_is_told_about_our_own_documents(path: Path) -> None:
    assert found(path) == ()


def test_every_rule_has_a_bad_and_a_good_document_and_no_document_lacks_its_rule() -> (
    None
):
    documents = {str(path.relative_to(HERE)) for path in HERE.glob("*/*.yaml")}
    expected = {f"{rule.id}/{kind}.yaml" for rule in RULES for kind in ("bad", "good")}
    assert documents == expected


def test_a_path_item_whose_path_another_has_is_told(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /feed: {get: {}}
        components:
          pathItems:
            feed: {post: {}}  # SSE010 here
            one:  # SSE010 here
              x-ssegen-path: /feed
              get: {}
        """)
