"""Calls a client against a server that misbehaves, and writes down all that comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import BaseModel
from tests.python.runtime.streams import Chat, Delta, Heartbeat
from tests.server import PATIENCE

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller
    from tests.server import Server


class Report(BaseModel):
    """What the data of an error event holds."""

    message: str


@dataclass
class Failure:
    """The envelope of an event that reports an error."""

    data: Report


class Summary(NamedTuple):
    """What is compared of an outcome."""

    events: tuple[str, ...]
    error: str
    completed: bool
    last_event_id: str | None


@dataclass
class Outcome:
    """What a call came to.

    Attributes:
        events: The text of each event.
        error: What was raised.
        stream: None where none was given.
        closed: Whether the response was closed when the loop ended, before the ``with`` block did.
    """

    events: list[str] = field(default_factory=list[str])
    error: Any = None
    stream: Any = None
    closed: bool = False

    @property
    def summary(self) -> Summary:
        return Summary(
            tuple(self.events),
            type(self.error).__name__ if self.error else "",
            self.stream is not None and self.stream.completed,
            None if self.stream is None else self.stream.last_event_id,
        )


class Observer:
    """Opens streams through a client that has one connection at a time.

    So that a fault which keeps a connection to itself fails the next call.
    """

    def __init__(self, caller: Caller, server: Server, *, verify: Any = False) -> None:
        self.caller = caller
        self.server = server
        self.runtime = runtime = caller.runtime
        self._verify = verify
        self.client = self.make()
        self.operations = {
            "chat": runtime.StreamOperation(
                "GET",
                "/chat",
                variants=lambda: (
                    runtime.Variant(Heartbeat, event="ping"),
                    runtime.Variant(Chat, event="chat", json=Delta),
                    runtime.Variant(Failure, event="error", json=Report, error=True),
                ),
                sentinel="[DONE]",
                security=(("api_key",), ()),
            ),
            "text": runtime.StreamOperation("GET", "/text"),
            "lines": runtime.StreamOperation(
                "GET", "/lines", payload=lambda: Delta, accept="application/jsonl"
            ),
        }

    def make(self, **options: Any) -> Any:
        """Give a client with these options."""
        one = self.caller.httpx.Limits(max_connections=1)
        http = self.caller.http_client(
            limits=one, timeout=PATIENCE, verify=self._verify
        )
        return self.caller.make(http_client=http, **options)

    def call(self, operation: str, client: Any = None, **options: Any) -> Any:
        """Give a call that is not sent yet, where the client awaits; else its stream."""
        return (client or self.client).stream(self.operations[operation], {}, options)

    def observe(self, operation: str, client: Any = None, **options: Any) -> Outcome:
        """Read a stream to its end, whatever that is."""
        outcome = Outcome()

        async def awaited() -> None:
            async with self.call(operation, client, **options) as outcome.stream:
                try:
                    async for event in outcome.stream:
                        outcome.events.append(text(event))
                finally:
                    outcome.closed = outcome.stream.response.is_closed

        try:
            if self.caller.awaits:
                self.caller.runner.run(awaited())
            else:
                with self.call(operation, client, **options) as outcome.stream:
                    try:
                        for event in outcome.stream:
                            outcome.events.append(text(event))
                    finally:
                        outcome.closed = outcome.stream.response.is_closed
        except self.runtime.APIError as error:
            outcome.error = error
        return outcome


def text(event: Any) -> str:
    """Give what an event says."""
    match event:
        case Heartbeat():
            return event.event
        case Chat():
            return event.data.content
        case Delta():
            return event.content
        case _:
            return str(event.data)
