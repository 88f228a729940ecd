"""Streams opened over a real connection, and read by blocking or by awaiting alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import httpx
from pydantic import BaseModel
from tests.server import Reply, Server

from ssegen.python.runtime import StreamOperation, Variant
from ssegen.python.runtime.errors import StreamError
from ssegen.python.runtime.frame import Frame
from ssegen.python.runtime.stream import AsyncEventStream, EventStream

if TYPE_CHECKING:
    from ssegen.python.runtime.options import StreamOptions

Stream: TypeAlias = EventStream[Any] | AsyncEventStream[Any]


class Delta(BaseModel):
    """What the data of a chat event holds."""

    content: str


@dataclass(slots=True)
class Heartbeat:
    """An envelope without data."""

    event: Literal["ping"] = "ping"


@dataclass(slots=True)
class Chat:
    """An envelope with JSON data."""

    data: Delta
    id: str | None = None
    event: Literal["chat"] = "chat"


CHAT: StreamOperation[Heartbeat | Chat] = StreamOperation(
    "POST",
    "/chat",
    variants=lambda: (
        Variant(Heartbeat, event="ping"),
        Variant(Chat, event="chat", json=Delta),
    ),
    sentinel="[DONE]",
)
TEXT: StreamOperation[Any] = StreamOperation("GET", "/text")
DONE = b"data: [DONE]\n\n"


def chat(content: str, id: str = "") -> bytes:
    """Give a chat event as it stands on the wire."""
    lines = f'event: chat\ndata: {{"content": "{content}"}}\n'
    return f"{lines}id: {id}\n\n".encode() if id else f"{lines}\n".encode()


def reply(*body: Any) -> Reply:
    return Reply(headers={"content-type": "text/event-stream"}, body=body)


@dataclass
class Outcome:
    """What a loop over a stream came to."""

    stream: Stream
    items: list[Any] = field(default_factory=list[Any])
    error: StreamError | None = None


Loop: TypeAlias = Callable[..., Outcome]


def blocking(
    server: Server,
    operation: StreamOperation[Any],
    *,
    raw: bool = False,
    timeout: float = 20,
    seen: Callable[[Any], object] | None = None,
    options: StreamOptions | None = None,
) -> Outcome:
    """Loop over the stream of the next reply until it ends, one way or another."""
    with httpx.Client(timeout=timeout, verify=False) as client:
        request = client.build_request("GET", server.url)
        response = client.send(request, stream=True)
        with EventStream(response, operation, options or {}) as stream:
            outcome = Outcome(stream)
            try:
                for item in stream.frames() if raw else stream:
                    outcome.items.append(item)
                    if seen is not None:
                        seen(item)
            except StreamError as error:
                outcome.error = error
                assert response.is_closed
    return outcome


def awaiting(
    server: Server,
    operation: StreamOperation[Any],
    *,
    raw: bool = False,
    timeout: float = 20,
    seen: Callable[[Any], object] | None = None,
    options: StreamOptions | None = None,
) -> Outcome:
    """The same with an event loop."""

    async def loop() -> Outcome:
        async with httpx.AsyncClient(timeout=timeout, verify=False) as client:
            request = client.build_request("GET", server.url)
            response = await client.send(request, stream=True)
            async with AsyncEventStream(response, operation, options or {}) as stream:
                outcome = Outcome(stream)
                try:
                    async for item in stream.frames() if raw else stream:
                        outcome.items.append(item)
                        if seen is not None:
                            seen(item)
                except StreamError as error:
                    outcome.error = error
                    assert response.is_closed
        return outcome

    return asyncio.run(loop())


def frames(outcome: Outcome) -> list[Frame]:
    """Give the items of a raw loop."""
    assert all(isinstance(item, Frame) for item in outcome.items)
    return outcome.items
