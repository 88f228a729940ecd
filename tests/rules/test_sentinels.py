"""SSE111 to SSE113 and SSE130: the text that ends a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Told


@pytest.mark.parametrize("sentinel", ["[DONE]", "null", "0", "''", "{}"])
def test_what_is_no_text_ends_no_stream(streaming: Told, sentinel: str) -> None:
    streaming(f"""
        x-speakeasy-sse-sentinel: {sentinel} # SSE111 here
        schema:
          type: string
        """)


def test_a_terminator_of_fern_is_a_sentinel(streaming: Told) -> None:
    streaming("""
        x-fern-streaming:
          terminator: 5 # SSE111 here
        schema:
          type: string
        """)


@pytest.mark.parametrize(
    ("sentinel", "data"),
    [
        ("[DONE]", "{enum: [on, '[DONE]']}"),
        ("null", "{type: [object, 'null']}"),
        ("null", "{type: object, nullable: true}"),
        ("true", "{type: boolean}"),
        ("0", "{type: integer}"),
        ("1", "{type: number}"),
        ("1.5", "{type: number}"),
        ("3", "{enum: [1, 2, 3]}"),
        ("[]", "{type: array, items: {type: string}}"),
        ("{}", "{type: object}"),
    ],
)
def test_a_sentinel_that_an_event_can_carry_is_told(
    streaming: Told, sentinel: str, data: str
) -> None:
    streaming(f"""
        x-speakeasy-sse-sentinel: '{sentinel}'
        schema:
          type: object
          properties:
            data: {data} # SSE113 here
        """)


@pytest.mark.parametrize(
    ("sentinel", "data"),
    [
        ("[DONE]", "{type: string}"),
        ("[DONE]", "{type: array, items: {type: string}}"),
        ("[DONE]", "{enum: [on, off]}"),
        ("null", "{type: object}"),
        ("1.5", "{type: integer}"),
        ("4", "{enum: [1, 2, 3]}"),
        ("{}", "{type: object, required: [a], properties: {a: {type: string}}}"),
    ],
)
def test_a_sentinel_that_no_event_carries_is_not_told(
    streaming: Told, sentinel: str, data: str
) -> None:
    streaming(f"""
        x-speakeasy-sse-sentinel: '{sentinel}'
        schema: {{type: object, properties: {{data: {data}}}}}
        """)


def test_a_sentinel_on_a_request_body_is_told(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            post:
              requestBody:
                content:
                  application/json:
                    x-fern-streaming:
                      terminator: '[DONE]' # SSE112 here
                  application/x-ndjson:
                    x-fern-streaming:
                      terminator: '[DONE]'
              responses:
                '204':
                  description: Nothing.
        """)


def test_what_an_encoded_string_holds_can_be_the_sentinel(streaming: Told) -> None:
    streaming("""
        x-speakeasy-sse-sentinel: 'null'
        itemSchema:
          type: object
          properties:
            data:
              type: string
              contentMediaType: application/json
              contentSchema: # SSE113 here
                type: [integer, 'null']
        """)


@pytest.mark.parametrize(
    "description",
    [
        "The answer, terminated by a `data: [DONE]` message.",
        "Tokens. The stream is terminated by a data: [DONE] message.",
        "The last event is `[END]`.",
    ],
)
def test_a_sentinel_that_a_description_names_is_to_be_declared(
    told_as_marked: Told, description: str
) -> None:
    told = told_as_marked(f"""
        paths:
          /chat:
            post:
              operationId: chat
              description: '{description}'
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream: # SSE130 here
                      schema:
                        type: string
        """)
    (repair,) = (diagnostic.repair for diagnostic in told)
    assert repair is not None and repair.sure


@pytest.mark.parametrize(
    "description",
    [
        "Unlike others, no `data: [DONE]` is sent.",
        "Streams do not end in `[DONE]`.",
        "A failed stream sends `data: [DONE]` instead of a result.",
        "The type is `[OBJECT]`.",
        "The last one ends in [DONE], as an array does.",
    ],
)
def test_what_a_description_denies_or_only_mentions_is_no_sentinel(
    told_as_marked: Told, description: str
) -> None:
    told_as_marked(f"""
        paths:
          /chat:
            post:
              operationId: chat
              description: '{description}'
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream:
                      schema:
                        type: string
        """)


def test_an_example_that_ends_in_data_shows_no_sentinel(streaming: Told) -> None:
    streaming(r"""
        schema:
          type: string
        example: "data: [DONE]\n\ndata: Hello\n\n"
        """)
