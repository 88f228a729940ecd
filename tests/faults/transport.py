"""Connections that break, stall or carry something that is not HTTP."""

from __future__ import annotations

from typing import Final

from tests.faults.fault import Endless, Fault, raw, stream
from tests.python.runtime.streams import DONE, chat
from tests.server import Action, Framing

_SHORT: Final = 0.2
"""Seconds of silence that are too many."""

_HEAD: Final = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
_CHUNKED: Final = _HEAD + b"transfer-encoding: chunked\r\n\r\n"
_A: Final = chat("a")
_STREAM: Final = _A + DONE


def _framed(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def _no_answer(does: str, *chunks: bytes | Action, says: str = "") -> Fault:
    return Fault(
        does,
        (raw(*chunks),),
        error="APIConnectionError",
        says=f"was not answered: {says}",
    )


def _broken(does: str, *after: bytes | Action) -> Fault:
    return Fault(
        does,
        (raw(_CHUNKED, _framed(_A), *after),),
        events=("a",),
        error="StreamInterrupted",
        says="the stream broke after 1 event: ",
    )


TRANSPORT: Final = (
    _no_answer("closes the connection instead of answering", Action.VANISH),
    _no_answer("resets the connection instead of answering", Action.RESET),
    _no_answer("closes the connection inside the headers", _HEAD[:30]),
    _no_answer("resets the connection inside the headers", _HEAD[:30], Action.RESET),
    _no_answer("sends something that is not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n"),
    _no_answer("sends a header with a NUL in it", _HEAD + b"x-a: \0\r\n\r\n"),
    _no_answer(
        "sends headers without end", _HEAD, *[b"x-a: %b\r\n" % (b"b" * 10_000)] * 20
    ),
    _no_answer(
        "gives two lengths that differ",
        _HEAD + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabc",
    ),
    _no_answer("gives a negative length", _HEAD + b"content-length: -1\r\n\r\n"),
    Fault(
        "says nothing instead of answering",
        (raw(Action.HANG),),
        options={"timeout": _SHORT},
        error="APITimeoutError",
        says="was not answered in time",
    ),
    Fault(
        "says nothing after the headers",
        (stream(Action.HANG),),
        options={"timeout": _SHORT},
        error="StreamTimeout",
        says="the stream went silent after 0 events",
    ),
    Fault(
        "says nothing more between events",
        (stream(_A, Action.HANG),),
        options={"timeout": _SHORT},
        events=("a",),
        error="StreamTimeout",
        says="the stream went silent after 1 event",
    ),
    Fault(
        "says nothing more inside an event",
        (stream(_A, chat("b")[:-1], Action.HANG),),
        options={"timeout": _SHORT},
        events=("a",),
        error="StreamTimeout",
        says="the stream went silent after 1 event",
    ),
    Fault(
        "says nothing more where a deadline is set",
        (stream(_A, Action.HANG),),
        options={"deadline": _SHORT},
        events=("a",),
        error="StreamDeadlineExceeded",
    ),
    Fault(
        "says nothing instead of answering where a deadline is set",
        (raw(Action.HANG),),
        options={"deadline": _SHORT},
        error="StreamDeadlineExceeded",
    ),
    Fault(
        "sends comments without end where a deadline is set",
        (stream(endless=Endless(_A, b": ping\n\n")),),
        options={"deadline": _SHORT},
        events=("a",),
        error="StreamDeadlineExceeded",
    ),
    _broken("closes the connection between two chunks"),
    _broken("resets the connection between two chunks", Action.RESET),
    _broken("closes the connection inside a chunk", b"ff\r\n", chat("b")[:-1]),
    _broken(
        "resets the connection inside a chunk", b"ff\r\n", chat("b")[:9], Action.RESET
    ),
    _broken("closes the connection inside the size of a chunk", b"1"),
    _broken("closes the connection before the end of a chunk", b"3\r\n: \n"),
    _broken("sends the size of a chunk that is no number", b"size\r\n"),
    _broken("sends the size of a chunk that is no length", b"f" * 40 + b"\r\n"),
    _broken("sends a chunk that is longer than its size", b"1\r\n: bye\n\r\n"),
    _broken("closes the connection without the last chunk", _framed(b": bye\n")),
    _broken("closes the connection inside the trailers", b"0\r\nx-a: b"),
    Fault(
        "closes the connection after the sentinel, without the last chunk",
        (raw(_CHUNKED, _framed(_STREAM)),),
        events=("a",),
    ),
    Fault(
        "resets the connection after the sentinel, without the last chunk",
        (raw(_CHUNKED, _framed(_STREAM), Action.RESET),),
        events=("a",),
    ),
    Fault(
        "says nothing more after the sentinel",
        (stream(_STREAM, Action.HANG),),
        drain_seconds=0.05,
        events=("a",),
    ),
    Fault(
        "goes on for ever after the sentinel",
        (stream(endless=Endless(_STREAM, b": more\n" * 9_000)),),
        events=("a",),
    ),
    Fault(
        "sends extensions of chunks, and trailers",
        (
            raw(
                _CHUNKED,
                b"%x;a=b\r\n%b\r\n0\r\nx-a: b\r\n\r\n" % (len(_STREAM), _STREAM),
            ),
        ),
        events=("a",),
    ),
    Fault(
        "sends less than the length it gave, and closes the connection",
        (stream(_A, Action.VANISH, framing=Framing.LENGTH, content_length="999"),),
        events=("a",),
        error="StreamInterrupted",
        says="the stream broke after 1 event",
    ),
    Fault(
        "sends less than the length it gave, and says nothing more",
        (stream(_A, Action.HANG, framing=Framing.LENGTH, content_length="999"),),
        options={"timeout": _SHORT},
        events=("a",),
        error="StreamTimeout",
        says="the stream went silent after 1 event",
    ),
    Fault(
        "sends a stream that has a length",
        (stream(_STREAM, framing=Framing.LENGTH),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "ends a stream by closing the connection, as HTTP/1.0 does",
        (raw(_HEAD.replace(b"1.1", b"1.0") + b"\r\n" + _STREAM),),
        events=("a",),
    ),
    Fault(
        "ends a stream by closing the connection, and never sent its sentinel",
        (stream(_A, framing=Framing.CLOSE),),
        events=("a",),
        error="StreamIncomplete",
        says="without its sentinel '[DONE]', after 1 event",
    ),
    Fault(
        "ends a stream that has no sentinel by closing the connection",
        (stream(b"data: a\n\n", framing=Framing.CLOSE),),
        operation="text",
        events=("a",),
    ),
    Fault(
        "ends a stream that has no sentinel by closing the connection inside an event",
        (stream(b"data: a\n\ndata: b\n", framing=Framing.CLOSE),),
        operation="text",
        events=("a",),
        error="StreamIncomplete",
        says="inside an event, after 1 event",
    ),
    Fault(
        "resets a connection whose end is that of the stream",
        (stream(b"data: a\n\n", Action.RESET, framing=Framing.CLOSE),),
        operation="text",
        events=("a",),
        error="StreamInterrupted",
        says="the stream broke after 1 event",
    ),
)
