"""Bytes that are hard to read as events: line ends, encodings, sizes, compression."""

from __future__ import annotations

import gzip
import zlib
from typing import Final

from tests.faults.fault import Fault, stream
from tests.faults.recording import BOM, EVENTS, RECORDING
from tests.python.runtime.streams import DONE, chat
from tests.server import Action

_STREAM: Final = chat("a") + DONE
_GZIP: Final = gzip.compress(_STREAM, mtime=0)
_BOMB: Final = gzip.compress(b"data: " + bytes(50_000_000), mtime=0)
_LIMIT: Final = 1_000
_SMALL: Final = {"max_event_bytes": _LIMIT}
_LONG: Final = b"x" * (_LIMIT + 1)
_MEGABYTE: Final = 1_000_000


def _text(does: str, *body: bytes, event: str = "a") -> Fault:
    return Fault(does, (stream(*body),), operation="text", events=(event,), reused=True)


def _too_large(does: str, what: str, *body: bytes) -> Fault:
    return Fault(
        does,
        (stream(b"data: a\n\n", *body, Action.HANG),),
        operation="text",
        options=_SMALL,
        events=("a",),
        error="EventTooLarge",
        says=f"{what} holds more than {_LIMIT} bytes",
    )


def _bounded(does: str, *body: bytes) -> Fault:
    return Fault(
        does,
        (stream(*body, chat("a") + DONE),),
        options=_SMALL,
        events=("a",),
        reused=True,
    )


WIRE: Final = (
    _text("begins with a byte order mark", BOM + b"data: a\n\n"),
    _text(
        "cuts a byte order mark in pieces", b"\xef", b"\xbb", b"\xbf", b"data: a\n\n"
    ),
    _text("sends a second byte order mark", BOM + BOM + b"data: b\n\ndata: a\n\n"),
    _text("ends lines with CR", b"data: a\r\r"),
    _text("ends lines with CR LF", b"data: a\r\n\r\n"),
    _text("cuts between CR and LF", b"data: a\r", b"\n\r", b"\n"),
    _text(
        "mixes the ends of lines", b"data: a\rdata: b\r\ndata: c\n\r", event="a\nb\nc"
    ),
    _text(
        "cuts a character in two",
        b"data: \xf0\x9f",
        b"\x8e\x89\n\n",
        event="\U0001f389",
    ),
    _text("sends bytes that are not UTF-8", b"data: \xff\n\n", event="\ufffd"),
    _text("sends half a character", b"data: \xf0\x9f\n\n", event="\ufffd"),
    _text("sends a NUL in data", b"data: \0\n\n", event="\0"),
    _text("sends separators of Unicode", b"data: \xe2\x80\xa8\n\n", event="\u2028"),
    _text(
        "sends other characters that are no line ends",
        b"data: \x0b\x0c\x85\n\n",
        event="\x0b\x0c\ufffd",
    ),
    _text("sends a field without a colon", b"data\n\n", event=""),
    _text("sends a field without a space", b"data:a\n\n"),
    _text("sends two spaces", b"data:  a\n\n", event=" a"),
    _text("sends a field that is not known", b"future: b\ndata: a\n\n"),
    _text("indents a field", b" data: b\ndata: a\n\n"),
    _text("sends an id with a NUL", b"id: 1\0\ndata: a\n\n"),
    _text(
        "sends `retry` that is no number",
        b"retry: -1\nretry: \xc2\xb2\nretry: 1e9\ndata: a\n\n",
    ),
    _text("sends `retry` of 5,000 digits", b"retry: %b\ndata: a\n\n" % (b"9" * 5_000)),
    _text("sends blocks without data", b"id: 1\n\nretry: 2\n\n: 3\n\ndata: a\n\n"),
    Fault(
        "sends the recorded stream of the cuts, byte by byte",
        (stream(*[bytes([byte]) for byte in RECORDING]),),
        events=EVENTS,
        reused=True,
    ),
    _too_large("sends a line that is too long", "a line", b"data: " + _LONG + b"\n\n"),
    _too_large("sends a line without end", "a line", b"data: ", *[b"x" * 100] * 20),
    _too_large("sends an id without end", "a line", b"id: ", *[b"x" * 100] * 20),
    _too_large(
        "sends lines of data without end", "an event", *[b"data: xxxx\n" * 9] * 90
    ),
    _bounded("sends a comment of a megabyte", b":" + b"x" * _MEGABYTE + b"\n"),
    _bounded(
        "sends a comment of a megabyte in pieces", b":", *[b"x" * 1_000] * 1_000, b"\n"
    ),
    _bounded("sends a megabyte of comments", b": ping\n" * (_MEGABYTE // 7)),
    _bounded(
        "sends a field that is not known, of a megabyte",
        b"x: " + b"x" * _MEGABYTE + b"\n",
    ),
    _bounded("sends a megabyte of empty lines", b"\n" * _MEGABYTE),
    _bounded(
        "sends a megabyte of empty lines that end with CR LF",
        b"\r\n" * (_MEGABYTE // 2),
    ),
    Fault(
        "compresses with gzip",
        (stream(_GZIP, content_encoding="gzip"),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "compresses with gzip, byte by byte",
        (stream(*[bytes([byte]) for byte in _GZIP], content_encoding="gzip"),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "compresses with deflate",
        (stream(zlib.compress(_STREAM), content_encoding="deflate"),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "compresses, and ends too early",
        (stream(gzip.compress(chat("a"))[:-9], content_encoding="gzip"),),
        events=("a",),
        error="StreamInterrupted",
        says="ends too early",
        reused=True,
    ),
    Fault(
        "compresses with what does not decompress",
        (stream(b"\x1f\x8b\x08nonsense", content_encoding="gzip"),),
        error="StreamInterrupted",
        says="the stream broke after 0 events",
    ),
    Fault(
        "says that it compresses, and does not",
        (stream(_STREAM, content_encoding="gzip"),),
        error="StreamInterrupted",
        says="the stream broke after 0 events",
    ),
    Fault(
        "sends 50 megabytes in 50 kilobytes of gzip",
        (stream(_BOMB, content_encoding="gzip"),),
        operation="text",
        options=_SMALL,
        error="EventTooLarge",
        says=f"a line holds more than {_LIMIT} bytes",
    ),
    Fault(
        "compresses with Brotli, which was not asked for",
        (stream(b"\x8b\x03\x80", content_encoding="br"),),
        error="ContentTypeError",
        says="br",
    ),
    Fault(
        "sends no newline after the last of JSON Lines",
        (
            stream(
                b'{"content": "a"}\n{"content": "b"}', content_type="application/jsonl"
            ),
        ),
        operation="lines",
        events=("a", "b"),
        reused=True,
    ),
    Fault(
        "ends inside the last of JSON Lines",
        (stream(b'{"content": "a"}\n{"content', content_type="application/jsonl"),),
        operation="lines",
        events=("a",),
        error="StreamIncomplete",
        says="inside an event",
        reused=True,
    ),
)
