from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.load.tree import nodes

from ssegen.load import LoadError
from ssegen.load import json as json_parser
from ssegen.load.json import MAX_DEPTH, parse
from ssegen.load.marks import offset
from ssegen.load.text import Lines


def refused(text: str) -> tuple[str, int, int]:
    """The message and the place with which a text is refused."""
    with pytest.raises(LoadError) as caught:
        parse("spec.json", text)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "SSE001"
    return diagnostic.message, diagnostic.location.line, diagnostic.location.column


def test_a_duplicate_key_is_found_with_both_places_and_the_last_counts() -> None:
    text = '{"a": [{"b": {"c": 1},\n "x": 2,\n "\\u0062": 3}]}'
    parsed = parse("spec.json", text)
    assert parsed.root == {"a": [{"b": 3, "x": 2}]}
    (duplicate,) = parsed.duplicates
    assert duplicate.pointer == ("a", 0, "b")
    assert Lines(text).place(duplicate.earlier) == (1, 9)
    assert Lines(text).place(duplicate.later) == (3, 2)
    assert Lines(text).place(offset(parsed.marks(), ("a", 0, "b"))) == (3, 2)


def test_the_same_key_in_two_objects_is_no_duplicate() -> None:
    assert not parse("spec.json", '[{"a": {"a": 1}}, {"a": 2}]').duplicates


def test_an_integer_of_thousands_of_digits_stays_text() -> None:
    digits = "9" * 5_000
    assert parse("spec.json", f"[{digits}, -1]").root == [digits, -1]


def test_a_number_beyond_every_float_stays_text() -> None:
    assert parse("spec.json", "[1e999, 1.5]").root == ["1e999", 1.5]


def test_more_values_than_the_limit_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(json_parser, "MAX_NODES", 5)
    assert parse("spec.json", '{"a": 1, "b": [2, "of [many], {words}, and, commas"]}')
    for text in ('{"a": 1, "b": [2, 3, 4, 5]}', "[[], [], [], {}, [0]]"):
        with pytest.raises(LoadError, match="more than 5 values"):
            parse("spec.json", text)


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_only_python_takes_for_a_number_is_refused_where_it_stands(
    word: str,
) -> None:
    text = f'{{"a": "{word}",\n "b": {word}}}'
    assert refused(text) == (f"not JSON: {word} is no number", 2, 7)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("count", [MAX_DEPTH + 1, 100_000])
def test_nesting_without_end_is_refused(opening: str, count: int) -> None:
    closing = {"[": "]", '{"a":': "}"}[opening]
    text = opening * count + "1" + closing * count
    assert refused(text)[0] == f"nested more than {MAX_DEPTH} levels deep"


def test_the_allowed_depth_is_read() -> None:
    assert parse("spec.json", "[" * MAX_DEPTH + "]" * MAX_DEPTH).root is not None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"a": 1,}', 1, 9), ('{"a":\n 1', 2, 3), ("{a: 1}", 1, 2), ("[1] 2", 1, 5)],
)
def test_a_syntax_error_is_told_with_its_place(
    text: str, line: int, column: int
) -> None:
    message, *place = refused(text)
    assert message.startswith("not JSON: ")
    assert place == [line, column]


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_refused(text: str) -> None:
    assert refused(text)[0] == "the file is empty"


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
@settings(deadline=None)
@example({'"\\': ["{[:,", {"": "\\"}]}, None, False)
def test_every_place_is_where_its_key_or_item_is_written(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    def written(inner: Any) -> str:
        return json.dumps(inner, ensure_ascii=ascii_only)

    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    parsed = parse("spec.json", text)
    assert parsed.root == value
    for pointer, inner in nodes(value):
        start = offset(parsed.marks(), pointer)
        if pointer and isinstance(pointer[-1], str):
            assert text.startswith(written(pointer[-1]), start)
        elif isinstance(inner, dict | list):
            assert text.startswith("{" if isinstance(inner, dict) else "[", start)
        else:
            assert text.startswith(written(inner), start)
