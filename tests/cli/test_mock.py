"""``ssegen mock`` as a process, asked over loopback and interrupted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from ssegen.python.runtime.recording import Chunk, Recording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Run

PATIENCE = 60.0
"""Seconds until a process is taken for stuck and killed."""

interrupting = pytest.mark.skipif(os.name == "nt", reason="interrupts by a signal")


class Serving:
    """A mock that runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.url = self.line().strip()

    def line(self) -> str:
        """The next line on stdout."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def interrupted(self) -> tuple[int, str, str]:
        """The exit code after Ctrl-C, and what else it printed."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err


@contextmanager
def mock(folder: Path, *arguments: str) -> Iterator[Serving]:
    command = [sys.executable, "-m", "ssegen", "mock", *arguments, "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    stuck = threading.Timer(PATIENCE, process.kill)
    stuck.start()
    try:
        with process:
            try:
                yield Serving(process)
            finally:
                process.kill()
    finally:
        stuck.cancel()
        stuck.join()


@interrupting
def test_it_tells_its_url_and_each_request_and_ends_with_ctrl_c(here: Path) -> None:
    with mock(here, "chat.yaml", "--count", "2", "--seed", "3") as mocked:
        assert mocked.url.startswith("http://127.0.0.1:")
        text = httpx.get(f"{mocked.url}chat?secret=hidden").text
        assert mocked.line() == (
            f"GET /chat 200 text/event-stream: 2 events, {len(text)} bytes\n"
        )
        assert httpx.get(f"{mocked.url}none").status_code == 404
        assert mocked.line().startswith("GET /none 404 the document has no path /none")

        assert mocked.interrupted() == (0, "", "")


@interrupting
def test_ctrl_c_ends_it_in_the_middle_of_streams(here: Path) -> None:
    with (
        mock(here, "chat.yaml", "--fault", "stall=1") as mocked,
        httpx.stream("GET", f"{mocked.url}chat") as response,
    ):
        next(response.iter_bytes())

        code, _, err = mocked.interrupted()

    assert (code, err) == (0, "")


@interrupting
def test_a_response_that_is_cut_is_no_error_of_the_mock(here: Path) -> None:
    with mock(here, "chat.yaml", "--fault", "cut=1") as mocked:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{mocked.url}chat")
        assert mocked.line().endswith("bytes, cut\n")

        assert mocked.interrupted() == (0, "", "")


@interrupting
def test_recordings_are_served(here: Path) -> None:
    chunks = (Chunk(0.0, b"data: recorded\n\n"),)
    headers = (("content-type", "text/event-stream"),)
    recording = Recording("GET", "http://x/chat", 200, headers, chunks)
    recording.save(here / "chat.jsonl")

    with mock(here, "chat.yaml", "--recording", "chat.jsonl") as mocked:
        assert httpx.get(f"{mocked.url}chat").text == "data: recorded\n\n"


@interrupting
def test_what_cannot_be_served_is_told(here: Path) -> None:
    (here / "chat.yaml").write_text(
        (here / "chat.yaml").read_text().replace("/chat:", "chat:")
    )

    with mock(here, "chat.yaml") as mocked:
        code, out, err = mocked.interrupted()

    assert (code, out) == (0, "")
    assert err == "not served: GET chat: a path that does not start with one slash\n"


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("mock", "chat.yaml", "--port", str(port))

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err == (
        f"error: nothing can be served at 127.0.0.1, port {port}:"
        " address already in use; choose another --port, or 0 for any that is free\n"
    )


def test_without_the_extra_it_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "starlette.applications", None)
    for name in [name for name in sys.modules if name.startswith("ssegen.mock")]:
        monkeypatch.delitem(sys.modules, name)

    ended = run("mock", "chat.yaml")

    assert (ended.code, ended.err) == (
        2,
        "error: `ssegen mock` needs the extra `server`: pip install 'ssegen[server]'\n",
    )


def test_recordings_for_the_same_request_are_refused(run: Run, here: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        Recording("GET", "http://x/chat", 200, (), ()).save(here / name)

    ended = run(
        "mock", "chat.yaml", "--recording", "one.jsonl", "--recording", "two.jsonl"
    )

    assert (ended.code, ended.err) == (
        2,
        "error: two.jsonl: another recording answers GET /chat already\n",
    )
