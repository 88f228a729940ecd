"""A real process that watches real files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from .conftest import CHAT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.skipif(os.name == "nt", reason="interrupts by a signal")

PATIENCE = 120.0
"""Seconds until a process is taken for stuck and killed."""


class Watching:
    """``ssegen generate --watch`` as it runs."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start it in a folder."""
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ssegen", "generate", "--watch", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def told(self) -> str:
        """All that it prints until it waits for changes."""
        assert self.process.stdout is not None
        lines: list[str] = []
        for line in self.process.stdout:
            if line == "watching for changes; Ctrl-C ends it\n":
                return "".join(lines)
            lines.append(line)
        raise AssertionError("it ended: " + "".join(lines))

    def after(self, name: str, text: str) -> str:
        """What it prints when a file has got another text."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # As editors save: a new file takes the place of the old one.
        fresh = path.with_name(f"{path.name}~")
        fresh.write_text(text)
        os.replace(fresh, path)
        return self.told()


@pytest.fixture
def watching(here: Path) -> Iterator[Watching]:
    """A process that watches the configuration of the current folder."""
    (here / "ssegen.toml").write_text("spec = 'chat.yaml'\n")
    started = Watching(here)
    stuck = threading.Timer(PATIENCE, started.process.kill)
    stuck.start()
    try:
        yield started
    finally:
        stuck.cancel()
        stuck.join()
        started.process.kill()
        started.process.wait()
        assert started.process.stdout is not None
        started.process.stdout.close()


def test_it_generates_again_after_every_change_of_an_input(
    watching: Watching, here: Path
) -> None:
    assert watching.told().endswith(" added\n")
    module = here / "chat_sdk/resources/chat.py"
    assert "def watch(" in module.read_text()

    told = watching.after("chat.yaml", CHAT.replace("watchChat", "followChat"))
    assert told.startswith("\nchat.yaml has changed\n")
    assert "def follow(" in module.read_text()

    told = watching.after("chat.yaml", "openapi: [")
    assert "chat.yaml:1:" in told
    assert "def follow(" in module.read_text()

    elsewhere = "$ref: responses.yaml"
    document, _, response = CHAT.partition("          description: The answer.\n")
    told = watching.after("chat.yaml", f"{document}          {elsewhere}\n")
    assert "responses.yaml" in told
    told = watching.after(
        "responses.yaml", f"description: The answer.\n{dedent(response)}"
    )
    assert "responses.yaml has changed\n" in told
    assert "def watch(" in module.read_text()

    told = watching.after("ssegen.toml", "spek = 'chat.yaml'\n")
    assert "error: ssegen.toml:1: `spek` is not known; did you mean `spec`?" in told
    (here / "ssegen.toml").unlink()
    assert "error: no document is named, " in watching.told()
    told = watching.after("ssegen.toml", "spec = 'chat.yaml'\npackage = 'talk'\n")
    assert (here / "talk/client.py").exists()

    told = watching.after("talk/custom/mine.py", "mine = 1\n")
    assert "talk/custom/mine.py has changed\n" in told


def test_an_interrupt_ends_it_cleanly(watching: Watching) -> None:
    watching.told()
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.stdout is not None
    assert watching.process.stdout.read() == ""
    assert watching.process.wait() == 130


@pytest.mark.parametrize("arguments", [("chat.yaml", "--check"), ("-",)])
def test_what_cannot_be_watched_is_wrong_usage(
    run: Run, arguments: tuple[str, ...]
) -> None:
    ended = run("generate", "--watch", *arguments)
    assert ended.code == 2
    assert "it cannot be combined with" in ended.err
