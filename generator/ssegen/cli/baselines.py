"""The findings that a baseline hides, and writing it anew."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..diagnostics import Report
from ..policy import Baseline, BaselineError
from ..write import WriteError
from ..write import replace as write
from .terminal import counted, say

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from .checking import Outcome


def known_or_exit(
    outcomes: Sequence[Outcome], *, without: Container[str]
) -> list[Outcome]:
    """The outcomes without the findings that the baselines of their documents know.

    Says on stderr what a baseline knows and nobody finds any more, ``without`` rules that nobody
    looked for. Where one cannot be read, say why on stderr and exit with 2.
    """
    found = list(outcomes)
    for path, indices in _by_baseline(outcomes).items():
        baseline = _read_or_exit(path)
        read = [outcomes[index] for index in indices]
        stale = baseline.stale(_report(read), _files(read), without=without)
        if stale:
            verb = "is" if stale == 1 else "are"
            say(
                f"{path}: {counted(range(stale), 'finding')} of the baseline {verb} not "
                "found any more; write it anew with --update-baseline"
            )
        for index in indices:
            report, known = baseline.split(outcomes[index].report)
            found[index] = replace(outcomes[index], report=report, known=known)
    return found


def update_or_exit(outcomes: Sequence[Outcome], *, without: Container[str]) -> None:
    """Write the findings to the baselines of their documents, ``without`` rules that nobody looked
    for.

    Where there is none, or it cannot be written, say so on stderr and exit with 2.
    """
    if not any(outcome.asked.config.baseline for outcome in outcomes):
        raise typer.BadParameter(
            "name the file with --baseline", param_hint="--update-baseline"
        )
    for path, indices in _by_baseline(outcomes).items():
        read = [outcomes[index] for index in indices]
        old = _read_or_exit(path) if path.exists() else Baseline(path.parent, {})
        report = _report(read)
        try:
            new = old.updated(report, _files(read), without=without)
            write(path, new.text())
        except WriteError as error:
            say(f"error: {error}")
            raise typer.Exit(2) from None
        say(f"{path}: {counted(report, 'finding')} written")


def _by_baseline(outcomes: Sequence[Outcome]) -> dict[Path, list[int]]:
    """The indices of the outcomes that have one, but for what cannot be read: that is no finding
    to get used to."""
    found: defaultdict[Path, list[int]] = defaultdict(list)
    for index, outcome in enumerate(outcomes):
        if outcome.asked.config.baseline and outcome.files:
            found[Path(outcome.asked.config.baseline)].append(index)
    return dict(found)


def _read_or_exit(path: Path) -> Baseline:
    if not path.exists():
        say(f"error: {path}: there is no such file; write it with --update-baseline")
        raise typer.Exit(2)
    try:
        return Baseline.read(path)
    except BaselineError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None


def _report(outcomes: Iterable[Outcome]) -> Report:
    """All findings; one in a file that several documents share is one."""
    return Report.of(diagnostic for o in outcomes for diagnostic in o.report)


def _files(outcomes: Iterable[Outcome]) -> set[str]:
    return {name for outcome in outcomes for name in outcome.files}
