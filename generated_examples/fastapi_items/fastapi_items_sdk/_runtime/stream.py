# SPDX-License-Identifier: 0BSD
"""Streams as users hold them: ``EventStream`` blocks, ``AsyncEventStream`` awaits.

Both read chunks and leave their meaning to ``reader``.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from ._http import httpx
from .connection import Connection, Deadline
from .opening import AsyncCall, AsyncOpen, Open
from .reader import MORE, More, Reader
from .response import media_type

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import (
        AsyncIterator,
        Callable,
        Coroutine,
        Generator,
        Iterator,
    )

    from .frame import Frame
    from .operation import StreamOperation
    from .options import StreamOptions

E_co = TypeVar("E_co", covariant=True)
T = TypeVar("T")

DRAIN_BYTES: Final = 64 * 1024
DRAIN_SECONDS: Final = 0.25
"""How much may follow the sentinel, and for how long, for the connection to be used again."""

_TRANSPORT_ERRORS: Final = (httpx.RequestError, httpx.StreamError)


class _Stream(Generic[E_co]):
    """What both streams tell about themselves.

    Attributes:
        response: The response; its body is the stream's to read.
    """

    def __init__(
        self,
        response: httpx.Response,
        operation: StreamOperation[E_co],
        options: StreamOptions,
        redacted: Callable[[str], str] = str,
    ) -> None:
        self.response = response
        kind = media_type(response) or operation.accept
        self._reader: Reader[E_co] = Reader(operation.dispatch, kind, options, redacted)
        self._events = self._reader.events()

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def completed(self) -> bool:
        """Whether the sentinel came; where none is declared, whether the response ended cleanly."""
        return self._reader.completed

    @property
    def event_count(self) -> int:
        """How many events were delivered."""
        return self._reader.event_count

    @property
    def last_event_id(self) -> str | None:
        """The id to go on from after the last event delivered; None where the server gave none."""
        return self._reader.last_event_id

    @property
    def unknown_events(self) -> Counter[str]:
        """How often events came that the document does not know, by name, or by tag.

        By a name it does not know they were skipped, by a tag delivered as ``Unknown``.
        """
        return self._reader.unknown_events

    @property
    def dropped_events(self) -> Counter[str]:
        """How often events were skipped because they came without the data they need, by name."""
        return self._reader.dropped_events

    def __repr__(self) -> str:
        state = (
            "completed" if self.completed else "over" if self._reader.over else "open"
        )
        return f"<{type(self).__name__} {state}, {self.event_count} events>"


class EventStream(_Stream[E_co], Open):
    """The events of one response, as they come.

    Iterate over it once; a second loop goes on where the first was left. Leaving a ``with`` block
    closes it, and so does whatever ends it. Dropping it does too, in its own time.

    Iteration raises:
        StreamError: See the tree in ``errors``. The stream is closed then.
    """

    def __init__(
        self,
        response: httpx.Response,
        operation: StreamOperation[E_co],
        options: StreamOptions,
        redacted: Callable[[str], str] = str,
    ) -> None:
        super().__init__(response, operation, options, redacted)
        self._chunks = (
            response.iter_bytes() if _needs_decoding(response) else response.iter_raw()
        )

    def __iter__(self) -> Iterator[E_co]:
        return self._items(self._events)

    def __next__(self) -> E_co:
        for event in self:
            return event
        raise StopIteration

    def frames(self) -> Iterator[Frame]:
        """Give what comes off the wire, undecoded, instead of events: the sentinel too, and events
        that the document does not know."""
        return self._items(self._reader.frames())

    def close(self) -> None:
        """End the stream, and its connection unless the response has ended.

        May be called again, and by another thread: a loop that waits there ends.
        """
        self._reader.abandon()
        with suppress(Exception):  # what is given up cannot fail in a way that matters
            Connection(self.response).shut_down()
            self.response.close()

    def __del__(self) -> None:
        response: httpx.Response | None = getattr(self, "response", None)
        if response is not None and not response.is_closed:
            with suppress(Exception):  # nobody is there to be told
                response.close()

    def _items(self, items: Iterator[T | More]) -> Generator[T]:
        reader = self._reader
        try:
            for item in items:
                if item is not MORE:
                    yield item
                    continue
                chunk = next(self._chunks, None)
                if chunk is None:
                    reader.end()
                else:
                    reader.receive(chunk)
            if reader.sentinel_came:
                self._drain()
        except GeneratorExit:
            raise  # the loop was left, perhaps for another one
        except BaseException as error:
            given_up = reader.over
            self.close()
            if not isinstance(error, _TRANSPORT_ERRORS):
                raise
            if not given_up:
                raise reader.interruption(error) from error

    def _drain(self) -> None:
        """Read to the end of the response, if that is near, for the connection's next request."""
        connection = Connection(self.response)
        if connection.is_worth_keeping and not self.response.is_closed:
            left = DRAIN_BYTES
            with suppress(*_TRANSPORT_ERRORS), Deadline(connection, DRAIN_SECONDS):
                for chunk in self._chunks:
                    left -= len(chunk)
                    if left < 0:
                        break
        self.close()


class AsyncEventStream(_Stream[E_co], AsyncOpen):
    """The events of one response, as they come.

    Iterate over it once; a second loop goes on where the first was left. Leaving an ``async with``
    block closes it, and so does whatever ends it.

    Iteration raises:
        StreamError: See the tree in ``errors``. The stream is closed then.
    """

    def __init__(
        self,
        response: httpx.Response,
        operation: StreamOperation[E_co],
        options: StreamOptions,
        redacted: Callable[[str], str] = str,
    ) -> None:
        super().__init__(response, operation, options, redacted)
        self._chunks = (
            response.aiter_bytes()
            if _needs_decoding(response)
            else response.aiter_raw()
        )

    def __aiter__(self) -> AsyncIterator[E_co]:
        return _AsyncItems(partial(self._next_item, self._events))

    def __anext__(self) -> Coroutine[Any, Any, E_co]:
        return self._next_item(self._events)

    def frames(self) -> AsyncIterator[Frame]:
        """Give what comes off the wire, undecoded, instead of events: the sentinel too, and events
        that the document does not know."""
        return _AsyncItems(partial(self._next_item, self._reader.frames()))

    async def aclose(self) -> None:
        """End the stream, and its connection unless the response has ended.

        May be called again, and by another task: a loop that waits there ends.
        """
        self._reader.abandon()
        with suppress(Exception):  # what is given up cannot fail in a way that matters
            await self.response.aclose()
            if Connection(self.response).is_its_own:
                # A read from what is closed ends the generators that the HTTP library reads by;
                # the garbage collector would end them later, of which trio warns.
                async for _ in self._chunks:
                    pass

    async def _next_item(self, items: Iterator[T | More]) -> T:
        """Wait for the next event or frame."""
        reader = self._reader
        try:
            for item in items:
                if item is not MORE:
                    return item
                async for chunk in self._chunks:
                    reader.receive(chunk)
                    break
                else:
                    reader.end()
            if reader.sentinel_came:
                await self._drain()
        except BaseException as error:
            given_up = reader.over
            await self.aclose()
            if not isinstance(error, _TRANSPORT_ERRORS):
                raise
            if not given_up:
                raise reader.interruption(error) from error
        raise StopAsyncIteration

    async def _drain(self) -> None:
        """As in ``EventStream``."""
        connection = Connection(self.response)
        if connection.is_worth_keeping and not self.response.is_closed:
            left = DRAIN_BYTES
            with suppress(*_TRANSPORT_ERRORS), Deadline(connection, DRAIN_SECONDS):
                async for chunk in self._chunks:
                    left -= len(chunk)
                    if left < 0:
                        break
        await self.aclose()


class _AsyncItems(Generic[T]):
    """A loop over an asynchronous stream.

    Not an asynchronous generator: one that a loop leaves early lives on until the event loop
    finds the time to close it.
    """

    __slots__ = ("_next",)

    def __init__(self, next: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._next = next

    def __aiter__(self) -> Self:
        return self

    def __anext__(self) -> Coroutine[Any, Any, T]:
        return self._next()


class AsyncStreamCall(AsyncCall[AsyncEventStream[E_co]]):
    """A call that will give a stream: await it, or enter it with ``async with``.

    Nothing is sent before; and it is one call, so either of the two is done once.
    """

    __slots__ = ()


def _needs_decoding(response: httpx.Response) -> bool:
    """Whether the bytes are not simply those that arrive: compressed, or read already."""
    return response.is_stream_consumed or "content-encoding" in response.headers
