"""JSON Lines, under each of their names: the loop receives what a line holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config

from .conftest import events_of
from .test_styles import ITEM, streaming

if TYPE_CHECKING:
    from .conftest import Generate

NAMES = (
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/stream+json",
    "application/x-jsonl",
    "application/x-jsonlines",
    "application/x-ndjson",
)


@pytest.mark.parametrize("name", NAMES)
def test_each_line_is_a_value_and_needs_no_permission(
    talk: Generate, name: str
) -> None:
    feed = talk(streaming(f"schema: {ITEM}", name), Config(strict=True))
    feed.answer('{"n": 1}\n\n{"n": 2}', media_type=name)
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1, 2]
    assert feed.accepted == name


@pytest.mark.parametrize("name", ["application/json-seq", "application/geo+json-seq"])
def test_a_sequence_has_a_separator_before_each_value(
    talk: Generate, name: str
) -> None:
    feed = talk(streaming(f"itemSchema: {ITEM}", name))
    feed.answer('\x1e{"n":\n1}\n\x1e{"n": 2}\n', media_type=name)
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1, 2]


@pytest.mark.parametrize(
    ("media_type", "rows"),
    [
        ("schema: {type: array, items: {type: integer}}", [1, 2]),
        ("itemSchema: {type: array, items: {type: integer}}", [[1], [2, 3]]),
        ("schema: {type: string}", ["a", "data: b"]),
        ("itemSchema: {type: [boolean, 'null']}", [True, None]),
        ("schema: {properties: {id: {}, data: {}}}", [{"id": 1, "data": "a"}]),
        ("itemSchema: {}", [{"a": 1}, "b", 3]),
        ("{}", [{"a": 1}, "b", 3]),
    ],
)
def test_a_row_may_be_any_value(
    talk: Generate, media_type: str, rows: list[object]
) -> None:
    feed = talk(streaming(media_type, "application/x-ndjson"))
    feed.answer("\n".join(map(json.dumps, rows)), media_type="application/x-ndjson")
    events = events_of(feed.client.feed.watch())
    assert [getattr(event, "__dict__", event) for event in events] == rows


def test_an_error_in_the_middle_is_a_row_like_the_others(talk: Generate) -> None:
    union = "oneOf: [{$ref: '#/components/schemas/Item'}, {$ref: '#/components/schemas/Fault'}]"
    schemas = f"""
        Item: {ITEM}
        Fault: {{type: object, required: [error], properties: {{error: {{type: string}}}}}}
    """
    text = streaming(f"schema: {{{union}}}", "application/x-ndjson", schemas)
    feed = talk(text)
    feed.answer(
        '{"n": 1}\n{"error": "out of rows"}\n{"n": 2}\n',
        media_type="application/x-ndjson",
    )
    first, fault, last = events_of(feed.client.feed.watch())
    assert (first.n, fault.error, last.n) == (1, "out of rows", 2)


def test_a_terminator_ends_the_lines(talk: Generate) -> None:
    text = streaming(f"schema: {ITEM}", "application/x-ndjson").replace(
        "      tags:", "      x-fern-streaming: {terminator: END}\n      tags:"
    )
    feed = talk(text)
    feed.answer('{"n": 1}\nEND\n', media_type="application/x-ndjson")
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1]


@pytest.mark.parametrize(
    ("member", "row"),
    [
        ("{type: string, const: idle}", '"idle"'),
        ("{required: [data], properties: {data: {const: idle}}}", '{"data": "idle"}'),
    ],
)
def test_a_row_that_is_always_the_same_is_no_sentinel(
    talk: Generate, member: str, row: str
) -> None:
    text = streaming(f"schema: {{oneOf: [{ITEM}, {member}]}}", "application/x-ndjson")
    feed = talk(text)
    feed.answer(f'{row}\n{{"n": 1}}\n{row}\n', media_type="application/x-ndjson")
    first, item, last = events_of(feed.client.feed.watch())
    assert getattr(first, "data", first) == getattr(last, "data", last) == "idle"
    assert item.n == 1


def test_of_two_ways_to_stream_the_events_are_taken(talk: Generate) -> None:
    text = streaming("schema: {type: string}", "application/x-ndjson")
    text += "            text/event-stream: {schema: {type: string}}\n"
    feed = talk(text)
    feed.answer("data: a\n\n")
    assert [event.data for event in events_of(feed.client.feed.watch())] == ["a"]
