"""What a bot says as named events, in the manner of LlamaBot's ``sse_stream``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from . import frame
from .source import reading

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

MEDIA_TYPE = frame.MEDIA_TYPE

KEEP_ALIVE = frame.KEEP_ALIVE
"""What may be sent at any time between the bytes of a sender."""


class Bot(Protocol):
    """What answers piece by piece, such as ``llamabot.AsyncSimpleBot``."""

    def stream_async(self, *messages: Any) -> AsyncIterable[str]:
        """Give the pieces of the answer to some messages."""
        ...


async def dictionaries(
    bot: Bot,
    *messages: Any,
    message: str = "message",
    done: str = "done",
    error: str = "error",
) -> AsyncGenerator[dict[str, str], None]:
    """Give the events of an answer as what sse-starlette's ``EventSourceResponse`` takes.

    Args:
        bot: Is asked by ``stream_async(*messages)``.
        messages: What the bot is asked.
        message: The name of the events that hold the pieces of the answer.
        done: The name of the one that ends it, whose data is empty.
        error: The name of the one that ends it when the bot raises. Its data is the text of the
            exception, so the client sees it.

    Raises:
        ValueError: A name has a line end.
    """
    for name in (message, done, error):
        frame.named(name)
    try:
        async with reading(bot.stream_async(*messages)) as pieces:
            async for piece in pieces:
                yield {"event": message, "data": piece}
        yield {"event": done, "data": ""}
    except Exception as failure:
        yield {"event": error, "data": str(failure)}


async def events(
    bot: Bot,
    *messages: Any,
    message: str = "message",
    done: str = "done",
    error: str = "error",
) -> AsyncGenerator[bytes, None]:
    """Give the events of an answer as bytes.

    Args:
        bot: Is asked by ``stream_async(*messages)``.
        messages: What the bot is asked.
        message: The name of the events that hold the pieces of the answer.
        done: The name of the one that ends it, whose data is empty.
        error: The name of the one that ends it when the bot raises. Its data is the text of the
            exception, so the client sees it.

    Raises:
        ValueError: A name has a line end.
    """
    answer = dictionaries(bot, *messages, message=message, done=done, error=error)
    async with reading(answer) as pieces:
        async for piece in pieces:
            yield frame.frame(**piece)
