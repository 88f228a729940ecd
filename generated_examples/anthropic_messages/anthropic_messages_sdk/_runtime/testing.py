# SPDX-License-Identifier: 0BSD
"""A server that is none: users test code that calls an API with it, without a network.

A ``Transport`` takes the place of the network under an HTTP client, blocking or awaiting. It gives
the answers that it was made with, one for each request, and keeps the requests.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

from ._http import httpx
from .encoding import json_text, plain
from .errors import StreamError, StreamServerError
from .frame import Comment, Frame
from .framing import EVENT_STREAM
from .media_types import essence, is_json, is_json_sequence
from .models import Unknown
from .operation import StreamOperation
from .options import OMITTED
from .stream import EventStream
from .variants import TextEvent
from .wording import one_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from .request import Endpoint
    from .variants import Builder

_RS = b"\x1e"


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
        wire = _Wire(operation, essence(headers["content-type"]))
        chunks = [
            event if isinstance(event, Exception) else wire.encoded(event)
            for event in self._events
        ]
        if self._sentinel and operation.sentinel is not None:
            chunks.append(wire.block(data=operation.sentinel.encode()))
        return httpx.Response(200, headers=headers, stream=_Body(chunks))


class Answer:
    """Any other answer: a value, a refusal, or what was recorded.

    Args:
        status: The status of the response.
        json: The body as JSON: models, and all that JSON is made of.
        content: The body as bytes, such as those of a recorded stream: in memory, in a file, or as
            the chunks that they come in. An exception among these, the last then, breaks the
            response off.
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


Play: TypeAlias = Stream | Answer | Exception
"""What becomes of a request. An exception is raised instead of an answer, such as
``httpx.ConnectError``."""


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


class _Wire:
    """How the events of an operation stand in bytes of a media type."""

    def __init__(self, operation: StreamOperation[Any], media_type: str) -> None:
        self._operation = operation
        self._media_type = media_type
        self._classes: tuple[type[Any], ...] = ()  # of a stream of payloads it has none
        if operation.variants is not None:
            envelopes = [variant.envelope for variant in operation.variants()]
            self._classes = (*filter(None, envelopes),)
        elif operation.payload is None:
            self._classes = (TextEvent,)

    def encoded(self, item: object) -> bytes:
        """Give the bytes of an event, a frame or a comment.

        Raises:
            TypeError: The operation delivers no such event.
            ValueError: There are no such bytes.
        """
        match item:
            case bytes():
                return item
            case Comment(text) if self._media_type == EVENT_STREAM:
                return b": " + _line("a comment", text) + b"\n\n"
            case Frame():
                block = self.block(item.event, item.data, item.id, item.retry)
                self._check(item, block)
                return block
            case str() if self._classes == (TextEvent,):
                return self._event(TextEvent(item))
            case _:
                return self._event(item)

    def block(
        self,
        event: str | None = None,
        data: bytes | None = None,
        id: str | None = None,
        retry: int | None = None,
    ) -> bytes:
        """Give the bytes of a frame.

        Raises:
            ValueError: There is a line break where none can be.
        """
        if self._media_type != EVENT_STREAM:
            start = _RS if is_json_sequence(self._media_type) else b""
            return start + (data or b"") + b"\n"
        lines: list[bytes] = []
        if event is not None:
            lines.append(b"event: " + _line("the name of an event", event))
        if id is not None:
            lines.append(b"id: " + _line("an id", id))
        if retry is not None:
            lines.append(b"retry: %d" % retry)
        if data is not None:
            lines += [b"data: " + line for line in data.split(b"\n")]
        return b"\n".join([*lines, b"", b""])

    def _event(self, event: object) -> bytes:
        if self._classes and not isinstance(event, self._classes):
            known = ", ".join(one.__name__ for one in self._classes)
            raise self._refused(event, f"its events are {known}")
        dispatch = self._operation.dispatch
        envelope: Any = event if is_dataclass(event) else None
        names: list[str | None] = [None, *filter(None, dispatch.builders)]
        if hasattr(envelope, "event"):
            # A server need not say this one.
            names = [None if envelope.event == "message" else envelope.event]
        failures = [self._refused(event, f"there is none named {names[0]!r}")]
        for name in names:
            builder = dispatch.builders.get(name, dispatch.fallback)
            if builder is None:
                continue
            try:
                data = self._data(event, builder)
                id, retry = (getattr(envelope, key, None) for key in ("id", "retry"))
                block = self.block(name, data, id, retry)
                self._check(event, block)
            except TypeError as failure:
                failures.append(failure)
            else:
                return block
        raise failures[-1]

    def _data(self, event: object, builder: Builder[Any]) -> bytes | None:
        data: object = event
        if is_dataclass(event):
            data = getattr(event, "data", None)
            if data is None and not builder.needs_data:
                return None
        if builder.is_json:
            return json_text("data", plain("data", data)).encode()
        if not isinstance(data, str):
            raise self._refused(event, f"its data is text, not {type(data).__name__}")
        if "\r" in data:
            raise ValueError(
                f"{one_line(repr(data))} cannot be data: a carriage return ends a line"
            )
        return _utf8("data", data)

    def _check(self, item: object, block: bytes) -> None:
        """See that a client makes of the bytes what they are meant to be."""
        response = httpx.Response(
            200, headers={"content-type": self._media_type}, content=block
        )
        stream = EventStream(
            response,
            self._operation,
            {
                "require_sentinel": False,
                "on_unknown": "skip" if isinstance(item, Unknown) else "raise",
            },
        )
        try:
            items = [*(stream.frames() if isinstance(item, Frame) else stream)]
        except StreamServerError as error:
            # The report of a failure is raised, as the envelope's data where it has one.
            if error.body in (item, getattr(item, "data", item)):
                return
            raise self._refused(item, str(error)) from error
        except StreamError as error:
            raise self._refused(item, str(error)) from error
        if items != [item]:
            came = one_line(repr(items[0])) if items else "nothing"
            raise self._refused(item, f"of it would come {came}")

    def _refused(self, item: object, why: str) -> TypeError:
        operation = self._operation
        return TypeError(
            f"{operation.method} {operation.path} does not deliver"
            f" {one_line(repr(item))}: {why}"
        )


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


def _line(what: str, text: str) -> bytes:
    """Give what stands in one line (HTML, 9.2.5)."""
    if "\r" in text or "\n" in text or (what == "an id" and "\0" in text):
        raise ValueError(
            f"{one_line(repr(text))} cannot be {what}: it holds a control character"
        )
    return _utf8(what, text)


def _utf8(what: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError(
            f"{one_line(repr(text))} cannot be {what}: it holds a lone surrogate"
        ) from None
