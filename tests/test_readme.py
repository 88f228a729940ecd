"""The README's worked example does what the README says."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

import chat_sdk
from generated_examples.regenerate import ROOT
from tests.server import Reply, Server
from typer.testing import CliRunner

from ssegen.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


class Block(NamedTuple):
    language: str
    text: str


BLOCKS = [
    Block(*found)
    for found in re.findall(
        r"^```(\w+)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S
    )
]


def blocks(language: str) -> list[str]:
    return [block.text for block in BLOCKS if block.language == language]


def test_the_command_prints_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "chat.yaml").write_text(
        (ROOT / "specs" / "chat.yaml").read_text()
    )
    monkeypatch.chdir(tmp_path)
    command, _, output = blocks("console")[0].partition("\n")

    result = CliRunner().invoke(app, shlex.split(command.removeprefix("$ ssegen ")))

    assert result.stdout == output
    assert result.exit_code == 0


def test_the_program_prints_what_the_readme_shows(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, printed = blocks("text")
    server.reply(
        Reply(headers={"content-type": "text/event-stream"}, body=[answer.encode()])
    )

    class Client(chat_sdk.Client):
        def __init__(self, *, api_key: str) -> None:
            super().__init__(api_key=api_key, base_url=server.url)

    monkeypatch.setattr(chat_sdk, "Client", Client)
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(blocks("python")[0], {})
    assert out.getvalue() == printed
