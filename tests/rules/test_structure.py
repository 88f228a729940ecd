"""Parts of the wrong kind are told wherever reading would pass over them without a word."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ssegen import rules
from ssegen.load import load

if TYPE_CHECKING:
    from ssegen.diagnostics import Diagnostic

    from .conftest import Told

SPEC = Path(__file__).parents[2] / "specs" / "chat.yaml"
CREATE = ("paths", "/chat", "post")
STREAM = (*CREATE, "responses", "200", "content", "text/event-stream")
SCHEMA = ("components", "schemas", "ChatRequest")


def told(*way: str, value: object) -> list[Diagnostic]:
    """What SSE009 finds once the value stands in our walk-through document."""
    document: Any = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    holder = document
    for token in way[:-1]:
        holder = holder[token]
    holder[way[-1]] = value
    report = rules.check(load("-", stdin=io.BytesIO(json.dumps(document).encode())))
    return [finding for finding in report if finding.rule == "SSE009"]


@pytest.mark.parametrize(
    ("way", "value", "message"),
    [
        (("info",), "Chat", "`info` is text where OpenAPI wants a mapping"),
        (("info", "title"), 5, "`title` is a number where OpenAPI wants text"),
        (("servers",), "https://x", "`servers` is text where OpenAPI wants a list"),
        (("paths",), [], "`paths` is a list where OpenAPI wants a mapping"),
        (("paths", "/chat"), [], "`/chat` is a list where OpenAPI wants a mapping"),
        (
            ("paths", "/chat", "additionalOperations"),
            {"COPY": 5},
            "`COPY` is a number where OpenAPI wants a mapping",
        ),
        (
            ("components", "pathItems"),
            [],
            "`pathItems` is a list where OpenAPI wants a mapping",
        ),
        (CREATE, "x", "`post` is text where OpenAPI wants a mapping"),
        ((*CREATE, "tags"), [7], "item 1 of `tags` is a number where OpenAPI wants"),
        ((*CREATE, "parameters"), {"a": {}}, "`parameters` is a mapping where"),
        ((*CREATE, "responses"), True, "`responses` is a boolean where OpenAPI wants"),
        (STREAM, [], "`text/event-stream` is a list where OpenAPI wants a mapping"),
        (
            (*STREAM, "schema"),
            "string",
            "`schema` is text where OpenAPI wants a schema",
        ),
        ((*SCHEMA, "properties"), [], "`properties` is a list where OpenAPI wants"),
        ((*SCHEMA, "properties", "prompt"), "string", "`prompt` is text where"),
        ((*SCHEMA, "allOf"), {}, "`allOf` is a mapping where OpenAPI wants a list"),
    ],
    ids=lambda value: "/".join(value) if isinstance(value, tuple) else "",
)
def test_a_part_of_the_wrong_kind_is_told_once_at_its_place(
    way: tuple[str, ...], value: object, message: str
) -> None:
    [finding] = told(*way, value=value)
    assert finding.message.startswith(message)
    pointer = "/".join(token.replace("/", "~1") for token in way)
    assert finding.location.pointer.startswith(f"/{pointer}")


@pytest.mark.parametrize("way", [("paths", "/chat"), CREATE, (*SCHEMA, "properties")])
def test_a_part_without_a_value_counts_as_absent(way: tuple[str, ...]) -> None:
    assert told(*way, value=None) == []


def test_a_schema_may_be_a_boolean() -> None:
    assert told(*SCHEMA, "properties", "prompt", value=True) == []


def test_a_property_called_as_a_reference_is_no_reference(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            get:
              responses:
                '200':
                  content:
                    application/json:
                      schema:
                        properties:
                          $ref: '#/components/schemas/Answer' # SSE009 here
        components:
          schemas:
            Answer:
              type: object
        """)


def test_a_part_of_a_sibling_file_is_told_there(told_as_marked: Told) -> None:
    told_as_marked(
        """
        paths:
          /chat:
            $ref: 'chat.yaml'
        """,
        chat="""
        get:
          tags: chat # SSE009 here
          responses: {}
        """,
    )


def test_what_only_unwanted_operations_have_is_not_told() -> None:
    text = """{"openapi": "3.1.0", "paths": {"/chat": {
        "parameters": {}, "get": {"tags": "chat"}}}}"""
    document = load("-", stdin=io.BytesIO(text.encode()))
    assert len(rules.check(document)) == 2
    assert len(rules.check(document, lambda _: False)) == 0
