"""The ways in which a stream is cut short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from tests.faults.fault import raw, stream
from tests.faults.recording import RECORDING
from tests.server import Action, Reply

Ending: TypeAlias = Callable[[bytes], Reply]
"""Sends bytes, and ends the stream behind them."""


def clean_end(content: bytes) -> Reply:
    """End the response as it should end."""
    return stream(content)


def close_inside_a_chunk(content: bytes) -> Reply:
    """Close the connection in the middle of a chunk."""
    head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
    head += f"transfer-encoding: chunked\r\n\r\n{len(RECORDING) + 1:x}\r\n"
    return raw(head.encode(), content)


def reset(content: bytes) -> Reply:
    """Reset the connection."""
    return stream(content, Action.RESET)


ENDINGS: Final[dict[Ending, str]] = {
    clean_end: "StreamIncomplete",
    close_inside_a_chunk: "StreamInterrupted",
    reset: "StreamInterrupted",
}
"""What each of them raises, unless the sentinel came before."""

RESUMED: Final[tuple[Ending, ...]] = (clean_end, reset)
"""Those that streams are tried to go on from: one that leaves the connection, one that does not."""
