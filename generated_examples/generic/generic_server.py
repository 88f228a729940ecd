"""Channels and a log to follow: ``uvicorn generic_server:app``.

Messages are typed, with ids to resume from; lines of the log are text, or frames as they come from
elsewhere.
"""

from collections.abc import AsyncIterator

from generic_sdk import events
from generic_sdk.server import Request, create_app

from ssegen.senders import text

MESSAGES = ("Hello", "two\nlines", "Bye")


async def lines() -> AsyncIterator[str | bytes]:
    """Stands in for a log."""
    yield "started"
    yield b"event: line\ndata: of another server\n\n"


class Channels:
    """Answers the operations that stream."""

    async def channels_messages_subscribe(
        self, request: Request, /, *, channel: str
    ) -> AsyncIterator[events.ChannelMessage]:
        last = request.headers.get("last-event-id", "")
        start = int(last) if last.isdecimal() else 0
        for number, message in enumerate(MESSAGES[start:], start + 1):
            yield events.ChannelMessage(id=str(number), data=f"{channel}: {message}")

    def log_follow(self, request: Request, /, **_: object) -> AsyncIterator[bytes]:
        return text.events(lines())


app = create_app(Channels())
