from __future__ import annotations

import pytest

from ssegen.diagnostics import Diagnostic, Location, Severity
from ssegen.diagnostics.text import excerpt, line, printable, summary

SOURCE = "openapi: 3.1.0\npaths:\n  /chat: {}\n"


def finding(
    *,
    place: tuple[int, int] = (3, 3),
    severity: Severity = Severity.ERROR,
    message: str = "the path is wrong",
    remedy: str = "",
) -> Diagnostic:
    location = Location("spec.yaml", *place)
    return Diagnostic("SSE101", severity, location, message, remedy)


def test_a_line_begins_with_the_place_the_severity_and_the_rule() -> None:
    assert line(finding()) == "spec.yaml:3:3: error SSE101 the path is wrong"


def test_a_line_ends_with_the_remedy() -> None:
    told = line(finding(remedy="write it down"))
    assert told == "spec.yaml:3:3: error SSE101 the path is wrong; write it down"


def test_an_excerpt_points_a_caret_at_the_column() -> None:
    assert excerpt(finding(remedy="write it down"), SOURCE).splitlines() == [
        "spec.yaml:3:3: error SSE101 the path is wrong",
        "  3 |   /chat: {}",
        "    |   ^",
        "    = help: write it down",
    ]


def test_the_caret_stands_under_its_character_behind_wide_ones() -> None:
    _, shown, caret = excerpt(finding(place=(1, 3)), "日本x").splitlines()
    assert shown == "  1 | 日本x"
    assert caret == "    |     ^"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_excerpt_counts_lines_by_every_kind_of_line_end(end: str) -> None:
    source = end.join(["one", "two\u2028still two", "three"])
    assert "  3 | three" in excerpt(finding(place=(3, 1)), source)


@pytest.mark.parametrize("number", [3, 99])
def test_an_excerpt_of_a_line_that_is_not_there_leaves_it_out(number: int) -> None:
    told = excerpt(finding(place=(number, 1)), "one\n")
    assert told == f"spec.yaml:{number}:1: error SSE101 the path is wrong"


def test_a_long_line_is_shown_around_the_caret() -> None:
    source = "a" * 5_000 + "HERE" + "b" * 5_000
    _, shown, caret = excerpt(finding(place=(1, 5_001)), source).splitlines()
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("HERE")


def test_what_would_steer_a_terminal_is_told_as_an_escape() -> None:
    told = line(finding(message="the key 'a\x1b[2J\u202eb\n' is odd"))
    assert told.endswith("the key 'a\\x1b[2J\\u202eb\\n' is odd")


def test_a_source_line_cannot_steer_the_terminal() -> None:
    told = excerpt(finding(place=(1, 1)), "x: \x1b]0;title\x07 \u202e")
    assert printable(told.replace("\n", "")) == told.replace("\n", "")


def test_only_the_asked_for_color_writes_escapes() -> None:
    assert "\x1b[" not in excerpt(finding(), SOURCE)
    assert "\x1b[1;31merror\x1b[0m SSE101" in excerpt(finding(), SOURCE, color=True)
    assert "\x1b[1;33mwarning\x1b[0m" in line(
        finding(severity=Severity.WARNING), color=True
    )


def test_a_summary_counts_by_severity() -> None:
    found = [
        finding(),
        finding(),
        finding(severity=Severity.WARNING),
        finding(severity=Severity.UNSUPPORTED),
    ]
    assert summary(found) == "2 errors, 1 unsupported, 1 warning"


def test_a_summary_of_nothing_says_so() -> None:
    assert summary([]) == "no findings"
