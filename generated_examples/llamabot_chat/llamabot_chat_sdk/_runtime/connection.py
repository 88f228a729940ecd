# SPDX-License-Identifier: 0BSD
"""The connection under a response: may it serve another request, and how a wait on it is ended."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Timer
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from types import TracebackType

    from ._http import httpx

C = TypeVar("C", bound=Iterator[bytes] | AsyncIterator[bytes])


class Connection:
    """The connection that a response came over."""

    __slots__ = ("_response", "_socket")

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        stream = response.extensions.get("network_stream")
        self._socket = None
        # The streams of HTTP/2 share one, and other transports have none.
        if stream is not None and response.http_version.startswith("HTTP/1"):
            self._socket = stream.get_extra_info("socket")

    @property
    def is_its_own(self) -> bool:
        """Whether there is one, and no other response comes over it."""
        return self._socket is not None

    @property
    def is_worth_keeping(self) -> bool:
        """Whether reading the response to its end frees the connection for another request."""
        return (
            self.is_its_own
            and self._response.http_version == "HTTP/1.1"
            and self._response.headers.get("connection", "").lower() != "close"
        )

    def shut_down(self) -> None:
        """End a read that waits, in whatever thread or task: it sees the end of the connection.

        The HTTP library closes the socket; this works on a duplicate of it, for TLS and the event
        loops wrap it in objects that refuse.
        """
        if self._socket is None or self._response.is_closed:
            return
        with (
            suppress(OSError),
            socket.socket(fileno=socket.dup(self._socket.fileno())) as duplicate,
        ):
            duplicate.shutdown(socket.SHUT_RDWR)


def release(response: httpx.Response) -> None:
    """End a response, and its connection unless it is read to the end; may be called again, and by
    another thread, where a read that waits then ends."""
    with suppress(Exception):  # what is given up cannot fail in a way that matters
        Connection(response).shut_down()
        response.close()


async def release_awaited(
    response: httpx.Response, chunks: AsyncIterator[bytes]
) -> None:
    """As ``release``, for tasks.

    Args:
        chunks: What the response is read by.
    """
    with _GivenUp():
        await response.aclose()
        # The garbage collector would end the generators that the HTTP library reads by later, of
        # which trio warns.
        if Connection(response).is_its_own:
            async for _ in chunks:  # a read from what is closed ends them all
                pass
        elif isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


class _GivenUp:
    """What is given up cannot fail in a way that matters.

    Tracebacks that lie in a cycle would keep the frames of all callers, and what they hold; so they
    are cut off.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        forgiven = isinstance(error, Exception)
        while forgiven and error is not None:
            error.__traceback__ = None
            error = error.__context__
        return forgiven


class Dropped(Generic[C]):
    """The responses of a client that nobody holds any more, though they were not closed.

    The garbage collector finds them at any moment, also while the pool of connections is locked by
    the same thread. So it only puts them here, and the next call gives back their places in the
    pool.
    """

    __slots__ = ("_queue",)

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[httpx.Response, C]] = SimpleQueue()

    def put(self, response: httpx.Response, chunks: C) -> None:
        """Take a response, and what it is read by; its connection ends at once."""
        if not response.is_closed:
            with suppress(Exception):  # nobody is there to be told
                Connection(response).shut_down()
                self._queue.put((response, chunks))

    def take(self) -> Iterator[tuple[httpx.Response, C]]:
        """Give what was put here since."""
        with suppress(Empty):
            while True:
                yield self._queue.get_nowait()


class Cutoff:
    """Shuts a connection down unless it is stopped in time, whichever thread waits on it.

    Args:
        seconds: From ``start``.

    Attributes:
        connection: May be exchanged for another.
    """

    __slots__ = ("_timer", "connection")

    def __init__(self, connection: Connection, seconds: float) -> None:
        self.connection = connection
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.connection.shut_down()

    def __enter__(self) -> None:
        self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
