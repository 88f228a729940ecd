from __future__ import annotations

from ssegen.diagnostics import Severity
from ssegen.diagnostics.concise import document, line

from .conftest import finding, told


def test_a_line_begins_with_the_place_the_severity_and_the_rule() -> None:
    assert line(finding()) == "spec.yaml:3:3: error SSE101 the path is wrong"


def test_a_line_ends_with_the_remedy() -> None:
    told = line(finding(remedy="write it down"))
    assert told == "spec.yaml:3:3: error SSE101 the path is wrong; write it down"


def test_a_finding_is_one_line_that_steers_no_terminal_whatever_it_says() -> None:
    told = line(finding(message="a\x1b[2J\u202eb\n", remedy="c\r\nd\u2028"))
    assert told.endswith(" a\\x1b[2J\\u202eb\\n; c\\r\\nd\\u2028")


def test_a_run_is_told_line_by_line_with_a_conclusion() -> None:
    run = told(finding(), finding(severity=Severity.WARNING))
    assert document(run) == (
        "spec.yaml:3:3: error SSE101 the path is wrong\n"
        "spec.yaml:3:3: warning SSE101 the path is wrong\n"
        "1 document: 1 error, 1 warning\n"
    )


def test_only_the_asked_for_color_writes_escapes() -> None:
    assert "\x1b[" not in document(told(finding()))
    assert "\x1b[1;31merror\x1b[0m SSE101" in document(told(finding()), color=True)
