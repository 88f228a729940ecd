"""The official clients read what senders give, over loopback, whatever framework it came by."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import anthropic
import ollama
import openai
import pytest
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
from tests.serving import serving

from ssegen.senders.anthropic import KEEP_ALIVE as PING
from ssegen.senders.anthropic import Message
from ssegen.senders.ollama import KEEP_ALIVE as BLANK
from ssegen.senders.ollama import Chat
from ssegen.senders.openai import KEEP_ALIVE as COMMENT
from ssegen.senders.openai import ChatCompletion, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from openai.types.chat import ChatCompletionChunk
    from starlette.requests import Request

PIECES = ["Hel", "lo\r\n", "", "\u2028\x85 – 😀"]
"""Line ends of every kind, also of those that only some clients take for one."""


@contextmanager
def answering(media_type: str, *body: bytes) -> Iterator[str]:
    """A server that answers every POST with these pieces; gives its URL."""

    async def pieces() -> AsyncIterator[bytes]:
        for piece in body:
            yield piece

    async def answer(_: Request) -> StreamingResponse:
        return StreamingResponse(pieces(), media_type=media_type)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])
    with serving(app) as url:
        yield url


@contextmanager
def openai_stream(
    *body: bytes,
) -> Iterator[openai.Stream[ChatCompletionChunk]]:
    with (
        answering(ChatCompletion.media_type, *body) as url,
        openai.OpenAI(base_url=url, api_key="key", max_retries=0) as client,
        client.chat.completions.create(
            model="m", messages=[{"role": "user", "content": "hi"}], stream=True
        ) as stream,
    ):
        yield stream


@contextmanager
def anthropic_client(*body: bytes) -> Iterator[anthropic.Anthropic]:
    with (
        answering(Message.media_type, *body) as url,
        anthropic.Anthropic(base_url=url, api_key="key", max_retries=0) as client,
    ):
        yield client


@contextmanager
def ollama_stream(*body: bytes) -> Iterator[Iterator[ollama.ChatResponse]]:
    with answering(Chat.media_type, *body) as url, ollama.Client(host=url) as client:
        yield client.chat("m", [{"role": "user", "content": "hi"}], stream=True)


def test_openai_reads_a_whole_answer_with_keep_alives_in_between() -> None:
    sender = ChatCompletion("m", id="1", created=7)
    sent = [part for text in PIECES for part in (COMMENT, sender.send(text))]
    end = sender.finish("length", usage=Usage(prompt_tokens=2, completion_tokens=3))
    with openai_stream(*sent, COMMENT, end) as stream:
        *chunks, told = stream
    assert {(chunk.id, chunk.created, chunk.model) for chunk in chunks} == {
        ("1", 7, "m")
    }
    role, *pieces, last = [chunk.choices[0] for chunk in chunks]
    assert role.delta.role == "assistant"
    assert [piece.delta.content for piece in pieces] == PIECES
    assert last.finish_reason == "length"
    assert told.usage is not None
    assert told.usage.total_tokens == 5


def test_openai_raises_the_error_object() -> None:
    sender = ChatCompletion("m")
    with openai_stream(sender.send("Hel"), sender.fail("busy", code="c")) as stream:
        assert next(stream).choices[0].delta.role == "assistant"
        assert next(stream).choices[0].delta.content == "Hel"
        with pytest.raises(openai.APIError, match="busy") as raised:
            next(stream)
    assert (raised.value.type, raised.value.code) == ("server_error", "c")


def test_anthropic_reads_a_whole_answer_with_keep_alives_in_between() -> None:
    sender = Message("m", id="1", input_tokens=2)
    sent = [part for text in PIECES for part in (PING, sender.send(text))]
    with (
        anthropic_client(*sent, PING, sender.finish(output_tokens=3)) as client,
        client.messages.stream(
            model="m", max_tokens=9, messages=[{"role": "user", "content": "hi"}]
        ) as stream,
    ):
        assert list(stream.text_stream) == PIECES
        message = stream.get_final_message()
    assert message.id == "1"
    assert [block.type for block in message.content] == ["text"]
    assert message.stop_reason == "end_turn"
    assert (message.usage.input_tokens, message.usage.output_tokens) == (2, 3)


def test_anthropic_raises_the_error_event() -> None:
    sender = Message("m")
    failure = sender.fail("busy", type="overloaded_error")
    with (
        anthropic_client(sender.send("Hel"), failure) as client,
        client.messages.create(
            model="m",
            max_tokens=9,
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
        ) as stream,
    ):
        assert [next(stream).type for _ in range(3)] == [
            "message_start",
            "content_block_start",
            "content_block_delta",
        ]
        with pytest.raises(anthropic.APIStatusError, match="busy") as raised:
            next(stream)
    assert raised.value.type == "overloaded_error"


def test_ollama_reads_a_whole_answer_with_keep_alives_in_between() -> None:
    sender = Chat("m")
    sent = [part for text in PIECES for part in (BLANK, sender.send(text))]
    end = sender.finish("length", prompt_eval_count=2, eval_count=3)
    with ollama_stream(*sent, BLANK, BLANK, end) as stream:
        *parts, last = stream
    assert [part.message.content for part in parts] == PIECES
    assert not any(part.done for part in parts)
    assert (last.done, last.done_reason) == (True, "length")
    assert (last.prompt_eval_count, last.eval_count) == (2, 3)


def test_ollama_raises_the_error_line() -> None:
    sender = Chat("m")
    with ollama_stream(sender.send("Hel"), sender.fail("no such model")) as stream:
        assert next(stream).message.content == "Hel"
        with pytest.raises(ollama.ResponseError, match="no such model"):
            next(stream)
