"""Answers that are no stream."""

from __future__ import annotations

from itertools import repeat
from typing import Final

from tests.faults.fault import Fault, raw, stream
from tests.python.runtime.streams import DONE, chat
from tests.server import Action, Reply

_JSON: Final = {"content-type": "application/json"}
_HTML: Final = {"content-type": "text/html; charset=utf-8"}
_PAGE: Final = b"<!doctype html><title>Log in</title>"
_STREAM: Final = stream(chat("a"), DONE)
_TOO_MANY: Final = Reply(429, {"retry-after": "0"})
_BUSY: Final = Reply(503, {"retry-after": "0"})


def _redirect(status: int, target: str) -> Fault:
    return Fault(
        f"redirects ({status}) to `{target}`",
        (Reply(status, {"location": target}),),
        error="APIStatusError",
        says=f"redirects are not followed; it leads to {target}",
        reused=True,
    )


def _refusal(status: int, error: str) -> Fault:
    return Fault(
        f"refuses with {status}",
        (Reply(status, _JSON, [b'{"error": {"message": "the reason"}}']),),
        error=error,
        says=": the reason",
        reused=True,
    )


ANSWERS: Final = (
    _refusal(400, "BadRequestError"),
    _refusal(401, "AuthenticationError"),
    _refusal(403, "PermissionDeniedError"),
    _refusal(404, "NotFoundError"),
    _refusal(409, "ConflictError"),
    _refusal(418, "APIStatusError"),
    _refusal(422, "UnprocessableEntityError"),
    _refusal(429, "RateLimitError"),
    _refusal(500, "ServerError"),
    _refusal(503, "ServerError"),
    Fault(
        "refuses in a body that breaks off",
        (Reply(429, _JSON, [b'{"error": {"message"', Action.VANISH]),),
        error="RateLimitError",
        says='429 Too Many Requests: {"error": {"message"',
    ),
    Fault(
        "refuses in a body without end",
        (Reply(500, {"content-type": "text/plain"}, repeat(b"no " * 20_000)),),
        error="ServerError",
        says="500 Internal Server Error: no no",
    ),
    Fault(
        "refuses with 429, which is tried again, then streams",
        (_TOO_MANY, _STREAM),
        options={"max_retries": 1},
        requests=2,
        events=("a",),
        reused=True,
    ),
    Fault(
        "refuses with 503 twice, which is tried again, then streams",
        (_BUSY, _BUSY, _STREAM),
        options={"max_retries": 2},
        requests=3,
        events=("a",),
        reused=True,
    ),
    Fault(
        "refuses with 503 for ever",
        (_BUSY, _BUSY),
        options={"max_retries": 1},
        requests=2,
        error="ServerError",
        says="(after 2 attempts)",
        reused=True,
    ),
    Fault(
        "asks to wait for longer than a minute",
        (Reply(429, {"retry-after": "61"}),),
        options={"max_retries": 1},
        error="RateLimitError",
        says="429 Too Many Requests",
        reused=True,
    ),
    *(_redirect(status, "/v1/elsewhere") for status in (301, 302, 303, 307, 308)),
    _redirect(307, "http://elsewhere.invalid/v1/chat"),
    Fault(
        "answers 304",
        (Reply(304),),
        error="APIStatusError",
        says="304 Not Modified",
        reused=True,
    ),
    Fault(
        "answers 204",
        (Reply(204),),
        error="ContentTypeError",
        says="the answer (204) is without a media type, not text/event-stream",
        reused=True,
    ),
    Fault(
        "answers 200 without a media type",
        (Reply(200, {}, [b"data: a\n\n"]),),
        error="ContentTypeError",
        says="the answer (200) is without a media type, not text/event-stream: data: a",
        reused=True,
    ),
    Fault(
        "answers 200 with a page",
        (Reply(200, _HTML, [_PAGE]),),
        error="ContentTypeError",
        says="the answer (200) is text/html, not text/event-stream: <!doctype html>",
        reused=True,
    ),
    Fault(
        "answers 200 with a page without end",
        (Reply(200, _HTML, repeat(_PAGE * 1_000)),),
        error="ContentTypeError",
        says="the answer (200) is text/html",
    ),
    Fault(
        "answers 200 with an error in JSON",
        (Reply(200, _JSON, [b'{"error": {"message": "no credit"}}']),),
        error="ContentTypeError",
        says="the answer (200) is application/json, not text/event-stream: no credit",
        reused=True,
    ),
    Fault(
        "answers 200 with events under another media type",
        (Reply(200, {"content-type": "text/plain"}, [chat("a"), DONE]),),
        error="ContentTypeError",
        says="the answer (200) is text/plain, not text/event-stream: event: chat",
        reused=True,
    ),
    Fault(
        "writes the media type in capitals, with parameters",
        (stream(chat("a"), DONE, content_type="Text/Event-Stream;charset=UTF-8"),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "answers 201 with a stream",
        (Reply(201, {"content-type": "text/event-stream"}, [chat("a"), DONE]),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "sends 100 and 103 before its answer",
        (
            raw(
                b"HTTP/1.1 100 Continue\r\n\r\n",
                b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n",
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n",
                b"content-length: %d\r\n\r\n" % len(DONE),
                DONE,
            ),
        ),
    ),
)
