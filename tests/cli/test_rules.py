from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ssegen.rules import RULES

if TYPE_CHECKING:
    from .conftest import Run


def test_every_rule_is_listed(run: Run) -> None:
    ended = run("rules")
    assert ended.code == 0
    assert len(ended.out.splitlines()) == len(RULES) + 1


def test_rules_as_json_have_what_a_program_needs(run: Run) -> None:
    listed = json.loads(run("rules", "--format", "json").out)
    assert [rule["id"] for rule in listed] == [rule.id for rule in RULES]
    assert all(set(r) == {"id", "severity", "title", "why"} for r in listed)


def test_every_rule_is_explained(run: Run) -> None:
    ended = run("explain", *(rule.id.lower() for rule in RULES))
    assert ended.code == 0
    for rule in RULES:
        assert f"{rule.id} ({rule.severity.value}): {rule.title}\n" in ended.out


@pytest.mark.parametrize(
    ("id", "hint"), [("104", "SSE104"), ("see104", "SSE104"), ("SSE6", "SSE006")]
)
def test_an_id_that_is_nearly_one_gets_a_suggestion(
    run: Run, id: str, hint: str
) -> None:
    ended = run("explain", id)
    assert (ended.code, ended.out) == (2, "")
    assert f"did you mean {hint}? `ssegen rules` lists them" in ended.err


def test_other_ids_get_none(run: Run) -> None:
    ended = run("explain", "SSE101", "SSE999", "nonsense")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no rule 'SSE999'; `ssegen rules` lists them" in ended.err
