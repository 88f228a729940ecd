# SPDX-License-Identifier: 0BSD
"""Streams as users hold them: ``EventStream`` blocks, ``AsyncEventStream`` awaits.

Both read chunks, wait and send the request again, and leave all meaning to ``reader``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeAlias, TypeVar

from ._http import httpx
from .connection import C, Connection, Cutoff, Dropped, release, release_awaited
from .deadline import Deadline
from .errors import APIConnectionError, ResponseError
from .opening import AsyncCall, AsyncOpen, Open
from .reader import MORE, TRANSPORT_ERRORS, More, Reader
from .response import media_type

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable, Coroutine, Generator

    from .frame import Comment, Frame
    from .operation import StreamOperation
    from .options import StreamOptions
    from .reconnect import Reconnection

E_co = TypeVar("E_co", covariant=True)
T = TypeVar("T")
R = TypeVar("R", bound="httpx.Response | Awaitable[httpx.Response]")

DRAIN_BYTES: Final = 64 * 1024
DRAIN_SECONDS: Final = 0.25
"""How much may follow the sentinel, and for how long, for the connection to be used again."""


@dataclass(frozen=True, slots=True)
class Origin(Generic[R, C]):
    """The call that a stream comes from.

    Attributes:
        reopen: Sends the request again, to go on after an event id.
        reconnection: Whether and when to do that.
        deadline: Of the call.
        dropped: Takes what is not closed.
        redacted: Takes the secrets out of what a message quotes of the server.
    """

    reopen: Callable[[str | None], R]
    reconnection: Reconnection
    deadline: Deadline
    dropped: Dropped[C]
    redacted: Callable[[str], str]


AsyncOrigin: TypeAlias = "Origin[Awaitable[httpx.Response], AsyncIterator[bytes]]"


class _Stream(Generic[E_co, R, C]):
    """What both streams are, but for reading and waiting.

    Attributes:
        response: The response, or the latest; its body is the stream's to read.
    """

    response: httpx.Response
    _chunks: C

    def __init__(
        self,
        response: httpx.Response,
        operation: StreamOperation[E_co],
        options: StreamOptions,
        origin: Origin[R, C] | None = None,
    ) -> None:
        self._origin = origin
        self._deadline = origin.deadline if origin else Deadline()
        self._dropped = origin.dropped if origin else Dropped[C]()
        self._accept = operation.accept
        self._reader: Reader[E_co] = Reader(
            operation.dispatch,
            options,
            redacted=origin.redacted if origin else str,
            reconnection=origin.reconnection if origin else None,
            deadline=self._deadline,
        )
        self._take(response)
        self._events = self._reader.events()

    def _take(self, response: httpx.Response) -> None:
        """Go on with a response."""
        is_last = response.status_code == HTTPStatus.NO_CONTENT
        is_read = is_last or response.is_stream_consumed
        if is_read:
            body: object = httpx.ByteStream(b"" if is_last else response.content)
        else:
            # ``iter_raw`` gives the same, and takes longer than all else that a chunk costs.
            body = response.stream
            response.is_stream_consumed = True
        self.response = response
        self._chunks = self._chunks_of(body)
        self._reader.open(
            media_type(response) or self._accept,
            "" if is_read else response.headers.get("content-encoding", ""),
            is_last=is_last,
            chunks=self._chunks if isinstance(self._chunks, Iterator) else None,
        )

    def _chunks_of(self, stream: Any) -> C:
        raise NotImplementedError

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

    def __del__(self) -> None:
        chunks: C | None = getattr(self, "_chunks", None)
        if chunks is not None:
            self._dropped.put(self.response, chunks)


class EventStream(_Stream[E_co, httpx.Response, Iterator[bytes]], Open):
    """The events of one call, as they come.

    Iterate over it once; a second loop goes on where the first was left. Leaving a ``with`` block
    closes it, and so does whatever ends it. Dropping it ends its connection too, whose place in
    the pool is free for the client's next call.

    Iteration raises:
        StreamError: See the tree in ``errors``. The stream is closed then.
    """

    def __init__(
        self,
        response: httpx.Response,
        operation: StreamOperation[E_co],
        options: StreamOptions,
        origin: Origin[httpx.Response, Iterator[bytes]] | None = None,
    ) -> None:
        self._cutoff: Cutoff | None = None
        self._closed = Event()
        super().__init__(response, operation, options, origin)
        if self._deadline.is_set:
            self._cutoff = Cutoff(Connection(response), self._deadline.remaining)
            self._cutoff.start()

    def __iter__(self) -> Iterator[E_co]:
        return self._items(self._events)

    def __next__(self) -> E_co:
        for event in self:
            return event
        raise StopIteration

    def frames(self) -> Iterator[Frame | Comment]:
        """Give what comes off the wire, undecoded, instead of events: the sentinel too, events
        that the document does not know, and comments."""
        return self._items(self._reader.frames())

    def close(self) -> None:
        """End the stream, and its connection unless the response has ended.

        May be called again, and by another thread: a loop that waits there ends.
        """
        self._reader.abandon()
        self._closed.set()
        if self._cutoff is not None:
            self._cutoff.stop()
        release(self.response)

    def __del__(self) -> None:
        super().__del__()
        cutoff: Cutoff | None = getattr(self, "_cutoff", None)
        if cutoff is not None:
            cutoff.stop()

    def _chunks_of(self, stream: Any) -> Iterator[bytes]:
        if self._cutoff is not None:
            self._cutoff.connection = Connection(self.response)
        return iter(stream)

    def _items(self, items: Iterator[T | More]) -> Generator[T]:
        reader = self._reader
        try:
            for item in items:
                if item is not MORE:
                    yield item
                elif reader.pause is None:
                    self._read()
                else:
                    self._reopen(reader.pause)
            if reader.sentinel_came:
                self._drain()
            self.close()
        except GeneratorExit:
            raise  # the loop was left, perhaps for another one
        except BaseException:
            self.close()
            raise

    def _read(self) -> None:
        """Wait for the next event, or the end."""
        if self._reader.is_compressed and self._reader.unpack():
            return
        receive = self._reader.receive
        try:
            for chunk in self._chunks:
                if receive(chunk):
                    return
            self.response.close()
        except TRANSPORT_ERRORS as error:
            self._reader.broke(error)
        else:
            self._reader.end()

    def _reopen(self, pause: float) -> None:
        """Wait, and send the request again."""
        release(self.response)
        if self._origin is None or self._closed.wait(pause):
            return
        try:
            response = self._origin.reopen(self.last_event_id)
        except APIConnectionError as error:
            self._reader.broke(error)
        except ResponseError as error:
            self._reader.refused(error)
        else:
            self._take(response)
            if self._closed.is_set():
                release(response)

    def _drain(self) -> None:
        """Read to the end of the response, if that is near, for the connection's next request."""
        connection = Connection(self.response)
        if connection.is_worth_keeping and not self.response.is_closed:
            left = DRAIN_BYTES
            with suppress(*TRANSPORT_ERRORS), Cutoff(connection, DRAIN_SECONDS):
                for chunk in self._chunks:
                    left -= len(chunk)
                    if left < 0:
                        return
                self.response.close()


class AsyncEventStream(
    _Stream[E_co, "Awaitable[httpx.Response]", AsyncIterator[bytes]], AsyncOpen
):
    """The events of one call, as they come.

    Iterate over it once; a second loop goes on where the first was left. Leaving an ``async with``
    block closes it, and so does whatever ends it. Dropping it ends its connection too, whose place
    in the pool is free for the client's next call.

    Iteration raises:
        StreamError: See the tree in ``errors``. The stream is closed then.
    """

    _waking: Callable[[], object] | None = None

    def __aiter__(self) -> Self:
        return self

    def __anext__(self) -> Coroutine[Any, Any, E_co]:
        return self._next_item(self._events)

    def frames(self) -> AsyncIterator[Frame | Comment]:
        """Give what comes off the wire, undecoded, instead of events: the sentinel too, events
        that the document does not know, and comments."""
        frames = self._reader.frames()
        return _AsyncItems(lambda: self._next_item(frames))

    async def aclose(self) -> None:
        """End the stream, and its connection unless the response has ended.

        May be called again, and by another task: a loop that waits there ends.
        """
        self._reader.abandon()
        if self._waking is not None:
            self._waking()
        await release_awaited(self.response, self._chunks)

    def _chunks_of(self, stream: Any) -> AsyncIterator[bytes]:
        return aiter(stream)

    async def _next_item(self, items: Iterator[T | More]) -> T:
        """Wait for the next event or frame."""
        reader = self._reader
        try:
            for item in items:
                if item is not MORE:
                    return item
                if reader.pause is not None:
                    await self._reopen(reader.pause)
                elif self._deadline.is_set:
                    await self._read_in_time()
                else:
                    await self._read()
            if reader.sentinel_came:
                await self._drain()
            await self.aclose()
        except BaseException:
            await self.aclose()
            raise
        raise StopAsyncIteration

    async def _read(self) -> None:
        """As in ``EventStream``."""
        reader = self._reader
        if reader.is_compressed and reader.unpack():
            await _checkpoint()  # a chunk may unpack to a thousand times as much
            return
        try:
            async for chunk in self._chunks:
                if reader.receive(chunk):
                    return
            await self.response.aclose()
        except TRANSPORT_ERRORS as error:
            reader.broke(error)
        else:
            reader.end()

    async def _read_in_time(self) -> None:
        """Wait no longer than the deadline."""
        from anyio import fail_after

        try:
            with fail_after(self._deadline.remaining):
                await self._read()
        except TimeoutError as error:
            self._reader.broke(error)

    async def _reopen(self, pause: float) -> None:
        """As in ``EventStream``."""
        from anyio import Event, move_on_after

        closed = Event()
        self._waking = closed.set
        await release_awaited(self.response, self._chunks)
        with move_on_after(pause):
            await closed.wait()
        if self._origin is None or closed.is_set():
            return
        try:
            response = await self._origin.reopen(self.last_event_id)
        except APIConnectionError as error:
            self._reader.broke(error)
        except ResponseError as error:
            self._reader.refused(error)
        else:
            self._take(response)
            if closed.is_set():
                await self.aclose()

    async def _drain(self) -> None:
        """As in ``EventStream``."""
        connection = Connection(self.response)
        if connection.is_worth_keeping and not self.response.is_closed:
            from anyio import move_on_after

            left = DRAIN_BYTES
            with suppress(*TRANSPORT_ERRORS), move_on_after(DRAIN_SECONDS):
                async for chunk in self._chunks:
                    left -= len(chunk)
                    if left < 0:
                        return
                await self.response.aclose()


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


async def _checkpoint() -> None:
    """Let other tasks run."""
    from anyio.lowlevel import checkpoint

    await checkpoint()
