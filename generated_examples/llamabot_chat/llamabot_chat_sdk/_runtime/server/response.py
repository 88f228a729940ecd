# SPDX-License-Identifier: 0BSD
"""A stream as it is sent: event by event, no faster than the client reads."""

from __future__ import annotations

from collections.abc import AsyncIterable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast

import anyio
from anyio.lowlevel import checkpoint
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ..framing import EVENT_STREAM
from ..logger import LOGGER
from ..media_types import essence
from .errors import ServerError
from .reports import error_event, error_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import Message, Receive, Scope, Send

    from .route import Route

_COMMENT: Final = b": keep-alive\n\n"
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back
)
_RUSH: Final = 16
"""Events after which other tasks have a turn, should the handler never wait for anything."""
_TAIL: Final = 256

UNREAD: Final = Response(status_code=499)
"""Ends a response that never began when the client left. Nobody reads it, but middleware, such as
Starlette's, takes none at all for a fault; 499 is nginx's word for it in logs."""


class StreamResponse:
    """Sends what a handler yields.

    One task runs the handler's generator from its beginning to its end, and sends each event before
    it asks for the next. Another sends comments meanwhile, and a third cancels both when the client
    leaves.

    Args:
        events: Gives the generator.
        keep_alive: Seconds; None where no comments are sent.
        gone: Set when the client has left.
    """

    def __init__(
        self,
        route: Route[Any],
        events: Callable[[], AsyncIterator[object]],
        *,
        keep_alive: float | None,
        gone: anyio.Event,
    ) -> None:
        self._route = route
        self._events = events
        is_framed = essence(route.operation.accept) == EVENT_STREAM
        self._keep_alive = keep_alive if is_framed else None
        self._end = b"\n\n" if is_framed else b"\n"
        self._gone = gone
        self._tasks = anyio.create_task_group()
        self._started = False
        self._writing = False
        self._is_inside = False  # an event, of which bytes were passed through
        self._comment: anyio.Event | None = (
            None  # set once the comment on its way is sent
        )
        self._written_at = monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request.

        Raises:
            Exception: What the handler raised, where the stream has begun and the document
                describes no event for that: so the server breaks the response off, and the client
                does not take it for complete.
        """
        self._scope, self._receive, self._send = scope, receive, send
        failure: Exception | None = None
        async with self._tasks as tasks:
            tasks.start_soon(self._watch)
            if self._keep_alive is not None:
                tasks.start_soon(self._comment_every, self._keep_alive)
            failure = await self._run()
            tasks.cancel_scope.cancel()
        if failure is not None:
            raise failure
        if not self._started:
            await UNREAD(scope, receive, self._pass)

    async def head(self, send: Send) -> None:
        """Answer as if the stream were empty, without asking the handler."""
        self._send = send
        await self._put(b"", more=False)

    async def _run(self) -> Exception | None:
        """Run the handler; give what breaks the response off."""
        tail = b""  # of bytes that were passed through
        is_reported = False
        count = 0
        try:
            events = self._generator(self._events())
            try:
                async for event in events:
                    if isinstance(event, bytes):
                        block = event
                        tail = (tail + event)[-_TAIL:]
                        self._is_inside = bool(tail) and not _lines(tail).endswith(
                            self._end
                        )
                    else:
                        block, is_report = self._route.wire.event(event)
                        is_reported |= is_report
                        tail, self._is_inside = b"", False
                    await self._write(block)
                    count += 1
                    if not count % _RUSH:
                        await checkpoint()
            finally:
                close = getattr(events, "aclose", None)
                if close is not None:
                    await close()
        except BaseException as error:
            if not isinstance(error, Exception):  # the task was cancelled
                raise
            return await self._fail(error)
        ended = is_reported or _is_sentinel(tail, self._route.operation.sentinel)
        await self._write(b"" if ended else self._route.sentinel, more=False)
        return None

    def _generator(self, given: object) -> AsyncIterable[object]:
        """Give back what a handler gave, where that is what it should be."""
        if isinstance(given, AsyncIterable):
            return cast("AsyncIterable[object]", given)
        kind = type(given).__name__
        if isinstance(given, Coroutine):
            given.close()
        raise TypeError(
            f"{self._route.name} gave a {kind}, not an async iterator:"
            " write it with `async def` and `yield`"
        )

    async def _write(self, block: bytes, *, more: bool = True) -> None:
        if self._comment is not None:
            await self._comment.wait()
        self._writing = True
        await self._put(block, more=more)
        self._writing = False

    async def _put(self, block: bytes, *, more: bool) -> None:
        if not self._started:
            self._started = True
            media_type = self._route.operation.accept.encode()
            await self._pass(
                {
                    "type": "http.response.start",
                    "status": 200,
                    "headers": [(b"content-type", media_type), *_HEADERS],
                }
            )
        await self._pass(
            {"type": "http.response.body", "body": block, "more_body": more}
        )
        self._written_at = monotonic()

    async def _pass(self, message: Message) -> None:
        try:
            await self._send(message)
        except OSError:  # since ASGI 2.4: the client has left
            self._leave()
            await checkpoint()

    def _leave(self) -> None:
        self._gone.set()
        self._tasks.cancel_scope.cancel()

    async def _fail(self, error: Exception) -> Exception | None:
        """Tell the client what was raised; give it back where there is no way to."""
        if self._comment is not None:
            await self._comment.wait()
        self._writing = True
        told = _told(error)
        if not self._started:
            self._started = True
            if told is not error:
                LOGGER.error("%s failed", self._route.name, exc_info=error)
            response = error_response(self._route.operation, told)
            await response(self._scope, self._receive, self._pass)
            return None
        block = error_event(self._route, told)
        if block is None or self._is_inside:
            return error
        if told is not error:
            LOGGER.error("%s failed", self._route.name, exc_info=error)
        await self._put(block, more=False)
        return None

    async def _watch(self) -> None:
        """End the work when the client leaves."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    async def _comment_every(self, seconds: float) -> None:
        """Send comments while the handler is silent."""
        while True:
            silent = monotonic() - self._written_at
            if silent < seconds:
                await anyio.sleep(seconds - silent)
            elif self._writing or self._is_inside:
                # The client has not taken what there is, or a comment would part an event.
                await anyio.sleep(seconds)
            else:
                self._comment = anyio.Event()
                await self._put(_COMMENT, more=True)
                self._comment.set()
                self._comment = None


def _told(error: Exception) -> ServerError:
    """Give what a client may know of an exception."""
    match error:
        case ServerError():
            return error
        case HTTPException() if error.status_code >= 400:
            headers = dict(error.headers or {})
            message = str(error.detail)  # FastAPI's may be anything
            return ServerError(message, status=error.status_code, headers=headers)
        case _:
            return ServerError("internal server error")


def _is_sentinel(tail: bytes, sentinel: str | None) -> bool:
    """Whether bytes that a handler passed through end with the sentinel."""
    if sentinel is None:
        return False
    line = _lines(tail).rstrip(b"\n").rpartition(b"\n")[2]
    data = line.removeprefix(b"\x1e").removeprefix(b"data:").removeprefix(b" ")
    return data == sentinel.encode()


def _lines(tail: bytes) -> bytes:
    """Give bytes with line feeds for all ends of lines (HTML, 9.2.5)."""
    return tail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
