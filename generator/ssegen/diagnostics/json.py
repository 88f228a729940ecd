"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1
"""Of the format: raised when a field changes its meaning or goes away, not when one is added."""


def document(diagnostics: Sequence[Diagnostic]) -> str:
    """One JSON object: ``version``, ``diagnostics`` in the given order, ``summary`` by severity."""
    counts = {
        severity.value: sum(d.severity is severity for d in diagnostics)
        for severity in Severity
    }
    tree = {
        "version": VERSION,
        "diagnostics": [_record(each) for each in diagnostics],
        "summary": counts,
    }
    # In ASCII: a document may hold lone surrogates, which no encoding of the output can.
    return json.dumps(tree, indent=2)


def _record(diagnostic: Diagnostic) -> dict[str, str | int]:
    place = diagnostic.location
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        "remedy": diagnostic.remedy,
    }
