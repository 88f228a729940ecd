"""A document with every kind of response, its SDK, and clients of every kind that call it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio
import pytest
from tests.documents import document

from ssegen.config import Config
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from tests.server import Server

PACKAGE = "responses_sdk"
DOCUMENT = """
servers: [{url: https://media.example.com}]
paths:
  /count:
    get:
      operationId: count
      tags: [media]
      parameters:
        - name: word
          in: query
          deprecated: true
          description: What to count.
          schema: {type: string}
        - {name: method, in: query, schema: {type: string}}
      responses:
        '200':
          description: A number.
          content: {application/json: {schema: {type: integer}}}
  /jobs:
    post:
      operationId: start
      tags: [media]
      responses:
        '200':
          description: It is done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Done'}}}
        '202':
          description: It will be done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
        '204': {description: Nothing is to be done.}
        '409':
          description: It is being done.
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
        '422':
          description: It cannot be done.
          content: {text/plain: {schema: {type: string}}}
        5XX:
          description: It failed.
          content: {application/json: {schema: {$ref: '#/components/schemas/Done'}}}
  /table:
    get:
      operationId: table
      tags: [media]
      responses: {'200': {description: Rows., content: {text/csv: {schema: {type: string}}}}}
  /note:
    get:
      operationId: note
      tags: [media]
      responses:
        '200': {description: A note., content: {text/plain: {schema: {type: string}}}}
        '202':
          description: It is being written.
          content: {application/json: {schema: {$ref: '#/components/schemas/Job'}}}
  /speech:
    post:
      operationId: speak
      tags: [media]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [text]
              properties: {text: {type: string}, stream: {type: boolean}}
      responses:
        '200':
          description: The speech.
          content:
            audio/mpeg: {schema: {type: string, format: binary}}
            audio/*: {}
            text/event-stream: {schema: {type: string}}
  /thing:
    delete:
      operationId: drop
      tags: [media]
      deprecated: true
      responses: {'204': {description: It is gone.}}
    head:
      operationId: peek
      tags: [media]
      responses: {'200': {description: It is there., content: {application/json: {}}}}
components:
  schemas:
    Done: {type: object, required: [url], properties: {url: {type: string}}}
    Job: {type: object, required: [id], properties: {id: {type: integer}}}
"""

Call: TypeAlias = Callable[[Any], Any]
Run: TypeAlias = Callable[..., Any]
"""Give what a call of a client gives, and what is then done with it: ``run(call, use)``."""


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    """The SDK's files."""
    generated = generate(document(DOCUMENT), Config(package_name=PACKAGE))
    assert list(generated.report) == []
    assert generated.skipped == ()
    return dict(generated.files)


@pytest.fixture(scope="session")
def folder(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SDK lies."""
    folder = tmp_path_factory.mktemp("responses")
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def sdk(folder: Path) -> Iterator[ModuleType]:
    """The SDK, imported."""
    sys.path.insert(0, str(folder))
    invalidate_caches()
    yield import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def run(request: pytest.FixtureRequest, sdk: ModuleType, server: Server) -> Run:
    """Call a client of one kind or the other."""

    def blocking(call: Call, use: Call | None = None) -> Any:
        with sdk.Client(base_url=server.url) as client:
            given = call(client)
            return use(given) if use else given

    def awaiting(call: Call, use: Call | None = None) -> Any:
        async def awaited() -> Any:
            async with sdk.AsyncClient(base_url=server.url) as client:
                given = await call(client)
                return await use(given) if use else given

        return anyio.run(awaited, backend=request.param)

    return blocking if request.param == "blocking" else awaiting
