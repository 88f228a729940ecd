"""Text as events that have nothing but data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import frame
from .source import reading

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

MEDIA_TYPE = frame.MEDIA_TYPE

KEEP_ALIVE = frame.KEEP_ALIVE
"""What may be sent at any time between the bytes of a sender."""


async def events(texts: AsyncIterable[str | bytes]) -> AsyncGenerator[bytes, None]:
    """Give an event for each text of a channel.

    Args:
        texts: CR, LF and CR LF in a text all arrive as LF. Bytes are passed through as they are,
            such as frames of another server, or `KEEP_ALIVE`. A generator is closed in the end.
    """
    async with reading(texts) as pieces:
        async for piece in pieces:
            yield piece if isinstance(piece, bytes) else frame.frame(piece)
