"""What a bot says, as events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from tests.senders.reading import collected, frames

from ssegen.senders import bot

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

FAILING = "fail"


class Echo:
    """Says what it is told, or fails after the first piece."""

    def __init__(self) -> None:
        self.closed = False

    async def stream_async(self, *messages: str) -> AsyncGenerator[str, None]:
        try:
            for message in messages:
                if message == FAILING:
                    raise RuntimeError("no\nmore")
                yield message
        finally:
            self.closed = True


def test_pieces_are_messages_and_done_ends_them() -> None:
    sent = collected(bot.events(Echo(), "Hel", "lo\r\nthere", ""))
    assert frames(b"".join(sent)) == [
        ("message", "Hel"),
        ("message", "lo\nthere"),
        ("message", ""),
        ("done", ""),
    ]


def test_a_bot_that_raises_ends_in_an_error_with_its_text() -> None:
    sent = collected(bot.events(Echo(), "Hel", FAILING, "never"))
    assert frames(b"".join(sent)) == [("message", "Hel"), ("error", "no\nmore")]


def test_names_are_of_ones_choice() -> None:
    sent = collected(
        bot.events(Echo(), "Hel", message="token", done="end", error="oops")
    )
    assert frames(b"".join(sent)) == [("token", "Hel"), ("end", "")]
    sent = collected(bot.dictionaries(Echo(), FAILING, error="oops"))
    assert sent == [{"event": "oops", "data": "no\nmore"}]


@pytest.mark.parametrize("name", ["message", "done", "error"])
def test_a_name_with_a_line_end_is_refused_before_the_bot_is_asked(name: str) -> None:
    echo = Echo()
    names = {name: "a\ndata: b"}
    with pytest.raises(ValueError, match="line end"):
        collected(bot.events(echo, "Hel", **names))
    assert not echo.closed


def test_the_bot_stops_when_nobody_reads_on() -> None:
    echo = Echo()

    async def run() -> None:
        sent = bot.events(echo, "Hel", "lo")
        await anext(sent)
        await sent.aclose()
        assert echo.closed

    anyio.run(run)


def test_what_is_no_generator_is_read_as_well() -> None:
    class Pieces:
        def __init__(self) -> None:
            self.left = ["lo", "Hel"]

        def __aiter__(self) -> Pieces:
            return self

        async def __anext__(self) -> str:
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop()

    class Listed:
        def stream_async(self, *messages: object) -> Pieces:
            return Pieces()

    sent = collected(bot.dictionaries(Listed()))
    assert [piece["data"] for piece in sent] == ["Hel", "lo", ""]
