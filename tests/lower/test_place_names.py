"""What schemas without a name are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents import document, with_schemas

from ssegen.load import load
from ssegen.lower import lower

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.load import Document


def best(found: Document) -> list[str]:
    """The first candidates, in document order."""
    definitions = lower(found).api.definitions
    return [definition.name.candidates[0] for definition in definitions.values()]


def test_a_long_name_leaves_out_what_stands_in_the_middle() -> None:
    found = with_schemas("""
        Thing:
          type: object
          properties:
            session_configuration:
              type: object
              properties:
                transcription:
                  type: object
                  properties:
                    noise: {type: object, properties: {level: {type: integer}}}
        """)
    assert best(found)[-1] == "Thing transcription noise"
    thing = list(lower(found).api.definitions.values())[-1]
    assert (
        thing.name.candidates[-1] == "Thing session_configuration transcription noise"
    )


def test_the_only_member_of_a_union_that_needs_a_name_is_called_like_the_union() -> (
    None
):
    found = with_schemas("""
        Thing:
          type: object
          properties:
            content:
              oneOf:
                - {type: string}
                - {type: object, properties: {text: {type: string}}}
        """)
    assert best(found) == ["Thing", "Thing content"]


def test_what_a_stream_delivers_is_an_event_of_its_operation() -> None:
    found = document("""
        paths:
          /rows:
            get:
              operationId: watchRows
              tags: [rows]
              responses:
                '200':
                  description: The rows.
                  content:
                    application/jsonl:
                      schema:
                        oneOf:
                          - title: Row
                            type: object
                            required: [type]
                            properties: {type: {const: row}}
                          - title: Stop
                            type: object
                            required: [type]
                            properties: {type: {const: stop}}
        """)
    assert best(found) == ["watch Rows event", "Row", "Stop"]


def test_a_union_without_a_name_gets_one_where_a_tag_tells_its_members_apart() -> None:
    member = "{type: object, required: [kind], properties: {kind: {const: %s}}}"
    found = with_schemas(f"""
        Thing:
          type: object
          properties:
            pet: {{oneOf: [{member % "cat"}, {member % "dog"}]}}
            loose: {{oneOf: [{{type: string}}, {{type: integer}}]}}
        """)
    assert best(found) == ["Thing", "Thing pet", "Thing pet cat", "Thing pet dog"]


def test_a_file_names_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "chat.yaml").write_text("""
openapi: 3.1.0
info: {title: Chat, version: '1'}
paths: {/chat: {$ref: paths.yaml}}
""")
    (tmp_path / "paths.yaml").write_text("""
get:
  operationId: getChat
  responses:
    '200':
      description: It.
      content:
        application/json:
          schema:
            type: object
            properties: {lines: {$ref: lines.yaml}, who: {$ref: 'people.yaml#/User'}}
""")
    (tmp_path / "lines.yaml").write_text(
        "{type: array, items: {type: object, properties: {text: {type: string}}}}"
    )
    (tmp_path / "people.yaml").write_text(
        "User: {type: object, properties: {name: {type: string}}}"
    )
    found = best(load(str(tmp_path / "chat.yaml")))
    assert sorted(found) == ["User", "get chat response", "line", "lines"]
