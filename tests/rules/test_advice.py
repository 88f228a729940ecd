"""What openapi-spec-validator says is advice: placed, bounded, and without reading anything."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING

import pytest

from ssegen.diagnostics import Severity
from ssegen.load import load
from ssegen.rules import advise

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.diagnostics import Diagnostic

OPENED: list[str] = []
WATCHING: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if WATCHING and event in (
        "open",
        "socket.connect",
        "socket.getaddrinfo",
        "urllib.Request",
    ):
        OPENED.append(f"{event} {arguments[0]}")


def advised(path: Path, text: str, version: str = "3.1.0") -> tuple[Diagnostic, ...]:
    head = f"openapi: {version}\ninfo:\n  title: Chat\n  version: 1.0.0\n"
    path.write_text(head + text, encoding="utf-8")
    return advise(load(str(path)))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_finding_stands_where_the_document_is_wrong(
    tmp_path: Path, version: str
) -> None:
    text = "paths:\n  /chat:\n    get:\n      responses: {}\n      summary: [Chat]\n"
    findings = advised(tmp_path / "spec.yaml", text, version)
    finding = next(f for f in findings if "summary" in f.location.pointer)
    assert finding.rule == "SSE007"
    assert finding.severity is Severity.WARNING
    assert finding.location.line == 9
    assert finding.message == "['Chat'] is not of type 'string'"


def test_a_wrong_default_is_told_at_the_default_also_in_another_file(
    tmp_path: Path,
) -> None:
    sibling = "Limit:\n  type: integer\n  default: many\n"
    (tmp_path / "schemas.yaml").write_text(sibling, encoding="utf-8")
    text = "paths: {}\ncomponents:\n  schemas:\n    Limit:\n      $ref: 'schemas.yaml#/Limit'\n"
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.location.file == str(tmp_path / "schemas.yaml")
    assert finding.location.line == 3


def test_an_id_that_occurs_twice_is_left_to_its_own_rule(tmp_path: Path) -> None:
    operation = "get: {operationId: a, responses: {'204': {description: Nothing.}}}"
    text = f"paths:\n  /a:\n    {operation}\n  /b:\n    {operation}\n"
    assert advised(tmp_path / "spec.yaml", text) == ()


def test_a_failure_of_the_adviser_is_one_warning(tmp_path: Path) -> None:
    text = "paths: {}\ncomponents:\n  schemas:\n    A:\n      $ref: '#/nowhere'\n"
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.severity is Severity.WARNING
    assert "stopped early" in finding.message
    assert "/nowhere" in finding.message


def test_a_deep_document_is_one_warning_and_no_crash(tmp_path: Path) -> None:
    levels = 200
    schema = "{items: " * levels + "{type: string}" + "}" * levels
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    findings = advised(tmp_path / "spec.yaml", text)
    assert len(findings) <= 1


def test_a_message_does_not_repeat_half_the_document(tmp_path: Path) -> None:
    values = ", ".join(f"value{number}" for number in range(1000))
    schema = f"{{enum: [{values}, value1], type: nothing}}"
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    findings = advised(tmp_path / "spec.yaml", text, "3.0.3")
    assert findings
    assert all(len(finding.message) < 400 for finding in findings)


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file", "data"])
def test_no_reference_opens_a_file_or_a_connection(tmp_path: Path, scheme: str) -> None:
    secret = tmp_path / "outside" / "secret.yaml"
    secret.parent.mkdir()
    secret.write_text("type: string\n", encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    advised(
        folder / "first.yaml", "paths: {}\n"
    )  # the adviser's own files are open from here on
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"127.0.0.1:{server.getsockname()[1]}/a.json"
        uri = {
            "file": secret.as_uri(),
            "data": "data:application/json,{}",
        }.get(scheme, f"{scheme}://{address}")
        path = folder / "spec.yaml"
        text = f"paths: {{}}\ncomponents:\n  schemas:\n    A:\n      $ref: '{uri}'\n"
        path.write_text(
            f"openapi: 3.1.0\ninfo: {{title: Chat, version: '1'}}\n{text}",
            encoding="utf-8",
        )
        document = load(str(path))
        sys.addaudithook(_watch)
        WATCHING.append(True)
        try:
            (finding,) = advise(document)
        finally:
            WATCHING.clear()
        with pytest.raises(BlockingIOError):
            server.accept()
    assert "stopped early" in finding.message
    assert OPENED == []
