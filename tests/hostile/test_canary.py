"""A marked text in every string of a document is found in strings, and changes nothing else."""

from __future__ import annotations

import ast
import copy
import io
import re
import tokenize
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.hostile.canary import HARMLESS, HOSTILE, MARK, Place, planted
from tests.hostile.sdk import generated
from tests.hostile.test_text import blocks

from ssegen.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TESTS = Path(__file__).parents[1]
SPECS = sorted((TESTS.parent / "specs").iterdir())
_MARKED = re.compile(rf"({MARK})[ab]", re.IGNORECASE)
_FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def value(path: Path) -> Any:
    return copy.deepcopy(load(str(path)).root.value)


EVERY_STRING = value(Path(__file__).with_name("every_string.yaml"))
EVERY_REQUEST = value(TESTS / "requests" / "every_request.yaml")
EVERY_SCHEMA = value(TESTS / "schemas" / "every_schema.yaml")
_ALL = {
    "type": "object",
    "properties": {
        f"p{number}": {"$ref": f"#/components/schemas/{name}"}
        for number, name in enumerate(EVERY_SCHEMA["components"]["schemas"])
    },
}
_CONTENT = {"application/json": {"schema": _ALL}}
EVERY_SCHEMA["paths"] = {
    "/all": {
        "post": {
            "requestBody": {"content": _CONTENT},
            "responses": {"200": {"description": "All.", "content": _CONTENT}},
        }
    }
}


def assert_same_shape(harmless: Mapping[str, str], hostile: Mapping[str, str]) -> None:
    """All that differs is in strings, and in names the mark that both canaries begin with."""
    same = {unmarked(path): text for path, text in harmless.items()}
    assert [*map(unmarked, hostile)] == [*same]
    for path, text in hostile.items():
        plain = same[unmarked(path)]
        if path.endswith(".py"):
            assert shape(text) == shape(plain), path
        elif path.endswith(".md"):
            assert blocks(text) == blocks(plain)
            assert [*map(shape, _FENCE.findall(text))] == [
                *map(shape, _FENCE.findall(plain))
            ]
        elif path.endswith(".toml"):
            assert keys(tomllib.loads(text)) == keys(tomllib.loads(plain))


def unmarked(text: str) -> str:
    return _MARKED.sub(r"\1", text)


def shape(source: str) -> str:
    """The nodes of a module, without the texts in its constants and without marks in names."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return unmarked(ast.dump(tree))


def keys(table: object) -> object:
    if not isinstance(table, dict):
        return type(table)
    return {key: keys(item) for key, item in table.items()}


def assert_only_in_strings(files: Mapping[str, str]) -> None:
    """A mark in Python is in a string, or alone in a name."""
    for path, text in files.items():
        if path.endswith(".py") and "/_runtime/" not in path:
            for token in tokens(text):
                if MARK.lower() in token.string.lower():
                    assert token.type in (tokenize.STRING, tokenize.NAME), path


def tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(source).readline)


@pytest.mark.parametrize("place", Place, ids=lambda place: place.value)
def test_what_is_planted_in_a_place_changes_strings_alone(place: Place) -> None:
    for document in (EVERY_STRING, EVERY_SCHEMA):
        harmless = generated(planted(document, HARMLESS, place)).files
        hostile = generated(planted(document, HOSTILE, place)).files

        assert hostile
        assert_same_shape(harmless, hostile)
        assert_only_in_strings(hostile)


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
def test_what_is_planted_everywhere_changes_strings_alone(version: str) -> None:
    document = {**EVERY_STRING, "openapi": version}
    places = [place for place in Place if place is not Place.KEYWORDS]
    harmless = generated(planted(document, HARMLESS, *places)).files
    hostile = generated(planted(document, HOSTILE, *places)).files

    assert MARK in "".join(hostile.values())
    assert_same_shape(harmless, hostile)
    assert_only_in_strings(hostile)


@pytest.mark.parametrize(
    "document",
    [EVERY_REQUEST, *map(value, SPECS)],
    ids=["every_request", *(spec.stem for spec in SPECS)],
)
def test_what_is_planted_in_other_documents_changes_strings_alone(
    document: Any,
) -> None:
    places = [place for place in Place if place is not Place.KEYWORDS]
    harmless = generated(planted(document, HARMLESS, *places)).files
    hostile = generated(planted(document, HOSTILE, *places)).files

    assert_same_shape(harmless, hostile)
    assert_only_in_strings(hostile)
