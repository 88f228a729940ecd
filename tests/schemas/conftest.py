"""A document with every kind of schema, its SDK, and a client that reads and sends each of them."""

from __future__ import annotations

import io
import json
import sys
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from tests.server import Reply

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tests.server import Server

    from ssegen.pipeline import Generated

PACKAGE = "every_schema_sdk"


class Exchange(Protocol):
    """Let an SDK's user and a server exchange the values of a component."""

    def read(self, component: str, answer: object) -> Any:
        """What the user gets for an answer."""
        ...

    def send(self, component: str, value: object) -> Any:
        """What the server gets for a value."""
        ...


def slug(component: str) -> str:
    return component.lower().replace(" ", "_")


def path_item(component: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{component}"}
    content = {"application/json": {"schema": schema}}
    body = {"type": "object", "required": ["value"], "properties": {"value": schema}}
    name = slug(component)
    return {
        "get": {
            "operationId": f"read_{name}",
            "tags": ["things"],
            "responses": {"200": {"description": "It.", "content": content}},
        },
        "put": {
            "operationId": f"send_{name}",
            "tags": ["things"],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": body}},
            },
            "responses": {"204": {"description": "Kept."}},
        },
    }


@pytest.fixture(scope="session")
def generated() -> Generated:
    """The SDK's files, and what was told about the document."""
    written = load(str(Path(__file__).with_name("every_schema.yaml"))).root.value
    assert isinstance(written, dict)
    document: dict[str, Any] = dict(written)
    components = document["components"]["schemas"]
    document["paths"] = {f"/{slug(name)}": path_item(name) for name in components}
    loaded = load("-", stdin=io.BytesIO(json.dumps(document).encode()))
    return generate(loaded, Config(package_name=PACKAGE))


@pytest.fixture(scope="session")
def sdk(
    generated: Generated, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """The SDK, imported."""
    folder = tmp_path_factory.mktemp("schemas")
    for path, text in generated.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    invalidate_caches()
    yield import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture
def exchange(sdk: ModuleType, server: Server) -> Exchange:
    """The user and the server."""

    class Pair:
        def read(self, component: str, answer: object) -> Any:
            json_ = {"content-type": "application/json"}
            server.reply(Reply(headers=json_, body=[json.dumps(answer).encode()]))
            with sdk.Client(base_url=server.url) as client:
                return getattr(client.things, f"read_{slug(component)}")()

        def send(self, component: str, value: object) -> Any:
            server.reply(Reply(204))
            with sdk.Client(base_url=server.url) as client:
                getattr(client.things, f"send_{slug(component)}")(value=value)
            return json.loads(server.requests[-1].body)["value"]

    return Pair()
