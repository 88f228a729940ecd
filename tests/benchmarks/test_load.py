"""`benchmarks/load.py` runs, and finds what it is there to find."""

from __future__ import annotations

import asyncio
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Framing, Reply

if TYPE_CHECKING:
    from tests.server import Server

LOAD = Path(__file__).parents[2] / "benchmarks" / "load.py"
DONE = b"data: [DONE]\n\n"


def event(number: int) -> bytes:
    return b"data: text\nid: %d\n\n" % number


def faults(server: Server, *chunks: bytes) -> list[str]:
    """What is found in one stream that should bring three events."""
    server.reply(Reply(body=chunks, framing=Framing.CLOSE))
    streams: Any = runpy.run_path(str(LOAD))["Streams"](count=1, events=3)
    port = int(server.url.rpartition(":")[2])
    asyncio.run(streams.read(port, seconds=20))
    found: list[str] = streams.faults
    return found


def test_twenty_streams_of_both_ends_lose_nothing() -> None:
    command = [sys.executable, str(LOAD), "--streams", "20", "--events", "30"]
    run = subprocess.run(command, capture_output=True, text=True)

    assert (run.stderr, run.returncode) == ("", 0)
    rows = [line.strip("| ").split(" | ") for line in run.stdout.splitlines()[2:]]
    assert [(name, streams, *rest[:2]) for name, streams, _, *rest in rows] == [
        ("sender", "20", "600", "0"),
        ("mock", "20", "600", "0"),
    ]


def test_a_whole_stream_has_no_fault(server: Server) -> None:
    assert faults(server, *map(event, (1, 2, 3)), DONE) == []


@pytest.mark.parametrize("numbers", [(1, 3), (1, 2), (2, 1, 3), (1, 2, 2, 3)])
def test_an_event_that_is_lost_twice_or_out_of_turn_is_a_fault(
    server: Server, numbers: tuple[int, ...]
) -> None:
    assert faults(server, *map(event, numbers), DONE) != []


def test_a_stream_without_its_end_is_a_fault(server: Server) -> None:
    assert faults(server, *map(event, (1, 2, 3))) == [
        "a stream ended after 3 events with b'data: text\\n'"
    ]


def test_a_refusal_is_a_fault(server: Server) -> None:
    server.reply(Reply(status=503, framing=Framing.CLOSE))
    assert faults(server) != []
