# SPDX-License-Identifier: 0BSD
"""A server that is none: users test code that calls an API with it, without a network.

A ``Transport`` takes the place of the network under an HTTP client, blocking or awaiting. It gives
the answers that it was made with, one for each request, and keeps the requests.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias, cast

from ._http import httpx
from .encoding import json_text, plain
from .media_types import essence, is_json
from .operation import StreamOperation
from .options import OMITTED
from .recording import Recording
from .wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from .request import Endpoint


class Stream:
    """An answer that streams events.

    Args:
        events: What the operation delivers: envelopes, payloads, texts. A ``Frame`` or a
            ``Comment`` stands on the wire as it is, and so do bytes, of part of an event too. An
            exception, which is the last then, breaks the stream off: it is raised where the next
            bytes would come, such as ``httpx.ReadError``.
        sentinel: Whether the sentinel follows, where the operation declares one.
        headers: Of the response, beside its media type or instead of that.

    Raises:
        ValueError: Something follows an exception.
    """

    def __init__(
        self,
        *events: object,
        sentinel: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._events = events
        self._sentinel = sentinel
        self._headers = headers or {}
        _check_last(events)

    def response(self, request: httpx.Request) -> httpx.Response:
        """Give the response to a request.

        Raises:
            TypeError: The operation does not stream, or delivers no such event.
            ValueError: An event holds what no event can, such as a line break in its id.
        """
        operation = _operation(request)
        if not isinstance(operation, StreamOperation):
            raise TypeError(f"{_named(request)} does not stream: give an Answer to it")
        headers = httpx.Headers({"content-type": operation.accept, **self._headers})
        wire = Wire(operation, essence(headers["content-type"]))
        chunks = [
            event if isinstance(event, Exception) else wire.encoded(event)
            for event in self._events
        ]
        if self._sentinel and operation.sentinel is not None:
            chunks.append(wire.block(data=operation.sentinel.encode()))
        return httpx.Response(200, headers=headers, stream=_Body(chunks))


class Answer:
    """Any other answer: a value, or a refusal.

    Args:
        status: The status of the response.
        json: The body as JSON: models, and all that JSON is made of.
        content: The body as bytes: in memory, in a file, or as the chunks that they come in. An
            exception among these, the last then, breaks the response off.
        chunk_bytes: The size of the chunks, instead: 1 is byte by byte.
        headers: Of the response. Unless told, its media type is the one that is asked for, and
            with ``json`` one of JSON.

    Raises:
        TypeError: There is both ``json`` and ``content``, or one of them cannot be a body.
        ValueError: ``chunk_bytes`` is less than 1, or something follows an exception.
        OSError: The file cannot be read.
    """

    def __init__(
        self,
        status: int = 200,
        *,
        json: object = OMITTED,
        content: bytes | Path | Iterable[bytes | Exception] = b"",
        chunk_bytes: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._status = status
        self._headers = headers or {}
        self._is_json = json is not OMITTED
        if self._is_json:
            if content != b"":
                raise TypeError("give json or content, not both")
            content = json_text("json", plain("json", json)).encode()
        self._chunks = (*_chunks(content, chunk_bytes),)
        _check_last(self._chunks)

    def response(self, request: httpx.Request) -> httpx.Response:
        """Give the response to a request."""
        headers = httpx.Headers(self._headers)
        if self._chunks:
            headers.setdefault("content-type", self._media_type(_operation(request)))
        return httpx.Response(self._status, headers=headers, stream=_Body(self._chunks))

    def _media_type(self, operation: Endpoint | None) -> str:
        accept = "application/octet-stream" if operation is None else operation.accept
        asked = essence(accept.partition(",")[0])
        return "application/json" if self._is_json and not is_json(asked) else asked


Play: TypeAlias = Stream | Answer | Recording | Exception
"""What becomes of a request. An exception is raised instead of an answer, such as
``httpx.ConnectError``."""


def recorded(recording: Recording) -> Answer:
    """Give a recording as an answer: its chunks, at once, and its break where it was cut."""
    chunks: list[bytes | Exception] = [chunk.data for chunk in recording.chunks]
    if not recording.complete:
        reason = recording.error or "the recording was cut here"
        chunks.append(httpx.RemoteProtocolError(reason))
    # As bytes, for as texts they would have to be ASCII.
    headers = httpx.Headers(
        [
            (name.encode(errors="replace"), value.encode(errors="replace"))
            for name, value in recording.headers
        ]
    )
    return Answer(recording.status, content=chunks, headers=headers)


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers requests without a network, for blocking and for awaiting clients.

    ::

        transport = Transport(Stream(...))
        client = Client(http_client=transport.client())

    Args:
        answers: One for each request, in the order in which they come.
        choose: Gives the answer to a request where no other is left.

    Attributes:
        requests: Those that came, in their order. Their body is read: it is ``content``.

    Raises:
        AssertionError: By a request for which there is no answer.
    """

    def __init__(
        self, *answers: Play, choose: Callable[[httpx.Request], Play] | None = None
    ) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = deque(answers)
        self._choose = choose

    def client(self) -> httpx.Client:
        """Give an HTTP client for a ``Client``."""
        return httpx.Client(transport=self)

    def async_client(self) -> httpx.AsyncClient:
        """Give an HTTP client for an ``AsyncClient``."""
        return httpx.AsyncClient(transport=self)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._answers:
            answer = self._answers.popleft()
        elif self._choose is not None:
            answer = self._choose(request)
        else:
            raise AssertionError(
                f"there is no answer to request {len(self.requests)},"
                f" {_named(request)}: give the transport one more"
            )
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Recording):
            answer = recorded(answer)
        return answer.response(request)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """Chunks of a response, of which the last may be an exception."""

    def __init__(self, chunks: Iterable[bytes | Exception]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _Awaited(iter(self))


class _Awaited:
    """An iterator for tasks: not a generator, which would have to be closed."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        for chunk in self._chunks:
            return chunk
        raise StopAsyncIteration


def _operation(request: httpx.Request) -> Endpoint | None:
    """Give the operation that a request is of; None where it is not an SDK's."""
    return request.extensions.get("operation")


def _named(request: httpx.Request) -> str:
    # Without the query, which may hold a credential.
    return f"{request.method} {request.url.path}"


def _check_last(items: tuple[object, ...]) -> None:
    if any(isinstance(item, Exception) for item in items[:-1]):
        raise ValueError("nothing follows an exception: it breaks the response off")


def _chunks(content: object, size: int | None) -> Iterator[bytes | Exception]:
    if size is not None and size < 1:
        raise ValueError(f"chunk_bytes must be 1 or more, not {size}")
    for chunk in _as_told(content):
        match chunk:
            case bytes() if size is not None:
                yield from (chunk[at : at + size] for at in range(0, len(chunk), size))
            case bytes() | Exception():
                yield chunk
            case _:
                raise TypeError("content is bytes, a Path, or chunks of bytes")


def _as_told(content: object) -> Iterable[object]:
    match content:
        case Path():
            return (content.read_bytes(),)
        case Iterable() if not isinstance(content, bytes):
            return cast("Iterable[object]", content)
        case _:
            return (content,)
