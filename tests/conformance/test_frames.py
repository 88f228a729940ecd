"""What a frame lacks by what the stream says of its events."""

from __future__ import annotations

import pytest
from tests.documents import document

from ssegen.conformance import Conformance
from ssegen.openapi import streams
from ssegen.python.runtime.frame import Frame

ENVELOPES = """
oneOf:
- required: [event, data]
  properties: {event: {const: chat}, data: {$ref: '#/components/schemas/Delta'}}
- {required: [event, data], properties: {event: {const: text}, data: {type: string, maxLength: 3}}}
- {required: [event], properties: {event: {const: ping}, id: {type: integer}}}
- {properties: {data: {const: '[DONE]'}}}
"""
ONE = "{required: [data], properties: {event: {type: string}, data: {type: object}}}"
PAYLOADS = "{$ref: '#/components/schemas/Delta'}"
FRAMEWORK = "{required: [name], properties: {data: {type: object}, name: {enum: [a]}, comment: {}}}"


def told(
    schema: str, frame: Frame, media_type: str = "text/event-stream"
) -> list[tuple[str, str]]:
    indented = schema.replace("\n", "\n" + " " * 16)
    described = document(f"""
paths:
  /chat:
    post:
      responses:
        '200':
          content:
            {media_type}:
              itemSchema:
                {indented.strip()}
components:
  schemas:
    Delta: {{type: object, required: [a], properties: {{a: {{items: {{type: integer}}}}}}}}
""")
    (stream,) = streams(described)
    found = Conformance(described).frame_problems(stream, frame)
    return [(problem.path, problem.message) for problem in found]


@pytest.mark.parametrize(
    ("schema", "frame"),
    [
        (ENVELOPES, Frame("chat", b'{"a": [1]}')),
        (ENVELOPES, Frame("text", b"abc")),
        (ENVELOPES, Frame("ping", None, "7")),
        (ENVELOPES, Frame(None, b"[DONE]")),
        (ENVELOPES, Frame(None, None, "7", 300)),
        (ENVELOPES, Frame("error", b"anything")),
        (ONE, Frame(None, b"{}")),
        (ONE, Frame("any", b"{}", "an id that nothing describes")),
        (PAYLOADS, Frame("whatever", b'{"a": [1, 2]}')),
        (PAYLOADS, Frame("error", b"anything")),
        (PAYLOADS, Frame(None, b"")),
        (FRAMEWORK, Frame("a", b"{}")),
        ("{type: string}", Frame(None, b"123")),
        ("{}", Frame(None, b"anything")),
    ],
)
def test_frames_as_they_are_described_conform(schema: str, frame: Frame) -> None:
    assert told(schema, frame) == []


@pytest.mark.parametrize(
    ("schema", "frame", "problem"),
    [
        (ENVELOPES, Frame("chat", b'{"a": [1, "2"]}'), ("data.a[1]", '"2" is not of')),
        (ENVELOPES, Frame("chat", b"{}"), ("data.a", "is missing")),
        (ENVELOPES, Frame("chat", b"no"), ("data", '"no" is not JSON')),
        (ENVELOPES, Frame("chat", b'{"a": NaN}'), ("data", '"{\\"a\\": NaN}" is not')),
        (ENVELOPES, Frame("chat"), ("data", "is missing")),
        (ENVELOPES, Frame("text", b"abcd"), ("data", '"abcd" does not fit')),
        (ENVELOPES, Frame("ping", None, "x"), ("id", '"x" is not of type integer')),
        (ENVELOPES, Frame("who", b"{}"), ("event", '"who" is none of "chat", "text"')),
        (ENVELOPES, Frame(None, b"{}"), ("event", '"message" is none of "chat"')),
        (ONE, Frame("any", b"[]"), ("data", "an array is not of type object")),
        (PAYLOADS, Frame(None, b'{"a": [null]}'), ("data.a[0]", "null is not of")),
        (PAYLOADS, Frame(None, b"[1]"), ("data", "an array is not of type object")),
        (FRAMEWORK, Frame("b", b"{}"), ("event", '"b" is none of "a"')),
        ("{type: string, maxLength: 2}", Frame(None, b"123"), ("data", '"123" does')),
    ],
)
def test_the_field_that_does_not_conform_is_told(
    schema: str, frame: Frame, problem: tuple[str, str]
) -> None:
    ((path, message),) = told(schema, frame)
    assert path == problem[0]
    assert message.startswith(problem[1])


def test_lines_are_data_alone() -> None:
    lines = "application/x-ndjson"
    assert told(PAYLOADS, Frame(data=b'{"a": []}'), lines) == []
    assert told(PAYLOADS, Frame(data=b'{"a": 1'), lines)[0][0] == "data"
    assert told("{type: string}", Frame(data=b'"text"'), lines) == []
    assert told("{type: string}", Frame(data=b"text"), lines) == [
        ("data", '"text" is not JSON')
    ]
