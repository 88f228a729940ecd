"""Operations as generated code has them, and handlers that do what a test tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from ssegen.python.runtime import (
    BodyField,
    HeaderParameter,
    PathParameter,
    QueryParameter,
    StreamOperation,
    Variant,
)
from ssegen.python.runtime.declarations import Model, Unknown, tagged, wire
from ssegen.python.runtime.server import Request, Route, application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractContextManager

    from starlette.applications import Starlette

    from ssegen.python.runtime.server import ServerOptions


Serve: TypeAlias = "Callable[[Any], AbstractContextManager[str]]"


class Delta(Model):
    content: str
    stop_reason: Annotated[str | None, wire("stop-reason")] = None


class Failure(Model):
    type: Literal["error"] | str
    error: FailureDetail


class FailureDetail(Model):
    type: Literal["invalid_request_error", "not_found_error", "api_error"] | str
    message: str
    param: str | None = None


class Turn(Model):
    role: Literal["user", "assistant"] | str
    said_at: Annotated[int | None, wire("said-at")] = None


@dataclass(slots=True)
class ChatEvent:
    data: Delta
    id: str | None = None
    event: Literal["chat"] = "chat"


@dataclass(slots=True)
class PingEvent:
    event: Literal["ping"] = "ping"


@dataclass(slots=True)
class ErrorEvent:
    data: Failure
    event: Literal["error"] = "error"


class Part(Model):
    type: Literal["part"]
    text: str


class Stop(Model):
    type: Literal["stop"]


class UnknownPart(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


CHAT: Route[ChatEvent | PingEvent | ErrorEvent] = Route(
    "chat",
    StreamOperation(
        "POST",
        "/chats/{chat-id}",
        parameters=(
            PathParameter("chat_id", "chat-id"),
            QueryParameter("limit"),
            HeaderParameter("trace", "X-Trace"),
            BodyField("prompt"),
            BodyField("max_tokens", "max-tokens", nullable=True),
            BodyField("history"),
        ),
        body_required=True,
        variants=lambda: (
            Variant(ChatEvent, event="chat", json=Delta),
            Variant(PingEvent, event="ping"),
            Variant(ErrorEvent, event="error", json=Failure, error=True),
        ),
        sentinel="[DONE]",
        errors={"4XX": lambda: Failure, "500": lambda: Failure},
    ),
    arguments={
        "chat_id": lambda: str,
        "limit": lambda: int | None,
        "trace": lambda: str | None,
        "prompt": lambda: str,
        "max_tokens": lambda: int | None,
        "history": lambda: list[Turn] | None,
    },
)
TEXT: Route[str] = Route("text", StreamOperation("GET", "/text"), arguments={})
"""The document describes no error."""
LINES: Route[Part | Stop | UnknownPart] = Route(
    "lines",
    StreamOperation(
        "POST",
        "/lines",
        body="body",
        fixed=(("body", "stream", True),),
        payload=lambda: Annotated[Part | Stop | UnknownPart, tagged("type")],
        errors={"default": lambda: Failure},
        accept="application/x-ndjson",
    ),
    arguments={"body": lambda: dict[str, Any]},
)
ROUTES = (CHAT, TEXT, LINES)


async def silent() -> AsyncIterator[Any]:
    """A handler that yields nothing."""
    for event in list[Any]():
        yield event


class Handlers:
    """Has for every operation the same generator."""

    def __init__(self, generate: Callable[..., AsyncIterator[Any]]) -> None:
        self.requests: list[Request] = []
        self.arguments: list[dict[str, Any]] = []
        self._generate = generate

    def chat(self, request: Request, /, **arguments: Any) -> AsyncIterator[Any]:
        self.requests.append(request)
        self.arguments.append(arguments)
        return self._generate()

    text = lines = chat


def app(
    generate: Callable[..., AsyncIterator[Any]], **options: Any
) -> tuple[Starlette, Handlers]:
    """Give an application whose handlers do one thing, and these."""
    handlers = Handlers(generate)
    made: ServerOptions = {**options}  # type: ignore[typeddict-item]  # tests give wrong ones too
    return application(ROUTES, handlers, made), handlers
