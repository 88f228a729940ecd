from __future__ import annotations

import io
import sys

import pytest

from ssegen.cli.findings import tell
from ssegen.cli.terminal import colored, progress, say, table, width
from ssegen.diagnostics import Diagnostic, Location, Severity

HEADER = ("operation", "style", "variants")
ROWS = [("chat", "envelope union", "Started, Ended"), ("log", "string", "")]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns that knows colors."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Terminal()


def test_what_is_said_beside_the_results_moves_no_cursor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say("a\x1b[2J: no\nb\r")
    assert capsys.readouterr().err == "a\\x1b[2J: no\nb\\r\n"


def test_a_table_has_aligned_columns_and_dashes_for_empty_cells() -> None:
    assert table(HEADER, ROWS, None) == (
        "operation  style           variants\n"
        "chat       envelope union  Started, Ended\n"
        "log        string          -"
    )


def test_a_table_too_wide_for_the_terminal_becomes_blocks() -> None:
    assert table(HEADER, ROWS, 30) == (
        "chat\n"
        "  style     envelope union\n"
        "  variants  Started, Ended\n"
        "log\n"
        "  style     string\n"
        "  variants  -"
    )


def test_control_characters_in_a_table_are_escaped() -> None:
    assert table(("a",), [("x\x1b[2J\ny",)], None) == "a\nx\\x1b[2J\\ny"


def test_a_pipe_has_no_width_and_no_colors() -> None:
    assert width(io.StringIO()) is None
    assert not colored(io.StringIO())


def test_a_terminal_has_a_width_and_colors(terminal: Terminal) -> None:
    assert width(terminal) == 80
    assert colored(terminal)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colors_can_be_declined(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not colored(terminal)


def test_progress_is_told_on_a_terminal_and_gone_afterwards(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress("reading chat.yaml"):
        assert terminal.getvalue() == "reading chat.yaml ..."
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_is_silent_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with progress("reading chat.yaml"):
        pass
    assert pipe.getvalue() == ""


def test_a_finding_has_an_excerpt_on_a_terminal_and_one_line_in_a_pipe(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    place = Location("chat.yaml", 1, 10)
    finding = Diagnostic(
        *("SSE002", Severity.ERROR, place, "no such version", "state 3.1.0"),
        why="streams would be missed.",
    )
    tell([finding], {"chat.yaml": "openapi: 4\n"}, terminal)
    assert terminal.getvalue() == (
        "chat.yaml:1:10: error SSE002 no such version\n"
        "  1 | openapi: 4\n"
        "    |          ^\n"
        "    = why: streams would be missed.\n"
        "    = help: state 3.1.0\n\n"
    )

    pipe = io.StringIO()
    tell([finding], {"chat.yaml": "openapi: 4\n"}, pipe)
    assert (
        pipe.getvalue() == "chat.yaml:1:10: error SSE002 no such version; state 3.1.0\n"
    )
