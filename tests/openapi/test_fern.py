"""Streams that only an extension declares, and streams in several media types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.openapi import Shape, streams

from .test_streams import COMPONENTS, ref

if TYPE_CHECKING:
    from tests.openapi.conftest import Read

FERN = """
paths:
  /chat:
    post:
      x-fern-streaming: %s
      responses:
        '200': {content: %s}
        '400': {content: {application/json: {}}}
"""


@pytest.mark.parametrize(
    ("extension", "content", "media_type", "shape"),
    [
        ("true", "{application/json: {}}", "application/json", Shape.NONE),
        ("{format: sse}", "{application/json: {}}", "text/event-stream", Shape.NONE),
        (
            "{format: json, response-stream: {type: integer}}",
            "{application/json: {schema: {type: string}}}",
            "application/json",
            Shape.PAYLOAD,
        ),
        (
            "{format: sse, response-stream: {properties: {data: {}}}}",
            "{}",
            "text/event-stream",
            Shape.ENVELOPE,
        ),
        (
            "{format: json, response-stream: {properties: {a: {}}}}",
            "{text/event-stream: {}}",
            "text/event-stream",
            Shape.PAYLOAD,
        ),
        (
            "{format: json, response-stream: {properties: {a: {}}}}",
            "{text/event-stream: {schema: {type: string}}}",
            "text/event-stream",
            Shape.STRING,
        ),
    ],
)
def test_an_extension_stands_in_for_what_the_media_types_do_not_say(
    extension: str, content: str, media_type: str, shape: Shape, read: Read
) -> None:
    (stream,) = streams(read(FERN % (extension, content)))
    assert (stream.status, stream.media_type.essence) == ("200", media_type)
    assert stream.shape is shape


def test_an_extension_that_says_no_declares_nothing(read: Read) -> None:
    assert streams(read(FERN % ("false", "{application/json: {}}"))) == ()


def test_of_a_response_the_events_come_before_the_lines(read: Read) -> None:
    lines = "{application/x-ndjson: {}, text/event-stream: {}}"
    found = streams(read(FERN % ("{}", lines)))
    assert [s.media_type.essence for s in found] == [
        "text/event-stream",
        "application/x-ndjson",
    ]


def test_lines_have_no_envelopes(read: Read) -> None:
    text = FERN % ("{}", f"{{application/jsonl: {{schema: {ref('Text')}}}}}")
    (stream,) = streams(read(text + COMPONENTS))
    assert (stream.shape, stream.is_payload) == (Shape.PAYLOAD, False)
