from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.openapi import MediaType, content, essence
from ssegen.openapi.media_types import is_text

if TYPE_CHECKING:
    from tests.openapi.conftest import Read


@pytest.mark.parametrize(
    "key",
    [
        "text/event-stream",
        "text/event-stream ",
        "Text/Event-Stream",
        "text/event-stream;charset=utf-8",
        "text/event-stream ; charset=UTF-8; x=y",
    ],
)
def test_parameters_case_and_blanks_do_not_matter(key: str, read: Read) -> None:
    assert essence(key) == "text/event-stream"
    assert MediaType(essence(key), read("x: 1").root).is_event_stream


@pytest.mark.parametrize(
    ("key", "is_json", "is_json_lines"),
    [
        ("application/json", True, False),
        ("application/json; charset=utf-8", True, False),
        ("application/problem+json", True, False),
        ("text/json", True, False),
        ("application/stream+json", False, True),
        ("application/x-ndjson", False, True),
        ("application/jsonl", False, True),
        ("application/json-seq", False, True),
        ("application/geo+json-seq", False, True),
        ("text/event-stream", False, False),
        ("text/json5", False, False),
        ("*/*", False, False),
    ],
)
def test_one_json_value_is_told_from_many(
    key: str, is_json: bool, is_json_lines: bool, read: Read
) -> None:
    media_type = MediaType(essence(key), read("x: 1").root)
    assert (media_type.is_json, media_type.is_json_lines) == (is_json, is_json_lines)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("text/plain", True),
        ("text/*", True),
        ("text/csv; header=present", True),
        ("application/xml", True),
        ("application/atom+xml", True),
        ("application/openapi+yaml", True),
        ("image/svg+xml", False),
        ("text/json", False),
        ("text/jsonl", False),
        ("text/event-stream", False),
        ("application/json", False),
        ("application/zip", False),
        ("application/octet-stream", False),
        ("*/*", False),
    ],
)
def test_text_is_told_by_its_name(key: str, expected: bool) -> None:
    assert is_text(essence(key)) is expected


def test_content_is_read_in_document_order_and_through_references(read: Read) -> None:
    document = read("""
response:
  content:
    text/event-stream; charset=utf-8: {itemSchema: {type: object}}
    application/json: {$ref: '#/shared'}
    text/plain:
shared: {schema: {type: string}}
""")
    response = document.root.at("response")
    assert response is not None
    stream, json, plain = content(document, response)
    assert [m.essence for m in (stream, json, plain)] == [
        "text/event-stream",
        "application/json",
        "text/plain",
    ]
    assert stream.schema is None
    assert stream.item_schema is not None
    assert json.schema is not None
    assert json.schema.path == "/shared/schema"
    assert plain.schema is None


@pytest.mark.parametrize("text", ["{}", "1", "{content: 1}", "{content: [a]}"])
def test_what_is_not_content_has_no_media_types(text: str, read: Read) -> None:
    document = read(f"response: {text}")
    response = document.root.at("response")
    assert response is not None
    assert content(document, response) == ()
