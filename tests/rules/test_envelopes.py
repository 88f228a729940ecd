"""SSE101, SSE108, SSE109, SSE114, SSE119, SSE128: one event schema."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Told


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_payload_schema_is_told_once_where_it_is_defined(
    streaming: Told, version: str
) -> None:
    (finding,) = streaming(
        """
        schema:
          $ref: '#/components/schemas/Chunk'
        """,
        """
        Chunk: # SSE101 here
          type: object
          properties:
            id:
              type: integer
            choices:
              type: array
              items:
                type: string
            created:
              type: integer
        """,
        version,
    )
    assert "`choices` and `created`" in finding.message
    assert "`id`" not in finding.message
    assert "POST /chat" in finding.message
    assert "wrap this schema in an object as its `data`" in finding.remedy


def test_a_fifth_property_beside_data_is_told_where_it_stands(streaming: Told) -> None:
    streaming("""
        schema:
          type: object
          properties:
            data:
              type: string
            content: # SSE101 here
              type: string
        """)


def test_properties_from_all_of_count(streaming: Told) -> None:
    (finding,) = streaming(
        """
        schema: # SSE101 here
          allOf:
            - $ref: '#/components/schemas/Base'
            - type: object
              properties:
                content:
                  type: string
        """,
        """
        Base:
          type: object
          properties:
            model:
              type: string
        """,
    )
    assert "`model` and `content`" in finding.message


def test_an_object_without_properties_describes_no_event(streaming: Told) -> None:
    (finding,) = streaming("""
        schema: # SSE101 here
          type: object
        """)
    assert "none of the properties of an event" in finding.message


def test_a_union_of_payloads_is_told_once(streaming: Told) -> None:
    (finding,) = streaming(
        """
        schema:
          $ref: '#/components/schemas/Chunk'
        """,
        """
        Chunk: # SSE101 here
          anyOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/Image'
            - type: string
          discriminator:
            propertyName: type
        Text:
          type: object
          properties:
            type:
              const: text
        Image:
          type: object
          properties:
            type:
              const: image
            url:
              type: string
        """,
    )
    assert "`type` and `url`" in finding.message


def test_the_one_payload_among_envelopes_is_told_by_itself(streaming: Told) -> None:
    streaming(
        """
        schema:
          oneOf:
            - $ref: '#/components/schemas/Ping'
            - $ref: '#/components/schemas/Text'
        """,
        """
        Ping:
          type: object
          properties:
            event:
              const: ping
        Text: # SSE101 here
          type: object
          properties:
            content:
              type: string
        """,
    )


def test_a_schema_that_two_operations_stream_is_told_once(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths:
          /a:
            get:
              responses:
                '200':
                  $ref: '#/components/responses/Chunks'
          /b:
            get:
              responses:
                2XX:
                  $ref: '#/components/responses/Chunks'
        components:
          responses:
            Chunks:
              description: Pieces.
              content:
                text/event-stream:
                  schema: # SSE101 here
                    type: object
                    properties:
                      content:
                        type: string
        """)
    assert "GET /a and 1 more" in finding.message


def test_a_finding_stands_in_the_file_that_is_wrong(told_as_marked: Told) -> None:
    told_as_marked(
        """
        paths:
          /chat:
            get:
              responses:
                '200':
                  description: Pieces.
                  content:
                    text/event-stream:
                      schema:
                        $ref: 'events.yaml#/Chunk'
        """,
        events="""
        Chunk:
          type: object
          properties:
            id: # SSE108 here
              type: integer
            data:
              type: string
        """,
    )


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("id", "type: string"),
        ("id", "{type: string, nullable: true}"),
        ("event", "{enum: [a, b]}"),
        ("id", "{}"),
        ("retry", "type: integer"),
        ("retry", "{const: 3000}"),
        ("data", "type: integer"),
    ],
)
def test_a_field_may_have_the_type_that_a_frame_gives_it(
    streaming: Told, field: str, schema: str
) -> None:
    inline = schema if schema.startswith("{") else f"{{{schema}}}"
    other = "" if field == "data" else "data: {}, "
    streaming(f"schema: {{type: object, properties: {{{other}{field}: {inline}}}}}")


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("id", "{type: integer}"),
        ("id", "{type: [integer, 'null']}"),
        ("event", "{const: 5}"),
        ("event", "{type: object, properties: {}}"),
        ("retry", "{type: string}"),
        ("retry", "{type: number}"),
    ],
)
def test_a_field_may_have_no_other_type(
    streaming: Told, field: str, schema: str
) -> None:
    streaming(f"""
        schema:
          type: object
          properties:
            data: {{}}
            {field}: {schema} # SSE108 here
        """)


def test_a_number_among_events_is_no_event(streaming: Told) -> None:
    streaming("""
        schema:
          oneOf:
            - type: number # SSE109 here
            - type: object
              properties:
                event:
                  const: text
                data:
                  type: string
        """)


def test_the_items_of_an_array_are_its_events(streaming: Told) -> None:
    streaming(
        """
        schema:
          $ref: '#/components/schemas/Chunks'
        """,
        """
        Chunks:
          type: array
          items:
            type: object
            properties:
              data:
                type: string
        """,
    )
    streaming("""
        schema:
          type: array
          items: # SSE101 here
            type: object
            properties:
              content:
                type: string
        """)


PAYLOAD = """
    schema: {mark}
      type: object
      properties:
        content:
          type: string
    """


def test_payloads_are_told_unless_they_are_allowed(streaming: Told) -> None:
    (finding,) = streaming(PAYLOAD.format(mark="# SSE101 here"))
    for remedy in ("as its `data`", "--payload-events", "x-ssegen-event-model"):
        assert remedy in finding.remedy
    streaming(PAYLOAD.format(mark=""), payloads=True)


def test_a_document_may_say_that_payloads_are_meant(streaming: Told) -> None:
    mark = "x-ssegen-event-model: payload\n"
    streaming(mark + textwrap.dedent(PAYLOAD.format(mark="")))
    streaming(mark + "schema: {type: integer}")
    other = "x-ssegen-event-model: envelope\n"
    streaming(other + textwrap.dedent(PAYLOAD.format(mark="# SSE101 here")))


def test_a_payload_that_is_allowed_may_be_a_number(streaming: Told) -> None:
    streaming("schema: {type: integer}", payloads=True)
    streaming("schema: # SSE109 here\n  type: integer")


def test_what_is_inside_an_encoded_string_is_no_text(streaming: Told) -> None:
    streaming("""
        itemSchema:
          type: object
          properties:
            data:
              type: string
              contentMediaType: application/json
              example: '{"text": "Hello"}'
        """)


def test_json_lines_need_no_envelope(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /log:
            get:
              responses:
                '200':
                  description: The log.
                  content:
                    application/x-ndjson:
                      schema:
                        type: object
                        properties:
                          line:
                            type: string
                    application/jsonl:
                      schema:
                        type: integer
        """)


def test_json_in_an_example_of_text_is_told(streaming: Told) -> None:
    streaming(r"""
        schema: # SSE114 here
          type: string
        example: "event: text\ndata: {\"a\": 1}\n\ndata: {}\n\n"
        """)


def test_json_in_the_examples_of_an_envelope_is_told(streaming: Told) -> None:
    streaming("""
        schema:
          type: object
          examples:
            - data: '[1, 2]'
          properties:
            data: # SSE114 here
              type: string
        """)


@pytest.mark.parametrize(
    "schema",
    [
        "{type: string, example: 'a {template}'}",
        "{type: string, example: '[1] a footnote'}",
        "{type: string, example: '12'}",
        "{type: string, contentMediaType: application/json, example: '{}'}",
        "{type: object, example: {a: 1}}",
    ],
)
def test_an_example_that_fits_is_not_told(streaming: Told, schema: str) -> None:
    streaming(f"schema: {{type: object, properties: {{data: {schema}}}}}")


def test_a_framework_class_is_told_as_that_and_nothing_else(streaming: Told) -> None:
    (finding,) = streaming(
        """
        schema:
          $ref: '#/components/schemas/ServerSentEvent'
        """,
        """
        ServerSentEvent: # SSE119 here
          type: object
          properties:
            data: {}
            id:
              type: integer
            name:
              type: string
            comment:
              type: string
            retry:
              type: string
        """,
    )
    assert "`name` and `comment`" in finding.message


def test_the_only_event_of_a_stream_has_data_and_one_of_several_need_not(
    streaming: Told,
) -> None:
    streaming("schema: {type: object, properties: {id: {type: string}}} # SSE128 here")
    streaming("""
        schema:
          oneOf:
            - {type: object, properties: {event: {const: ping}}}
            - {type: object, properties: {event: {const: text}, data: {}}}
        """)


def test_frames_in_the_example_of_a_text_are_looked_into(streaming: Told) -> None:
    streaming("""
        schema: # SSE114 here
          type: string
          example: "id: 1\\ndata: {\\"a\\": 1} data: {\\"a\\": 2}\\n\\n"
        """)
