from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime import BodyField, Operation
from ssegen.python.runtime.body import Body, body
from ssegen.python.runtime.content import Pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

FORM = "application/x-www-form-urlencoded"
LINES = "application/x-ndjson"
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("a\n\u2028é"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
)


def sent(
    content_type: str,
    given: Mapping[str, object],
    *parameters: BodyField,
    extra: Mapping[str, object] | None = None,
    **more: Any,
) -> Body | None:
    operation: Operation[Any] = Operation(
        "POST", "/a", content_type=content_type, parameters=parameters, **more
    )
    return body(operation, given, extra or {})


def whole(content_type: str, value: object) -> bytes:
    """The bytes of a body that is one argument, as the awaiting client reads them."""
    found = sent(content_type, {"rows": value}, body="rows")
    assert found is not None
    content = found.content

    async def read() -> bytes:
        assert isinstance(content, Pieces)
        return b"".join([piece async for piece in content.awaiting()])

    return content if isinstance(content, bytes) else asyncio.run(read())


@pytest.mark.parametrize(
    ("content_type", "value", "expected"),
    [
        ("application/json", {"a": 1}, b'{"a":1}'),
        ("application/merge-patch+json", [None], b"[null]"),
        (FORM, {"a": 1, "b": [2, 3]}, b"a=1&b=2&b=3"),
        ("text/plain; charset=utf-8", "ü", b"\xc3\xbc"),
        ("application/xml", "<a/>", b"<a/>"),
        ("application/yaml", b"a: 1", b"a: 1"),
        ("application/octet-stream", b"\0", b"\0"),
        ("image/png", io.BytesIO(b"png"), b"png"),
        (LINES, [{"a": 1}, [2], "x"], b'{"a":1}\n[2]\n"x"\n'),
        (LINES, iter([1, 2]), b"1\n2\n"),
        (LINES, "1\n2\n", b"1\n2\n"),
        (LINES, io.BytesIO(b"1\n"), b"1\n"),
        ("application/stream+json", [1], b"1\n"),
        ("application/json-seq", [1, 2], b"\x1e1\n\x1e2\n"),
    ],
)
def test_the_media_type_decides_how_a_body_is_encoded(
    content_type: str, value: object, expected: bytes
) -> None:
    assert whole(content_type, value) == expected


@given(st.lists(JSON_VALUES))
def test_every_row_is_one_line(rows: list[Any]) -> None:
    *lines, rest = whole(LINES, rows).split(b"\n")
    assert [json.loads(line) for line in lines] == rows
    assert rest == b""


def test_rows_are_taken_from_an_async_iterable() -> None:
    async def rows() -> AsyncIterator[dict[str, int]]:
        yield {"a": 1}
        yield {"a": 2}

    assert whole(LINES, rows()) == b'{"a":1}\n{"a":2}\n'


@pytest.mark.parametrize("value", [1, {"a": 1}])
def test_one_row_alone_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="rows must be an iterable of rows"):
        whole(LINES, value)


def test_rows_that_are_all_there_are_sent_at_once_and_others_as_they_come() -> None:
    there = sent(LINES, {"rows": [1]}, body="rows")
    coming = sent(LINES, {"rows": iter([1])}, body="rows")
    assert there
    assert isinstance(there.content, bytes)
    assert coming
    assert isinstance(coming.content, Pieces)
    assert not coming.content.replayable


@pytest.mark.parametrize("content_type", [FORM, "application/json"])
def test_what_the_operation_fixes_and_extra_body_go_over_the_arguments(
    content_type: str,
) -> None:
    fixed = (("body", "stream", True),)
    found = sent(
        content_type,
        {"prompt": "hi", "n": None},
        BodyField("prompt"),
        BodyField("n"),
        extra={"prompt": "ho"},
        fixed=fixed,
    )
    over = sent(content_type, {"body": {"prompt": "ho"}}, body="body", fixed=fixed)
    assert found == over
    assert found
    assert found.content in (b"prompt=ho&stream=true", b'{"prompt":"ho","stream":true}')


def test_a_multipart_body_says_where_its_parts_end() -> None:
    found = sent("multipart/mixed", {"a": b"x"}, BodyField("a"))
    assert found
    assert isinstance(found.content, Pieces)
    media_type, _, boundary = found.content_type.partition("; boundary=")
    assert media_type == "multipart/mixed"
    content = b"".join(found.content.blocking())
    assert content.startswith(f"--{boundary}\r\n".encode())
    assert len(content) == found.content.length


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data", "text/plain"])
def test_nothing_given_is_no_body_unless_it_is_required(content_type: str) -> None:
    field = BodyField("a", nullable=True)
    assert sent(content_type, {}, field) is None
    assert sent(content_type, {"a": None}, body="a") is None
    if content_type != "text/plain":
        assert sent(content_type, {}, field, body_required=True)
        assert sent(content_type, {"body": {}}, body="body")


def test_a_form_has_no_word_for_null() -> None:
    found = sent(
        FORM, {"a": None, "b": 1}, BodyField("a", nullable=True), BodyField("b")
    )
    assert found
    assert found.content == b"b=1"


@pytest.mark.parametrize("content_type", ["text/plain", LINES, "image/png"])
def test_extra_body_needs_an_object(content_type: str) -> None:
    with pytest.raises(ValueError, match="extra_body is laid over an object"):
        sent(content_type, {"body": "x"}, body="body", extra={"a": 1})


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data"])
def test_a_form_that_is_no_object_is_refused(content_type: str) -> None:
    with pytest.raises(TypeError, match="body must be an object: a form"):
        sent(content_type, {"body": [1]}, body="body")
