"""Events that are missing, unknown or malformed."""

from __future__ import annotations

from typing import Any, Final

from tests.faults.fault import Fault, stream
from tests.python.runtime.streams import DONE, chat

_A: Final = chat("a", "1")


def _skipped(does: str, event: bytes) -> Fault:
    return Fault(
        does, (stream(_A, event, chat("b"), DONE),), events=("a", "b"), reused=True
    )


def _raised(
    does: str,
    event: bytes,
    *,
    error: str = "EventDecodeError",
    says: str,
    **options: Any,
) -> Fault:
    return Fault(
        does,
        (stream(_A, event, chat("b"), DONE),),
        events=("a",),
        error=error,
        says=says,
        options=options,
    )


def _malformed(does: str, data: bytes, says: str = "") -> Fault:
    return _raised(
        does,
        b"event: chat\ndata: %b\n\n" % data,
        says=f"event 1 'chat' does not decode: {says}",
    )


def _incomplete(
    does: str, *end: bytes, says: str = "without its sentinel '[DONE]'"
) -> Fault:
    return Fault(
        does,
        (stream(_A, *end),),
        events=("a",),
        error="StreamIncomplete",
        says=f"the response ended {says}, after 1 event",
        reused=True,
    )


EVENTS: Final = (
    _incomplete("sends no sentinel"),
    _incomplete(
        "sends the sentinel without its empty line", DONE[:-1], says="inside an event"
    ),
    _incomplete("ends inside an event", chat("b")[:-1], says="inside an event"),
    _incomplete("sends the sentinel in lower case", b"data: [done]\n\n"),
    _incomplete("sends the sentinel as a comment", b": [DONE]\n\n"),
    Fault(
        "sends no sentinel where none is required",
        (stream(_A),),
        options={"require_sentinel": False},
        events=("a",),
        completed=False,
        reused=True,
    ),
    Fault(
        "sends nothing but the sentinel",
        (stream(DONE),),
        reused=True,
    ),
    Fault(
        "sends nothing",
        (stream(),),
        error="StreamIncomplete",
        says="after 0 events",
        reused=True,
    ),
    Fault(
        "sends the sentinel twice",
        (stream(_A, DONE, DONE),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "sends events after the sentinel",
        (stream(_A, DONE + chat("b"), chat("c")),),
        events=("a",),
        reused=True,
    ),
    Fault(
        "sends nonsense after the sentinel",
        (stream(_A, DONE, b"event: chat\ndata: {\n\ndata"),),
        events=("a",),
        reused=True,
    ),
    _malformed(
        "sends the sentinel as the second line of an event", b"{}\ndata: [DONE]"
    ),
    Fault(
        "gives the sentinel a name",
        (stream(_A, b"event: chat\n" + DONE),),
        events=("a",),
        reused=True,
    ),
    _skipped(
        "sends an event of a name that the document does not know",
        b"event: new\ndata: {\n\n",
    ),
    _skipped("sends an event without a name", b"data: {}\n\n"),
    _skipped(
        "sends 2,000 unknown names",
        b"".join(b"event: n%d\ndata: x\n\n" % n for n in range(2_000)),
    ),
    _skipped("sends an event without the data that it needs", b"event: chat\n\n"),
    _raised(
        "sends an event of an unknown name where those are to raise",
        b"event: new\ndata: {}\n\n",
        error="UnknownEventError",
        says="event 1 is named 'new', which the document does not know",
        on_unknown="raise",
    ),
    _malformed(
        "sends data that is no JSON", b"nonsense " * 1_000, "data: Invalid JSON"
    ),
    _malformed("sends data that is empty", b"", "data: Invalid JSON"),
    _malformed("sends JSON that is cut", b'{"content": "b', "data: Invalid JSON"),
    _malformed(
        "sends JSON of another shape",
        b'{"contents": "b"}',
        "data.content: Field required",
    ),
    _malformed("sends JSON of another type", b"[1]", "data: Input should be"),
    _malformed("sends a number of 5,000 digits", b'{"content": %b}' % (b"9" * 5_000)),
    _malformed("sends 100,000 brackets", b"[" * 100_000, "data: Invalid JSON"),
    _malformed(
        "sends 100,000 brackets that close",
        b"[" * 100_000 + b"]" * 100_000,
        "data: Invalid JSON",
    ),
    _malformed(
        "sends half a surrogate pair", b'{"content": "\\ud800"}', "data: Invalid JSON"
    ),
    _malformed("sends NaN", b'{"content": NaN}', "data.content"),
    _raised(
        "reports an error in the place of an event",
        b'event: error\ndata: {"message": "overloaded"}\n\n',
        error="StreamServerError",
        says="the server reports an error after 1 event: overloaded",
    ),
    _raised(
        "reports an error in the data of a known event",
        b'event: chat\ndata: {"error": {"message": "overloaded"}}\n\n',
        error="StreamServerError",
        says="the server reports an error after 1 event: overloaded",
    ),
)
