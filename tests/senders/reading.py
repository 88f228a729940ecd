"""What senders give, read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio

from ssegen.python.runtime.decoder import Decoder

if TYPE_CHECKING:
    from collections.abc import AsyncIterable


def frames(data: bytes) -> list[tuple[str, str]]:
    """The name and the text of each event."""
    decoder = Decoder()
    found = [(frame.name, frame.text) for frame in decoder.feed(data)]
    decoder.close()
    assert not decoder.pending
    return found


def objects(data: bytes) -> list[Any]:
    """The data of each event as JSON, but for ``[DONE]``."""
    return [text if text == "[DONE]" else json.loads(text) for _, text in frames(data)]


def collected(source: AsyncIterable[Any]) -> list[Any]:
    """All that an asynchronous iterable gives."""

    async def run() -> list[Any]:
        return [item async for item in source]

    return anyio.run(run)
