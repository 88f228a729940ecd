"""What a type checker must know of the example SDKs: checked by mypy and pyright, never run."""

from __future__ import annotations

from typing import Any, Literal, assert_type

import anthropic_messages_sdk
import chat_sdk
import fastapi_items_sdk
import generic_sdk
import llamabot_chat_sdk
import ollama_chat_sdk
import openai_chat_sdk
import openai_responses_sdk
from anthropic_messages_sdk import events as anthropic
from chat_sdk import EventStream, models
from chat_sdk.events import ChatEvent, HeartbeatEvent, TextEvent, UsageEvent
from fastapi_items_sdk import models as fastapi
from ollama_chat_sdk import models as ollama
from openai_chat_sdk import models as openai
from openai_responses_sdk import models as responses


def a_union_of_envelopes(client: chat_sdk.Client) -> None:
    with client.chat.create(
        prompt="hi", history=[{"role": "user", "content": "hi"}]
    ) as stream:
        assert_type(stream, EventStream[HeartbeatEvent | ChatEvent])
        for event in stream:
            assert_type(event, HeartbeatEvent | ChatEvent)
            match event:
                case HeartbeatEvent():
                    assert_type(event.event, Literal["ping"])
                case ChatEvent(data=delta):
                    assert_type(event.id, str | None)
                    assert_type(delta, models.ChatDelta)
                    assert_type(delta.content, str)
                    assert_type(
                        delta.finish_reason, Literal["stop", "length"] | str | None
                    )
        assert_type(stream.completed, bool)


def text_and_json(client: chat_sdk.Client) -> None:
    for text in client.chat.stream_text(prompt="hi"):
        assert_type(text, TextEvent)
        assert_type(text.data, str)
    for usage in client.chat.watch_usage(chat_id="1"):
        assert_type(usage, UsageEvent)
        assert_type(usage.data.last_message, models.Message | None)


async def the_awaiting_client(client: chat_sdk.AsyncClient) -> None:
    async with client.chat.create(prompt="hi") as stream:
        async for event in stream:
            assert_type(event, HeartbeatEvent | ChatEvent)
    opened = await client.chat.create(prompt="hi", max_tokens=None)
    assert_type(opened, chat_sdk.AsyncEventStream[HeartbeatEvent | ChatEvent])
    assert_type(await client.models.list(limit=3), models.ModelPage)


def one_operation_becomes_two_methods(client: openai_chat_sdk.Client) -> None:
    whole = client.chat.completions.create(
        model="m", messages=[{"role": "user", "content": "hi"}]
    )
    assert_type(whole, openai.ChatCompletion)
    for event in client.chat.completions.create_stream(
        model="m",
        messages=[{"role": "user", "content": "hi"}, whole.choices[0].message],
    ):
        assert_type(event.data, openai.ChatCompletionChunk)


def events_told_apart_by_name(client: anthropic_messages_sdk.Client) -> None:
    for event in client.messages.create_stream(
        anthropic_version="2023-06-01",
        model="m",
        max_tokens=1,
        messages=[{"role": "user", "content": "hi"}],
    ):
        match event:
            case anthropic.ContentBlockDeltaEvent():
                if event.data.delta.type == "text_delta":
                    assert_type(event.data.delta.text, str)
            case anthropic.PingEvent():
                assert_type(event.event, Literal["ping"])
            case _:
                pass


def streams_of_text(
    llamabot: llamabot_chat_sdk.Client, generic: generic_sdk.Client
) -> None:
    for event in llamabot.chat.create(message="hi", session_id=None):
        match event:
            case llamabot_chat_sdk.events.MessageEvent(data=text):
                assert_type(text, str)
            case llamabot_chat_sdk.events.DoneEvent():
                assert_type(event.data, str | None)
    for line in generic.log.follow():
        assert_type(line, generic_sdk.TextEvent)
        assert_type(line.data, str)


def payloads_told_apart_by_a_tag(client: openai_responses_sdk.Client) -> None:
    with client.responses.create_stream(model="m", input="hi") as stream:
        for event in stream:
            if event.type == "response.output_text.delta":
                assert_type(event, responses.OutputTextDelta)
            elif event.type == "UNKNOWN":
                assert_type(event, responses.UnknownResponseEvent)
            elif event.type == "response.output_item.done":
                match event.item:
                    case responses.OutputMessage(content=parts):
                        assert_type(parts, list[responses.OutputPart])
                    case responses.UnknownOutputItem(raw=raw):
                        assert_type(raw["type"], Any)
                    case _:
                        pass
    whole = client.responses.create(model="m", input="hi")
    client.responses.create(model="m", input=whole.output)


def what_fastapi_streams(client: fastapi_items_sdk.Client) -> None:
    for event in client.changes.watch(catalogue="main", since=0):
        assert_type(event, fastapi_items_sdk.events.WatchChangesEvent)
        match event.data:
            case fastapi.Added(item=item):
                assert_type(item, fastapi.Item)
            case fastapi.Removed(name=name):
                assert_type(name, str)
            case unknown:
                assert_type(unknown, fastapi.UnknownWatchChangesEventData)
    for number in client.feeds.stream_numbers(count=3):
        assert_type(number, int)
    picture = client.pictures.add(number=1, picture=b"...", caption="A gun")
    assert_type(picture, fastapi.Picture)


async def rows_of_json_lines(client: ollama_chat_sdk.AsyncClient) -> None:
    async with client.models.pull_stream(model="m") as stream:
        async for progress in stream:
            assert_type(progress, ollama.LayerProgress | ollama.PullStatus)
    assert_type(await client.models.pull(model="m"), ollama.PullStatus)


async def raw_access(client: chat_sdk.Client, awaiting: chat_sdk.AsyncClient) -> None:
    raw = client.with_raw_response(client.models.list, limit=3)
    assert_type(raw, chat_sdk.RawResponse[models.ModelPage])
    assert_type(raw.status_code, int)
    assert_type(
        await awaiting.with_raw_response(awaiting.models.list, limit=3, max_retries=0),
        chat_sdk.RawResponse[models.ModelPage],
    )
