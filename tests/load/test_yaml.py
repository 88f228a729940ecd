"""Both parsers of PyYAML run every case: libyaml's, and the pure one that stands in for it."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.load.tree import nodes

from ssegen.load import LoadError, Value
from ssegen.load import yaml as yaml_parser
from ssegen.load.marks import Parsed, offset
from ssegen.load.text import Lines
from ssegen.load.yaml import LOADER, MAX_ALIASED, MAX_DEPTH, parse


@pytest.fixture(params=[LOADER, yaml.SafeLoader], ids=["libyaml", "pure"])
def loader(request: pytest.FixtureRequest) -> Any:
    return request.param


def refused(text: str, loader: Any = LOADER) -> tuple[str, int, int]:
    """The message and the place with which a text is refused."""
    with pytest.raises(LoadError) as caught:
        parse("spec.yaml", text, loader=loader)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "SSE001"
    assert diagnostic.location.file == "spec.yaml"
    return diagnostic.message, diagnostic.location.line, diagnostic.location.column


def place(parsed: Parsed, text: str, *pointer: str | int) -> tuple[int, int]:
    return Lines(text).place(offset(parsed.marks(), pointer))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("FALSE", False),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("007", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.5E-1", -0.15),
        (".inf", math.inf),
        ("-.INF", -math.inf),
    ],
)
def test_the_core_schema_knows_null_booleans_and_numbers(
    text: str, value: Value, loader: Any
) -> None:
    root = parse("spec.yaml", f"x: {text}", loader=loader).root
    assert root == {"x": value}
    assert isinstance(root, dict)
    assert type(root["x"]) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *["no", "yes", "on", "off", "OFF", "y", "n", "tRUE", "nUll"],
        *["2024-05-01", "2024-05-01T12:30:45Z", "12:30:45", "1:30"],
        *["1_000", "0b101", "1.2.3", "1e", "0x", "0o8", "+", "-x", ".", "inf", "nan"],
        *["=", "٣", "1\u00a0"],
    ],
)
def test_everything_else_plain_is_text(text: str, loader: Any) -> None:
    assert parse("spec.yaml", f"x: {text}", loader=loader).root == {"x": text}


@pytest.mark.parametrize("text", ["'12'", '"12"', "|-\n  12", ">-\n  12", "!!str 12"])
def test_what_is_quoted_is_text(text: str, loader: Any) -> None:
    assert parse("spec.yaml", f"x: {text}", loader=loader).root == {"x": "12"}


@pytest.mark.parametrize(
    "key", ["200", "2XX", "null", "true", "no", "1.10", "0x1F", "2024-05-01", "~"]
)
def test_a_key_is_its_source_text(key: str, loader: Any) -> None:
    assert parse("spec.yaml", f"{key}: x", loader=loader).root == {key: "x"}


def test_a_number_keeps_its_spelling_where_python_has_another(loader: Any) -> None:
    parsed = parse("spec.yaml", "a: {v: 1.10}\nb: 1.5\nc: [0x1F]", loader=loader)
    assert parsed.spellings == {("a", "v"): "1.10", ("c", 0): "0x1F"}


def test_an_integer_of_thousands_of_digits_stays_text(loader: Any) -> None:
    digits = "9" * 5_000
    assert parse("spec.yaml", f"x: {digits}", loader=loader).root == {"x": digits}


def test_a_number_beyond_every_float_stays_text(loader: Any) -> None:
    assert parse("spec.yaml", "x: 1e999", loader=loader).root == {"x": "1e999"}


def test_the_place_of_a_member_is_its_key_and_of_an_item_itself(loader: Any) -> None:
    text = "a:\n  b: 1\n  'c d': [2, {e: 3}]\nf:\n- g\n-   h: |\n      text\n"
    parsed = parse("spec.yaml", text, loader=loader)
    assert place(parsed, text) == (1, 1)
    assert place(parsed, text, "a") == (1, 1)
    assert place(parsed, text, "a", "b") == (2, 3)
    assert place(parsed, text, "a", "c d") == (3, 3)
    assert place(parsed, text, "a", "c d", 0) == (3, 11)
    assert place(parsed, text, "a", "c d", 1, "e") == (3, 15)
    assert place(parsed, text, "f", 0) == (5, 3)
    assert place(parsed, text, "f", 1, "h") == (6, 5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_are_right_behind_odd_line_ends_and_characters(
    end: str, loader: Any
) -> None:
    text = end.join(["a: 😀 é", "b: |", "  x\u2028y", "  z\u0085", "c: 1", "d: 2"])
    parsed = parse("spec.yaml", text, loader=loader)
    assert place(parsed, text, "c") == (5, 1)
    assert place(parsed, text, "d") == (6, 1)


def test_a_place_beyond_what_is_there_is_the_last_one_on_the_way() -> None:
    text = "a:\n  b: [1]\n"
    parsed = parse("spec.yaml", text)
    assert place(parsed, text, "a", "b", 7, "x") == (2, 3)
    assert place(parsed, text, "a", "x") == (1, 1)


def test_a_duplicate_key_is_found_with_both_places_and_the_last_counts(
    loader: Any,
) -> None:
    text = "a:\n  - b: 1\n    c: 2\n    b: 3\n"
    parsed = parse("spec.yaml", text, loader=loader)
    assert parsed.root == {"a": [{"b": 3, "c": 2}]}
    (duplicate,) = parsed.duplicates
    assert duplicate.pointer == ("a", 0, "b")
    assert Lines(text).place(duplicate.earlier) == (2, 5)
    assert Lines(text).place(duplicate.later) == (4, 5)
    assert place(parsed, text, "a", 0, "b") == (4, 5)


def test_keys_that_only_a_1_1_reader_takes_for_the_same_are_no_duplicates() -> None:
    parsed = parse("spec.yaml", "yes: 1\ntrue: 2\n1: 3\n0x1: 4\n")
    assert parsed.root == {"yes": 1, "true": 2, "1": 3, "0x1": 4}
    assert not parsed.duplicates


def test_an_alias_stands_for_its_anchor(loader: Any) -> None:
    text = "a: &x {b: [1]}\nc: *x\nd: &k key\n*k : 2\n"
    parsed = parse("spec.yaml", text, loader=loader)
    assert parsed.root == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "key", "key": 2}
    assert place(parsed, text, "c") == (2, 1)
    assert place(parsed, text, "c", "b") == (1, 8)


def test_an_anchor_may_be_defined_again(loader: Any) -> None:
    text = "- &x 1\n- *x\n- &x 2\n- *x\n"
    assert parse("spec.yaml", text, loader=loader).root == [1, 1, 2, 2]


def test_a_merge_key_adds_what_the_mapping_does_not_have(loader: Any) -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 5}\n"
    parsed = parse("spec.yaml", text, loader=loader)
    assert isinstance(parsed.root, dict)
    assert parsed.root["c"] == {"x": 5, "y": 2, "z": 4}
    assert not parsed.duplicates
    assert place(parsed, text, "c", "y") == (1, 14)
    assert place(parsed, text, "c", "x") == (3, 19)


def test_a_quoted_merge_key_is_a_key(loader: Any) -> None:
    assert parse("spec.yaml", "'<<': 1", loader=loader).root == {"<<": 1}


def test_a_merge_of_something_else_is_refused(loader: Any) -> None:
    assert refused("a:\n  <<: [1]\n", loader) == (
        "the merge key `<<` takes a mapping or a list of mappings",
        2,
        7,
    )


def test_an_unknown_alias_is_refused(loader: Any) -> None:
    message, line, column = refused("a: 1\nb: *nowhere\n", loader)
    assert (line, column) == (2, 4)
    assert "nowhere" in message


def test_an_alias_inside_its_own_anchor_is_refused(loader: Any) -> None:
    message, line, column = refused("a: &a\n  b: *a\n", loader)
    assert (line, column) == (2, 6)
    assert message == "the alias 'a' stands inside what it stands for"


def test_aliases_that_multiply_are_refused(loader: Any) -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        aliases = ", ".join([f"*l{level - 1}"] * 10)
        lines.append(f"l{level}: &l{level} [{aliases}]")
    message, *_ = refused("\n".join(lines), loader)
    assert message == f"aliases make the document larger than {MAX_ALIASED:,} nodes"


def test_more_values_than_the_limit_are_refused_where_the_first_of_them_stands(
    loader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_parser, "MAX_NODES", 5)
    assert parse("spec.yaml", "- a: 1\n- b: 2\n", loader=loader).size == 5
    assert refused("- a: 1\n- b: 2\n- [x, y, z]\n", loader) == (
        "more than 5 values",
        3,
        7,
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end_is_refused(opening: str, loader: Any) -> None:
    message, *_ = refused(opening * 3_000, loader)
    assert message == f"nested more than {MAX_DEPTH} levels deep"


def test_the_allowed_depth_is_read(loader: Any) -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse("spec.yaml", text, loader=loader).root is not None


def test_aliases_cannot_nest_deeper_than_brackets_may(loader: Any) -> None:
    lines = ["- &l0 [x]"]
    lines += [f"- &l{n} [*l{n - 1}]" for n in range(1, MAX_DEPTH + 1)]
    message, *_ = refused("\n".join(lines), loader)
    assert message == f"nested more than {MAX_DEPTH} levels deep"


def test_a_second_document_is_refused_where_it_begins(loader: Any) -> None:
    assert refused("a: 1\n---\nb: 2\n", loader) == (
        "a second YAML document begins here",
        2,
        1,
    )


def test_the_marks_around_one_document_are_legal(loader: Any) -> None:
    text = "%YAML 1.2\n---\na: 1\n...\n"
    assert parse("spec.yaml", text, loader=loader).root == {"a": 1}


@pytest.mark.parametrize("text", ["", "# nothing\n", "\n\n"])
def test_an_empty_text_is_refused(text: str, loader: Any) -> None:
    assert refused(text, loader)[0] == "the file is empty"


@pytest.mark.parametrize("key", ["[a]", "{a: 1}", "? [a, b]\n"])
def test_a_key_that_is_not_text_is_refused(key: str, loader: Any) -> None:
    message, *_ = refused(f"{key} : 1", loader)
    assert message == "a key must be text, not a list or a mapping"


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!Ref", "!!binary"])
def test_a_tag_of_an_application_is_refused(tag: str, loader: Any) -> None:
    message, line, column = refused(f"a: 1\nb: {tag} x\n", loader)
    assert (line, column) == (2, 4)
    assert "means something to an application only" in message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c", 1, 5),
        ("a: 'x\nb: 1\n", 1, 4),
        ("a:\n\t- b", 2, 1),
        ("a: [1\nb: 2", 2, 2),
    ],
)
def test_a_syntax_error_is_told_with_its_place(
    text: str, line: int, column: int, loader: Any
) -> None:
    message, *place = refused(text, loader)
    assert message.startswith("not YAML: ")
    assert place == [line, column]


def test_a_control_character_is_refused_where_it_stands(loader: Any) -> None:
    assert refused("a: 1\nb: \x07\n", loader) == (
        "not YAML: the character U+0007 must not occur",
        2,
        4,
    )


# JSON escapes what is beyond U+FFFF as two surrogates, which PyYAML does not put together.
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF), max_size=20
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
@settings(deadline=None)
@example({"a": "\u2028\u0085", "": [{"/~": 1}]})
def test_json_text_is_read_as_json_reads_it(value: Any) -> None:
    text = json.dumps(value)
    assert parse("spec.yaml", text).root == value


@given(st.dictionaries(TEXT, VALUES, min_size=1))
@settings(deadline=None)
def test_every_place_is_where_its_key_or_item_is_written(value: dict[str, Any]) -> None:
    text = json.dumps(value, indent=1)
    parsed = parse("spec.yaml", text)
    assert parsed.root == value
    for pointer, inner in nodes(value):
        start = offset(parsed.marks(), pointer)
        if pointer and isinstance(pointer[-1], str):
            written = json.dumps(pointer[-1])
        elif isinstance(inner, dict | list):
            written = "{" if isinstance(inner, dict) else "["
        else:
            written = json.dumps(inner)
        assert text.startswith(written, start)
