"""``ssegen replay`` as a server; what it shows of a document is in the scenarios."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.server import Server

from ssegen.python.runtime.recording import Chunk, Recording

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

SENT = (b"data: Gr\xc3", b"\xbc\r\n\r\n")

interrupting = pytest.mark.skipif(os.name == "nt", reason="interrupts by a signal")


class serving:
    """``ssegen replay`` in a process of its own; gives the URL it tells."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ssegen", "replay", *arguments, "--port", "0"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.send_signal(signal.SIGINT)
            rest = self.process.communicate(timeout=60)
        assert (self.process.returncode, *rest) == (0, "", "")


@interrupting
def test_what_was_recorded_is_served_again_at_any_path(here: Path) -> None:
    chunks = (Chunk(0.0, SENT[0]), Chunk(3600.0, SENT[1]))
    headers = (("content-type", "text/event-stream"), ("x-a", "1"), ("x-a", "2"))
    url = "http://x.example.com/chat"
    Recording("POST", url, 201, headers, chunks, 3600.0).save(here / "chat.jsonl")
    with serving(here, "chat.jsonl", "--speed", "0") as url:
        assert url.endswith("/chat")
        for asked in (url, url.replace("/chat", "/any/other")):
            response = httpx.get(asked, headers={"origin": "http://page.example.com"})
            assert response.status_code == 201
            assert response.content == b"".join(SENT)
            assert response.headers.get_list("x-a") == ["1", "2"]
            assert response.headers["access-control-allow-origin"] == "*"


@interrupting
def test_a_break_is_served_too(here: Path) -> None:
    cut = Recording(
        *("GET", "/chat", 200, (("content-type", "text/event-stream"),)),
        *((Chunk(0.0, b"data: a\n\n"), Chunk(0.01, b"data:")), 0.02, False),
    )
    cut.save(here / "chat.jsonl")
    with serving(here, "chat.jsonl") as url, httpx.stream("POST", url) as response:
        chunks = response.iter_raw()
        received = next(chunks)
        with pytest.raises(httpx.RemoteProtocolError):
            received += b"".join(chunks)
    assert received.startswith(b"data: a\n\n")


def test_an_address_of_another_machine_is_told(run: Run, here: Path) -> None:
    Recording("GET", "/", 200, (), ()).save(here / "chat.jsonl")
    ended = run("replay", "chat.jsonl", "--host", "192.0.2.1", "--port", "0")
    assert ended.code == 2
    assert ended.err.endswith("; choose another --host\n")


def test_a_port_that_is_taken_is_told(run: Run, here: Path) -> None:
    Recording("GET", "/", 200, (), ()).save(here / "chat.jsonl")
    with Server() as server:
        ended = run("replay", "chat.jsonl", "--port", server.url.rpartition(":")[2])
    assert ended.code == 2
    assert "address already in use; choose another --port" in ended.err


def test_without_the_extra_it_says_what_to_install(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "ssegen.cli.serving", raising=False)
    Recording("GET", "/", 200, (), ()).save(here / "chat.jsonl")
    ended = run("replay", "chat.jsonl")
    assert (ended.code, ended.err) == (
        2,
        "error: `ssegen replay` needs the extra `server`: pip install 'ssegen[server]'\n",
    )
