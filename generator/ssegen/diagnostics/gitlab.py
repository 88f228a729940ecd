"""Findings as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .diagnostic import Severity

if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .told import Told

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.UNSUPPORTED: "major",
    Severity.WARNING: "minor",
    Severity.INFO: "info",
}


def document(told: Told) -> str:
    """A JSON list with an object for each finding."""
    records = [
        _record(diagnostic, fingerprint, told)
        for diagnostic, fingerprint in zip(told, told.fingerprints, strict=True)
    ]
    # In ASCII: a document may hold lone surrogates, which no encoding of the output can.
    return json.dumps(records, indent=2) + "\n"


def _record(diagnostic: Diagnostic, fingerprint: str, told: Told) -> dict[str, Any]:
    place = diagnostic.location
    remedy = f"; {diagnostic.remedy}" if diagnostic.remedy else ""
    return {
        "description": diagnostic.message + remedy,
        "check_name": diagnostic.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": told.path(place.file) or place.file,
            "lines": {"begin": place.line},
        },
    }
