from __future__ import annotations

from dataclasses import replace

from ssegen.diagnostics import Diagnostic, Severity
from ssegen.diagnostics.text import document, printable, summary
from ssegen.diagnostics.text import excerpt as excerpt_of
from ssegen.diagnostics.told import Texts

from .conftest import REPAIR, SOURCE, finding, told


def excerpt(
    diagnostic: Diagnostic, source: str, *, why: str = "", color: bool = False
) -> str:
    return excerpt_of(diagnostic, Texts({"spec.yaml": source}), why=why, color=color)


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


def test_an_excerpt_of_a_line_that_is_not_there_leaves_it_out() -> None:
    told = excerpt(finding(place=(3, 1)), "one\n")
    assert told == "spec.yaml:3:1: error SSE101 the path is wrong"


def test_an_excerpt_says_why_it_matters_in_lines_that_are_not_too_long() -> None:
    _, _, _, *why = excerpt(finding(), SOURCE, why="somebody waits. " * 20).splitlines()
    assert why[0].startswith("    = why: somebody waits. ")
    assert all(line.startswith("           ") for line in why[1:])
    assert len(why) > 2
    assert max(map(len, why)) <= 100


def test_an_excerpt_ends_with_the_lines_that_would_mend_it() -> None:
    told = excerpt(finding(remedy="write it down", repair=REPAIR), SOURCE)
    assert told.splitlines()[3:] == [
        "    = help: write it down",
        "    = fix:",
        "    |   get:",
        "    |     operationId: a",
    ]


def test_the_lines_that_would_mend_json_are_json() -> None:
    told = excerpt(finding(repair=REPAIR), '{"paths": {"/chat": {}}}')
    assert '    |   "get": {\n' in told


def test_a_long_line_is_shown_around_the_caret() -> None:
    source = "a" * 5_000 + "HERE" + "b" * 5_000
    _, shown, caret = excerpt(finding(place=(1, 5_001)), source).splitlines()
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("HERE")


def test_what_would_steer_a_terminal_is_told_as_an_escape() -> None:
    told = excerpt(finding(message="the key 'a\x1b[2J\u202eb\n' is odd"), "")
    assert told.endswith("the key 'a\\x1b[2J\\u202eb\\n' is odd")


def test_a_source_line_cannot_steer_the_terminal() -> None:
    told = excerpt(finding(place=(1, 1)), "x: \x1b]0;title\x07 \u202e")
    assert printable(told.replace("\n", "")) == told.replace("\n", "")


def test_only_the_asked_for_color_writes_escapes() -> None:
    assert "\x1b[" not in excerpt(finding(), SOURCE)
    assert "\x1b[1;31merror\x1b[0m SSE101" in excerpt(finding(), SOURCE, color=True)
    assert "\x1b[1;33mwarning\x1b[0m" in excerpt(
        finding(severity=Severity.WARNING), SOURCE, color=True
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


def test_a_run_is_told_finding_by_finding_with_a_conclusion() -> None:
    run = told(finding(), finding(place=(1, 1), severity=Severity.INFO))
    assert document(run) == (
        "spec.yaml:3:3: error SSE101 the path is wrong\n"
        "  3 |   /chat: {}\n"
        "    |   ^\n"
        "    = why: the user never sees it.\n"
        "\n"
        "spec.yaml:1:1: info SSE101 the path is wrong\n"
        "  1 | openapi: 3.1.0\n"
        "    | ^\n"
        "\n"
        "1 document: 1 error, 1 info\n"
    )


def test_why_is_said_once_for_each_rule() -> None:
    other = finding(rule="SSE102", why="it hurts elsewhere.")
    told_of = document(told(finding(), other, finding(), other))
    assert told_of.count("= why: the user never sees it.") == 1
    assert told_of.count("= why: it hurts elsewhere.") == 1


def test_a_conclusion_stays_on_its_line() -> None:
    run = replace(told(), conclusion="a\n::error::b: no changes")
    assert document(run) == "a\\n::error::b: no changes\n"


def test_a_conclusion_counts_what_the_baseline_knows() -> None:
    assert (
        document(told(known=3)) == "1 document: no findings; 3 known by the baseline\n"
    )
