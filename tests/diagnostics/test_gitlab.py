from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs

from ssegen.diagnostics import Diagnostic, Severity
from ssegen.diagnostics.gitlab import document

from .conftest import finding, findings, told

SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": [
                "description",
                "check_name",
                "fingerprint",
                "severity",
                "location",
            ],
            "properties": {
                "description": {"type": "string"},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "not": {"pattern": r"^\./"}},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
"""The table "Code Quality report format" of GitLab's documentation."""


def report(*found: Diagnostic) -> list[Any]:
    records = json.loads(document(told(*found)))
    SCHEMA.validate(records)
    assert isinstance(records, list)
    return records


def test_a_finding_is_a_record() -> None:
    found = finding(file="/checkout/apis/spec.yaml", remedy="write it down")
    assert report(found) == [
        {
            "description": "the path is wrong; write it down",
            "check_name": "SSE101",
            "fingerprint": told(found).fingerprints[0],
            "severity": "critical",
            "location": {"path": "apis/spec.yaml", "lines": {"begin": 3}},
        }
    ]


def test_a_clean_run_is_an_empty_list() -> None:
    assert report() == []


def test_every_severity_has_its_own() -> None:
    records = report(*(finding(severity=severity) for severity in Severity))
    assert [r["severity"] for r in records] == ["critical", "major", "minor", "info"]


@given(st.lists(findings(), max_size=4))
def test_the_report_keeps_to_its_schema_whatever_findings_say(
    found: list[Diagnostic],
) -> None:
    records = report(*found)
    assert len({record["fingerprint"] for record in records}) == len(found)
