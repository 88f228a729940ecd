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
LINES = {"content-type": "application/x-ndjson"}
HEADERS = {
    ".sse": STREAM,
    ".ndjson": LINES,
    ".jsonl": {"content-type": "application/jsonl"},
}


def recorded(name: str, size: int = 7) -> Reply:
    """The recorded bytes, in chunks that cut lines and events anywhere."""
    (path,) = RECORDINGS.glob(f"{name}.*")
    data = path.read_bytes()
    return Reply(
        headers=HEADERS[path.suffix],
        body=[data[at : at + size] for at in range(0, len(data), size)],
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
        lambda client: client.chat.completions.create_stream(
            model="m", messages=[{"role": "user", "content": "hi"}]
        ),
        base_url=server.url,
        api_key="secret",
    )

    chunks = [event.data for event in outcome.events]
    assert [type(chunk).__name__ for chunk in chunks] == ["ChatCompletionChunk"] * 3
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[1].choices[0].delta.content == "Hi"
    assert chunks[2].choices[0].finish_reason == "a reason of tomorrow"
    assert isinstance(outcome.error, openai.StreamServerError)
    assert type(outcome.error.body) is openai.models.ErrorResponse
    failure = outcome.error.body.error
    assert (failure.message, failure.code) == ("overloaded", 503)
    assert not outcome.stream.completed
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
    ]
    assert outcome.events[0].data.message.usage.input_tokens == 3
    assert type(outcome.events[1].data.content_block) is anthropic.models.TextBlock
    assert outcome.events[3].data.delta.text == "Hi"
    assert outcome.events[5].data.delta.stop_reason == "end_turn"
    assert isinstance(outcome.error, anthropic.StreamServerError)
    assert type(outcome.error.body) is anthropic.models.ErrorResponse
    assert outcome.error.body.error.message == "too much"
    assert server.requests[0].headers["anthropic-version"] == "2023-06-01"


def test_text_that_looks_like_json_stays_text_and_empty_data_is_delivered(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    llamabot = sdk("llamabot_chat")
    server.reply(recorded("llamabot_chat"))

    outcome = collect(
        llamabot,
        lambda client: client.chat.create(message="hi", session_id=None),
        base_url=server.url,
    )

    events = llamabot.events
    assert outcome.events == [
        events.MessageEvent("Hel"),
        events.MessageEvent("123"),
        events.DoneEvent(data=""),
    ]
    assert isinstance(outcome.error, llamabot.StreamServerError)
    assert outcome.error.body == "too bad"
    assert json.loads(server.requests[0].body) == {"message": "hi", "session_id": None}


def test_data_only_text_keeps_its_lines_and_its_id(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    generic = sdk("generic")
    server.reply(recorded("generic"), recorded("generic"))

    channel = collect(
        generic,
        lambda client: client.channels.messages.subscribe(channel="a/b c"),
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


def test_an_ollama_compatible_stream_is_one_object_for_each_line(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    ollama = sdk("ollama_chat")
    server.reply(recorded("ollama_chat"))

    outcome = collect(
        ollama,
        lambda client: client.chat.create_stream(
            model="tiny",
            messages=[{"role": "user", "content": "hi"}],
            options_={"seed": 1, "mirostat": 2},
        ),
        base_url=server.url,
    )

    assert outcome.error is None
    assert outcome.names == ["ChatChunk"] * 4
    thought, *texts, last = outcome.events
    assert (thought.message.thinking, thought.created_at.year) == ("A greeting.", 2025)
    assert [chunk.message.content for chunk in texts] == ["Hel", "lo\u2028"]
    assert (last.done, last.done_reason, last.eval_count, last.later) == (
        True,
        "stop",
        2,
        1,
    )
    assert outcome.stream.completed
    assert server.requests[0].headers["accept"] == "application/x-ndjson"
    assert json.loads(server.requests[0].body) == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "hi"}],
        "options": {"seed": 1, "mirostat": 2},
        "stream": True,
    }


def test_rows_without_a_tag_are_told_apart_by_what_they_hold(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    ollama = sdk("ollama_chat")
    server.reply(recorded("ollama_pull"))

    outcome = collect(
        ollama,
        lambda client: client.models.pull_stream(model="tiny"),
        base_url=server.url,
    )

    assert outcome.names == [
        "PullStatus",
        "LayerProgress",
        "LayerProgress",
        "PullStatus",
    ]
    assert [getattr(event, "completed", None) for event in outcome.events] == [
        None,
        None,
        2000,
        None,
    ]
    assert outcome.stream.completed


def test_an_error_among_the_rows_is_raised_as_the_type_of_refusals(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    ollama = sdk("ollama_chat")
    rows = [b'{"status":"pulling manifest"}\n', b'{"error":"no such model"}\n']
    server.reply(Reply(headers=LINES, body=rows))

    outcome = collect(
        ollama,
        lambda client: client.models.pull_stream(model="tiny"),
        base_url=server.url,
    )

    assert outcome.events == [ollama.models.PullStatus(status="pulling manifest")]
    assert isinstance(outcome.error, ollama.StreamServerError)
    assert outcome.error.body == ollama.models.Failure(error="no such model")
    assert "no such model" in str(outcome.error)
    assert not outcome.stream.completed


def test_what_fastapi_streams_is_the_union_that_its_document_describes(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    fastapi = sdk("fastapi_items")
    server.reply(recorded("fastapi_changes"))

    outcome = collect(
        fastapi,
        lambda client: client.changes.watch(catalogue="main", since=0),
        base_url=server.url,
        api_key="secret",
    )

    assert outcome.error is None
    assert outcome.names == ["WatchChangesEvent"] * 4
    *added, removed = [event.data for event in outcome.events]
    assert [change.item.name for change in added] == [
        "Portal Gun",
        "Plumbus",
        "Gr\u00fcne Gurke",
    ]
    assert removed == fastapi.models.Removed(name="main: Plumbus")
    assert outcome.stream.completed
    assert server.requests[0].target == "/catalogues/main/changes?since=0"
    assert server.requests[0].headers["authorization"] == "Bearer secret"


def test_what_fastapi_yields_line_by_line_is_a_model_each(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    fastapi = sdk("fastapi_items")
    server.reply(recorded("fastapi_lines"))

    outcome = collect(
        fastapi, lambda client: client.feeds.stream_lines(), base_url=server.url
    )

    assert outcome.names == ["Item"] * 3
    assert outcome.events[2].tags == ["gr\u00fcn", "a\nb"]
    assert outcome.stream.completed


def test_payloads_are_told_apart_by_type_and_keep_what_the_document_does_not_know(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    openai = sdk("openai_responses")
    server.reply(recorded("openai_responses"))

    outcome = collect(
        openai,
        lambda client: client.responses.create_stream(model="tiny", input="hi"),
        base_url=server.url,
        api_key="secret",
    )

    assert outcome.error is None
    assert outcome.names == [
        "ResponseCreated",
        "ResponseInProgress",
        "OutputItemAdded",
        "ContentPartAdded",
        "OutputTextDelta",
        "OutputTextDelta",
        "OutputTextDone",
        "ContentPartDone",
        "OutputItemDone",
        "UnknownResponseEvent",
        "ResponseEnded",
    ]
    models, events = openai.models, outcome.events
    assert events[4].delta + events[5].delta == events[6].text == "Hello"
    url, page = events[7].part.annotations
    assert url.url == "https://example.com/a"
    assert type(page) is models.UnknownAnnotation
    assert page.raw == {"type": "page_citation", "page": 7}
    assert events[9].type == "UNKNOWN"
    assert events[9].raw["type"] == "response.search_call.searching"
    message, search = events[10].response.output
    assert message == events[8].item
    assert search == models.UnknownOutputItem(
        raw={"type": "search_call", "id": "sc_1", "query": "hello"}
    )
    assert outcome.stream.completed
    assert json.loads(server.requests[0].body) == {
        "model": "tiny",
        "input": "hi",
        "stream": True,
    }


def test_what_came_out_of_one_response_goes_into_the_next_request_as_it_was(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    openai = sdk("openai_responses")
    server.reply(recorded("openai_responses"), recorded("openai_responses"))
    options = {"base_url": server.url, "api_key": "secret"}

    first = collect(
        openai,
        lambda client: client.responses.create_stream(model="tiny", input="hi"),
        **options,
    )
    output = first.events[-1].response.output
    collect(
        openai,
        lambda client: client.responses.create_stream(model="tiny", input=output),
        **options,
    )

    recording = (RECORDINGS / "openai_responses.sse").read_text().splitlines()
    last = next(line for line in reversed(recording) if line.startswith("data: "))
    sent = json.loads(server.requests[1].body)["input"]
    assert sent == json.loads(last.removeprefix("data: "))["response"]["output"]


def test_a_response_is_followed_from_a_query(
    server: Server, sdk: Sdk, collect: Collect
) -> None:
    openai = sdk("openai_responses")
    error = b'{"type":"error","message":"overloaded","code":"busy"}'
    server.reply(
        Reply(headers=STREAM, body=[b"event: error\ndata: " + error + b"\n\n"])
    )

    outcome = collect(
        openai,
        lambda client: client.responses.get_stream(response_id="r/1", starting_after=4),
        base_url=server.url,
        api_key="secret",
    )

    assert outcome.names == []
    assert isinstance(outcome.error, openai.StreamServerError)
    assert type(outcome.error.body).__name__ == "ErrorEvent"
    assert (outcome.error.body.message, outcome.error.body.code) == (
        "overloaded",
        "busy",
    )
    assert server.requests[0].target == "/responses/r%2F1?starting_after=4&stream=true"


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
        max_retries=0,
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
