"""SSE110, SSE115 to SSE118, SSE124, SSE125, SSE127: streams as parts of operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.diagnostics import Severity

if TYPE_CHECKING:
    from .conftest import Told


@pytest.mark.parametrize(
    "media_type", ["{}", "{schema: {}}", "{description: 'Pieces.'}"]
)
def test_a_stream_of_which_nothing_is_said_is_told(
    told_as_marked: Told, media_type: str
) -> None:
    told_as_marked(f"""
        paths:
          /chat:
            get:
              responses:
                default:
                  description: Pieces.
                  content:
                    text/event-stream: {media_type} # SSE110 here
        """)


@pytest.mark.parametrize("media_type", ["application/jsonl", "application/x-ndjson"])
def test_json_lines_are_no_matter_of_these_rules(
    told_as_marked: Told, media_type: str
) -> None:
    told_as_marked(f"""
        paths:
          /chat:
            post:
              description: Sends events, not as server-sent events but as JSON Lines.
              parameters:
                - name: stream
                  in: query
                  schema:
                    type: boolean
              responses:
                '200':
                  description: Pieces.
                  content:
                    {media_type}:
                      schema:
                        type: object
                        properties:
                          content:
                            type: string
        """)


@pytest.mark.parametrize(
    ("flag", "media_type"),
    [
        ("{type: boolean, enum: [false]}", "application/json"),
        ("{type: string}", "application/json"),
        ("{type: boolean}", "audio/wav"),
    ],
)
def test_a_flag_that_starts_no_event_stream_is_not_told(
    told_as_marked: Told, flag: str, media_type: str
) -> None:
    told_as_marked(f"""
        paths:
          /speech:
            post:
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        stream: {flag}
              responses:
                '200':
                  description: The whole.
                  content:
                    {media_type}:
                      schema:
                        type: string
        """)


def test_a_flag_among_the_parameters_of_the_path_is_found(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            parameters:
              - name: stream # SSE115 here
                in: query
                schema:
                  type: boolean
            get:
              responses:
                '200':
                  description: The whole.
                  content:
                    application/json:
                      schema:
                        type: string
        """)


@pytest.mark.parametrize(
    ("prose", "mark"),
    [
        ("Returns the log as Server-Sent Events.", True),
        ("The log over SSE.", True),
        ("Opens a long-lived `text/event-stream` response.", True),
        ("Stops what the SSE endpoint has begun.", False),
        ("Encrypts with SSE-KMS keys.", False),
        ("Lists events. Server-sent events come from /log.", False),
    ],
)
def test_prose_is_believed_where_it_says_that_this_operation_streams(
    told_as_marked: Told, prose: str, mark: bool
) -> None:
    told_as_marked(f"""
        paths:
          /log:
            get:
              description: '{prose}'{" # SSE116 here" if mark else ""}
              responses:
                '200':
                  description: The log.
        """)


def test_an_extension_that_promises_a_stream_is_told(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /log:
            get:
              x-stream-based-on-body: follow() # SSE116 here
              responses:
                '200':
                  description: The log.
        """)


def test_a_stream_that_an_extension_declares_is_one(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            post:
              description: Sends server-sent events where `stream` is true.
              x-fern-streaming:
                format: sse
                stream-condition: $request.stream
                response-stream:
                  type: object
                  properties:
                    data:
                      type: string
              requestBody:
                content:
                  application/json:
                    schema:
                      type: object
                      properties:
                        stream:
                          type: boolean
              responses:
                '200':
                  description: The answer.
                  content:
                    application/json:
                      schema:
                        type: string
        """)


def test_a_stream_of_json_lines_without_a_schema_is_told(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked("""
        paths:
          /log:
            get:
              responses:
                '200':
                  description: The log.
                  content:
                    application/jsonl:
                      itemSchema: {} # SSE110 here
        """)
    assert "untyped" in finding.message


def test_a_flag_beside_json_lines_has_its_stream(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            post:
              parameters:
                - name: stream
                  in: query
                  schema:
                    type: boolean
              responses:
                '200':
                  description: The answer.
                  content:
                    application/json:
                      schema:
                        type: string
                    application/x-ndjson:
                      schema:
                        type: string
        """)


def test_json_lines_on_an_error_status_are_told(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /log:
            get:
              responses:
                '200':
                  description: The log.
                '500':
                  description: What went wrong.
                  content:
                    application/x-ndjson: # SSE117 here
                      schema:
                        type: string
        """)


def test_the_events_of_an_error_are_not_looked_into(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /log:
            get:
              responses:
                '200':
                  description: The log.
                  content:
                    text/event-stream:
                      schema:
                        type: string
                default:
                  description: What went wrong.
                  content:
                    text/event-stream: # SSE117 here
                      schema:
                        type: array
                        items:
                          type: integer
        """)


def test_item_schema_next_to_schema_is_one_finding(streaming: Told) -> None:
    streaming("""
        schema: # SSE118 here
          type: array
        itemSchema:
          type: object
          properties:
            data:
              type: string
        """)


STREAM = """
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream:
                      schema: {type: string}
"""


@pytest.mark.parametrize(
    "extension",
    [
        "x-speakeasy-stream-request-field: /stream",
        "x-fern-streaming: {format: sse, stream-condition: $request.stream}",
        "x-fern-streaming: {format: sse, stream-condition: quick}",
    ],
)
def test_an_extension_names_what_the_body_or_the_query_has(
    told_as_marked: Told, extension: str
) -> None:
    taken = """
              parameters:
                - {in: query, name: quick, schema: {type: boolean}}
              requestBody:
                content:
                  application/json:
                    schema:
                      allOf:
                        - properties: {stream: {type: boolean}}
    """.rstrip()
    text = f"""
        paths:
          /chat:
            post:
              {extension}"""
    told_as_marked(text + taken + STREAM)
    (finding,) = told_as_marked(f"{text} # SSE124 here{STREAM}")
    assert "nothing of that name" in finding.message


@pytest.mark.parametrize(
    ("extension", "told"),
    [
        ("true", ""),
        ("{format: json}", ""),
        ("{terminator: '[DONE]'}", ""),
        ("'yes'", "neither true, false nor an object"),
        ("{format: server-sent}", "neither `sse` nor `json`"),
    ],
)
def test_the_extension_of_fern_has_a_value_that_it_can_have(
    told_as_marked: Told, extension: str, told: str
) -> None:
    mark = " # SSE125 here" if told else ""
    findings = told_as_marked(f"""
        paths:
          /chat:
            post:
              x-fern-streaming: {extension}{mark}{STREAM}""")
    assert [told in finding.message for finding in findings] == [True] * bool(told)


def test_a_model_of_events_stands_where_it_is_read(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        x-ssegen-event-model: envelope
        paths:
          /chat:
            post:
              x-ssegen-event-model: payload
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream:
                      x-ssegen-event-model: payload
                      schema:
                        type: object
                        x-ssegen-event-model: payload # SSE125 here
                        properties: {text: {type: string}}
        """)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_a_charset_that_is_utf_8_is_not_told(
    told_as_marked: Told, charset: str
) -> None:
    stream = STREAM.replace("event-stream", f"event-stream; charset={charset}")
    told_as_marked(f"""
        paths:
          /chat:
            post:{stream}""")


def test_an_empty_schema_is_told_where_it_stands(streaming: Told) -> None:
    (finding,) = streaming("schema: {} # SSE110 here")
    assert "has a schema without a type" in finding.message


def test_a_flag_that_operations_share_is_told_once(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths:
          /chat: &chat
            post:
              requestBody:
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Request'}
              responses:
                '200':
                  description: The answer.
                  content:
                    application/json: {schema: {type: object}}
          /presets: *chat
        components:
          schemas:
            Request:
              type: object
              properties:
                stream: {type: boolean} # SSE115 here
        """)
    assert "POST /chat and 1 more" in finding.message
