from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssegen.diagnostics import Severity
from ssegen.load import LoadError, load

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.load import Document


def read(text: str) -> Document:
    return load("-", stdin=io.BytesIO(text.encode()))


def refused(text: str) -> tuple[str, str]:
    """Where and why a text is no document."""
    with pytest.raises(LoadError) as caught:
        read(text)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.severity is Severity.ERROR
    assert (diagnostic.rule, bool(diagnostic.remedy)) == ("SSE002", True)
    return str(diagnostic.location), diagnostic.message


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("3.0.0", (3, 0)),
        ("3.0.4", (3, 0)),
        ("3.1.1", (3, 1)),
        ("3.2.0", (3, 2)),
        ("3.1", (3, 1)),
        ("'3.1'", (3, 1)),
        ("3.1.0-rc1", (3, 1)),
    ],
)
def test_the_version_is_read(written: str, version: tuple[int, int]) -> None:
    assert read(f"openapi: {written}").version == version


@pytest.mark.parametrize("written", ["3", "2.0", "3.10", "4.0.0", "[]", "three", "''"])
def test_a_version_that_is_not_known_is_refused(written: str) -> None:
    place, message = refused(f"info: {{}}\nopenapi: {written}\n")
    assert place == "<stdin>:2:1"
    assert message.endswith("is not a version that is known here")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nswagger: '2.0'", "<stdin>:2:1", "this is a Swagger 2.0 document"),
        (
            "asyncapi: 3.0.0",
            "<stdin>:1:1",
            "this is an AsyncAPI document, not OpenAPI",
        ),
        (
            "a: 1",
            "<stdin>:1:1",
            "this is not an OpenAPI document: it has no `openapi` key at the top",
        ),
        (
            "- openapi: 3.1.0",
            "<stdin>:1:1",
            "this is not an OpenAPI document: its top level is not a mapping",
        ),
        (
            "just words",
            "<stdin>:1:1",
            "this is not an OpenAPI document: its top level is not a mapping",
        ),
    ],
)
def test_what_is_not_openapi_3_is_refused(text: str, place: str, message: str) -> None:
    assert refused(text) == (place, message)


def test_a_refusal_keeps_the_text_for_an_excerpt() -> None:
    for text in ("swagger: '2.0'", "openapi: '3.1.0", "openapi: 2.0"):
        with pytest.raises(LoadError) as caught:
            read(text)
        assert caught.value.texts == {"<stdin>": text}


PUNCTUATION = " \n\t\r-:?,[]{}&*!|>'\"#%@`~<.ab1\\\ufeff\u2028\x85\x00\ud800"


@given(
    st.binary(max_size=60)
    | st.text(PUNCTUATION, max_size=60).map(lambda t: t.encode(errors="surrogatepass"))
)
@settings(deadline=None)
def test_whatever_cannot_be_read_is_refused_with_a_place(data: bytes) -> None:
    with pytest.raises(LoadError) as caught:
        load("-", stdin=io.BytesIO(data))
    for diagnostic in caught.value.diagnostics:
        assert diagnostic.location.line >= 1
        assert diagnostic.location.column >= 1


def test_an_unquoted_version_keeps_its_text() -> None:
    document = read("openapi: 3.1\ninfo:\n  version: 1.10\n  title: 1.10\n")
    assert document.root.value == {
        "openapi": "3.1",
        "info": {"version": "1.10", "title": 1.1},
    }


def test_a_duplicate_key_is_told_with_both_lines() -> None:
    document = read("openapi: 3.1.0\npaths: {}\ninfo: {}\npaths: {}\n")
    (diagnostic,) = document.diagnostics
    assert diagnostic.rule == "SSE005"
    assert diagnostic.severity is Severity.ERROR
    assert str(diagnostic.location) == "<stdin>:4:1"
    assert diagnostic.location.pointer == "/paths"
    assert diagnostic.message == (
        "the key 'paths' is already on line 2; this one hides it"
    )


def test_a_duplicate_key_in_json_is_told_with_both_lines() -> None:
    document = read('{"openapi": "3.1.0",\n"paths": {},\n"paths": {}}')
    (diagnostic,) = document.diagnostics
    assert str(diagnostic.location) == "<stdin>:3:1"
    assert "line 2" in diagnostic.message


def test_duplicate_keys_of_other_files_are_told_too(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("openapi: 3.1.0\nx: {$ref: b.yaml}\n")
    (tmp_path / "b.yaml").write_text("a: 1\na: 2\n")
    document = load(str(tmp_path / "spec.yaml"))
    (diagnostic,) = document.diagnostics
    assert diagnostic.location.file == str(tmp_path / "b.yaml")


@pytest.mark.parametrize("name", ["spec.json", "spec.yaml", "spec"])
def test_json_is_read_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"openapi": "3.1.0", "info": {"title": "\\ud83d\\ude00"}}')
    assert load(str(path)).root.value == {"openapi": "3.1.0", "info": {"title": "😀"}}


def test_yaml_that_begins_with_a_brace_is_read(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("{openapi: 3.1.0, info: {}}")
    assert load(str(path)).version == (3, 1)


def test_yaml_that_is_called_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text("openapi: 3.1.0")
    with pytest.raises(LoadError, match="not JSON"):
        load(str(path))


def test_a_node_tells_its_place_in_file_and_document() -> None:
    document = read("openapi: 3.1.0\npaths:\n  /a~b/{c}:\n    get: {tags: [x]}\n")
    node = document.root.at("paths", "/a~b/{c}", "get", "tags")
    assert node is not None
    (tag,) = node.items()
    assert tag.location.pointer == "/paths/~1a~0b~1{c}/get/tags/0"
    assert str(tag.location) == "<stdin>:4:18"
    assert tag.identity == "<stdin>#/paths/~1a~0b~1{c}/get/tags/0"
    assert (tag.key, node.key, document.root.key) == ("0", "tags", "")


def test_a_node_of_another_shape_has_no_members_and_no_items() -> None:
    document = read("openapi: 3.1.0\npaths: [1]\ninfo: 2\n")
    paths, info = document.root.at("paths"), document.root.at("info")
    assert paths is not None
    assert info is not None
    assert paths.get("x") is None
    assert list(paths.members()) == []
    assert list(info.items()) == []
    assert info.text("title", "none") == "none"
    assert not info.flag("x")


def test_a_node_without_reference_resolves_to_itself() -> None:
    document = read("openapi: 3.1.0")
    node = document.root
    assert document.resolve(node) is node
    assert document.follow(node) is node
