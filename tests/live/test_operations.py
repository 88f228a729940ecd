"""Which method of an SDK is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config
from ssegen.live import NoOperation, find, recorded, stream_methods
from ssegen.load import load
from ssegen.pipeline import generate
from ssegen.python.runtime.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.live import StreamMethod
    from ssegen.load import OpenAPI

STREAM = (
    "{'200': {description: '', content: {text/event-stream: {schema: {type: string}}}}}"
)
ID = "{name: id, in: path, required: true, schema: {type: string}}"
NAME = ID.replace("id", "name")
DOCUMENT = f"""\
openapi: 3.1.0
info: {{title: Chat, version: '1'}}
paths:
  /chats/{{id}}/events:
    get: {{operationId: watch, tags: [chats], responses: {STREAM}, parameters: [{ID}]}}
  /chats/main/events:
    get: {{operationId: watchMain, tags: [chats], responses: {STREAM}}}
  /{{id}}:
    get: {{operationId: one, tags: [ones], responses: {STREAM}, parameters: [{ID}]}}
  /{{name}}:
    get: {{operationId: other, tags: [others], responses: {STREAM}, parameters: [{NAME}]}}
  /chats:
    get: {{operationId: list, tags: [chats], responses: {{'204': {{description: ''}}}}}}
"""


@pytest.fixture
def document(tmp_path: Path) -> OpenAPI:
    file = tmp_path / "chat.yaml"
    file.write_text(DOCUMENT)
    return load(str(file))


@pytest.fixture
def methods(document: OpenAPI) -> tuple[StreamMethod, ...]:
    generated = generate(document, Config())
    assert generated.sdk is not None
    return stream_methods(generated.api, generated.sdk)


def of(path: str, method: str = "GET") -> Recording:
    return Recording(method, f"https://api.example.com{path}", 200, (), ())


@pytest.mark.parametrize(
    "name",
    [
        "watchMain",
        "watchmain",
        "GET /chats/main/events",
        "get /chats/main/events",
        "chats.main.events.watch",
        "client.chats.main.events.watch",
    ],
)
def test_a_method_goes_by_all_its_names(
    methods: tuple[StreamMethod, ...], name: str
) -> None:
    assert find(methods, name).operation.id == "watchMain"


def test_an_unknown_name_is_told_with_what_is_close_and_what_there_is(
    methods: tuple[StreamMethod, ...],
) -> None:
    with pytest.raises(NoOperation) as none:
        find(methods, "watchMane")
    first, *rest = str(none.value).splitlines()
    assert first.endswith("is called 'watchMane'; did you mean watchMain or watch?")
    assert rest[0] == "the operations that stream:"
    assert "  chats.main.events.watch  GET /chats/main/events  watchMain" in rest


def test_an_operation_that_does_not_stream_is_none(
    methods: tuple[StreamMethod, ...],
) -> None:
    with pytest.raises(NoOperation, match="no operation that streams is called 'list'"):
        find(methods, "list")


@pytest.mark.parametrize(
    ("path", "id"),
    [
        ("/chats/7/events", "watch"),
        ("/v1/chats/7/events?after=3", "watch"),
        ("/chats/main/events", "watchMain"),
    ],
)
def test_a_recording_is_of_the_method_that_spells_most_of_its_path(
    methods: tuple[StreamMethod, ...], path: str, id: str
) -> None:
    assert recorded(methods, of(path)).operation.id == id


def test_a_recording_that_two_may_have_made_is_none(
    methods: tuple[StreamMethod, ...],
) -> None:
    with pytest.raises(NoOperation, match="GET /7 may be one of"):
        recorded(methods, of("/7"))


def test_a_recording_by_another_method_is_none(
    methods: tuple[StreamMethod, ...],
) -> None:
    with pytest.raises(NoOperation, match="streams is POST /chats/7/events; name the"):
        recorded(methods, of("/chats/7/events", "POST"))


def test_every_method_knows_its_stream_in_the_document(
    methods: tuple[StreamMethod, ...], document: OpenAPI
) -> None:
    assert {m.operation.id: m.node(document).operation.id for m in methods} == {
        id: id for id in ("watch", "watchMain", "one", "other")
    }
