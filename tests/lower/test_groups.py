"""Operations belong where tag, path and extensions say, whatever else the document holds."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents import document

from ssegen.load import load
from ssegen.lower import lower
from ssegen.lower.groups import group_of, is_collection, tag_path
from ssegen.lower.words import words
from ssegen.openapi import operations

if TYPE_CHECKING:
    from ssegen.ir.api import Resource

DONE = "responses: {'204': {description: Done.}}"


def path_of(fields: str, path: str, method: str = "post") -> tuple[str, ...]:
    made = document(f"paths: {{{path!r}: {{{method}: {{{fields}, {DONE}}}}}}}")
    (operation,) = operations(made)
    return group_of(operation).path


def tagged(tag: str, path: str) -> tuple[str, ...]:
    return path_of(f"tags: [{tag!r}]", path)


@pytest.mark.parametrize(
    ("tag", "path", "group"),
    [
        ("Chat", "/v1/chat/completions", ("Chat", "completions")),
        (
            "Chat",
            "/chat/completions/{id}/messages",
            ("Chat", "completions", "messages"),
        ),
        ("Batch", "/batches/{id}/cancel", ("Batch",)),
        ("Fine-tuning", "/fine_tuning/jobs/{id}/pause", ("Fine-tuning", "jobs")),
        ("agents", "/agents/{id}/tools/attach/{tool_id}", ("agents", "tools")),
        ("agents", "/agents/{id}/reset-messages", ("agents",)),
        ("agents", "/agents/{id}/search/results", ("agents",)),
        (
            "agents",
            "/agents/{id}/core-memory/blocks",
            ("agents", "core-memory", "blocks"),
        ),
        ("agents", "/agents/{id}/analytics", ("agents",)),
        (
            "Agent Sessions",
            "/agents/{a}/sessions/{s}/events",
            ("Agent Sessions", "events"),
        ),
        ("Datasources", "/data_sources/{id}/tables", ("Datasources", "tables")),
        ("teams", "/teams/{id}/teams", ("teams",)),
        ("guilds", "/users/@me/guilds/{id}/members", ("guilds", "members")),
        ("research", "/research/v0/tasks", ("research", "tasks")),
        ("Assistants", "/threads/{id}/messages", ("Assistants",)),
        (
            "orgs",
            "/orgs/{o}/teams/{t}/members/{m}/keys",
            ("orgs", "teams", "members"),
        ),
    ],
)
def test_collections_below_the_segment_of_the_tag_nest_in_it(
    tag: str, path: str, group: tuple[str, ...]
) -> None:
    assert tagged(tag, path) == group


@pytest.mark.parametrize(
    ("tag", "path"),
    [
        ("beta.agents", ("beta", "agents")),
        ("Admin.Users", ("Admin", "Users")),
        ("Chat / Completions", ("Chat", "Completions")),
        ("Chat > Completions", ("Chat", "Completions")),
        ("/audio/speech", ("audio", "speech")),
        ("Node.js", ("Node.js",)),
        ("api.v2", ("api.v2",)),
        ("CI/CD", ("CI/CD",)),
        ("Version 1.0 of it", ("Version 1.0 of it",)),
        ("Crons (Plus tier)", ("Crons (Plus tier)",)),
    ],
)
def test_a_tag_is_a_path_where_it_clearly_is_one(
    tag: str, path: tuple[str, ...]
) -> None:
    assert tag_path(tag) == path


def test_a_tag_that_is_a_path_is_taken_as_it_is() -> None:
    assert tagged("beta.agents", "/agents/{id}/versions") == ("beta", "agents")


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("/v1/chats/{id}", ("chats",)),
        ("/accounts/{id}/persons", ("accounts", "persons")),
        ("/api/users/{id}", ("users",)),
        ("/api/chat", ("api",)),
        ("/.well-known/mercure", ("mercure",)),
        ("/models/${ID}[/versions/${V}]/generate", ("models",)),
        ("/{id}", ("default",)),
    ],
)
def test_without_a_tag_the_path_alone_decides(
    path: str, group: tuple[str, ...]
) -> None:
    assert path_of("summary: It", path) == group


@pytest.mark.parametrize(
    "extension",
    [
        "x-ssegen-group: chat.completions",
        "x-ssegen-group: [chat, completions]",
        "x-fern-sdk-group-name: [chat, completions]",
        "x-speakeasy-group: chat.completions",
        "x-speakeasy-group: other, x-ssegen-group: chat.completions",
    ],
)
def test_an_extension_goes_before_tag_and_path(extension: str) -> None:
    fields = f"tags: [other], {extension}"
    assert path_of(fields, "/other/things") == ("chat", "completions")


def test_an_extension_of_a_path_holds_for_its_operations() -> None:
    first, second = operations(document(f"""
        paths:
          /a:
            x-ssegen-group: chat
            get: {{tags: [a], {DONE}}}
            post: {{tags: [a], x-ssegen-group: talk, {DONE}}}
        """))
    assert group_of(first).path == ("chat",)
    assert group_of(second).path == ("talk",)


@pytest.mark.parametrize("nothing", ["''", "[]", "[1]", "'.'", "'☃'", "{}"])
def test_an_extension_that_says_nothing_is_none(nothing: str) -> None:
    assert path_of(f"tags: [a], x-ssegen-group: {nothing}", "/x") == ("a",)


@pytest.mark.parametrize(
    ("segment", "collection"),
    [
        ("completions", True),
        ("file_batches", True),
        ("apiKeys", True),
        ("searches", True),
        ("children", True),
        ("status", False),
        ("metrics", False),
        ("access", False),
        ("submit_tool_outputs", False),
        ("by-ids", False),
        ("bulk-deletes", False),
        ("", False),
    ],
)
def test_a_collection_is_a_plural_that_no_action_starts(
    segment: str, *, collection: bool
) -> None:
    assert is_collection(segment) is collection


def test_resources_stand_in_the_order_of_mention_and_their_parents_need_no_operation() -> (
    None
):
    audio, chat = lower(document(f"""
        tags:
          - {{name: chat, description: Talk.}}
          - {{name: chat.completions, description: Answers.}}
        paths:
          /audio/voices: {{get: {{tags: [audio], operationId: listVoices, {DONE}}}}}
          /chat/completions: {{post: {{tags: [chat], operationId: createChatCompletion, {DONE}}}}}
          /chat: {{get: {{tags: [chat], operationId: getChat, {DONE}}}}}
        """)).api.resources
    assert (audio.key, audio.operations) == ("audio", ())
    assert [r.key for r in audio.resources] == ["audio/voices"]
    assert [o.key for o in chat.operations] == ["GET /chat"]
    (completions,) = chat.resources
    assert (chat.description, completions.description) == ("Talk.", "Answers.")
    assert completions.name.candidates == ("completions",)


def test_a_group_that_the_document_insists_on_keeps_its_spelling_and_its_name() -> None:
    (found,) = lower(document(f"""
        paths:
          /a: {{get: {{tags: [CHAT bots], {DONE}}}}}
          /b: {{get: {{x-ssegen-group: chatBots, {DONE}}}}}
        """)).api.resources
    assert (found.name.candidates, found.name.pinned) == (("chatBots",), True)


def shape(resources: tuple[Resource, ...]) -> dict[str, str]:
    """The resource of each operation, and what it would like to be called there."""
    return {
        o.key: f"{r.key} {o.name.candidates[0]}"
        for resource in resources
        for r in (resource, *resource.resources)
        for o in r.operations
    }


def test_an_operation_that_is_added_moves_no_other() -> None:
    before = f"""
        paths:
          /chat/completions: {{post: {{tags: [chat], operationId: createChatCompletion, {DONE}}}}}
          /files/{{id}}: {{get: {{tags: [files], operationId: getFile, {DONE}}}}}
        """
    after = before + f"""
          /chat: {{post: {{tags: [chat], operationId: createChat, {DONE}}}}}
          /files/{{id}}/completions: {{get: {{tags: [files], operationId: getFiles, {DONE}}}}}
        """
    old = shape(lower(document(before)).api.resources)
    assert old.items() <= shape(lower(document(after)).api.resources).items()


PARTS = st.sampled_from(
    ["chat", "Chats", "v1", "{id}", "@me", "api", "☃", "é", "a-b", "list"]
)
PATHS = st.lists(PARTS | st.text("ab/.{}:?#", max_size=4), max_size=5)
WORDS = st.lists(
    st.sampled_from(["list", "chat", "Chats", ".", "_", "by", "id", "☃", "post"])
)


@given(st.lists(st.tuples(PATHS, WORDS, WORDS), min_size=1, max_size=3))
def test_every_operation_belongs_somewhere_and_is_called_something(
    found: list[tuple[list[str], list[str], list[str]]],
) -> None:
    paths = {
        "/"
        + "/".join(path): {
            "post": {
                "tags": ["".join(tag)],
                "operationId": "".join(id_),
                "responses": {},
            }
        }
        for path, tag, id_ in found
    }
    value = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    api = lower(load("-", stdin=io.BytesIO(json.dumps(value).encode()))).api
    keys = [resource.key for resource in api.every_resource()]
    assert len(set(keys)) == len(keys)
    for resource in api.every_resource():
        assert resource.operations or resource.resources
        assert words(resource.name.candidates[0])
        assert all(o.name.candidates for o in resource.operations)
