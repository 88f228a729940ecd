"""Nested resources, generated, imported and called by clients of both kinds."""

from __future__ import annotations

import ast
import sys
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING

import anyio
import pytest
from tests.documents import document
from tests.server import Reply

from ssegen.config import Config
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tests.server import Server

    from ssegen.pipeline import Generated

PACKAGE = "nested_sdk"

DOCUMENT = """
info: {title: Nested, version: '1'}
tags: [{name: chat, description: Conversations.}]
paths:
  /chat/completions:
    post:
      tags: [chat]
      operationId: createChatCompletion
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Question'}}
      responses:
        '200':
          description: The answer.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
            text/event-stream: {schema: {$ref: '#/components/schemas/AnswerEvent'}}
  /chat/completions/{id}/models:
    get:
      tags: [chat]
      operationId: listChatCompletionModels
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The models.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Model'}}
  /chat/events:
    get:
      tags: [chat]
      operationId: chat_events
      responses:
        '200':
          description: The events.
          content:
            text/event-stream: {schema: {$ref: '#/components/schemas/AnswerEvent'}}
  /chat/completions/{id}/list:
    get:
      tags: [chat]
      operationId: getChatCompletionModelIds
      x-ssegen-name: models
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The answer.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Answer'}}
components:
  schemas:
    Question:
      type: object
      required: [text]
      properties: {text: {type: string}, stream: {type: boolean}}
    Answer: {type: object, required: [text], properties: {text: {type: string}}}
    Model: {type: object, required: [id], properties: {id: {type: string}}}
    AnswerEvent:
      type: object
      required: [data]
      properties: {event: {const: answer}, data: {$ref: '#/components/schemas/Answer'}}
"""


@pytest.fixture(scope="module")
def generated() -> Generated:
    return generate(document(DOCUMENT), Config(package_name=PACKAGE, project=True))


@pytest.fixture(scope="module")
def sdk(
    generated: Generated, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp(PACKAGE)
    for path, text in generated.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    invalidate_caches()
    yield import_module(PACKAGE)
    sys.path.remove(str(folder))


def json(text: str) -> Reply:
    return Reply(headers={"content-type": "application/json"}, body=[text.encode()])


STREAM = Reply(
    headers={"content-type": "text/event-stream"},
    body=[b'event: answer\ndata: {"text": "Hi"}\n\n'],
)


def test_a_blocking_client_reaches_nested_resources(
    sdk: ModuleType, server: Server
) -> None:
    server.reply(json('{"text": "Hi"}'), STREAM, json('[{"id": "a"}]'), STREAM)
    with sdk.Client(base_url=server.url) as client:
        assert client.chat.completions.create(text="Hello").text == "Hi"
        with client.chat.completions.create_stream(text="Hello") as stream:
            assert [event.data.text for event in stream] == ["Hi"]
        (model,) = client.chat.completions.completions_models.list(id="1")
        assert model.id == "a"
        with client.chat.events.get() as stream:
            assert [event.data.text for event in stream] == ["Hi"]
        assert client.chat.completions is client.chat.completions
    assert [request.target for request in server.requests] == [
        "/chat/completions",
        "/chat/completions",
        "/chat/completions/1/models",
        "/chat/events",
    ]


def test_an_awaiting_client_reaches_nested_resources(
    sdk: ModuleType, server: Server
) -> None:
    async def run() -> tuple[str, list[str], str]:
        async with sdk.AsyncClient(base_url=server.url) as client:
            answer = await client.chat.completions.create(text="Hello")
            async with client.chat.events.get() as stream:
                texts = [event.data.text async for event in stream]
            (model,) = await client.chat.completions.completions_models.list(id="1")
            return answer.text, texts, model.id

    server.reply(json('{"text": "Hi"}'), STREAM, json('[{"id": "a"}]'))
    assert anyio.run(run) == ("Hi", ["Hi"], "a")


def test_a_method_that_the_document_names_goes_before_a_resource_of_that_name(
    sdk: ModuleType, server: Server
) -> None:
    server.reply(json('{"text": "Hi"}'))
    with sdk.Client(base_url=server.url) as client:
        assert client.chat.completions.models(id="1").text == "Hi"
    assert server.requests[0].target == "/chat/completions/1/list"


def test_a_module_calls_the_packages_of_types_otherwise_where_a_member_has_the_name(
    generated: Generated,
) -> None:
    chat = generated.files[f"{PACKAGE}/resources/chat_completions.py"]
    assert "from .. import models as _models\n" in chat
    assert "_models.Answer" in chat
    names = {n.id for n in ast.walk(ast.parse(chat)) if isinstance(n, ast.Name)}
    assert "models" not in names


def test_types_of_one_resource_stand_in_its_module_and_shared_ones_in_that_of_their_parent(
    generated: Generated,
) -> None:
    files = generated.files
    assert "class Model(" in files[f"{PACKAGE}/models/chat_completions_models.py"]
    assert "class Answer(" in files[f"{PACKAGE}/models/chat.py"]
    assert "class AnswerEvent" in files[f"{PACKAGE}/events/chat.py"]
    assert f"{PACKAGE}/models/shared.py" not in files


def test_a_resource_without_operations_says_what_it_holds(generated: Generated) -> None:
    chat = generated.files[f"{PACKAGE}/resources/chat.py"]
    assert '"""Conversations."""' in chat
    assert "_client." not in chat


def test_the_readme_shows_the_whole_path_to_a_stream(generated: Generated) -> None:
    assert "client.chat.completions.create_stream(" in generated.files["README.md"]
