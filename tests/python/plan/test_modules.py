"""Which module a definition goes to."""

from __future__ import annotations

from dataclasses import replace

from tests.python.plan.builders import (
    STRING,
    alias,
    api,
    model,
    operation,
    optional,
    parameter,
    required,
    resource,
    stream,
    variant,
)

from ssegen.ir.api import ErrorResponse, Json
from ssegen.ir.streams import Field
from ssegen.ir.types import Array, Map, Nullable, Reference, Tuple, Union
from ssegen.python.plan.modules import SHARED, modules, references


def json(key: str) -> Json:
    return Json("application/json", Reference(key))


HOMES = {"chat": "chat", "files": "files"}


def test_what_one_resource_needs_is_its_own_and_the_rest_is_shared() -> None:
    made = api(
        resource("chat", operation("GET /chat", result=json("Chat"))),
        resource("files", operation("GET /file", result=json("File"))),
        definitions=(
            model("Chat", required("user", Reference("User"))),
            model("File", optional("owners", Array(Reference("User")))),
            model("User", required("role", Reference("Role"))),
            alias("Role", STRING),
            model("Unused"),
        ),
    )
    assert modules(made, HOMES, request=False) == {
        "Chat": "chat",
        "File": "files",
        "User": SHARED,
        "Role": SHARED,
    }
    assert modules(made, HOMES, request=True) == {}


def test_what_is_shared_needs_only_what_is_shared() -> None:
    cycle = (
        model("A", optional("b", Reference("B"))),
        model("B", optional("c", Nullable(Reference("C")))),
        model("C", optional("a", Map(Reference("A")))),
    )
    made = api(
        resource("chat", operation("GET /chat", result=json("A"))),
        resource("files", operation("GET /file", result=json("B"))),
        definitions=cycle,
    )
    assert set(modules(made, HOMES, request=False).values()) == {SHARED}


def test_errors_and_events_count_as_responses() -> None:
    events = stream(
        variant("Event", Field("data", Reference("Delta"), True), json=True),
        variant("Text", Field("data", Reference("Unread"), True)),
    )
    failed = ErrorResponse("404", Reference("Problem"))
    made = api(
        resource("chat", operation("GET /chat", result=events, errors=(failed,))),
        definitions=(model("Delta"), model("Problem"), model("Unread")),
    )
    assert modules(made, HOMES, request=False) == {"Delta": "chat", "Problem": "chat"}


def test_properties_of_one_direction_lead_nowhere_in_the_other() -> None:
    thing = model(
        "Thing",
        replace(required("made", Reference("Made")), read_only=True),
        replace(required("secret", Reference("Secret")), write_only=True),
    )
    made = api(
        resource(
            "chat",
            operation(
                "PUT /thing",
                parameters=(parameter("thing", Reference("Thing")),),
                result=json("Thing"),
            ),
        ),
        definitions=(thing, model("Made"), model("Secret")),
    )
    assert modules(made, HOMES, request=False).keys() == {"Thing", "Made"}
    assert modules(made, HOMES, request=True).keys() == {"Thing", "Secret"}


def test_references_are_found_at_any_depth() -> None:
    deep = Tuple(
        (Reference("a"), Union((Reference("b"), STRING))), Array(Reference("c"))
    )
    assert list(references(Nullable(Map(deep)))) == ["a", "b", "c"]
