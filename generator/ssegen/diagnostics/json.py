"""Findings as JSON, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .diagnostic import Diagnostic, Severity
from .repair import Put
from .snippet import snippet

if TYPE_CHECKING:
    from .repair import Pointer, Remove
    from .told import Told

VERSION = 1
"""Of the format: raised when a field changes its meaning or goes away, not when one is added."""


def document(told: Told) -> str:
    """One JSON object: ``version``, ``documents`` by name, ``diagnostics`` document by document,
    ``summary`` by severity, and how many findings are ``known`` by the baseline.
    """
    found = list(told)
    tree = {
        "version": VERSION,
        "documents": [one.name for one in told.checked],
        "diagnostics": [_record(each, told) for each in found],
        "summary": {
            severity.value: sum(d.severity is severity for d in found)
            for severity in Severity
        },
        "known": told.known,
    }
    # In ASCII: a document may hold lone surrogates, which no encoding of the output can.
    return json.dumps(tree, indent=2) + "\n"


def _record(diagnostic: Diagnostic, told: Told) -> dict[str, Any]:
    place = diagnostic.location
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
        "severity": diagnostic.severity.value,
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        "why": told.why(diagnostic),
        "remedy": diagnostic.remedy,
        "fix": _fix(diagnostic, told),
    }


def _fix(diagnostic: Diagnostic, told: Told) -> dict[str, Any] | None:
    """The repair with its lines; ``sure`` where ``ssegen fix`` writes it."""
    repair, place = diagnostic.repair, diagnostic.location
    if repair is None:
        return None
    return {
        "sure": repair.sure,
        "snippet": snippet(repair, json=told.texts.is_json(place.file), at=place),
        "changes": [_change(change) for change in repair.changes],
    }


def _change(change: Put | Remove) -> dict[str, Any]:
    place = {"file": change.file, "pointer": _pointer(change.pointer)}
    if isinstance(change, Put):
        return {"action": "put", **place, "value": change.value}
    return {"action": "remove", **place}


def _pointer(pointer: Pointer) -> str:
    """The JSON Pointer of RFC 6901."""
    tokens = (str(token).replace("~", "~0").replace("/", "~1") for token in pointer)
    return "".join(f"/{token}" for token in tokens)
