from __future__ import annotations

import json

from ssegen.diagnostics import Diagnostic, Put, Remove, Repair, Severity
from ssegen.diagnostics.json import document

from .conftest import finding, told


def record(found: Diagnostic) -> dict[str, object]:
    (only,) = json.loads(document(told(found)))["diagnostics"]
    assert isinstance(only, dict)
    return only


def test_a_finding_is_an_object_with_its_place() -> None:
    found = finding(
        rule="SSE102",
        file="späc.yaml",
        place=(7, 9),
        severity=Severity.WARNING,
        message="the union has no discriminator",
        remedy="add one",
        why="each is tried.",
    )
    assert record(found) == {
        "file": "späc.yaml",
        "line": 7,
        "column": 9,
        "pointer": "/paths/~1chat",
        "rule": "SSE102",
        "severity": "warning",
        "message": "the union has no discriminator",
        "why": "each is tried.",
        "remedy": "add one",
        "fix": None,
    }


def test_a_fix_tells_its_changes_and_shows_them() -> None:
    changes = (
        Put("spec.yaml", ("paths", "/chat", "get"), {"operationId": "a"}),
        Remove("spec.yaml", ("tags", 0, "a~b")),
    )
    fix = record(finding(repair=Repair(changes, sure=False)))["fix"]
    assert isinstance(fix, dict)
    assert fix["sure"] is False
    assert fix["snippet"].startswith("get:\n  operationId: a\n")
    assert fix["changes"] == [
        {
            "action": "put",
            "file": "spec.yaml",
            "pointer": "/paths/~1chat/get",
            "value": {"operationId": "a"},
        },
        {"action": "remove", "file": "spec.yaml", "pointer": "/tags/0/a~0b"},
    ]


def test_the_summary_counts_every_severity() -> None:
    warning = finding(severity=Severity.WARNING)
    assert json.loads(document(told(warning, warning, known=4))) | {
        "diagnostics": []
    } == {
        "version": 1,
        "documents": ["spec.yaml"],
        "diagnostics": [],
        "summary": {"error": 0, "unsupported": 0, "warning": 2, "info": 0},
        "known": 4,
    }


def test_a_lone_surrogate_can_still_be_written_as_utf_8() -> None:
    odd = told(finding(message="key '\ud800'"))
    assert json.loads(document(odd).encode())["diagnostics"][0]["message"]
