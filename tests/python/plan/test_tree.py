"""Where resources stand in the SDK."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.python.plan.builders import api, name, operation, resource

from ssegen.python.plan import plan
from ssegen.python.plan.names import Rename
from ssegen.python.plan.tree import tree

if TYPE_CHECKING:
    from ssegen.ir.api import Resource


def within(above: Resource, *held: Resource) -> Resource:
    inner = tuple(replace(r, key=f"{above.key}/{r.key}") for r in held)
    return replace(above, resources=inner)


CHAT = within(
    resource("chat", operation("GET /chat", "get")),
    resource("completions", operation("POST /chat/completions", "create")),
)


def test_a_nested_resource_has_a_path_a_flat_module_and_classes_of_its_own() -> None:
    chat, completions = plan(api(CHAT), package="things_sdk").sdk.resources
    assert (completions.path, completions.name) == (
        "chat.completions",
        "chat_completions",
    )
    assert (completions.class_name, completions.async_class_name) == (
        "ChatCompletions",
        "AsyncChatCompletions",
    )
    (leading,) = chat.properties
    assert (leading.name, leading.module, leading.class_name) == (
        "completions",
        ".chat_completions",
        "ChatCompletions",
    )


def test_the_clients_lead_to_the_resources_at_the_top_alone() -> None:
    client = plan(api(CHAT), package="things_sdk").sdk.client
    assert [r.name for r in client.resources] == ["chat"]


def test_of_a_method_and_a_resource_within_of_one_name_the_method_gives_way() -> None:
    holder = resource("chat", operation("GET /chat/completions", "completions", "get"))
    planned = tree(api(within(holder, resource("completions"))))
    members = planned.branches["chat"].members
    assert members["GET /chat/completions"] == "get"
    assert members["chat/completions"] == "completions"


def test_a_pinned_method_keeps_its_name_beside_a_resource_within() -> None:
    made = operation("GET /chat/completions")
    pinned = replace(made, name=name("completions", pinned=True))
    holder = resource("chat", pinned)
    members = (
        tree(api(within(holder, resource("completions")))).branches["chat"].members
    )
    assert members["GET /chat/completions"] == "completions"
    assert members["chat/completions"] == "chat_completions"


def test_the_same_words_nested_and_in_one_name_give_two_modules() -> None:
    planned = tree(api(CHAT, resource("chat completions", operation("GET /x"))))
    flat = planned.branches["chat completions"]
    nested = planned.branches["chat/completions"]
    assert (flat.module, nested.module) == ("chat_completions", "chat_completions_2")
    assert (flat.class_name, nested.class_name) == (
        "ChatCompletions",
        "ChatCompletions2",
    )
    assert (flat.path, nested.path) == ("chat_completions", "chat.completions")


def test_two_resources_of_one_name_are_told_once() -> None:
    made = api(
        resource("a-b", operation("GET /a")), resource("a_b", operation("GET /b"))
    )
    assert tree(made).renames == (
        Rename("SSE301", "resource", "a-b", "a_b", "a_b_2", "a_b"),
    )


def test_the_doc_tells_whether_a_resource_has_operations_of_its_own() -> None:
    empty = within(resource("beta"), resource("agents", operation("GET /agents")))
    branches = tree(api(empty)).branches
    assert branches["beta"].doc == "The resources of ``beta``."
    assert branches["beta/agents"].doc == "The operations of ``beta.agents``."
