"""The frames of streams."""

from __future__ import annotations

import json
import textwrap
from itertools import islice
from random import Random

import pytest
from tests.documents import document

from ssegen.conformance import Conformance
from ssegen.openapi import StreamNode, streams
from ssegen.python.runtime.frame import Frame
from ssegen.samples import NoSample, Samples

EVENTS = """
    schema:
      oneOf:
      - {required: [event, data], properties: {event: {const: chat}, data: {type: object}}}
      - {required: [event, id], properties: {event: {const: ping}, id: {type: string}}}
      - {required: [data], properties: {event: {const: error}, data: {const: no}}}
      - {properties: {data: {const: '[DONE]'}}}
"""
TAGGED = """
    schema:
      oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
      discriminator: {propertyName: type, mapping: {first: A, second: B}}
"""


def stream_of(
    media_type: str, name: str = "text/event-stream"
) -> tuple[Samples, StreamNode]:
    described = document(f"""
paths:
  /chat:
    post:
      responses:
        '200':
          content:
            {name}:
{textwrap.indent(media_type, " " * 12)}
components:
  schemas:
    A: {{type: object, required: [type, a], properties: {{type: {{type: string}}, a: {{}}}}}}
    B: {{type: object, required: [type, b], properties: {{type: {{type: string}}, b: {{}}}}}}
""")
    (stream,) = streams(described)
    conformance = Conformance(described)
    for frame in islice(Samples(described).frames(stream, Random(5)), 30):
        assert conformance.frame_problems(stream, frame) == ()
    return Samples(described), stream


def first(media_type: str, count: int, name: str = "text/event-stream") -> list[Frame]:
    samples, stream = stream_of(media_type, name)
    return list(islice(samples.frames(stream, Random(1)), count))


def test_frames_go_through_all_variants_but_errors_and_the_sentinel() -> None:
    frames = first(EVENTS, 6)
    assert [frame.event for frame in frames] == ["chat", "ping"] * 3
    assert [frame.id for frame in frames] == [None, "1", None, "2", None, "3"]


def test_the_same_random_gives_the_same_frames_and_another_gives_others() -> None:
    def frames(seed: int) -> list[Frame]:
        samples, stream = stream_of(TAGGED)
        return list(islice(samples.frames(stream, Random(seed)), 20))

    assert frames(1) == frames(1) != frames(2)


def test_error_events_are_made_where_the_document_describes_them() -> None:
    samples, stream = stream_of(EVENTS)
    assert samples.error(stream, Random(1)) == Frame("error", b"no")
    samples, stream = stream_of(TAGGED)
    assert samples.error(stream, Random(1)) is None


def test_payloads_have_the_tags_of_the_mapping() -> None:
    found = [json.loads(frame.text)["type"] for frame in first(TAGGED, 4)]
    assert found == ["first", "second", "first", "second"]


def test_lines_hold_what_their_schema_describes() -> None:
    frames = first("    schema: {type: string, enum: [a]}", 2, "application/jsonl")
    assert frames == [Frame(data=b'"a"')] * 2


def test_a_stream_without_a_schema_holds_text() -> None:
    assert all(frame.text and frame.event is None for frame in first("    {}", 5))


def test_a_stream_that_the_document_shows_is_given_without_its_sentinel() -> None:
    shown = EVENTS + '    example: "event: chat\\ndata: {}\\n\\ndata: [DONE]\\n\\n"\n'
    samples, stream = stream_of(shown)
    assert samples.shown(stream)
    assert list(samples.frames(stream, Random(1))) == [Frame("chat", b"{}")]


@pytest.mark.parametrize(
    "example",
    [
        '"event: chat\\ndata: ...\\n\\ndata: [DONE]\\n\\n"',
        '"event: error\\ndata: no\\n\\ndata: [DONE]\\n\\n"',
        '"data: [DONE]\\n\\n"',
    ],
)
def test_what_is_shown_but_does_not_conform_or_reports_an_error_is_passed_over(
    example: str,
) -> None:
    samples, stream = stream_of(f"{EVENTS}    example: {example}\n")
    assert not samples.shown(stream)
    assert len(list(islice(samples.frames(stream, Random(1)), 9))) == 9


def test_single_events_that_the_document_shows_come_before_made_ones() -> None:
    examples = """
    examples: {b: {value: {type: second, b: shown}}, a: {value: {type: first, a: shown}}}
"""
    frames = first(TAGGED.rstrip("\n") + examples, 4)
    shown = [json.loads(frame.text) for frame in frames[:2]]
    assert shown == [{"type": "second", "b": "shown"}, {"type": "first", "a": "shown"}]


def test_a_stream_of_which_no_frame_can_be_made_says_why() -> None:
    schema = """
    schema: {type: object, required: [x], properties: {x: {type: string, minLength: 1.0e+9}}}
"""
    with pytest.raises(NoSample, match="a text of 1000000000 characters"):
        stream_of(schema)


def test_text_holds_no_end_of_line_but_line_feeds() -> None:
    (frame,) = first('    schema: {type: string, example: "a\\r\\nb\\rc"}', 1)
    assert frame.data == b"a\nb\nc"
