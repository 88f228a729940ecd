"""Streams that deliver what ``data``, or a line, holds; against a real server."""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from tests.python.runtime.streams import Loop, awaiting, blocking, frames
from tests.server import Action, Framing, Reply

from ssegen.python.runtime import (
    EventDecodeError,
    EventTooLarge,
    StreamIncomplete,
    StreamInterrupted,
    StreamOperation,
    StreamServerError,
    UnknownEventError,
)
from ssegen.python.runtime.declarations import Model, Unknown, tagged
from ssegen.python.runtime.frame import Frame

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller
    from tests.server import Chunk, Server

EVENTS = "text/event-stream"
LINES = "application/x-ndjson"
SEQUENCE = "application/json-seq"


class Delta(Model):
    type: Literal["delta"]
    text: str


class Done(Model):
    type: Literal["done"]


class UnknownPart(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


class Refusal(Model):
    code: int
    message: str | None = None


class Fault(Model):
    """As ``Refusal``, where only the code is looked at."""

    code: int


class Lenient(Model):
    detail: str | None = None


def operation(payload: Any, accept: str = EVENTS, **more: Any) -> StreamOperation[Any]:
    return StreamOperation("GET", "/", payload=lambda: payload, accept=accept, **more)


PART: Any = Annotated[Delta | Done | UnknownPart, tagged("type")]
PARTS = operation(PART)
STRICT = operation(Delta, errors={"4XX": lambda: Refusal, "default": lambda: Lenient})
VALUES = operation(Any, LINES)
DELTA = Delta(type="delta", text="a")
WIRE = b'{"type": "delta", "text": "a"}'


def reply(content_type: str, *body: Chunk, framing: Framing = Framing.CHUNKED) -> Reply:
    return Reply(headers={"content-type": content_type}, body=body, framing=framing)


def framed(content_type: str, *values: bytes) -> bytes:
    """Give values as they stand on the wire."""
    match content_type:
        case "text/event-stream":
            return b"".join(b"data: " + value + b"\n\n" for value in values)
        case "application/json-seq":
            return b"".join(b"\x1e" + value + b"\n" for value in values)
        case _:
            return b"".join(value + b"\n" for value in values)


@pytest.fixture(params=[blocking, awaiting])
def loop(request: pytest.FixtureRequest) -> Loop:
    """Loops over a stream to its end; once by blocking, once by awaiting."""
    chosen: Loop = request.param
    return chosen


@pytest.fixture(params=[EVENTS, LINES, SEQUENCE])
def kind(request: pytest.FixtureRequest) -> str:
    """The media type of the response."""
    chosen: str = request.param
    return chosen


def test_the_payload_itself_is_delivered(server: Server, loop: Loop, kind: str) -> None:
    server.reply(reply(kind, framed(kind, WIRE, b'{"type": "done"}', b'{"x": 1}')))
    outcome = loop(server, PARTS)
    assert outcome.items == [DELTA, Done(type="done"), UnknownPart(raw={"x": 1})]
    assert outcome.error is None
    assert outcome.stream.completed
    assert outcome.stream.event_count == 3
    assert outcome.stream.unknown_events.total() == 1


def test_every_cut_gives_the_same(server: Server, kind: str) -> None:
    content = framed(kind, WIRE, WIRE)
    server.reply(
        *(
            reply(kind, content[:position], content[position:])
            for position in range(1, len(content))
        )
    )
    for _ in range(1, len(content)):
        assert blocking(server, PARTS).items == [DELTA, DELTA]


def test_frames_of_any_name_are_payloads_and_those_without_data_are_skipped(
    server: Server, loop: Loop
) -> None:
    named = b"event: message_delta\nid: 7\n" + framed(EVENTS, WIRE)
    server.reply(reply(EVENTS, b": hi\n\nevent: ping\n\ndata:\n\n", named))
    outcome = loop(server, PARTS)
    assert outcome.items == [DELTA]
    assert outcome.stream.last_event_id == "7"
    assert outcome.stream.dropped_events == {"ping": 1, "message": 1}


def test_a_sentinel_ends_it_and_is_hidden(
    server: Server, loop: Loop, kind: str
) -> None:
    done = operation(Delta, kind, sentinel="[DONE]")
    # Of a sequence, what is no JSON might go on in the next line.
    rest = () if kind == SEQUENCE else (Action.HANG,)
    server.reply(reply(kind, framed(kind, WIRE, b"[DONE]"), *rest))
    outcome = loop(server, done)
    assert outcome.items == [DELTA]
    assert outcome.stream.completed


def test_without_its_sentinel_it_is_incomplete(
    server: Server, loop: Loop, kind: str
) -> None:
    server.reply(reply(kind, framed(kind, WIRE)))
    outcome = loop(server, operation(Delta, kind, sentinel="[DONE]"))
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, StreamIncomplete)
    assert not outcome.stream.completed


def test_text_is_bare_in_frames_and_a_json_string_in_lines(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(EVENTS, framed(EVENTS, b"12", b'"a"', b"")))
    assert loop(server, operation(str)).items == ["12", '"a"', ""]
    server.reply(reply(LINES, framed(LINES, b'"12"', b'"a"')))
    assert loop(server, operation(str, LINES)).items == ["12", "a"]


def test_rows_may_be_anything(server: Server, loop: Loop) -> None:
    server.reply(reply(LINES, b'[1, 2]\n3\n\n"x"\r\nnull\n{"a": {}}'))
    outcome = loop(server, VALUES)
    assert outcome.items == [[1, 2], 3, "x", None, {"a": {}}]
    assert outcome.stream.completed


def test_a_row_is_delivered_before_the_next_bytes_arrive(
    server: Server, loop: Loop, kind: str
) -> None:
    delivered = threading.Event()
    server.reply(reply(kind, framed(kind, WIRE), delivered, framed(kind, WIRE)))
    outcome = loop(server, PARTS, seen=lambda _: delivered.set())
    assert outcome.items == [DELTA, DELTA]


@pytest.mark.parametrize(
    "content_type",
    ["application/x-ndjson; charset=utf-8", "application/json; charset=utf-8"],
)
def test_lines_are_lines_under_any_name(
    server: Server, loop: Loop, content_type: str
) -> None:
    server.reply(reply(content_type, b"1\n2\n"))
    assert loop(server, VALUES).items == [1, 2]


@pytest.mark.parametrize("end", [b'{"type": "delta", "te', b"nonsense"])
def test_a_last_line_that_is_cut_off_is_incomplete(
    server: Server, loop: Loop, end: bytes
) -> None:
    server.reply(reply(LINES, WIRE + b"\n" + end, framing=Framing.CLOSE))
    outcome = loop(server, PARTS)
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, StreamIncomplete)
    assert str(outcome.error) == "the response ended inside an event, after 1 event"
    assert not outcome.stream.completed


def test_a_last_line_that_is_whole_and_wrong_is_not_taken_for_cut_off(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(LINES, WIRE + b'\n{"type": "delta"}'))
    outcome = loop(server, PARTS)
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, EventDecodeError)


@pytest.mark.parametrize("end", [b"12", b'{"a": '])
def test_a_last_text_of_a_sequence_that_is_cut_off_is_incomplete(
    server: Server, loop: Loop, end: bytes
) -> None:
    server.reply(reply(SEQUENCE, b"\x1e1\n\x1e" + end))
    outcome = loop(server, operation(Any, SEQUENCE))
    assert outcome.items == [1]
    assert isinstance(outcome.error, StreamIncomplete)


@pytest.mark.parametrize("end", [b"2", b'{"a": 1}'])
def test_what_a_broken_connection_leaves_is_not_delivered(
    server: Server, loop: Loop, end: bytes
) -> None:
    for kind in (LINES, SEQUENCE):
        mark = b"\x1e" if kind is SEQUENCE else b""
        server.reply(reply(kind, framed(kind, b"1"), mark + end, Action.VANISH))
        outcome = loop(server, operation(Any, kind))
        assert outcome.items == [1]
        assert isinstance(outcome.error, StreamInterrupted)


def test_a_row_that_does_not_decode_raises_with_its_text_and_index(
    server: Server, loop: Loop, kind: str
) -> None:
    wrong = b'{"type": "delta", "text": []}'
    server.reply(reply(kind, framed(kind, WIRE, wrong, WIRE)))
    outcome = loop(server, PARTS)
    error = outcome.error
    assert outcome.items == [DELTA]
    assert isinstance(error, EventDecodeError)
    assert (
        str(error)
        == "event 1 does not decode: data.delta.text: Input should be a valid string"
    )
    assert error.frame == Frame(data=wrong)
    assert error.event_count == 1


def test_unknown_payloads_raise_for_the_strict(
    server: Server, loop: Loop, kind: str
) -> None:
    server.reply(reply(kind, framed(kind, WIRE, b'{"type": "new"}')))
    outcome = loop(server, PARTS, options={"on_unknown": "raise"})
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, UnknownEventError)
    assert "event 1 is UnknownPart(raw={'type': 'new'})" in str(outcome.error)


@pytest.mark.parametrize(
    ("data", "body", "words"),
    [
        (b'{"error": "too slow"}', {"error": "too slow"}, "too slow"),
        (b'{"error": {"message": "no"}}', {"error": {"message": "no"}}, "no"),
        (b'{"code": 5, "message": "bad"}', Refusal(code=5, message="bad"), "bad"),
        (b'{"code": 5}', Refusal(code=5), '{"code": 5}'),
    ],
)
def test_an_error_of_the_server_is_typed_where_the_document_types_it(
    server: Server, loop: Loop, kind: str, data: bytes, body: object, words: str
) -> None:
    server.reply(reply(kind, framed(kind, WIRE, data)))
    outcome = loop(server, STRICT)
    error = outcome.error
    assert outcome.items == [DELTA]
    assert isinstance(error, StreamServerError)
    assert error.body == body
    assert str(error) == f"the server reports an error after 1 event: {words}"
    assert error.frame == Frame(data=data)
    server.wait_closed()


def test_an_error_is_one_on_the_last_line_too(server: Server, loop: Loop) -> None:
    server.reply(reply(LINES, b'{"error": "too slow"}'))
    assert isinstance(loop(server, operation(Delta, LINES)).error, StreamServerError)


def test_an_event_named_error_is_one(server: Server, loop: Loop) -> None:
    server.reply(reply(EVENTS, b"event: error\n" + framed(EVENTS, b"overloaded")))
    error = loop(server, operation(Delta)).error
    assert isinstance(error, StreamServerError)
    assert error.body == "overloaded"


@pytest.mark.parametrize("data", [b'{"detail": "no"}', b'{"error": null}', b"[]"])
def test_what_only_a_lenient_type_takes_is_no_error_of_the_server(
    server: Server, loop: Loop, data: bytes
) -> None:
    server.reply(reply(LINES, framed(LINES, data)))
    error = loop(server, STRICT).error
    assert isinstance(error, EventDecodeError)
    assert ("(it says: no)" in str(error)) == (b"detail" in data)


def test_an_error_that_fits_several_types_is_plain(server: Server, loop: Loop) -> None:
    several = operation(Delta, errors={"400": lambda: Refusal, "404": lambda: Fault})
    server.reply(reply(EVENTS, framed(EVENTS, b'{"error": "x", "code": 1}')))
    error = loop(server, several).error
    assert isinstance(error, StreamServerError)
    assert error.body == {"error": "x", "code": 1}


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b'{"error": "x"}', {"error": "x"}),
        (b'{"type": "error", "error": "x"}', {"type": "error", "error": "x"}),
        (b'{"code": 5}', Refusal(code=5)),
    ],
)
def test_an_error_is_no_unknown_payload(
    server: Server, loop: Loop, data: bytes, body: object
) -> None:
    refused = operation(PART, errors={"4XX": lambda: Refusal})
    server.reply(reply(EVENTS, framed(EVENTS, WIRE, data)))
    outcome = loop(server, refused)
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, StreamServerError)
    assert outcome.error.body == body


def test_a_payload_of_later_days_may_speak_of_errors(
    server: Server, loop: Loop
) -> None:
    raw = {"type": "tool_failed", "error": "x"}
    server.reply(reply(EVENTS, framed(EVENTS, json.dumps(raw).encode())))
    outcome = loop(server, PARTS)
    assert outcome.items == [UnknownPart(raw=raw)]
    assert outcome.stream.unknown_events == {"tool_failed": 1}


def test_a_known_payload_with_a_mistake_may_speak_of_errors(
    server: Server, loop: Loop
) -> None:
    data = b'{"type": "delta", "error": "x"}'
    server.reply(reply(LINES, framed(LINES, data)))
    error = loop(server, PARTS).error
    assert isinstance(error, EventDecodeError)
    assert "data.delta.text: Field required (it says: x)" in str(error)


def test_null_may_stand_beside_the_payloads(server: Server, loop: Loop) -> None:
    server.reply(reply(LINES, framed(LINES, b"null", b'{"type": "new"}', b"null")))
    outcome = loop(server, operation(PART | None, LINES))
    assert outcome.items == [None, UnknownPart(raw={"type": "new"}), None]
    assert outcome.stream.unknown_events == {"new": 1}


def test_a_line_too_large_raises_after_those_before_it(
    server: Server, loop: Loop, kind: str
) -> None:
    large = b'"' + b"x" * 200 + b'"'
    server.reply(reply(kind, framed(kind, WIRE, large), Action.HANG))
    outcome = loop(server, PARTS, options={"max_event_bytes": 100})
    assert outcome.items == [DELTA]
    assert isinstance(outcome.error, EventTooLarge)
    assert outcome.error.event_count == 1


def test_frames_of_lines_have_data_alone(server: Server, loop: Loop) -> None:
    server.reply(reply(LINES, b'1\n\n{"a":\n"x"'))
    outcome = loop(server, VALUES, raw=True)
    assert frames(outcome) == [Frame(data=data) for data in (b"1", b'{"a":', b'"x"')]
    assert outcome.stream.completed


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (LINES, "application/jsonl"),
        (LINES, "application/json; charset=utf-8"),
        (LINES, SEQUENCE),
        (LINES, EVENTS),
        ("application/json", LINES),
        ("application/geo+json-seq", SEQUENCE),
        ("application/vnd.own", "application/vnd.own"),
        (EVENTS, EVENTS + ";charset=utf-8"),
    ],
)
def test_a_stream_of_the_same_values_is_taken_under_another_media_type(
    caller: Caller, server: Server, accept: str, content_type: str
) -> None:
    content = framed(content_type.partition(";")[0], b"1", b"2")
    server.reply(reply(content_type, content))
    values = caller.runtime.StreamOperation(
        "GET", "/", payload=lambda: int, accept=accept
    )
    assert caller.events(values) == [1, 2]
    assert server.requests[0].headers["accept"] == accept


@pytest.mark.parametrize(
    ("operation", "content_type"),
    [
        ({"payload": lambda: int}, LINES),
        ({"payload": lambda: int}, "application/json"),
        ({"payload": lambda: int, "accept": LINES}, "text/html"),
        ({"payload": lambda: int, "accept": LINES}, "application/problem+json"),
        ({"accept": LINES}, EVENTS),
    ],
)
def test_a_stream_of_anything_else_is_not(
    caller: Caller, server: Server, operation: Any, content_type: str
) -> None:
    server.reply(reply(content_type, b"1"))
    with pytest.raises(caller.runtime.ContentTypeError, match=re.escape(content_type)):
        caller.events(caller.runtime.StreamOperation("GET", "/", **operation))


def test_a_secret_that_the_server_repeats_in_a_stream_is_not_shown(
    caller: Caller, server: Server
) -> None:
    server.reply(reply(LINES, b'{"error": "wrong key s3cret"}\n'))
    client = caller.make(credentials={"token": "s3cret"})
    values = caller.runtime.StreamOperation(
        "GET", "/", payload=lambda: int, accept=LINES, security=(("token",),)
    )
    with pytest.raises(caller.runtime.StreamServerError, match=r"wrong key \*\*\*$"):
        caller.events(values, client=client)
