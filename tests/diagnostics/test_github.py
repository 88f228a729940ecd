"""Commands are read back as GitHub's runner reads them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ssegen.diagnostics import Diagnostic, Severity
from ssegen.diagnostics.github import data, document, value
from ssegen.diagnostics.text import printable

from .conftest import REPAIR, finding, findings, told


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def read(line: str) -> Command:
    """What the runner takes a line of the log for (``ActionCommand.TryParseV2``)."""
    assert line.startswith("::")
    head, colons, message = line[2:].partition("::")
    assert colons
    name, _, listed = head.partition(" ")
    pairs = [each.split("=", 1) for each in listed.split(",")]
    properties = {key: unescaped(text, PROPERTY) for key, text in pairs}
    return Command(name, properties, unescaped(message, DATA))


DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str, escapes: dict[str, str]) -> str:
    """In the order of the escapes: that of the percent sign comes last."""
    for escape, character in escapes.items():
        text = text.replace(escape, character)
    return text


def test_a_finding_is_a_command_that_points_at_its_place() -> None:
    run = told(finding(file="/checkout/apis/spec.yaml", remedy="write it down"))
    line, end = document(run).splitlines()
    assert line == (
        "::error file=apis/spec.yaml,line=3,col=3,title=SSE101%3A a property that no event has"
        "::the path is wrong%0A%0Ahelp: write it down"
    )
    assert end == "1 document: 1 error"


def test_every_severity_has_its_command_and_the_heaviest_come_first() -> None:
    run = told(*(finding(severity=severity) for severity in reversed(Severity)))
    commands = [read(line).name for line in document(run).splitlines()[:-1]]
    assert commands == ["error", "warning", "warning", "notice"]


def test_the_lines_that_would_mend_it_are_part_of_the_message() -> None:
    line, _ = document(told(finding(repair=REPAIR))).splitlines()
    assert "\nfix:\n  get:\n    operationId: a" in read(line).message


def test_what_is_in_no_file_of_the_checkout_is_told_by_its_place() -> None:
    line, _ = document(told(finding(file="https://x.example/a.yaml"))).splitlines()
    command = read(line)
    assert "file" not in command.properties
    assert command.message == "https://x.example/a.yaml:3:3: the path is wrong"


TEXTS = st.text() | st.lists(
    st.sampled_from(["%25", "%0A", "%0D", "%3A", "%2C", "%", "::", ",", "=", "\r\n"])
).map("".join)
"""Any text, and what is special to GitHub."""


@given(TEXTS, TEXTS)
def test_any_text_is_read_back_as_it_was(text: str, message: str) -> None:
    line = f"::error title={value(text)},file=x::{data(message)}"
    assert "\n" not in line and "\r" not in line
    command = read(line)
    assert command == ("error", {"title": text, "file": "x"}, message)


@given(findings())
def test_a_finding_is_one_line_whatever_it_says(found: Diagnostic) -> None:
    run = told(found)
    line, end = document(run).removesuffix("\n").split("\n")
    command = read(line)
    assert set(command.properties) <= {"file", "line", "col", "title"}
    assert printable(found.message) in command.message
    assert end.startswith("1 document: ")
