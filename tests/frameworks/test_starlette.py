"""A Starlette application that streams by sse-starlette, and the SDK of a document about it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from sse_starlette import EventSourceResponse, JSONServerSentEvent, ServerSentEvent
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from tests.corpus.entries import write
from tests.documents import document
from tests.serving import importing, serving

from ssegen.config import Config
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import ModuleType

    from starlette.requests import Request
    from starlette.responses import Response
    from tests.frameworks.conftest import Awaiting, Blocking

Drive: TypeAlias = "Callable[..., Blocking | Awaiting]"

PACKAGE = "starlette_live_sdk"
DOCUMENT = """
paths:
  /jobs/{job}/progress:
    get:
      operationId: watchJob
      tags: [jobs]
      parameters:
        - {name: job, in: path, required: true, schema: {type: string}}
        - {name: from, in: query, schema: {type: integer}}
      responses:
        '200':
          description: How the job goes.
          content:
            text/event-stream:
              x-speakeasy-sse-sentinel: '[DONE]'
              schema:
                oneOf:
                  - $ref: '#/components/schemas/ProgressEvent'
                  - $ref: '#/components/schemas/LogEvent'
                discriminator:
                  propertyName: event
                  mapping:
                    progress: '#/components/schemas/ProgressEvent'
                    log: '#/components/schemas/LogEvent'
  /chat:
    post:
      operationId: createChat
      tags: [chat]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [prompt]
              properties:
                prompt: {type: string}
                stream: {type: boolean}
      responses:
        '200':
          description: The answer, whole or in pieces.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Answer'}
            text/event-stream:
              schema: {$ref: '#/components/schemas/Piece'}
components:
  schemas:
    ProgressEvent:
      type: object
      required: [event, data]
      properties:
        event: {type: string, const: progress}
        id: {type: string}
        retry: {type: integer}
        data:
          type: object
          required: [done]
          properties:
            done: {type: integer}
            note: {type: string}
    LogEvent:
      type: object
      required: [event, data]
      properties:
        event: {type: string, const: log}
        data: {type: string}
    Answer:
      type: object
      required: [text]
      properties: {text: {type: string}}
    Piece:
      type: object
      required: [delta]
      properties: {delta: {type: string}}
"""


async def watch(request: Request) -> EventSourceResponse:
    """Tell how a job goes; nothing comes before a ping of sse-starlette's own was sent."""
    job = request.path_params["job"]
    start = int(request.query_params["from"])
    pinged = asyncio.Event()

    def ping() -> ServerSentEvent:
        pinged.set()
        return ServerSentEvent(comment="ping\nstill here")

    async def events() -> AsyncIterator[ServerSentEvent | dict[str, Any]]:
        await pinged.wait()
        for done in range(start, 3):
            yield JSONServerSentEvent(
                {"done": done, "note": f"{job} \u2713"},
                event="progress",
                id=str(done),
                retry=1500 if done == 1 else None,
            )
        yield {"event": "log", "data": "first\r\nsecond\n", "id": "3"}
        yield {"event": "later", "data": "of a version to come"}
        yield {"comment": "nothing but a comment"}
        yield {"data": "[DONE]"}
        yield {"event": "log", "data": "after the end"}

    separator = request.query_params["sep"]
    return EventSourceResponse(
        events(), ping=0.01, ping_message_factory=ping, sep=separator
    )


async def chat(request: Request) -> Response:
    """Repeat the prompt, whole or word by word."""
    asked = await request.json()
    if not asked["stream"]:
        return JSONResponse({"text": asked["prompt"]})

    async def pieces() -> AsyncIterator[dict[str, str]]:
        for word in asked["prompt"].split():
            yield {"data": json.dumps({"delta": word})}

    return EventSourceResponse(pieces())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the application is served."""
    routes = [
        Route("/jobs/{job}/progress", watch),
        Route("/chat", chat, methods=["POST"]),
    ]
    with serving(Starlette(routes=routes)) as url:
        yield url


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The SDK of the document."""
    folder = tmp_path_factory.mktemp("starlette")
    config = Config(package_name=PACKAGE, payload_events=True, strict=True)
    generated = generate(document(DOCUMENT), config)
    assert list(generated.report) == []
    write(generated, folder)
    with importing(PACKAGE, folder) as package:
        yield package


@pytest.mark.parametrize("separator", ["\r\n", "\n", "\r"])
def test_events_arrive_between_pings_until_the_sentinel(
    sdk: ModuleType, url: str, driver: Drive, separator: str
) -> None:
    events, stream = driver(sdk, url).stream(
        lambda c: c.jobs.watch(job="42", from_=1, extra_query={"sep": separator})
    )

    first, second, log = events
    assert [type(event) for event in events] == [
        sdk.events.ProgressEvent,
        sdk.events.ProgressEvent,
        sdk.events.LogEvent,
    ]
    assert (first.data.done, first.data.note) == (1, "42 \u2713")
    assert (first.id, first.retry) == ("1", 1500)
    assert (second.id, second.retry) == ("2", None)
    assert log.data == "first\nsecond\n"
    assert stream.completed
    assert stream.last_event_id == "3"
    assert dict(stream.unknown_events) == {"later": 1}


def test_frames_show_what_is_no_event_of_the_document(
    sdk: ModuleType, url: str
) -> None:
    with (
        sdk.Client(base_url=url) as client,
        client.jobs.watch(job="42", from_=2, extra_query={"sep": "\n"}) as stream,
    ):
        frames = [item for item in stream.frames() if isinstance(item, sdk.Frame)]
    assert [frame.event for frame in frames] == ["progress", "log", "later", None]
    assert frames[-1].data == b"[DONE]"


def test_one_operation_answers_at_once_or_streams_payloads(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    drive = driver(sdk, url)
    answer = drive.answer(lambda c: c.chat.create(prompt="one two"))
    assert answer == sdk.models.Answer(text="one two")

    pieces, stream = drive.stream(lambda c: c.chat.create_stream(prompt="one two"))
    assert pieces == [sdk.models.Piece(delta="one"), sdk.models.Piece(delta="two")]
    assert stream.completed
