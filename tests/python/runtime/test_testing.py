"""Answers without a network: what is given comes back equal, and what cannot is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.python.runtime.streams import CHAT, TEXT, Chat, Delta, Heartbeat

from ssegen.python.runtime import (
    API,
    APIConnectionError,
    BinaryOperation,
    Comment,
    EventDecodeError,
    Frame,
    Operation,
    RateLimitError,
    Reconnect,
    RuntimeClient,
    Server,
    StreamIncomplete,
    StreamInterrupted,
    StreamOperation,
    StreamServerError,
    TextEvent,
    Variant,
)
from ssegen.python.runtime.declarations import Model, Unknown, tagged, wire
from ssegen.python.runtime.testing import Answer, Stream, Transport

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.python.runtime.testing import Play

LINES = "application/x-ndjson"
SEQUENCE = "application/json-seq"
NOW = {"retry-after": "0"}


class Part(Model):
    type: Literal["part"]
    the_text: Annotated[str, wire("the-text")]
    more: dict[str, Any] | None = None


class Failure(Model):
    error: str


class UnknownPayload(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


@dataclass(slots=True)
class Full:
    """An envelope with all fields, under several names."""

    data: Part
    event: Literal["a", "b"]
    id: str
    retry: int | None = None


@dataclass(slots=True)
class Named:
    """An envelope that does not say its name."""

    data: str


FULL: StreamOperation[Full | Named] = StreamOperation(
    "GET",
    "/full",
    variants=lambda: (
        Variant(Full, event=("a", "b"), json=Part),
        Variant(Named, event="named"),
    ),
)
PARTS: StreamOperation[Any] = StreamOperation(
    "GET",
    "/parts",
    payload=lambda: Annotated[Part | UnknownPayload, tagged("type")],
    errors={"default": lambda: Failure},
    sentinel='"end"',
)
STRINGS: StreamOperation[str] = StreamOperation("GET", "/strings", payload=lambda: str)
VALUES: StreamOperation[Any] = StreamOperation("GET", "/values", payload=lambda: Any)
ITEM: Operation[Part] = Operation("GET", "/item", result=lambda: Part)

PART = Part(type="part", the_text="Hi")
"""As a server would send it, ``{"type":"part","the-text":"Hi"}``."""


def client(transport: Transport) -> RuntimeClient:
    return RuntimeClient(
        API("test", servers=(Server("https://api.example.com"),)),
        credentials={},
        variables={},
        options={"http_client": transport.client()},
    )


def played(operation: StreamOperation[Any], *answers: Play) -> list[Any]:
    """The events that a client receives."""
    made = client(Transport(*answers))
    with made.stream(operation, {}, {"max_retries": 0}) as stream:
        return list(stream)


def body(operation: StreamOperation[Any], answer: Stream | Answer) -> bytes:
    """What stands on the wire."""
    request = httpx.Request(
        operation.method,
        "https://api.example.com" + operation.path,
        extensions={"operation": operation},
    )
    return answer.response(request).read()


TEXTS = st.text().filter(lambda text: "\r" not in text)
LINE = st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"))
PARTS_ = st.builds(
    lambda text, more: Part.model_validate(
        {"type": "part", "the-text": text, "more": more}
    ),
    st.text(),
    st.none() | st.dictionaries(st.text(), st.integers() | st.text()),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.lists(
        st.builds(
            Full,
            PARTS_,
            st.sampled_from(["a", "b"]),
            LINE,
            st.none() | st.integers(0, 2**64),
        )
        | st.builds(Named, TEXTS)
    )
)
def test_envelopes_come_as_they_were_given(events: list[Any]) -> None:
    assert played(FULL, Stream(*events)) == events


@given(st.lists(st.tuples(TEXTS, LINE.filter(bool), LINE)))
def test_text_events_come_as_they_were_given(fields: list[Any]) -> None:
    events = [TextEvent(data, event, id) for data, event, id in fields]
    assert played(TEXT, Stream(*events)) == events


@given(st.lists(PARTS_), st.sampled_from(["text/event-stream", LINES, SEQUENCE]))
def test_payloads_come_as_they_were_given(events: list[Any], accept: str) -> None:
    assert played(replace(PARTS, accept=accept), Stream(*events)) == events


@given(st.lists(JSON), st.sampled_from(["text/event-stream", LINES, SEQUENCE]))
def test_json_comes_as_it_was_given(events: list[Any], accept: str) -> None:
    assert played(replace(VALUES, accept=accept), Stream(*events)) == events


@given(st.lists(st.builds(Frame, st.none() | LINE, st.binary(), LINE)))
def test_frames_come_as_they_were_given(frames: list[Frame]) -> None:
    frames = [replace(f, data=(f.data or b"").replace(b"\r", b"")) for f in frames]
    with client(Transport(Stream(*frames))).stream(TEXT, {}, {}) as stream:
        assert list(stream.frames()) == frames


def test_a_string_is_the_data_of_a_text_event() -> None:
    assert played(TEXT, Stream("a\nb", "")) == [TextEvent("a\nb"), TextEvent("")]
    assert played(STRINGS, Stream("a\nb", '"c"')) == ["a\nb", '"c"']
    lines = replace(STRINGS, accept=LINES)
    assert played(lines, Stream("a\nb")) == ["a\nb"]


def test_json_is_written_by_wire_name_and_once() -> None:
    event = Full(PART, "b", id="1", retry=5)
    data = b'{"type":"part","the-text":"Hi"}'
    assert body(FULL, Stream(event)) == (
        b"event: b\nid: 1\nretry: 5\ndata: " + data + b"\n\n"
    )
    assert body(replace(PARTS, accept=LINES), Stream(PART)) == data + b'\n"end"\n'
    assert body(replace(PARTS, accept=SEQUENCE), Stream(PART, sentinel=False)) == (
        b"\x1e" + data + b"\n"
    )


def test_a_message_is_not_named_and_an_envelope_without_its_name_is() -> None:
    assert body(TEXT, Stream(TextEvent("a"))) == b"data: a\n\n"
    assert body(FULL, Stream(Named("a"))) == b"event: named\ndata: a\n\n"


def test_an_id_stays_in_force_for_the_events_after_it() -> None:
    first, second = Chat(Delta(content="a"), id="1"), Chat(Delta(content="b"))
    assert played(CHAT, Stream(first, second)) == [first, replace(second, id="1")]


def test_what_a_union_does_not_know_is_played_too() -> None:
    unknown = UnknownPayload(raw={"type": "later", "n": 1})
    assert played(PARTS, Stream(PART, unknown)) == [PART, unknown]


def test_the_report_of_a_failure_is_raised() -> None:
    failure = Failure(error="overloaded")
    with pytest.raises(StreamServerError) as caught:
        played(PARTS, Stream(PART, failure))
    assert caught.value.body == failure
    assert caught.value.event_count == 1


def test_an_envelope_that_reports_an_error_is_raised() -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "GET", "/a", variants=lambda: (Variant(Named, event="error", error=True),)
    )
    with pytest.raises(StreamServerError) as caught:
        played(operation, Stream(Named("busy")))
    assert caught.value.body == "busy"


def test_comments_and_bytes_stand_between_events() -> None:
    stream = Stream(Comment("ping"), Heartbeat(), b"event: later\ndata\n\n")
    assert body(CHAT, stream) == (
        b": ping\n\nevent: ping\n\nevent: later\ndata\n\ndata: [DONE]\n\n"
    )
    assert played(CHAT, stream) == [Heartbeat()]


def test_a_stream_ends_as_the_operation_does_unless_told() -> None:
    with client(Transport(Stream(Heartbeat()))).stream(CHAT, {}, {}) as stream:
        assert list(stream) == [Heartbeat()]
        assert stream.completed
    with pytest.raises(StreamIncomplete):
        played(CHAT, Stream(Heartbeat(), sentinel=False))
    assert played(TEXT, Stream("a")) == [TextEvent("a")]


@pytest.mark.parametrize(
    "answer",
    [
        Stream(Heartbeat(), httpx.ReadError("cut")),
        Stream(Heartbeat(), b'event: chat\ndata: {"con', httpx.ReadError("cut")),
        Answer(content=[b"event: ping\n\n", httpx.ReadError("cut")]),
    ],
)
def test_an_exception_breaks_a_stream_off(answer: Play) -> None:
    with pytest.raises(StreamInterrupted) as caught:
        played(CHAT, answer)
    assert isinstance(caught.value.__cause__, httpx.ReadError)
    assert caught.value.event_count == 1


def test_nothing_follows_an_exception() -> None:
    for broken in (
        lambda: Stream(httpx.ReadError("cut"), Heartbeat()),
        lambda: Answer(content=[httpx.ReadError("cut"), b""]),
    ):
        with pytest.raises(ValueError, match="nothing follows an exception"):
            broken()


@pytest.mark.parametrize(
    ("operation", "event", "why"),
    [
        (CHAT, TextEvent("a"), "its events are Heartbeat, Chat"),
        (CHAT, "a", "its events are Heartbeat, Chat"),
        (CHAT, Delta(content="a"), "its events are Heartbeat, Chat"),
        (CHAT, Chat, "its events are Heartbeat, Chat"),
        (CHAT, Chat("a"), "does not decode"),  # type: ignore[arg-type]  # the mistake
        (CHAT, Chat({"content": "a"}), "would come Chat"),  # type: ignore[arg-type]  # the mistake
        (FULL, Full(PART, "c", "1"), "there is none named 'c'"),  # type: ignore[arg-type]  # the mistake
        (FULL, Full(PART, "a", "1", -1), "would come Full"),
        (FULL, Named(1), "its data is text, not int"),  # type: ignore[arg-type]  # the mistake
        (TEXT, TextEvent("a", event=""), "would come TextEvent"),
        (STRINGS, 1, "its data is text, not int"),
        (PARTS, Delta(content="a"), "the document does not know"),
        (PARTS, '"end"', "does not decode"),
        (VALUES, {1, 2}, "cannot be sent as JSON|would come"),
        (VALUES, object(), "cannot be sent as JSON"),
        (replace(VALUES, accept=LINES), Comment("a"), "does not deliver Comment"),
        (replace(VALUES, accept=LINES), Frame(event="a", data=b"1"), "would come"),
        (TEXT, Frame(data=b"a\rb"), "would come"),
        (replace(TEXT, sentinel="end"), "end", "would come nothing"),
    ],
)
def test_an_event_that_would_not_come_is_a_type_error(
    operation: StreamOperation[Any], event: object, why: str
) -> None:
    with pytest.raises(TypeError, match=why):
        played(operation, Stream(event))


@pytest.mark.parametrize(
    "event",
    [
        TextEvent("a", event="a\nb"),
        TextEvent("a", event="a\r"),
        TextEvent("a", id="1\n\ndata: b"),
        TextEvent("a", id="\0"),
        TextEvent("a\rb"),
        TextEvent("\ud800"),
        Comment("a\ndata: b"),
        Frame(event="a\nb"),
    ],
)
def test_what_would_be_another_line_is_refused(event: object) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        played(TEXT, Stream(event))


def test_recorded_bytes_come_in_the_chunks_that_are_told(tmp_path: Path) -> None:
    data = b'event: chat\ndata: {"content": "\xc3\xa4"}\n\ndata: [DONE]\n\n'
    file = tmp_path / "recording"
    file.write_bytes(data)
    for answer in (
        Answer(content=data),
        Answer(content=file, chunk_bytes=1),
        Answer(content=[data[:33], data[33:]]),
    ):
        assert body(CHAT, answer) == data
        assert played(CHAT, answer) == [Chat(Delta(content="\u00e4"))]
    request = httpx.Request("GET", "https://api.example.com")
    response = Answer(content=[data, b"a"], chunk_bytes=40).response(request)
    assert [*response.iter_raw()] == [data[:40], data[40:], b"a"]


def test_an_answer_has_one_body_of_bytes_or_json() -> None:
    with pytest.raises(TypeError, match="not both"):
        Answer(json={}, content=b"a")
    with pytest.raises(TypeError, match="chunks of bytes"):
        Answer(content="recording")  # type: ignore[arg-type]  # the mistake
    with pytest.raises(ValueError, match="1 or more"):
        Answer(content=b"a", chunk_bytes=0)


def test_an_operation_is_answered_with_json() -> None:
    transport = Transport(Answer(json=PART), Answer(json={"type": "part"}))
    assert client(transport).request(ITEM, {}, {}) == PART
    with pytest.raises(Exception, match="the-text"):
        client(transport).request(ITEM, {}, {})


def test_bytes_are_of_the_media_type_that_is_asked_for() -> None:
    image = BinaryOperation("GET", "/image", accept="image/png, image/gif")
    transport = Transport(Answer(content=b"\x89PNG"))
    with client(transport).binary(image, {}, {}) as response:
        assert response.read() == b"\x89PNG"
        assert response.headers["content-type"] == "image/png"


def test_answers_come_in_their_order_so_that_retries_are_tested() -> None:
    transport = Transport(
        httpx.ConnectError("no network"),
        Answer(503, headers=NOW),
        Answer(429, json={"message": "too many"}, headers=NOW),
    )
    with pytest.raises(RateLimitError, match="too many") as caught:
        client(transport).request(ITEM, {}, {"max_retries": 2})
    assert caught.value.attempts == len(transport.requests) == 3


def test_an_exception_is_raised_instead_of_an_answer() -> None:
    with pytest.raises(APIConnectionError, match="no network"):
        played(CHAT, httpx.ConnectError("no network"))


def test_further_answers_are_chosen_by_the_request() -> None:
    transport = Transport(
        Answer(json=PART),
        choose=lambda request: Answer(
            json={"type": "part", "the-text": request.method}
        ),
    )
    texts = [client(transport).request(ITEM, {}, {}).the_text for _ in range(3)]
    assert texts == ["Hi", "GET", "GET"]


def test_a_request_without_an_answer_fails_the_test_that_made_it() -> None:
    transport = Transport(Answer(json=PART))
    client(transport).request(ITEM, {}, {})
    with pytest.raises(AssertionError, match=r"no answer to request 2, GET /item\b"):
        client(transport).request(ITEM, {}, {"extra_query": {"key": "secret"}})


def test_requests_are_kept_with_their_bodies() -> None:
    create = replace(CHAT, body="body")
    transport = Transport(Stream())
    with client(transport).stream(create, {"body": {"prompt": "Hi"}}, {}) as stream:
        assert list(stream) == []
    (request,) = transport.requests
    assert (request.method, request.url.path) == ("POST", "/chat")
    assert json.loads(request.content) == {"prompt": "Hi"}


def test_only_what_streams_is_answered_with_a_stream() -> None:
    with pytest.raises(TypeError, match="GET /item does not stream"):
        client(Transport(Stream(Heartbeat()))).request(ITEM, {}, {})
    with pytest.raises(TypeError, match="does not stream"):
        Transport(Stream()).client().get("https://api.example.com")


def test_what_is_not_an_sdks_is_answered_too() -> None:
    response = Transport(Answer(418, json=[1])).client().get("https://a.example")
    assert (response.status_code, response.json()) == (418, [1])


def test_bytes_that_make_no_sense_are_played_as_they_are() -> None:
    with pytest.raises(EventDecodeError):
        played(CHAT, Answer(content=b"event: chat\ndata: {}\n\n"))


def test_a_stream_that_breaks_off_goes_on_with_the_next_answer() -> None:
    first, second = TextEvent("a", id="1"), TextEvent("b", id="2")
    transport = Transport(
        Stream(first, httpx.ReadError("cut")), Answer(503, headers=NOW), Stream(second)
    )
    made = client(transport)
    with made.stream(TEXT, {}, {"reconnect": Reconnect(backoff=0)}) as stream:
        assert list(stream) == [first, second]
    ids = [request.headers.get("last-event-id") for request in transport.requests]
    assert ids == [None, "1", "1"]
