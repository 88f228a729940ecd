"""The checks of a user's document: every rule, and what they find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Report
from . import (
    changed_requests,
    changed_responses,
    changed_streams,
    changes,
    documents,
    envelopes,
    error_events,
    examples,
    flags,
    ignores,
    keys,
    names,
    operations,
    overlays,
    pages,
    schemas,
    sentinels,
    streams,
    unions,
)
from .advice import advise
from .registry import Family, Rule, collect
from .subject import Subject, every, none

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..load.node import Document
    from ..openapi.operations import OperationNode

RULES: tuple[Rule, ...] = collect(
    (
        documents,
        operations,
        keys,
        streams,
        flags,
        envelopes,
        unions,
        sentinels,
        error_events,
        examples,
        schemas,
        names,
        ignores,
        overlays,
        changes,
        changed_requests,
        changed_responses,
        changed_streams,
    )
)
"""Every rule, by id."""


def check(
    document: Document,
    wanted: Callable[[OperationNode], bool] = every,
    payloads: Callable[[OperationNode], bool] = none,
) -> Report:
    """Run every rule over a document; what loading it found is part of the report.

    Args:
        document: The document.
        wanted: Which operations count: what is wrong with others alone is not told.
        payloads: Which operations may describe what the ``data`` of their events holds, besides
            those of which the document says so.
    """
    subject = Subject.of(document, wanted, payloads)
    findings = (finding for rule in RULES for finding in rule.findings(subject))
    return Report.of((*document.diagnostics, *findings))


def explain(id: str) -> str:
    """The page of a rule, as text for a terminal; the id in any case.

    Raises KeyError where no rule has this id.
    """
    return pages.page({rule.id: rule for rule in RULES}[id.upper()])


def documentation() -> dict[str, str]:
    """The files of ``docs/rules/`` that are made of the rules' docstrings, by name."""
    return pages.documentation(RULES)


__all__ = ["RULES", "Family", "Rule", "advise", "check", "documentation", "explain"]
