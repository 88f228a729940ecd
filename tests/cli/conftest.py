"""The command line, run in this process, with a small document to run it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from ssegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHAT = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
servers: [{url: https://chat.example.com}]
paths:
  /chat:
    get:
      operationId: watchChat
      tags: [chat]
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              schema: {type: string}
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed, and its exit code."""

    code: int | str | None
    out: str
    err: str


class Run(Protocol):
    def __call__(self, *arguments: str) -> Ended: ...


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder; it holds ``chat.yaml``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chat.yaml").write_text(CHAT)
    return tmp_path


@pytest.fixture
def run(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run ``ssegen`` with these arguments."""

    def run(*arguments: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["ssegen", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ended(ended.value.code, printed.out, printed.err)

    return run


Tree = dict[str, bytes]


@pytest.fixture
def tree(here: Path) -> Callable[[], Tree]:
    """Every file in the current folder with its content."""
    return lambda: {
        path.relative_to(here).as_posix(): path.read_bytes()
        for path in here.rglob("*")
        if path.is_file()
    }
