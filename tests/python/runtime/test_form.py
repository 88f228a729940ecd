from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_multipart import FormParser

from ssegen.python.runtime import BodyField, QueryString
from ssegen.python.runtime.declarations import Model
from ssegen.python.runtime.form import multipart, query_string, urlencoded

if TYPE_CHECKING:
    from pathlib import Path

    from python_multipart.multipart import Field, File

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


class Part(NamedTuple):
    name: str
    content: bytes
    filename: str | None = None
    media_type: str | None = None


class Address(Model):
    street: str
    zip: int | None = None


def parts(*fields: tuple[BodyField, object]) -> list[Part]:
    """What a server reads of a form."""
    found: list[Part] = []

    def on_field(field: Field) -> None:
        found.append(Part((field.field_name or b"").decode(), field.value or b""))

    def on_file(file: File) -> None:
        name, filename = file.field_name or b"", file.file_name or b""
        file.file_object.seek(0)
        content = file.file_object.read()
        found.append(Part(name.decode(), content, filename.decode(), file.content_type))

    parser = FormParser("multipart/form-data", on_field, on_file, boundary="limit")
    parser.write(b"".join(multipart(fields, "limit").blocking()))
    parser.finalize()
    return found


def wire(*fields: tuple[BodyField, object]) -> bytes:
    return b"".join(multipart(fields, "limit").blocking())


@pytest.mark.parametrize(
    ("field", "value", "pairs"),
    [
        (BodyField("a"), "b c&d=é", [("a", "b c&d=é")]),
        (BodyField("a"), [1, True, None, "x"], [("a", "1"), ("a", "true"), ("a", "x")]),
        (BodyField("a"), {"b": [1]}, [("a", '{"b":[1]}')]),
        (BodyField("a"), [{"b": 1}], [("a", '{"b":1}')]),
        (BodyField("a"), [], []),
        (BodyField("a", style="form"), {"b": 1, "c": 2}, [("b", "1"), ("c", "2")]),
        (BodyField("a", style="form", explode=False), [1, 2], [("a", "1,2")]),
        (BodyField("a", style="spaceDelimited"), [1, 2], [("a", "1 2")]),
        (BodyField("a", style="pipeDelimited"), [1, 2], [("a", "1|2")]),
        (
            BodyField("a", content_type="application/json"),
            "text",
            [("a", '"text"')],
        ),
        (BodyField("a", style="deepObject"), 1, [("a", "1")]),
        (BodyField("a", style="deepObject"), [1, 2], [("a[]", "1"), ("a[]", "2")]),
        (
            BodyField("a", style="deepObject"),
            {"b": {"c": 1, "d": [2, None, 3]}, "e": None},
            [("a[b][c]", "1"), ("a[b][d][]", "2"), ("a[b][d][]", "3")],
        ),
        (
            BodyField("items", style="deepObject"),
            [{"price": "p", "tags": ["x"]}, {"price": "q"}],
            [
                ("items[0][price]", "p"),
                ("items[0][tags][]", "x"),
                ("items[1][price]", "q"),
            ],
        ),
    ],
)
def test_a_form_is_laid_out_as_openapi_says(
    field: BodyField, value: object, pairs: list[tuple[str, str]]
) -> None:
    assert parse_qsl(urlencoded([(field, value)]), keep_blank_values=True) == pairs


@given(st.lists(st.tuples(TEXT.filter(bool), TEXT)))
def test_a_form_is_read_as_it_was_given(pairs: list[tuple[str, str]]) -> None:
    form = urlencoded((BodyField(name), value) for name, value in pairs)
    assert parse_qsl(form, keep_blank_values=True, strict_parsing=bool(pairs)) == pairs


def test_a_query_that_is_one_value_is_a_form_json_or_text() -> None:
    value = {"a": [1, "ü&"], "b": {"c": 1}}
    form = query_string(QueryString("filter"), value)
    assert parse_qsl(form) == [("a", "1"), ("a", "ü&"), ("b", '{"c":1}')]
    json = QueryString("filter", content_type="application/json")
    assert query_string(json, {"a": 1}) == "%7B%22a%22%3A1%7D"
    text = QueryString("filter", content_type="text/plain")
    assert query_string(text, "a b") == "a%20b"


def test_parts_are_text_json_or_files_by_what_they_hold() -> None:
    assert parts(
        (BodyField("title"), "é"),
        (BodyField("count"), 3),
        (BodyField("tags"), ["a", "b"]),
        (BodyField("address"), Address(street="Elm")),
        (BodyField("file"), b"\0\xff\r\n--"),
    ) == [
        Part("title", "é".encode()),
        Part("count", b"3"),
        Part("tags", b"a"),
        Part("tags", b"b"),
        Part("address", b'{"street":"Elm"}'),
        Part("file", b"\0\xff\r\n--", "upload", "application/octet-stream"),
    ]


def test_objects_say_that_they_are_json_and_text_says_nothing() -> None:
    sent = wire((BodyField("a"), {"b": 1}), (BodyField("c"), "d"))
    assert sent == (
        b"--limit\r\n"
        b'Content-Disposition: form-data; name="a"\r\n'
        b"Content-Type: application/json\r\n\r\n"
        b'{"b":1}\r\n'
        b"--limit\r\n"
        b'Content-Disposition: form-data; name="c"\r\n\r\n'
        b"d\r\n"
        b"--limit--\r\n"
    )


def test_a_file_has_the_name_and_the_media_type_that_are_known(tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"meow")
    field = BodyField("file")
    with path.open("rb") as opened:
        opened.read(1)
        assert parts(
            (field, path),
            (field, opened),
            (field, io.BytesIO(b"x")),
            (field, ("a.json", b"{}")),
            (field, ("a.bin", path, "image/gif")),
            (field, (None, b"{}", "application/json")),
            (BodyField("file", content_type="image/webp"), path),
            (BodyField("file", content_type="image/webp"), ("a.gif", b"", "image/gif")),
            (field, [b"1", ("two.txt", b"2")]),
        ) == [
            Part("file", b"meow", "cat.png", "image/png"),
            Part("file", b"eow", "cat.png", "image/png"),
            Part("file", b"x", "upload", "application/octet-stream"),
            Part("file", b"{}", "a.json", "application/json"),
            Part("file", b"meow", "a.bin", "image/gif"),
            Part("file", b"{}"),
            Part("file", b"meow", "cat.png", "image/webp"),
            Part("file", b"", "a.gif", "image/gif"),
            Part("file", b"1", "upload", "application/octet-stream"),
            Part("file", b"2", "two.txt", "text/plain"),
        ]


def test_a_style_names_parts_and_a_media_type_holds_for_each() -> None:
    deep = BodyField("link", style="deepObject")
    typed = BodyField("rows", content_type="application/json")
    assert parts((deep, {"create": True, "tags": ["a"]}), (typed, ["x", {"y": 1}])) == [
        Part("link[create]", b"true"),
        Part("link[tags][]", b"a"),
        Part("rows", b'"x"'),
        Part("rows", b'{"y":1}'),
    ]


# Of a backslash, parsers make what they want; browsers send it as it is, too.
QUOTABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='\\"')
)


@given(
    st.lists(
        st.tuples(QUOTABLE.filter(bool), QUOTABLE.filter(bool), st.binary()), min_size=1
    )
)
def test_files_are_read_as_they_were_given(
    files: list[tuple[str, str, bytes]],
) -> None:
    fields = [
        (BodyField(name), (filename, content, "a/b"))
        for name, filename, content in files
    ]
    assert parts(*fields) == [
        Part(name, content, filename, "a/b") for name, filename, content in files
    ]


@given(TEXT.filter(bool), TEXT)
def test_no_name_and_no_file_name_makes_another_header_or_part(
    name: str, filename: str
) -> None:
    head, *others = wire((BodyField(name), (filename, b"content"))).split(b"\r\n\r\n")
    assert head.count(b"\r\n") == 2
    assert head.count(b"\n") == head.count(b"\r") == 2
    assert head.count(b'"') == 4
    assert others == [b"content\r\n--limit--\r\n"]


@pytest.mark.parametrize("media_type", ["image", "a/b\r\nX: y", "a/b\nc", "é/x"])
def test_a_media_type_that_would_forge_a_header_is_refused(media_type: str) -> None:
    field = BodyField("file")
    with pytest.raises(ValueError, match="is not a media type: the file given as"):
        multipart([(field, ("a.txt", b"", media_type))], "limit")


def test_a_value_without_a_text_form_is_refused() -> None:
    unknown: Any = object()
    with pytest.raises(TypeError, match="a cannot be sent as JSON"):
        multipart([(BodyField("a"), unknown)], "limit")
    with pytest.raises(TypeError, match="a cannot be sent as JSON"):
        urlencoded([(BodyField("a"), unknown)])


def test_a_file_whose_bytes_are_a_str_is_told_and_a_list_of_strings_is_none() -> None:
    field = BodyField("file")
    for filename in ("a.txt", None):
        with pytest.raises(TypeError, match="file is a tuple of a file name, a str"):
            parts((field, (filename, "content", "text/plain")))
    for strings in (["a.txt", "content", "text/plain"], ("a", "b", "text")):
        assert [part.content for part in parts((field, strings))] == [
            text.encode() for text in strings
        ]
