"""Which repairs are made: those that are sure, that go together, and that hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Severity
from .changes import conflict

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from ..diagnostics import Diagnostic, Report


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A repair that needs no judgement and is not made."""

    diagnostic: Diagnostic
    reason: str
    """Lower case; for a person."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of the repairs of a document; each finding stands in one of the two."""

    made: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def choose(
    report: Iterable[Diagnostic],
    wanted: Container[str] | None,
    barred: Callable[[str], str],
) -> Choice:
    """Take every repair that is sure and does not conflict with an earlier one.

    Args:
        report: The findings.
        wanted: The ids of rules; None: all.
        barred: Why a file, by its name, cannot be changed; empty where it can.
    """
    made: list[Diagnostic] = []
    left_out: list[LeftOut] = []
    for diagnostic in report:
        repair = diagnostic.repair
        if repair is None or not repair.sure:
            continue
        if wanted is not None and diagnostic.rule not in wanted:
            continue
        bars = filter(None, (barred(change.file) for change in repair.changes))
        other = next((d for d in made if _conflicting(d, diagnostic)), None)
        if reason := next(bars, ""):
            left_out.append(LeftOut(diagnostic, reason))
        elif other is not None:
            reason = f"it changes what is changed for {other.rule} at {other.location}"
            left_out.append(LeftOut(diagnostic, reason))
        else:
            made.append(diagnostic)
    return Choice(tuple(made), tuple(left_out))


def _conflicting(one: Diagnostic, other: Diagnostic) -> bool:
    if one.repair is None or other.repair is None:
        return False
    mine, others = one.repair.changes, other.repair.changes
    return any(conflict(m, o) for m in mine for o in others)


def holding(choice: Choice, fault: Callable[[Sequence[Diagnostic]], str]) -> Choice:
    """Leave out the repairs that do not do what they should.

    ``fault`` says what is wrong with a document after some repairs; empty where nothing is.
    """
    left_out = [*choice.left_out]

    def kept(
        made: Sequence[Diagnostic], more: Sequence[Diagnostic]
    ) -> Sequence[Diagnostic]:
        reason = fault([*made, *more]) if more else ""
        if not reason:
            return [*made, *more]
        if len(more) == 1:
            left_out.append(LeftOut(more[0], reason))
            return made
        middle = len(more) // 2
        return kept(kept(made, more[:middle]), more[middle:])

    return Choice(tuple(kept((), choice.made)), tuple(left_out))


def difference(before: Report, after: Report, repaired: Sequence[Diagnostic]) -> str:
    """What is wrong with the findings after repairs: one that is still there, or an error more.

    Findings are compared by how many of a rule there are, for repairs move places and names.
    """
    found, errors = _counts(after), _counts(after, Severity.ERROR)
    expected = _counts(before)
    expected.subtract(diagnostic.rule for diagnostic in repaired)
    for rule in sorted({diagnostic.rule for diagnostic in repaired}):
        if found[rule] > expected[rule]:
            return "the finding would still be there"
    worse = errors - _counts(before, Severity.ERROR)
    return f"it would lead to {min(worse)}" if worse else ""


def _counts(report: Report, severity: Severity | None = None) -> Counter[str]:
    return Counter(d.rule for d in report if severity in (None, d.severity))
