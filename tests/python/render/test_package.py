"""The rendered package as its user meets it: imported."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError
from tests.python.render.chat_plan import CHAT, CHAT_SDK, MODELS_RESOURCE

from ssegen.python.plan.sdk import ParameterData
from ssegen.python.render import render

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = "rendered_chat_sdk"

WIDEST = dataclasses.replace(
    MODELS_RESOURCE.methods[0].operation,
    parameters=(
        ParameterData("HeaderParameter", "limit", "X-Limit", (("explode", "True"),)),
    ),
    body="body",
    body_required=True,
    content_type="application/merge-patch+json",
    accept="application/problem+json",
    fixed=(("query", "stream", "False"), ("body", "n", "1")),
    security=((), ("api_key", "token")),
    server="https://files.example.com",
)
"""Holds all that an operation without events may hold."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("package")
    method = dataclasses.replace(MODELS_RESOURCE.methods[0], operation=WIDEST)
    resource = dataclasses.replace(MODELS_RESOURCE, methods=(method,))
    sdk = dataclasses.replace(CHAT_SDK, package=PACKAGE, resources=(CHAT, resource))
    for path, text in render(sdk).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))
    for name in loaded():
        del sys.modules[name]


def loaded() -> list[str]:
    return [name for name in sys.modules if name.partition(".")[0] == PACKAGE]


def part(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{name}")


def test_importing_the_package_loads_no_module_of_the_api(package: Any) -> None:
    assert package.Client
    assert not [
        name
        for name in loaded()
        if name.split(".")[1:2] == ["resources"]
        or (name.count(".") > 1 and name.split(".")[1] != "_runtime")
    ]


def test_the_package_has_every_error_of_the_runtime(package: Any) -> None:
    assert all(hasattr(package, name) for name in package.__all__)
    errors = {
        name
        for name in dir(part("_runtime.errors"))
        if isinstance(error := getattr(part("_runtime.errors"), name), type)
        and issubclass(error, package.APIError)
        and not name.startswith("_")
    }
    assert errors <= set(package.__all__)


def test_names_of_models_and_events_come_from_their_modules(package: Any) -> None:
    models = part("models")

    assert models.ModelPage.__module__ == f"{package.__name__}.models.models"
    assert "ChatEvent" in dir(part("events"))


def test_a_model_is_read_from_the_wire(package: Any) -> None:
    delta = part("models").ChatDelta.model_validate_json(
        '{"content": "Hi", "finishReason": "later", "logprob": 1}'
    )

    assert (delta.content, delta.finish_reason, delta.logprob) == ("Hi", "later", 1)


def test_properties_beyond_the_known_ones_have_their_type(package: Any) -> None:
    problem = part("models").Problem

    assert problem.model_validate({"message": "no", "line": "3"}).line == 3
    with pytest.raises(ValidationError):
        problem.model_validate({"message": "no", "line": "three"})


def test_an_operation_says_all_that_the_plan_says(package: Any) -> None:
    operation = part("resources.models")._LIST

    assert operation.parameters == (
        part("_runtime").HeaderParameter("limit", "X-Limit", explode=True),
    )
    assert operation.body == "body"
    assert operation.body_required
    assert operation.content_type == "application/merge-patch+json"
    assert operation.accept == "application/problem+json"
    assert operation.fixed == (("query", "stream", False), ("body", "n", 1))
    assert operation.security == ((), ("api_key", "token"))
    assert operation.server == "https://files.example.com"
    assert operation.result() is part("models").ModelPage
    assert operation.errors["401"]() is part("models").Problem


def test_a_stream_says_how_its_events_are_told_apart(package: Any) -> None:
    operation = part("resources.chat")._CREATE
    events, variant = part("events"), part("_runtime").Variant

    assert operation.sentinel == "[DONE]"
    assert operation.variants() == (
        variant(events.HeartbeatEvent, event="ping"),
        variant(events.ChatEvent, event="chat", json=part("models").ChatDelta),
    )


def test_clients_lead_to_resources(package: Any) -> None:
    with package.Client(api_key="secret") as client:
        assert client.chat is client.chat
        assert client.models.list.__kwdefaults__ == {"limit": None}


def test_only_a_deprecated_method_warns(package: Any) -> None:
    for face in (package.Client(), package.AsyncClient()):
        message = "The API deprecates POST /chat/text."
        assert face.chat.stream_text.__deprecated__ == message
        assert not hasattr(face.chat.create, "__deprecated__")
