"""What servers send, the same in every run: streams of four APIs in their shapes, and hard ones."""

from __future__ import annotations

import json
import random
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EVENTS = 20_000
SEED = 4
_WORDS = ("Hello", ",", " world", " of", " quick", " brown", " foxes", "é", ".", '"\n')


class Recording:
    """One stream.

    Attributes:
        events: The name, empty where there is none, and the data of each.
        sentinel: The data that follows the last event; empty where there is none.
    """

    def __init__(self, events: list[tuple[str, bytes]], sentinel: bytes = b"") -> None:
        self.events = events
        self.sentinel = sentinel

    @cached_property
    def frames(self) -> list[bytes]:
        """The bytes of each event, and of the sentinel."""
        last = [_frame("", self.sentinel)] if self.sentinel else []
        return [_frame(*event) for event in self.events] + last

    @cached_property
    def chunks(self) -> list[bytes]:
        """The bytes as they arrive: 60% of the time one event, 25% several, 15% cut inside one."""
        return list(_chunks(self.frames, random.Random(SEED)))

    def cut(self, size: int) -> list[bytes]:
        """The bytes in chunks of one size."""
        content = b"".join(self.frames)
        return [content[start : start + size] for start in range(0, len(content), size)]


def chat(count: int = EVENTS) -> Recording:
    """Chunks of a chat completion as OpenAI sends them, some 290 bytes each."""
    draw = random.Random(SEED)
    events = [
        _chat_chunk({"content": draw.choice(_WORDS)}, None) for _ in range(count - 2)
    ]
    first = _chat_chunk({"role": "assistant", "content": ""}, None)
    return Recording([first, *events, _chat_chunk({}, "stop")], b"[DONE]")


def large(size: int = 16 * 1024 * 1024) -> Recording:
    """One chunk of a chat completion with a text of this many bytes, on one line."""
    return Recording([_chat_chunk({"content": "x" * size}, None)], b"[DONE]")


def lines(count: int = 100_000) -> Recording:
    """One chunk of a chat completion in this many ``data`` lines."""
    name, data = _chat_chunk({"content": "x"}, None)
    blank = b" " * 60
    return Recording([(name, b"\n".join((data, *[blank] * (count - 1))))], b"[DONE]")


def _chat_chunk(delta: dict[str, str], reason: str | None) -> tuple[str, bytes]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    return _event(
        "",
        id="chatcmpl-CkT3aVb8mXq7Yw2LrN5sEzPd1uHfG",
        object="chat.completion.chunk",
        created=1754000000,
        model="gpt-4o-mini-2024-07-18",
        service_tier="default",
        system_fingerprint="fp_44709d6fcb",
        choices=[choice],
    )


def messages(count: int = EVENTS) -> Recording:
    """A message as Anthropic sends it, some 125 bytes an event: text, tool calls and pings."""
    draw = random.Random(SEED)
    usage = {"input_tokens": 25, "output_tokens": 1}
    message: dict[str, Any] = {
        "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": usage,
    }
    events = [_tagged("message_start", message=message)]
    index = 0
    while len(events) < count - 2:
        is_text = index % 4 < 3
        block = (
            {"type": "text", "text": ""}
            if is_text
            else {
                "type": "tool_use",
                "id": f"toolu_{index}",
                "name": "look",
                "input": {},
            }
        )
        events.append(_tagged("content_block_start", index=index, content_block=block))
        for number in range(min(500, count - 3 - len(events))):
            word = draw.choice(_WORDS)
            delta = (
                {"type": "text_delta", "text": word}
                if is_text
                else {"type": "input_json_delta", "partial_json": word}
            )
            events.append(
                _tagged("ping")
                if number % 100 == 50
                else _tagged("content_block_delta", index=index, delta=delta)
            )
        events.append(_tagged("content_block_stop", index=index))
        index += 1
    end = {"stop_reason": "end_turn", "stop_sequence": None}
    events.append(_tagged("message_delta", delta=end, usage={"output_tokens": count}))
    events.append(_tagged("message_stop"))
    return Recording(events)


def responses(count: int = EVENTS) -> Recording:
    """Deltas of a response as OpenAI sends them, of its other, newer API."""
    draw = random.Random(SEED)
    return Recording(
        [
            _tagged(
                "response.output_text.delta",
                sequence_number=number,
                item_id="msg_68",
                output_index=0,
                content_index=0,
                delta=draw.choice(_WORDS),
                logprobs=[],
            )
            for number in range(count)
        ]
    )


def conversations(count: int = EVENTS) -> Recording:
    """Deltas of a conversation as Mistral sends them."""
    draw = random.Random(SEED)
    return Recording(
        [
            _tagged(
                "message.output.delta",
                id="msg_0198f2",
                content=draw.choice(_WORDS),
                role="assistant",
            )
            for _ in range(count)
        ]
    )


def cohere(count: int = EVENTS) -> Recording:
    """Deltas of a chat as Cohere sends them."""
    draw = random.Random(SEED)
    return Recording(
        [
            _tagged(
                "content-delta",
                index=0,
                delta={"message": {"content": {"text": draw.choice(_WORDS)}}},
            )
            for _ in range(count)
        ],
        b"[DONE]",
    )


RECORDINGS: dict[str, Callable[[], Recording]] = {
    "chat": chat,
    "messages": messages,
    "responses": responses,
    "conversations": conversations,
    "cohere": cohere,
    "large": large,
    "large/16": lambda: large(1024 * 1024),
    "lines": lines,
    "lines/10": lambda: lines(10_000),
}


def _tagged(name: str, **payload: Any) -> tuple[str, bytes]:
    """An event whose data repeats its name."""
    return _event(name, type=name, **payload)


def _event(name: str, **payload: Any) -> tuple[str, bytes]:
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return name, text.encode()


def _frame(name: str, data: bytes) -> bytes:
    event = f"event: {name}\n".encode() if name else b""
    return event + b"data: " + data.replace(b"\n", b"\ndata: ") + b"\n\n"


def _chunks(frames: list[bytes], draw: random.Random) -> Iterator[bytes]:
    start = 0
    rest = b""
    while start < len(frames):
        share = draw.random()
        if share < 0.60:
            yield rest + frames[start]
            rest, start = b"", start + 1
        elif share < 0.85:
            several = draw.randint(2, 5)
            yield rest + b"".join(frames[start : start + several])
            rest, start = b"", start + several
        else:
            frame = frames[start]
            place = draw.randrange(1, len(frame))
            yield rest + frame[:place]
            rest, start = frame[place:], start + 1
    if rest:
        yield rest
