"""Every example SDK streams what was recorded, from a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server import Action, Framing, Reply, Server

if TYPE_CHECKING:
    from tests.examples.conftest import Collect, Sdk

RECORDINGS = Path(__file__).parent / "recordings"
STREAM = {"content-type": "text/event-stream; charset=utf-8"}


def recorded(name: str, size: int = 7) -> Reply:
    """The recorded bytes, in chunks that cut lines and events anywhere."""
    data = (RECORDINGS / f"{name}.sse").read_bytes()
    return Reply(
        headers=STREAM, body=[data[at : at + size] for at in range(0, len(data), size)]
    )


def test_chat_events_come_typed_and_in_order_and_the_sentinel_stays_hidden(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    chat = sdk("chat")
    server.reply(recorded("chat"))

    outcome = collect(
        chat,
        lambda client: client.chat.create(
            prompt="Hello", history=[{"role": "user", "content": "hi"}], max_tokens=None
        ),
        base_url=server.url,
        api_key="secret",
    )

    assert outcome.error is None
    assert outcome.events == [
        chat.events.HeartbeatEvent(),
        chat.events.ChatEvent(chat.models.ChatDelta(content="Hel"), id="1"),
        chat.events.ChatEvent(outcome.events[2].data, id="2"),
    ]
    last = outcome.events[2].data
    assert (last.content, last.finish_reason, last.extra) == ("lo", "stop", 1)
    assert outcome.stream.completed
    assert outcome.stream.last_event_id == "2"
    assert dict(outcome.stream.unknown_events) == {"later": 1}
    request = server.requests[0]
    assert (request.method, request.target) == ("POST", "/chat")
    assert request.headers["accept"] == "text/event-stream"
    assert request.headers["x-api-key"] == "secret"
    assert json.loads(request.body) == {
        "prompt": "Hello",
        "history": [{"role": "user", "content": "hi"}],
        "max_tokens": None,
    }


def test_an_openai_compatible_stream_ends_in_its_error_object(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    openai = sdk("openai_chat")
    server.reply(recorded("openai_chat"))

    outcome = collect(
        openai,
        lambda client: client.chat.create_completion_stream(
            model="m", messages=[{"role": "user", "content": "hi"}]
        ),
        base_url=server.url,
        api_key="secret",
    )

    chunks = [event.data for event in outcome.events]
    assert [type(chunk).__name__ for chunk in chunks] == ["ChatCompletionChunk"] * 3 + [
        "ErrorResponse"
    ]
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[1].choices[0].delta.content == "Hi"
    assert chunks[2].choices[0].finish_reason == "a reason of tomorrow"
    assert (chunks[3].error.message, chunks[3].error.code) == ("overloaded", 503)
    assert outcome.stream.completed
    assert json.loads(server.requests[0].body)["stream"] is True
    assert server.requests[0].headers["authorization"] == "Bearer secret"


def test_an_anthropic_compatible_stream_is_told_apart_by_event(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    anthropic = sdk("anthropic_messages")
    server.reply(recorded("anthropic_messages"))

    outcome = collect(
        anthropic,
        lambda client: client.messages.create_stream(
            anthropic_version="2023-06-01",
            model="m",
            max_tokens=10,
            messages=[{"role": "user", "content": "hi"}],
        ),
        base_url=server.url,
    )

    assert outcome.names == [
        "MessageStartEvent",
        "ContentBlockStartEvent",
        "PingEvent",
        "ContentBlockDeltaEvent",
        "ContentBlockStopEvent",
        "MessageDeltaEvent",
        "MessageStopEvent",
        "ErrorEvent",
    ]
    assert outcome.events[0].data.message.usage.input_tokens == 3
    assert type(outcome.events[1].data.content_block) is anthropic.models.TextBlock
    assert outcome.events[3].data.delta.text == "Hi"
    assert outcome.events[5].data.delta.stop_reason == "end_turn"
    assert outcome.events[7].data.error.message == "too much"
    assert server.requests[0].headers["anthropic-version"] == "2023-06-01"


def test_text_that_looks_like_json_stays_text_and_empty_data_is_delivered(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    llamabot = sdk("llamabot_chat")
    server.reply(recorded("llamabot_chat"))

    outcome = collect(
        llamabot,
        lambda client: client.chat.chat(message="hi", session_id=None),
        base_url=server.url,
    )

    events = llamabot.events
    assert outcome.events == [
        events.MessageEvent("Hel"),
        events.MessageEvent("123"),
        events.DoneEvent(data=""),
        events.ErrorEvent("too bad"),
    ]
    assert json.loads(server.requests[0].body) == {"message": "hi", "session_id": None}


def test_data_only_text_keeps_its_lines_and_its_id(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    generic = sdk("generic")
    server.reply(recorded("generic"), recorded("generic"))

    channel = collect(
        generic,
        lambda client: client.channels.subscribe(channel="a/b c"),
        base_url=server.url,
    )
    log = collect(
        generic,
        lambda client: client.log.follow(level=["info", "error"]),
        base_url=server.url,
    )

    message = generic.events.ChannelMessage
    assert channel.events == [
        message("first line\nsecond line", id="7"),
        message('{"not": "parsed"}', id="7"),
    ]
    assert log.events == [
        generic.TextEvent("first line\nsecond line", id="7"),
        generic.TextEvent('{"not": "parsed"}', id="7"),
    ]
    assert channel.stream.completed and log.stream.completed
    assert [request.target for request in server.requests] == [
        "/channels/a%2Fb%20c/messages",
        "/log?level=info&level=error",
    ]


def test_leaving_the_loop_early_closes_the_connection(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    server.reply(
        Reply(headers=STREAM, body=[b"event: ping\n\nevent: ping\n\n", Action.HANG])
    )

    outcome = collect(
        sdk("chat"),
        lambda client: client.chat.create(prompt="x"),
        count=1,
        base_url=server.url,
    )

    server.wait_closed()
    assert outcome.names == ["HeartbeatEvent"]
    assert outcome.error is None
    assert not outcome.stream.completed


@pytest.mark.parametrize("framing", [Framing.CHUNKED, Framing.CLOSE])
def test_a_server_that_vanishes_inside_an_event_raises_and_delivers_what_was_whole(
    server: Server, sdk: Sdk, collect: Collect, framing: Framing
) -> None:
    chat = sdk("chat")
    server.reply(
        Reply(
            headers=STREAM,
            body=[b'event: ping\n\nevent: chat\ndata: {"con', Action.VANISH],
            framing=framing,
        )
    )

    outcome = collect(
        chat, lambda client: client.chat.create(prompt="x"), base_url=server.url
    )

    assert outcome.names == ["HeartbeatEvent"]
    assert isinstance(outcome.error, chat.StreamError)
    assert outcome.error.event_count == 1
    assert not outcome.stream.completed


def test_an_end_without_the_sentinel_is_no_success(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    chat = sdk("chat")
    server.reply(Reply(headers=STREAM, body=[b"event: ping\n\n"]))

    outcome = collect(
        chat, lambda client: client.chat.create(prompt="x"), base_url=server.url
    )

    assert outcome.names == ["HeartbeatEvent"]
    assert isinstance(outcome.error, chat.StreamIncomplete)


def test_a_known_event_that_does_not_decode_raises_with_its_frame(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    chat = sdk("chat")
    server.reply(
        Reply(
            headers=STREAM,
            body=[b'event: ping\n\nid: 5\nevent: chat\ndata: {"content": 1\n\n'],
        )
    )

    outcome = collect(
        chat, lambda client: client.chat.create(prompt="x"), base_url=server.url
    )

    assert isinstance(outcome.error, chat.EventDecodeError)
    assert outcome.error.frame.data == b'{"content": 1'
    assert outcome.error.last_event_id == "5"


def test_a_refusal_is_a_typed_error_with_its_parsed_body(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    chat = sdk("chat")
    server.reply(
        Reply(
            429,
            {"content-type": "application/json"},
            [b'{"message": "slow down", "code": "rate"}'],
        )
    )

    outcome = collect(
        chat,
        lambda client: client.chat.create(prompt="x"),
        base_url=server.url,
        api_key="secret",
    )

    assert isinstance(outcome.error, chat.RateLimitError)
    assert outcome.error.body == chat.models.Problem(message="slow down", code="rate")
    assert "secret" not in f"{outcome.error} {outcome.error!r}"


def test_a_page_of_html_is_refused_before_the_first_event(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    chat = sdk("chat")
    server.reply(
        Reply(headers={"content-type": "text/html"}, body=[b"<p>Please log in</p>"])
    )

    outcome = collect(
        chat, lambda client: client.chat.create(prompt="x"), base_url=server.url
    )

    assert isinstance(outcome.error, chat.ContentTypeError)
    assert "Please log in" in str(outcome.error)
