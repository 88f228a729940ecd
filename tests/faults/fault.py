"""What a fault is: something that a server does, and what is to come of a call then."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from tests.server import PATIENCE, Framing, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.server import Answer, Chunk

FACES: Final = ("sync", "asyncio", "trio")
LIBRARIES: Final = ("httpx", "httpx2")

Kind: TypeAlias = Literal["chat", "text", "lines"]


@dataclass(frozen=True)
class Fault:
    """One thing that a server does, and what is to come of a call.

    Attributes:
        does: What the server does, in a few words.
        replies: What it sends.
        events: The text of each event that is delivered.
        error: The class of what is raised then; empty where nothing is.
        says: Part of its message.
        completed: Whether the stream counts as completed, where nothing is raised.
        reused: Whether the connection serves the next request; else it is closed.
        operation: What is called: "chat" has typed events and a sentinel, "text" delivers any
            event as text, "lines" is JSON Lines.
        options: Of the call.
        requests: How many the server gets.
        drain_seconds: How long the client waits for the end of a response behind the sentinel.
    """

    does: str
    replies: tuple[Answer, ...]
    _: KW_ONLY
    events: tuple[str, ...] = ()
    error: str = ""
    says: str = ""
    completed: bool = True
    reused: bool = False
    operation: Kind = "chat"
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    requests: int = 1
    drain_seconds: float = PATIENCE


@dataclass(frozen=True)
class Endless:
    """Chunks of a body: ``first``, and ``rest`` again and again."""

    first: bytes
    rest: bytes

    def __iter__(self) -> Iterator[Chunk]:
        yield self.first
        yield from repeat(self.rest)


def stream(
    *body: Chunk,
    endless: Endless | None = None,
    framing: Framing = Framing.CHUNKED,
    **headers: str,
) -> Reply:
    """Give an answer with events; underscores in the names of headers stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(
        headers={"content-type": "text/event-stream"} | named,
        body=endless or body,
        framing=framing,
    )


def raw(*chunks: Chunk) -> Reply:
    """Give an answer as it stands on the wire."""
    return Reply(raw=chunks)
