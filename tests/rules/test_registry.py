"""Rules know themselves: ids and families."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from ssegen.diagnostics import Severity
from ssegen.rules import RULES, Family, Rule
from ssegen.rules.registry import collect


def test_ids_are_unique_and_in_order() -> None:
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"SSE[0-4]\d\d", id) for id in ids)


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
    assert families["SSE401"] is Family.CHANGES
