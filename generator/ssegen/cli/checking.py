"""Checking documents, several at a time."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from .. import pipeline
from ..background import computed
from ..diagnostics import Report, Severity
from ..load import Allowed, LoadError, load
from .documents import is_other

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from .documents import Asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What looking at one document gave."""

    asked: Asked
    report: Report
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of the files that findings stand in, by name."""
    files: tuple[str, ...] = ()
    """The names of all files that were read; none where the document cannot be read."""
    idle: tuple[str, ...] = ()
    """What the configuration names and the document has not."""
    other: bool = False
    """Whether a glob found it and it is no OpenAPI document."""
    known: int = 0
    """How many findings the baseline hides."""

    @property
    def code(self) -> int:
        """The exit code for this document."""
        if not self.files:
            return 2
        return 1 if self.report.fails(strict=False) else 0


def check(asked: Sequence[Asked], *, advised: bool, jobs: int) -> list[Outcome]:
    """Look at documents, at so many at a time, or at one for each processor where ``jobs`` is 0.

    In what is found, all that ``strict`` makes an error is one.
    """
    if advised and len(asked) > 1:
        # Once for all the processes that are forked from this one.
        import openapi_spec_validator  # noqa: F401 - it is used in them
    return computed(partial(_checked, advised), asked, jobs or os.cpu_count() or 1)


def idle(outcomes: Iterable[Outcome]) -> list[str]:
    """What the configuration names of operations and no document has for which it holds."""
    read = [outcome for outcome in outcomes if outcome.files]
    return [
        name
        for name in dict.fromkeys(name for outcome in read for name in outcome.idle)
        if all(name in o.idle for o in read if name in _named(o.asked))
    ]


def once(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes, each without the findings that an earlier one has: in a file that documents
    share, or in a document that is looked at for several packages.
    """
    seen: set[Diagnostic] = set()
    told: list[Outcome] = []
    for outcome in outcomes:
        report = Report(tuple(d for d in outcome.report if d not in seen))
        told.append(replace(outcome, report=report))
        seen.update(report)
    return told


def _named(asked: Asked) -> tuple[str, ...]:
    config = asked.config
    return (*config.include, *config.exclude, *config.operations)


def _checked(advised: bool, asked: Asked) -> Outcome:
    config = asked.config
    allowed = Allowed.of(config.allow_ref)
    try:
        document = load(asked.spec, allowed=allowed, overlays=config.overlays)
    except LoadError as error:
        other = asked.globbed and is_other(asked.spec, error)
        return Outcome(asked, Report(error.diagnostics), error.texts, other=other)
    report = pipeline.validate(document, config, advised=advised)
    if config.strict:
        report = Report(tuple(map(_strict, report)))
    wanted = {diagnostic.location.file for diagnostic in report}
    outcome = Outcome(
        asked,
        report,
        {name: s.text for name, s in document.sources.items() if name in wanted},
        tuple(document.sources),
        pipeline.idle(document, config),
    )
    # The command line runs without, but the cycles of one document are large.
    del document
    gc.collect()
    return outcome


def _strict(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.severity is Severity.UNSUPPORTED:
        return replace(diagnostic, severity=Severity.ERROR)
    return diagnostic
