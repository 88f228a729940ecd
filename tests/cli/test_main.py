"""What holds for every command: startup, exits, encodings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import ssegen

from .conftest import CHAT

if TYPE_CHECKING:
    from .conftest import Run

HEAVY = (
    "black",
    "jinja2",
    "openapi_spec_validator",
    "jsonschema",
    "httpx",
    "pydantic",
    "yaml",
)


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
    )


def test_the_version_is_printed_without_loading_what_commands_need() -> None:
    code = (
        "import atexit, sys\n"
        f"heavy = {HEAVY!r}\n"
        "atexit.register(lambda: print([name for name in heavy if name in sys.modules]))\n"
        "sys.argv = ['ssegen', '--version']\n"
        "from ssegen.cli import main\n"
        "main()\n"
    )
    ended = python("-c", code)
    assert ended.stdout == f"ssegen {ssegen.__version__}\n[]\n"
    assert ended.returncode == 0


def test_the_module_runs_like_the_script() -> None:
    ended = python("-m", "ssegen", "explain", "SSE101")
    assert ended.returncode == 0
    assert ended.stdout.startswith("SSE101 (error): ")


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-m", "ssegen", "rules"],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ},
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (141, b"")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_standard_stream_may_be_closed(tmp_path: Path, closed: str) -> None:
    (tmp_path / "chat.yaml").write_text(CHAT, encoding="utf-8")
    command = f'"{sys.executable}" -m ssegen generate chat.yaml {closed}'
    ended = subprocess.run(command, shell=True, capture_output=True, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert (tmp_path / "chat_sdk/client.py").exists()


@pytest.mark.skipif(
    not Path("/dev/full").exists(),
    reason="the system has no device that is always full",
)
def test_results_that_cannot_be_printed_are_told_in_one_line() -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "ssegen", "rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert ended.returncode == 2
    assert ended.stderr == (
        "error: the results cannot be printed: no space left on device\n"
    )
    assert ended.stderr.count("\n") == 1


def test_a_terminal_without_unicode_gets_escapes(tmp_path: Path) -> None:
    document = tmp_path / "chat.yaml"
    document.write_text(
        "openapi: 3.1.0\ninfo: {title: Chat, version: '1'}\npaths:\n  /caf\u00e9:\n    get:\n"
        "      responses:\n        '200':\n          description: ''\n          content:\n"
        "            text/event-stream: {}\n",
        encoding="utf-8",
    )
    ended = python("-m", "ssegen", "list", str(document), PYTHONIOENCODING="ascii")
    assert ended.returncode == 0, ended.stderr
    assert r"GET /caf\xe9" in ended.stdout


def test_help_names_every_command_and_the_exit_codes(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for command in (
        "generate",
        "validate",
        "list",
        "rules",
        "explain",
        "--install-completion",
    ):
        assert command in ended.out
    assert "Exit codes: 0 fine, 1 findings or drift, 2 wrong usage" in ended.out


@pytest.mark.parametrize(
    "arguments",
    [("frob",), ("validate",), ("generate", "a", "b"), ("list", "a", "--format", "x")],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "Usage: ssegen" in ended.err


def test_an_interrupt_ends_the_command_quietly(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ssegen.load.load", interrupted)
    ended = run("list", "chat.yaml")
    assert (ended.code, ended.out, ended.err) == (130, "", "")


def test_a_bug_shows_its_traceback_and_asks_for_a_report(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("of all things")

    monkeypatch.setattr("ssegen.load.load", broken)
    ended = run("list", "chat.yaml")
    assert ended.code == 70
    assert "ZeroDivisionError: of all things\n" in ended.err
    assert ended.err.endswith("please report it with the lines above\n")
