"""Rules know themselves: ids, pages, and the documentation made from them."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from ssegen import rules
from ssegen.diagnostics import Severity
from ssegen.rules import RULES, Family, Rule
from ssegen.rules.registry import collect

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def example(rule: Rule, heading: str) -> str:
    _, _, after = rule.doc.partition(f"\n{heading}:\n")
    lines = after.lstrip("\n").splitlines()
    end = next(
        (i for i, line in enumerate(lines) if line and line[0] != " "), len(lines)
    )
    return "\n".join(lines[:end])


def test_ids_are_unique_and_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"SSE[0-3]\d\d", id) for id in ids)


def test_two_rules_of_one_id_are_refused() -> None:
    module = ModuleType("twice")
    module.first = Rule("SSE900", Severity.ERROR, "first", None)  # type: ignore[attr-defined]  # made here
    module.second = Rule("SSE900", Severity.ERROR, "second", None)  # type: ignore[attr-defined]  # made here
    with pytest.raises(ValueError, match="SSE900"):
        collect([module])


def test_the_first_digit_tells_the_family() -> None:
    families = {rule.id: rule.family for rule in RULES}
    assert families["SSE003"] is Family.DOCUMENTS
    assert families["SSE101"] is Family.STREAMS
    assert families["SSE201"] is Family.SCHEMAS
    assert families["SSE301"] is Family.NAMES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_says_what_why_and_how_to_fix_it_in_a_fixed_order(rule: Rule) -> None:
    title, blank, what, *_ = rule.doc.splitlines()
    assert title and not title.endswith(".")
    assert len(title) <= 72
    assert blank == ""
    assert what and not what.startswith("Why")
    headings = re.findall(r"^(Why|Fix|Bad|Good):", rule.doc, re.MULTILINE)
    assert headings == ["Why", "Fix", "Bad", "Good"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_page_are_yaml_and_differ(rule: Rule) -> None:
    bad, good = example(rule, "Bad"), example(rule, "Good")
    assert isinstance(yaml.safe_load(good), dict)
    assert bad != good
    if rule.id == "SSE001":
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(bad)
    else:
        assert isinstance(yaml.safe_load(bad), dict)


def test_a_page_is_explained_under_its_id_in_any_case() -> None:
    page = rules.explain("sse101")
    assert page.startswith("SSE101 (error): properties beyond")
    assert "\nWhy: " in page
    assert page.endswith("\n")
    assert page == rules.explain("SSE101")


def test_an_unknown_id_is_not_explained() -> None:
    with pytest.raises(KeyError):
        rules.explain("SSE999")


def test_the_table_names_every_rule_once() -> None:
    table = rules.table()
    for rule in RULES:
        assert table.count(f"| {rule.id} | {rule.severity.value} | ") == 1


def test_the_committed_table_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == rules.table(), (
        "write rules.table() to docs/rules.md: "
        "python -c 'from ssegen import rules; print(rules.table(), end=\"\")' > docs/rules.md"
    )
