"""``ssegen init``, with and without somebody to ask."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssegen.config import read_config, schema_text

from .conftest import CHAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .conftest import Run

PAYLOADS = CHAT.replace("{type: string}", "{type: object, properties: {a: {}}}")


def test_it_writes_what_the_only_document_suggests(run: Run, here: Path) -> None:
    (here / "other.json").write_text('{"swagger": "2.0"}')
    (here / "notes.yaml").write_text("about: openapi 3.1\n")
    ended = run("init")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "ssegen.toml is written; `ssegen generate` makes the SDK\n"
    assert tomllib.loads((here / "ssegen.toml").read_text()) == {
        "spec": "chat.yaml",
        "output": "sdk",
        "package": "chat_sdk",
        "http": "httpx",
    }
    assert run("generate").code == 0
    assert (here / "sdk/chat_sdk/__init__.py").exists()


def test_editors_find_the_schema_beside_the_file(run: Run, here: Path) -> None:
    run("init")
    first = (here / "ssegen.toml").read_text().partition("\n")[0]
    assert first == "#:schema ./ssegen.schema.json"
    assert (here / "ssegen.schema.json").read_text() == schema_text()


def test_options_say_all_that_could_be_asked(run: Run, here: Path) -> None:
    odd = here / 'my "api"\\.yaml'
    (here / "chat.yaml").rename(odd)
    options = (
        "-o",
        "é",
        "--package-name",
        "talk",
        "--http",
        "httpx2",
        "--payload-events",
    )
    assert run("init", odd.name, *options).code == 0
    [config] = read_config(None, Path(), ()).documents
    assert (config.spec, config.output) == (odd.name, "é")
    assert (config.package_name, config.http) == ("talk", "httpx2")
    assert config.payload_events


def test_what_is_commented_out_has_a_meaning_too(run: Run, here: Path) -> None:
    run("init")
    file = here / "ssegen.toml"
    lines = file.read_text().splitlines()
    file.write_text(
        "\n".join(line.removeprefix("# ") for line in lines if "`ssegen v" not in line)
    )
    [config] = read_config(None, Path(), ("SSE301",)).documents
    assert (config.project, config.include) == (True, ("tag:chat",))
    assert config.payload_events
    assert config.rules == {"SSE301": "off"}


@pytest.mark.parametrize(("options", "allowed"), [((), False), (("--yes",), True)])
def test_payloads_are_allowed_only_where_somebody_says_so(
    run: Run, here: Path, options: tuple[str, ...], allowed: bool
) -> None:
    (here / "chat.yaml").write_text(PAYLOADS)
    ended = run("init", *options)
    assert ended.code == 0
    assert ("say --payload-events" in ended.err) is not allowed
    assert read_config(None, Path(), ()).defaults.payload_events is allowed


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("ssegen.toml", "not even TOML"),
        ("pyproject.toml", "[tool.ssegen]\nstrict = true\n"),
    ],
)
def test_a_configuration_that_is_there_is_overwritten_only_by_force(
    run: Run, here: Path, file: str, text: str
) -> None:
    (here / file).write_text(text)
    ended = run("init")
    assert ended.code == 2
    assert ended.err == f"error: {file} is there already; --force overwrites it\n"
    assert (here / file).read_text() == text
    assert not (here / "ssegen.schema.json").exists()
    assert run("init", "--force").code == 0
    assert "chat_sdk" in (here / "ssegen.toml").read_text()


def test_a_pyproject_of_others_is_in_nobodys_way(run: Run, here: Path) -> None:
    (here / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert run("init").code == 0


def test_several_documents_are_named_and_none_is_taken(run: Run, here: Path) -> None:
    (here / "spec").mkdir()
    (here / "spec/openapi.json").write_text(json.dumps({"openapi": "3.0.3"}))
    ended = run("init")
    assert ended.code == 2
    message = " ".join(ended.err.split())
    assert "several documents here: chat.yaml, spec/openapi.json" in message
    assert not (here / "ssegen.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("gone.yaml",), "gone.yaml:1:1: error SSE001 there is no such file"),
        (("-",), "a configuration cannot name standard input"),
        (("--package-name", "a-b"), "a package cannot be called 'a-b'"),
        (("--http", "requests"), "'requests' is not httpx or httpx2"),
        (("--output", ""), "name a folder"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_written(
    run: Run, here: Path, arguments: tuple[str, ...], problem: str
) -> None:
    ended = run("init", *arguments)
    assert ended.code == 2
    assert problem in " ".join(ended.err.split())
    assert [path.name for path in here.iterdir()] == ["chat.yaml"]


def test_a_folder_that_cannot_be_written_is_told(run: Run, here: Path) -> None:
    (here / "ssegen.schema.json").mkdir()
    ended = run("init")
    assert ended.code == 2
    assert ended.err == "error: ssegen.toml cannot be written: is a directory\n"


def at_a_terminal(answers: Sequence[str], *arguments: str) -> tuple[str, int]:
    """Run ``ssegen init`` at a terminal and type the answers; what it shows, and its exit code."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "ssegen", "init", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = ""
    waiting = list(answers)
    while read := _read(ours):
        shown += read
        if waiting and shown.endswith(": "):
            os.write(ours, waiting.pop(0).encode())
    os.close(ours)
    code = process.wait()
    assert waiting == []
    return shown.replace("\r\n", "\n"), code


def _read(terminal: int) -> str:
    """What the other side of a terminal shows next; nothing once it has ended."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # how Linux says that nobody is at the other side any more
        return ""


at_terminals = pytest.mark.skipif(
    not hasattr(os, "openpty"), reason="the system has no such terminals"
)


@at_terminals
def test_at_a_terminal_it_asks_and_proposes(here: Path) -> None:
    (here / "api").mkdir()
    (here / "api/talk.yaml").write_text(PAYLOADS)
    answers = ["api/talk.yaml\n", "\n", "a-b\n", "talk\n", "httpx2\n", "\n"]
    shown, code = at_a_terminal(answers)
    assert code == 0
    for question in (
        "found: chat.yaml, api/talk.yaml\ndocument [chat.yaml]: ",
        "output folder [sdk]: ",
        "package [chat_sdk]: ",
        "a package cannot be called 'a-b': it is not a Python identifier\npackage [",
        "http library [httpx]: ",
        "describe what `data` holds; is that meant? [Y/n]: ",
    ):
        assert question in shown
    [config] = read_config(None, Path(), ()).documents
    assert (config.spec, config.output) == ("api/talk.yaml", "sdk")
    assert (config.package_name, config.http) == ("talk", "httpx2")
    assert config.payload_events


@at_terminals
def test_at_a_terminal_it_does_not_ask_what_options_say(here: Path) -> None:
    options = ("chat.yaml", "-o", "out", "--package-name", "talk", "--http", "httpx")
    shown, code = at_a_terminal([], *options)
    assert code == 0
    assert shown.endswith("ssegen.toml is written; `ssegen generate` makes the SDK\n")
    assert "]: " not in shown


@at_terminals
def test_who_says_yes_is_not_asked(here: Path) -> None:
    assert at_a_terminal([], "--yes")[1] == 0
    assert (here / "ssegen.toml").exists()


@at_terminals
def test_an_end_of_the_answers_ends_it_and_writes_nothing(here: Path) -> None:
    shown, code = at_a_terminal(["\n", "\x04"])
    assert code == 130
    assert "Traceback" not in shown
    assert not (here / "ssegen.toml").exists()
