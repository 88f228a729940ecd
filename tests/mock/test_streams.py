"""The SDKs of the examples read what a mock streams, and see its faults for what they are."""

from __future__ import annotations

import inspect
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import pytest
from tests.documents import document

from .conftest import spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from .conftest import Mocking

    Sdk: TypeAlias = Callable[[str], ModuleType]

PING = "event: ping\nid: 1\n\n"
USER = {"role": "user", "content": "hello"}

CALLS: dict[str, tuple[str, Callable[..., Any]]] = {
    "anthropic": (
        "anthropic_messages",
        lambda client, **options: client.messages.create_stream(
            model="m",
            max_tokens=5,
            messages=[USER],
            anthropic_version="2023-06-01",
            **options,
        ),
    ),
    "chat": (
        "chat",
        lambda client, **options: client.chat.create(
            prompt="hello", max_tokens=None, **options
        ),
    ),
    "feed": (
        "fastapi_items",
        lambda client, **options: client.feeds.stream_items(**options),
    ),
    "lines": (
        "fastapi_items",
        lambda client, **options: client.feeds.stream_lines(**options),
    ),
    "numbers": (
        "fastapi_items",
        lambda client, **options: client.feeds.stream_numbers(count=3, **options),
    ),
    "generic": (
        "generic",
        lambda client, **options: client.channels.messages.subscribe(
            channel="a/b, ü", **options
        ),
    ),
    "log": (
        "generic",
        lambda client, **options: client.log.follow(
            level=["debug", "error"], **options
        ),
    ),
    "llamabot": (
        "llamabot_chat",
        lambda client, **options: client.chat.create(message="hello", **options),
    ),
    "ollama": (
        "ollama_chat",
        lambda client, **options: client.chat.create_stream(
            model="m", messages=[USER], **options
        ),
    ),
    "openai": (
        "openai_chat",
        lambda client, **options: client.chat.completions.create_stream(
            model="m", messages=[USER], **options
        ),
    ),
    "responses": (
        "openai_responses",
        lambda client, **options: client.responses.create_stream(
            model="m", input="hello", **options
        ),
    ),
}


class Caller:
    """Calls a stream of a mock through its SDK."""

    def __init__(self, name: str, sdk: Sdk, mocking: Mocking, **options: Any) -> None:
        example, self._call = CALLS[name]
        self.sdk = sdk(example)
        self.mocked = mocking(spec(example), **options)
        taken = inspect.signature(self.sdk.Client).parameters
        secret = {"api_key": "secret"} if "api_key" in taken else {}
        self.client = self.sdk.Client(base_url=self.mocked.url, **secret)

    def read(self, faults: str = "", **options: Any) -> tuple[list[Any], Any]:
        """The events until the end, and the stream."""
        with self.opened(faults, **options) as stream:
            return list(stream), stream

    def opened(
        self, faults: str = "", *, count: int | None = None, **options: Any
    ) -> Any:
        """The stream."""
        headers = options.pop("extra_headers", {})
        if faults:
            headers["Mock-Fault"] = faults
        if count is not None:
            headers["Mock-Count"] = str(count)
        return self._call(self.client, extra_headers=headers, **options)


class Calling(Protocol):
    def __call__(self, name: str, **options: Any) -> Caller: ...


@pytest.fixture
def calling(sdk: Sdk, mocking: Mocking) -> Iterator[Calling]:
    """Serve an example by a mock with these options, and call it."""
    with ExitStack() as stack:

        def call(name: str, **options: Any) -> Caller:
            caller = Caller(name, sdk, mocking, **options)
            stack.enter_context(caller.client)
            return caller

        yield call


@pytest.fixture(params=CALLS)
def every(request: pytest.FixtureRequest, calling: Calling) -> Caller:
    return calling(request.param)


@pytest.fixture
def chat(calling: Calling) -> Caller:
    """A stream of events told apart by name, with a sentinel."""
    return calling("chat")


@pytest.fixture
def generic(calling: Calling) -> Caller:
    """A stream of texts, without a sentinel."""
    return calling("generic")


def test_every_stream_arrives_typed_and_complete(every: Caller) -> None:
    events, stream = every.read(on_unknown="raise")

    assert len(events) >= 5
    assert stream.completed


def test_the_same_request_gets_the_same_events_and_another_one_others(
    chat: Caller,
) -> None:
    first, _ = chat.read()
    again, _ = chat.read()
    other, _ = chat.read(extra_headers={"Mock-Seed": "7"})

    assert first == again
    assert first != other


@pytest.mark.parametrize("faults", ["split", "bom", "cr", "split, bom, cr", "drip=0"])
def test_other_bytes_for_the_same_events_change_nothing(
    every: Caller, faults: str
) -> None:
    plain, _ = every.read(count=6)
    events, stream = every.read(faults, count=6)

    assert events == plain
    assert stream.completed


def test_so_many_events_come_as_are_asked_for(every: Caller) -> None:
    events, _ = every.read(count=23)

    assert len(events) == 23


@pytest.mark.parametrize("faults", ["cut=2", "cut-bytes=40"])
def test_a_stream_that_is_cut_is_not_taken_for_complete(
    every: Caller, faults: str
) -> None:
    opened = every.opened(faults, count=30)
    with opened as stream, pytest.raises(every.sdk.StreamInterrupted):
        list(stream)

    assert not stream.completed


def test_a_cut_after_n_events_delivers_exactly_these(chat: Caller) -> None:
    plain, _ = chat.read()
    delivered: list[Any] = []
    with chat.opened("cut=2") as stream, pytest.raises(chat.sdk.StreamInterrupted):
        for event in stream:
            delivered.append(event)

    assert delivered == plain[:2]
    assert [chat.mocked.line().endswith(", cut") for _ in range(2)] == [False, True]


def test_a_sentinel_that_is_left_out_is_missed(chat: Caller) -> None:
    with chat.opened("no-sentinel") as stream, pytest.raises(chat.sdk.StreamIncomplete):
        list(stream)


def test_malformed_data_is_a_decode_error_at_its_event(chat: Caller) -> None:
    with chat.opened("malformed=2") as stream:
        next(stream)
        with pytest.raises(chat.sdk.EventDecodeError):
            next(stream)


def test_malformed_lines_are_decode_errors(calling: Calling) -> None:
    ollama = calling("ollama")
    with (
        ollama.opened("malformed=1") as stream,
        pytest.raises(ollama.sdk.EventDecodeError),
    ):
        next(stream)


def test_an_unknown_event_stands_before_the_known_one(chat: Caller) -> None:
    plain, _ = chat.read()
    events, stream = chat.read("unknown=2")

    assert events == plain
    assert dict(stream.unknown_events) == {"mock-unknown": 1}


def test_an_unknown_payload_has_a_tag_that_no_event_has(
    calling: Calling,
) -> None:
    anthropic = calling("anthropic")
    plain, _ = anthropic.read()

    events, stream = anthropic.read("unknown=1")

    assert events == plain
    assert dict(stream.unknown_events) == {"mock-unknown": 1}


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"generic", "log"}))
def test_an_error_event_is_raised_as_the_server_error_that_it_reports(
    calling: Calling, name: str
) -> None:
    caller = calling(name)
    with caller.opened("error=1") as stream:
        next(stream)
        with pytest.raises(caller.sdk.StreamServerError):
            next(stream)


def test_a_stalled_stream_is_silent_until_the_client_gives_up(chat: Caller) -> None:
    with chat.opened("stall=1", timeout=0.2) as stream:
        next(stream)
        with pytest.raises(chat.sdk.StreamTimeout):
            next(stream)

    assert chat.mocked.line() == (
        f"POST /chat 200 text/event-stream: 1 event, {len(PING)} bytes, broken off"
    )


def test_204_is_no_stream(chat: Caller) -> None:
    with pytest.raises(chat.sdk.ContentTypeError), chat.opened("204") as stream:
        list(stream)


def test_429_says_when_to_come_back(chat: Caller) -> None:
    with (
        pytest.raises(chat.sdk.RateLimitError) as refused,
        chat.opened("429=7", max_retries=0) as stream,
    ):
        list(stream)

    assert refused.value.headers["retry-after"] == "7"
    assert refused.value.body == chat.sdk.models.Problem(
        message="the mock was asked to answer 429", code="too_many_requests"
    )


def test_a_stream_that_is_cut_again_and_again_is_resumed_to_its_end(
    generic: Caller,
) -> None:
    plain, _ = generic.read(count=7)
    reconnect = generic.sdk.Reconnect(backoff=0.0, retry_range=(0.0, 0.0))

    events, _ = generic.read("cut=2", count=7, reconnect=reconnect)

    assert events == plain
    assert [event.id for event in events] == [str(n) for n in range(1, 8)]


def test_a_client_that_has_all_events_is_told_not_to_reconnect(
    generic: Caller,
) -> None:
    get = generic.mocked.client.get
    url = "/channels/a/messages"

    assert get(url, headers={"Last-Event-ID": "4"}).text.startswith("id: 5\n")
    assert get(url, headers={"Last-Event-ID": "5"}).status_code == 204
    assert get(url, headers={"Last-Event-ID": "x"}).text.startswith("id: 1\n")


def test_a_client_that_has_all_but_the_sentinel_gets_that(chat: Caller) -> None:
    response = chat.mocked.client.post(
        "/chat",
        json={"prompt": "hello"},
        headers={"Last-Event-ID": "5", "X-API-Key": "k"},
    )

    assert response.text == "data: [DONE]\n\n"


def test_comments_come_while_the_next_event_is_awaited(
    calling: Calling,
) -> None:
    chat = calling("chat", keep_alive=0.01, delay=0.025, count=2)

    response = chat.mocked.client.post(
        "/chat", json={"prompt": "hello"}, headers={"X-API-Key": "k"}
    )

    first, *comments, second, sentinel, end = response.text.split("\n\n")
    assert comments == [": keep-alive"] * 2
    assert (sentinel, end) == ("data: [DONE]", "")
    assert first.startswith("event: ping") and second.startswith("event: chat")


def test_a_line_tells_what_was_streamed_and_no_secret(chat: Caller) -> None:
    chat.mocked.client.post(
        "/chat?token=hidden", json={"prompt": "hidden"}, headers={"X-API-Key": "hidden"}
    )

    line = chat.mocked.line()
    assert line.startswith("POST /chat 200 text/event-stream: 5 events, sentinel, ")
    assert "hidden" not in line


def test_ids_are_left_as_they_are_where_the_document_wants_others(
    mocking: Mocking,
) -> None:
    mocked = mocking(document("""
            paths:
              /log:
                get:
                  responses:
                    '200':
                      description: The log.
                      content:
                        text/event-stream:
                          schema:
                            type: object
                            required: [id, data]
                            properties:
                              id: {type: string, pattern: '^evt_[a-z]{9}$'}
                              data: {type: string}
            """))
    text = mocked.client.get("/log").text
    ids = [line[4:] for line in text.split("\n") if line.startswith("id: ")]
    rest = mocked.client.get("/log", headers={"Last-Event-ID": ids[2]}).text

    assert all(id.startswith("evt_") for id in ids)
    assert text.endswith(rest)
    assert rest.count("id: ") == 2


def test_json_text_sequences_are_framed_by_record_separators(mocking: Mocking) -> None:
    mocked = mocking(
        document("""
            paths:
              /log:
                get:
                  responses:
                    '200':
                      description: The log.
                      content:
                        application/json-seq:
                          schema: {type: integer}
            """),
        count=3,
    )

    response = mocked.client.get("/log")

    assert response.headers["content-type"] == "application/json-seq"
    assert [part[-1:] for part in response.text.split("\x1e")] == ["", "\n", "\n", "\n"]
