from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs

from ssegen.diagnostics import Diagnostic, Severity
from ssegen.diagnostics.sarif import artifact, document, message

from .conftest import NAMES, SCHEMAS, finding, findings, told

SCHEMA = Draft202012Validator(
    json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
)
URI = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-F]{2})*")
"""The characters of RFC 3986."""


def results(*found: Diagnostic, **options: Any) -> list[Any]:
    run = log(*found, **options)
    listed: list[Any] = run["results"]
    return listed


def log(*found: Diagnostic, **options: Any) -> dict[str, Any]:
    tree = json.loads(document(told(*found, **options)))
    SCHEMA.validate(tree)
    (run,) = tree["runs"]
    assert isinstance(run, dict)
    return run


def test_a_finding_is_a_result_that_points_at_its_place() -> None:
    found = finding(file="/checkout/apis/spec.yaml", remedy="write it down")
    (result,) = results(found)
    assert result["ruleId"] == "SSE101"
    assert result["ruleIndex"] == 0
    assert result["level"] == "error"
    assert result["message"] == {"text": "the path is wrong; write it down"}
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {
                    "uri": "apis/spec.yaml",
                    "uriBaseId": "%SRCROOT%",
                },
                "region": {"startLine": 3, "startColumn": 3},
            },
            "logicalLocations": [{"fullyQualifiedName": "/paths/~1chat"}],
        }
    ]
    assert result["partialFingerprints"] == {
        "ssegen/v1": told(found).fingerprints[0],
    }


def test_the_tool_tells_of_its_rules() -> None:
    driver = log()["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("ssegen", "1.2.3")
    assert driver["rules"] == [
        {
            "id": "SSE101",
            "shortDescription": {"text": "a property that no event has"},
            "fullDescription": {"text": "the user never sees it."},
            "help": {
                "text": "# SSE101\n\nA page.\n",
                "markdown": "# SSE101\n\nA page.\n",
            },
            "defaultConfiguration": {"level": "error"},
        }
    ]


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.ERROR, "error"),
        (Severity.UNSUPPORTED, "warning"),
        (Severity.WARNING, "warning"),
        (Severity.INFO, "note"),
    ],
)
def test_every_severity_has_its_level(severity: Severity, level: str) -> None:
    (result,) = results(finding(severity=severity))
    assert result["level"] == level


@pytest.mark.parametrize(("code", "successful"), [(0, True), (1, True), (2, False)])
def test_findings_are_a_successful_run_and_unreadable_input_is_none(
    code: int, successful: bool
) -> None:
    (invocation,) = log(exit_code=code)["invocations"]
    assert invocation == {"executionSuccessful": successful, "exitCode": code}


def test_columns_count_utf_16_code_units() -> None:
    texts = {"spec.yaml": "\U0001f600\u65e5x: 1\n"}
    (result,) = results(finding(place=(1, 3)), texts=texts)
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 4}
    assert log()["columnKind"] == "utf16CodeUnits"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("/checkout/a b#c?.yaml", "a%20b%23c%3F.yaml"),
        ("/checkout/a:b.yaml", "a%3Ab.yaml"),
        ("/checkout/50%.yaml", "50%25.yaml"),
        ("/else where/x.yaml", "file:///else%20where/x.yaml"),
        ("https://x.example/a?b=c d", "https://x.example/a?b=c%20d"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_a_file_is_named_by_a_uri(file: str, uri: str) -> None:
    assert artifact(file, told())["uri"] == uri


@given(NAMES)
def test_any_path_is_a_uri_that_leads_back_to_it(name: str) -> None:
    run = told()
    path = run.path(f"/checkout/x{name}")
    uri = artifact(f"/checkout/x{name}", run)["uri"]
    assert URI.fullmatch(uri)
    assert path is not None
    assert unquote(uri).removeprefix("file://") == path
    assert ":" not in uri.removeprefix("file://").partition("/")[0]


@given(st.lists(st.sampled_from(["[", "]", "](", ")", "a", "0", "\\"])).map("".join))
@example("[a](https://evil.example)")
def test_nothing_in_a_message_is_a_link(text: str) -> None:
    assert not re.search(r"\[[^\]]*\]\(", message(text))


@settings(max_examples=30, deadline=None)
@given(st.lists(findings(), max_size=3))
def test_the_log_keeps_to_its_schema_whatever_findings_say(
    found: list[Diagnostic],
) -> None:
    listed = results(*found)
    assert len(listed) == len(found)
    for result in listed:
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert URI.fullmatch(place["uri"])
