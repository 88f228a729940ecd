"""Streams of a client, whatever the server sends: they end, or raise what is documented.

An input begins with three bytes: the operation and the options, the limit (0 for none), and the
chunk sizes (see ``decoder``). What follows is the body of the answer.
"""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import httpx
from tests.fuzz.decoder import HEAD, chunked
from tests.fuzz.decoder import WORDS as FRAMING

from ssegen.python.runtime import (
    API,
    AsyncRuntimeClient,
    Comment,
    RuntimeClient,
    Server,
    StreamError,
    StreamOperation,
    Variant,
)
from ssegen.python.runtime.declarations import Model, Unknown, tagged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from ssegen.python.runtime import StreamOptions


class Delta(Model):
    type: Literal["delta"]
    text: str
    index: int | None = None


class Done(Model):
    type: Literal["done"]


class UnknownPart(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


class Refusal(Model):
    code: int
    message: str | None = None


@dataclass(slots=True)
class Ping:
    event: Literal["ping"] = "ping"


@dataclass(slots=True)
class Fault:
    data: Refusal
    event: Literal["error"] = "error"


@dataclass(slots=True)
class Part:
    data: Delta
    event: Literal["part"] = "part"
    id: str | None = None
    retry: int | None = None


PART: Any = Annotated[Delta | Done | UnknownPart, tagged("type")]
ERRORS: Any = {"4XX": lambda: Refusal}

OPERATIONS: tuple[StreamOperation[Any], ...] = (
    StreamOperation("GET", "/text"),
    StreamOperation(
        "GET",
        "/parts",
        variants=lambda: (
            Variant(Ping, event="ping"),
            Variant(Part, event=("part", "message"), json=Delta),
            Variant(Fault, event="error", json=Refusal, error=True),
        ),
        sentinel="[DONE]",
    ),
    StreamOperation("GET", "/union", payload=lambda: PART, errors=ERRORS),
    StreamOperation(
        "GET", "/lines", payload=lambda: PART, accept="application/jsonl", sentinel="12"
    ),
    StreamOperation(
        "GET", "/texts", payload=lambda: Any, accept="application/json-seq"
    ),
)
CODINGS = ("identity", "gzip", "broken")
"""How the body is compressed; the last says that it is where it is not."""

WORDS = (
    *FRAMING,
    *("event: part\n", "event: ping\n\n", "event: error\n", 'data: {"type": "'),
    *('{"type": "delta", "text": "', '{"type": "done"}', '{"error": {"message": "'),
    *('"code": 4', '"index": ', "NaN", "1e999", "\\ud800", "\\u0000", "-"),
)
RECORDINGS = Path(__file__).parents[1] / "examples" / "recordings"
_RUNNER = asyncio.Runner()


def seeds() -> Iterator[bytes]:
    """Recorded streams, and what each operation understands."""
    bodies = [path.read_bytes()[:400] for path in sorted(RECORDINGS.iterdir())]
    delta, done = b'{"type": "delta", "text": "a"}', b'{"type": "done"}'
    bodies.append(b"id: 1\nevent: part\ndata: %b\n\ndata: [DONE]\n\n" % delta)
    bodies.append(b"data: %b\n\ndata: %b\n\n" % (delta, done))
    bodies.append(b"%b\n%b\n12\n" % (delta, done))
    bodies.append(b"\x1e%b\n\x1e%b\n" % (delta, done))
    bodies.append(b'event: error\ndata: {"error": {"message": "no"}}\n\n')
    for first in range(len(OPERATIONS) * len(CODINGS) * 4):
        yield from (bytes((first, 0, 0x42)) + body for body in bodies)


def check(content: bytes) -> None:
    """Loop over the stream of an answer, blocking and awaiting, whole and in chunks.

    Raises:
        AssertionError: The outcome depends on the chunks, on who waits, or on the compression; or
            the stream is left open, or counts wrongly.
        Exception: Something else than a ``StreamError`` came out of a loop.
    """
    if len(content) < HEAD:
        return
    (first, limit, sizes), body = content[:HEAD], content[HEAD:]
    first, place = divmod(first, len(OPERATIONS))
    first, coding = divmod(first, len(CODINGS))
    first, raises = divmod(first, 2)
    options: StreamOptions = {"on_unknown": "raise" if raises else "skip"}
    if limit:
        options["max_event_bytes"] = limit
    reader = _Reader(OPERATIONS[place], options, raw=bool(first % 2))

    if CODINGS[coding] == "broken":
        # How much of it is decoded depends on the chunks.
        reader.blocking(chunked(body, sizes), "gzip")
        reader.awaiting(chunked(body, sizes), "gzip")
        return
    whole = reader.blocking([body], "identity")
    if CODINGS[coding] == "gzip":
        body = gzip.compress(body, mtime=0)
    for outcome in (
        reader.blocking(chunked(body, sizes), CODINGS[coding]),
        reader.awaiting(chunked(body, sizes), CODINGS[coding]),
    ):
        assert outcome == whole, f"found: {outcome}\nas a whole: {whole}"


@dataclass(frozen=True)
class _Outcome:
    """What a loop came to."""

    events: tuple[str, ...]
    error: str
    completed: bool
    last_event_id: str | None
    unknown_events: tuple[tuple[str, int], ...]
    dropped_events: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, stream: Any, events: list[Any], error: StreamError | None) -> _Outcome:
        count = sum(not isinstance(event, Comment) for event in events)
        assert stream.response.is_closed
        assert stream.event_count == count
        assert error is None or error.event_count == count
        assert error is None or not stream.completed
        return cls(
            tuple(map(repr, events)),  # for NaN is not what it is
            repr(error),
            stream.completed,
            stream.last_event_id,
            tuple(stream.unknown_events.items()),
            tuple(stream.dropped_events.items()),
        )


class _Reader:
    """Loops over streams of one operation to their ends: over their events, or raw frames."""

    def __init__(
        self, operation: StreamOperation[Any], options: StreamOptions, *, raw: bool
    ) -> None:
        self.operation = operation
        self.options = options
        self.raw = raw

    def blocking(self, chunks: Iterable[bytes], coding: str) -> _Outcome:
        SERVER.answer = self._answer(chunks, coding)
        events: list[Any] = []
        failure = None
        stream = CLIENT.stream(self.operation, {}, self.options)
        try:
            for event in stream.frames() if self.raw else stream:
                events.append(event)
        except StreamError as error:
            failure = error
        return _Outcome.of(stream, events, failure)

    def awaiting(self, chunks: Iterable[bytes], coding: str) -> _Outcome:
        return _RUNNER.run(self._awaited(chunks, coding))

    async def _awaited(self, chunks: Iterable[bytes], coding: str) -> _Outcome:
        SERVER.answer = self._answer(chunks, coding)
        events: list[Any] = []
        failure = None
        stream = await ASYNC_CLIENT.stream(self.operation, {}, self.options)
        try:
            async for event in stream.frames() if self.raw else stream:
                events.append(event)
        except StreamError as error:
            failure = error
        return _Outcome.of(stream, events, failure)

    def _answer(self, chunks: Iterable[bytes], coding: str) -> httpx.Response:
        headers = {"content-type": self.operation.accept, "content-encoding": coding}
        return httpx.Response(200, headers=headers, stream=_Body(chunks))


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


class _Server(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Gives the answer that is set, without a network: a socket allows a thousandth as many."""

    answer: httpx.Response

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer


SERVER = _Server()
_API = API("fuzz", servers=(Server("http://localhost"),))
CLIENT = RuntimeClient(
    _API,
    credentials={},
    variables={},
    options={"http_client": httpx.Client(transport=SERVER)},
)
ASYNC_CLIENT = AsyncRuntimeClient(
    _API,
    credentials={},
    variables={},
    options={"http_client": httpx.AsyncClient(transport=SERVER)},
)
