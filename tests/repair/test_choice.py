"""Which repairs are made, and which are left out, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.diagnostics import (
    Diagnostic,
    Location,
    Put,
    Remove,
    Repair,
    Report,
    Severity,
)
from ssegen.repair import choose, difference, holding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssegen.diagnostics import Pointer


def found(
    *changes: Put | Remove,
    rule: str = "SSE101",
    line: int = 1,
    sure: bool = True,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    place = Location("api.yaml", line, 1)
    return Diagnostic(rule, severity, place, "", repair=Repair(changes, sure))


def put(*pointer: str | int) -> Put:
    return Put("api.yaml", pointer, 1)


def writable(name: str) -> str:
    return ""


def test_what_needs_judgement_is_not_chosen() -> None:
    choice = choose([found(put("a"), sure=False)], None, writable)
    assert (choice.made, choice.left_out) == ((), ())


def test_only_wanted_rules_are_chosen() -> None:
    one, other = found(put("a")), found(put("b"), rule="SSE118")
    assert choose([one, other], {"SSE118"}, writable).made == (other,)


@pytest.mark.parametrize(
    "second", [("a",), ("a", "b"), ("a", "b", 0), ("a", "b", 0, "c")]
)
def test_of_two_changes_in_one_place_the_first_is_made(second: Pointer) -> None:
    first, later = found(put("a", "b", 0)), found(Remove("api.yaml", second), line=2)
    choice = choose([first, later], None, writable)
    assert choice.made == (first,)
    assert [each.reason for each in choice.left_out] == [
        "it changes what is changed for SSE101 at api.yaml:1:1"
    ]


def test_the_same_change_for_two_findings_is_no_conflict() -> None:
    both = (found(put("a")), found(put("a"), line=2))
    assert choose(both, None, writable).made == both


def test_a_file_that_cannot_be_changed_bars_its_repairs() -> None:
    choice = choose([found(put("a"))], None, lambda name: f"{name} is locked")
    assert [each.reason for each in choice.left_out] == ["api.yaml is locked"]


@pytest.mark.parametrize("culprits", [(), (0,), (3,), (1, 4), (0, 1, 2, 3, 4)])
def test_only_what_does_harm_is_left_out(culprits: tuple[int, ...]) -> None:
    every = [found(put(str(i)), line=i) for i in range(5)]

    def fault(made: Sequence[Diagnostic]) -> str:
        return "harm" if any(every[i] in made for i in culprits) else ""

    choice = holding(choose(every, None, writable), fault)
    assert choice.made == tuple(e for i, e in enumerate(every) if i not in culprits)
    assert [each.diagnostic for each in choice.left_out] == [every[i] for i in culprits]


def test_a_finding_that_stays_and_an_error_that_comes_are_faults() -> None:
    one, other = found(line=1), found(line=2)
    before = Report.of([one, other])
    assert difference(before, Report.of([other]), [one]) == ""
    assert "still" in difference(before, before, [one])
    error = found(rule="SSE103")
    assert "SSE103" in difference(before, Report.of([other, error]), [one])
    warning = found(rule="SSE118", severity=Severity.WARNING)
    assert difference(before, Report.of([other, warning]), [one]) == ""
