from __future__ import annotations

import json

from ssegen.diagnostics import Diagnostic, Location, Severity
from ssegen.diagnostics.json import document

FINDING = Diagnostic(
    "SSE102",
    Severity.WARNING,
    Location("späc.yaml", 7, 9, "/paths/~1chat"),
    "the union has no discriminator",
    "add one",
)


def test_a_finding_is_an_object_with_its_place() -> None:
    assert json.loads(document([FINDING]))["diagnostics"] == [
        {
            "file": "späc.yaml",
            "line": 7,
            "column": 9,
            "pointer": "/paths/~1chat",
            "rule": "SSE102",
            "severity": "warning",
            "message": "the union has no discriminator",
            "remedy": "add one",
        }
    ]


def test_the_summary_counts_every_severity() -> None:
    assert json.loads(document([FINDING, FINDING]))["summary"] == {
        "error": 0,
        "unsupported": 0,
        "warning": 2,
        "info": 0,
    }


def test_the_format_carries_its_version() -> None:
    assert json.loads(document([]))["version"] == 1


def test_a_lone_surrogate_can_still_be_written_as_utf_8() -> None:
    odd = Diagnostic("SSE005", Severity.ERROR, Location("a.json", 1, 1), "key '\ud800'")
    assert json.loads(document([odd]).encode())["diagnostics"][0]["message"]
