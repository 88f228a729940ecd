"""Severities by configuration: of a rule, of a file, of the API's paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ssegen.config import Config, Override
from ssegen.diagnostics import Severity
from ssegen.load import load
from ssegen.pipeline import validate

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
paths:
  /legacy/chat:
    get: &chat
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              schema: {$ref: 'schemas.yaml#/Old'}
  /new:
    get:
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              schema: {$ref: 'schemas.yaml#/New'}
"""

SCHEMAS = """\
Old:
  type: object
  properties: {text: {$ref: '#/Text'}}
New:
  type: object
  properties: {text: {$ref: '#/Text'}}
Text:
  type: object
  properties:
    a-b: {type: string}
    a_b: {type: string}
"""


def told(folder: Path, **settings: Any) -> list[tuple[str, int, str]]:
    (folder / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (folder / "schemas.yaml").write_text(SCHEMAS, encoding="utf-8")
    document = load(str(folder / "spec.yaml"))
    report = validate(document, Config(**settings), advised=False)
    return [(d.rule, d.location.line, d.severity.value) for d in report]


def test_a_rule_weighs_what_the_configuration_says(tmp_path: Path) -> None:
    assert told(tmp_path, rules={"SSE101": "warning"})[:2] == [
        ("SSE101", 1, "warning"),
        ("SSE101", 4, "warning"),
    ]
    assert ("SSE101", 1, "info") in told(tmp_path, rules={"SSE101": "info"})


def test_a_rule_that_is_off_finds_nothing(tmp_path: Path) -> None:
    assert "SSE101" not in {
        rule for rule, *_ in told(tmp_path, rules={"SSE101": "off"})
    }


def test_a_path_is_meant_with_all_that_only_it_uses(tmp_path: Path) -> None:
    override = Override({"SSE101": "warning"}, paths=("/legacy/*",))
    assert told(tmp_path, overrides=(override,)) == [
        ("SSE101", 1, "warning"),
        ("SSE101", 4, "error"),
    ]


def test_what_other_paths_use_too_is_not_meant(tmp_path: Path) -> None:
    one = Override({"SSE301": "off"}, paths=("/legacy/*",))
    both = Override({"SSE301": "off"}, paths=("/legacy/*", "/new"))
    payload: dict[str, Any] = {"payload_events": True}
    assert any(rule == "SSE301" for rule, *_ in told(tmp_path, **payload))
    assert told(tmp_path, overrides=(one,), **payload) == told(tmp_path, **payload)
    assert told(tmp_path, overrides=(both,), **payload) == []


@pytest.mark.parametrize(("glob", "count"), [("*schemas.yaml", 2), ("*spec.yaml", 0)])
def test_a_file_is_meant_by_its_name(tmp_path: Path, glob: str, count: int) -> None:
    override = Override({"SSE101": "info"}, files=(glob,))
    found = told(tmp_path, overrides=(override,))
    assert [severity for *_, severity in found].count(Severity.INFO.value) == count


@pytest.mark.parametrize(
    ("spec", "glob"),
    [("./spec.yaml", "sp*.yaml"), ("{}/spec.yaml", "spec.yaml"), ("spec.yaml", "{}/*")],
)
def test_a_file_is_meant_however_its_name_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, glob: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(
        SPEC.replace("schemas.yaml#/Old", "#/Old").partition("  /new")[0]
        + SCHEMAS.partition("New")[0].replace("#/Text", "#"),
        encoding="utf-8",
    )
    override = Override({"SSE101": "off"}, files=(glob.format(tmp_path),))
    for overrides, count in (((), 1), ((override,), 0)):
        document = load(spec.format(tmp_path))
        report = validate(document, Config(overrides=overrides), advised=False)
        assert sum(d.rule == "SSE101" for d in report) == count


@pytest.mark.parametrize(("globs", "count"), [(("/chat",), 1), (("/chat", "done"), 0)])
def test_what_a_webhook_uses_too_is_meant_with_the_webhook(
    tmp_path: Path, globs: tuple[str, ...], count: int
) -> None:
    (tmp_path / "spec.yaml").write_text(
        """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
paths:
  /chat: {get: {responses: {'200': {$ref: '#/components/responses/Stream'}}}}
webhooks:
  done: {post: {responses: {'200': {$ref: '#/components/responses/Stream'}}}}
components:
  responses:
    Stream: {description: The answer., content: {text/event-stream: {}}}
""",
        encoding="utf-8",
    )
    override = Override({"SSE110": "off"}, paths=globs)
    document = load(str(tmp_path / "spec.yaml"))
    report = validate(document, Config(overrides=(override,)), advised=False)
    assert sum(d.rule == "SSE110" for d in report) == count


def test_the_last_override_counts(tmp_path: Path) -> None:
    overrides = (Override({"SSE101": "off"}), Override({"SSE101": "info"}))
    found = told(tmp_path, overrides=overrides, rules={"SSE101": "error"})
    assert [severity for *_, severity in found] == ["info", "info"]
