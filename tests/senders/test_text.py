"""Text and bytes as events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from tests.senders.reading import collected, frames

from ssegen.senders import text

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator


async def channel(*pieces: str | bytes) -> AsyncIterator[str | bytes]:
    for piece in pieces:
        yield piece


def test_each_text_is_an_event_without_a_name() -> None:
    sent = collected(text.events(channel("Hello", "", " two\r\nlines")))
    assert [frames(piece) for piece in sent] == [
        [("message", "Hello")],
        [("message", "")],
        [("message", " two\nlines")],
    ]
    assert b"event" not in b"".join(sent)


def test_bytes_are_passed_through_as_they_are() -> None:
    raw = b"id: 1\r\nevent: of another server\ndata: \xff\n"
    assert collected(text.events(channel("a", raw, text.KEEP_ALIVE)))[1:] == [
        raw,
        text.KEEP_ALIVE,
    ]


def test_a_channel_is_closed_when_nobody_reads_on() -> None:
    closed = []

    async def endless() -> AsyncGenerator[str, None]:
        try:
            while True:
                yield "a"
        finally:
            closed.append(True)

    async def run() -> None:
        source = endless()
        sent = text.events(source)
        await anext(sent)
        await sent.aclose()
        assert closed
        del source

    anyio.run(run)
