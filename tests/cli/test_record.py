"""``ssegen record`` against a real server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.server import Action, Reply, Server

from ssegen.python.runtime.recording import Recording

from .conftest import CHAT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server import Chunk as Sent

    from .conftest import Run

EVENTS = {"content-type": "text/event-stream"}
SENT = (b"data: Gr\xc3", b"\xbc\r\n\r\ndata: \xff", b"\r\n\r\n")
KEY = """\
security: [{k: []}]
components: {securitySchemes: {k: {type: apiKey, in: query, name: key}}}
"""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def asked(here: Path, server: Server) -> tuple[str, ...]:
    """The words that record a chat."""
    (here / "chat.yaml").write_text(CHAT + KEY)
    words = ("record", "chat.yaml", "watchChat", "-o", "chat.jsonl")
    return (*words, "--base-url", server.url, "--auth", "api_key=sk-12345")


def stream(*body: Sent, **headers: str) -> Reply:
    return Reply(headers={**EVENTS, **headers}, body=body)


def test_the_exact_bytes_are_kept_with_their_times(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(stream(*SENT, **{"x-id": "1", "set-cookie": "session=secret"}))
    ended = run(*asked)
    recording = Recording.load(here / "chat.jsonl")
    assert (ended.code, ended.out) == (0, "")
    assert recording.content == b"".join(SENT)
    assert recording.complete
    times = [chunk.at for chunk in recording.chunks]
    assert times == sorted(times)
    assert 0 <= times[0] <= times[-1] <= recording.ended
    assert (recording.method, recording.path, recording.status) == ("GET", "/chat", 200)
    assert recording.headers == (("content-type", "text/event-stream"), ("x-id", "1"))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_takes_no_file_is_told_before_the_call(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    here.chmod(0o500)
    ended = run(*asked)
    here.chmod(0o700)
    assert (ended.code, server.requests) == (2, [])
    assert ended.err == "error: chat.jsonl: cannot be written: permission denied\n"


def test_events_and_what_was_kept_are_told_on_stderr(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(b"data: Hello\n\n"))
    ended = run(*asked)
    event, summary, kept = ended.err.splitlines()
    assert event.endswith("message  TextEvent(data='Hello')")
    assert summary.endswith(", completed, conforming")
    assert re.fullmatch(r"chat\.jsonl: \d chunks?, 13 bytes", kept)


def test_no_credential_is_kept(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(stream(b"data: Hello\n\n"))
    run(*asked)
    assert server.requests[0].target == "/chat?key=sk-12345"
    assert "12345" not in (here / "chat.jsonl").read_text()
    assert Recording.load(here / "chat.jsonl").url == f"{server.url}/chat?key=***"


def test_a_stream_that_is_cut_is_kept_as_far_as_it_came(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(stream(b"data: Hello\n\ndata: W", Action.VANISH))
    assert run(*asked).code == 1
    recording = Recording.load(here / "chat.jsonl")
    assert recording.content == b"data: Hello\n\ndata: W"
    assert not recording.complete
    assert "peer closed connection" in recording.error


def test_a_stream_that_ends_too_early_for_the_document_is_kept_as_complete(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(stream(b"data: Hello\n\ndata: W"))
    assert run(*asked).code == 1
    assert Recording.load(here / "chat.jsonl").complete


def test_a_compressed_stream_is_kept_compressed(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    import gzip

    packed = gzip.compress(b"data: Hello\n\n")
    server.reply(stream(packed, **{"content-encoding": "gzip"}))
    assert run(*asked).code == 0
    assert Recording.load(here / "chat.jsonl").content == packed
    replayed = run("replay", "chat.jsonl", "--spec", "chat.yaml")
    assert "TextEvent(data='Hello')" in replayed.out


def test_a_refusal_leaves_no_file(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(Reply(503))
    ended = run(*asked)
    assert ended.code == 1
    assert "503" in ended.err
    assert not (here / "chat.jsonl").exists()


def test_a_file_that_is_there_is_overwritten_by_force_alone(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    (here / "chat.jsonl").write_text("mine")
    assert run(*asked).code == 2
    assert server.requests == []
    assert (here / "chat.jsonl").read_text() == "mine"
    server.reply(stream(b"data: Hello\n\n"))
    assert run(*asked, "--force").code == 0
    assert Recording.load(here / "chat.jsonl").content == b"data: Hello\n\n"


@pytest.mark.parametrize("place", [".", "missing/chat.jsonl"])
def test_where_no_file_can_be_nothing_is_called(
    run: Run, server: Server, asked: tuple[str, ...], place: str
) -> None:
    assert run(*asked, "-o", place).code == 2
    assert server.requests == []


@pytest.mark.skipif(os.name == "nt", reason="interrupts by a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_came_is_kept_when_it_is_interrupted(
    server: Server, asked: tuple[str, ...], here: Path, number: signal.Signals
) -> None:
    server.reply(stream(b"data: Hello\n\n", Action.HANG))
    with subprocess.Popen(
        [sys.executable, "-m", "ssegen", *asked],
        cwd=here,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "Hello" in process.stderr.readline()
        process.send_signal(number)
        assert "not completed: interrupted" in process.stderr.read()
        assert process.wait(60) == 130
    recording = Recording.load(here / "chat.jsonl")
    assert (recording.content, recording.complete) == (b"data: Hello\n\n", False)
    assert recording.error == "interrupted"
