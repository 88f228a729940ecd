"""What events are made of, closed as soon as they are no longer wanted."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def reading(source: AsyncIterable[T]) -> AsyncIterator[AsyncIterator[T]]:
    """Iterate over a source, which is closed in the end where it is a generator.

    Left to the garbage collector, a model would go on for a client that has gone.
    """
    iterator = aiter(source)
    try:
        yield iterator
    finally:
        if isinstance(iterator, AsyncGenerator):
            await iterator.aclose()
