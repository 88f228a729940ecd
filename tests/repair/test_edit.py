"""Changes of a text: what is not changed stays as it is, to the last byte."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.diagnostics import Put, Remove
from ssegen.diagnostics.yaml import lines
from ssegen.load.yaml import parse
from ssegen.repair import EditError, edited
from ssegen.repair.changes import changed

if TYPE_CHECKING:
    from ssegen.diagnostics import Value

TEXT = textwrap.dedent("""\
    # about it all
    a: [DONE] # kept
    b: {x: 1.10, y: ['1', "2"]}
    c:
    - $ref: '#/x'  # one
    - $ref: "#/y"

      # about the last
    - title: z
      $ref: '#/z'
    d: {}
    e:
        f: 1.10 # about f
        g: "q"
        h:
            i: |
                several
                lines
""")


def diff(*changes: Put | Remove, text: str = TEXT) -> tuple[list[str], list[str]]:
    """The lines that go and those that come."""
    old, new = text.split("\n"), edited("api.yaml", text, changes).split("\n")
    return [x for x in old if x not in new], [x for x in new if x not in old]


def test_a_scalar_is_put_in_place_of_a_list_and_the_comment_stays() -> None:
    assert diff(Put("", ("a",), "[DONE]")) == (
        ["a: [DONE] # kept"],
        ["a: '[DONE]' # kept"],
    )


def test_what_gets_another_value_around_it_keeps_its_spelling_and_comments() -> None:
    old: Value = {"f": 1.1, "g": "q", "h": {"i": "several\nlines\n"}}
    new = edited("", TEXT, [Put("", ("e",), {"data": old, "more": None})])
    assert new.endswith(textwrap.dedent("""\
        e:
            data:
                f: 1.10 # about f
                g: "q"
                h:
                    i: |
                        several
                        lines
            more: null
        """))


def test_members_are_added_as_the_file_is_indented() -> None:
    new = diff(
        Put("", ("e", "j"), {"k": ["l"]}),
        Put("", ("b", "z"), {"on": "on"}),
        Put("", ("d", "p"), None),
        Put("", ("c", 3), {"$ref": "#/w"}),
    )
    assert new == (
        ["b: {x: 1.10, y: ['1', \"2\"]}", "d: {}"],
        [
            "b: {x: 1.10, y: ['1', \"2\"], z: {'on': 'on'}}",
            "- $ref: '#/w'",
            "d: {p: null}",
            "    j:",
            "        k:",
            "        - l",
        ],
    )


def test_what_is_removed_takes_only_its_own_lines_along() -> None:
    removes = (
        Remove("", ("c", 1)),
        Remove("", ("c", 2, "title")),
        Remove("", ("b", "y", 0)),
        Remove("", ("e", "f")),
    )
    assert diff(*removes) == (
        [
            "b: {x: 1.10, y: ['1', \"2\"]}",
            '- $ref: "#/y"',
            "- title: z",
            "  $ref: '#/z'",
            "    f: 1.10 # about f",
        ],
        ['b: {x: 1.10, y: ["2"]}', "- $ref: '#/z'"],
    )


def test_what_holds_nothing_any_more_stays_empty() -> None:
    assert diff(Remove("", ("e", "h", "i")))[1] == ["    h: {}"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_stay(line_end: str, last: bool) -> None:
    text = "a:\n  b: 1\n".replace("\n", line_end)
    text = text if last else text.removesuffix(line_end)
    new = edited("", text, [Put("", ("a", "c"), {"d": 2})])
    assert new == line_end.join(["a:", "  b: 1", "  c:", "    d: 2"]) + (
        line_end if last else ""
    )


def test_json_keeps_its_indentation_numbers_and_escapes() -> None:
    text = '{\n\t"a": {"b": 1.50},\n\t"c": "\\ud83d\\ude00",\n\t"d": [1, 2]\n}'
    new = edited(
        "api.json",
        text,
        [
            Put("", ("a",), {"w": {"b": 1.5}}),
            Put("", ("e",), {"f": "é"}),
            Remove("", ("d", 0)),
        ],
    )
    assert new == (
        '{\n\t"a": {\n\t\t"w": {"b": 1.50}\n\t},\n\t"c": "\\ud83d\\ude00",\n\t"d": [2],'
        '\n\t"e": {\n\t\t"f": "\\u00e9"\n\t}\n}'
    )


def test_json_on_one_line_stays_on_one_line() -> None:
    text = '{"a":{"b":1},"c":[]}'
    new = edited("a.json", text, [Put("", ("a", "d"), {"e": [1, 2]})])
    assert new == '{"a":{"b":1,"d":{"e":[1,2]}},"c":[]}'


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a: &x {b: 1}\nc: *x\n", Put("", ("a", "b"), 2)),
        ("a: &x {b: 1}\nc: *x\n", Put("", ("c", "b"), 2)),
        ("a: &x {b: 1}\nc: *x\n", Put("", ("a",), 2)),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", Remove("", ("c", "b"))),
        ("a: 1\n", Put("", ("b", "c"), 1)),
    ],
)
def test_what_would_change_more_is_refused(text: str, change: Put | Remove) -> None:
    with pytest.raises(EditError):
        edited("", text, [change])


KEYS = st.sampled_from(["a", "b", "200", "on", "x y"])
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["a", "1", "a: b"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=9,
)


def places(value: Value) -> list[tuple[str | int, ...]]:
    """The pointers of everything inside."""
    inside: list[tuple[str | int, Value]] = []
    if isinstance(value, dict):
        inside += value.items()
    if isinstance(value, list):
        inside += enumerate(value)
    found: list[tuple[str | int, ...]] = []
    for token, inner in inside:
        found += [(token,), *((token, *place) for place in places(inner))]
    return found


@given(st.dictionaries(KEYS, VALUES, min_size=1), VALUES, st.data())
def test_any_change_of_any_text_is_made(
    root: dict[str, Value], value: Value, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(places(root)))
    changes: list[Put | Remove] = [Put("", place, value), Remove("", place)]
    change = data.draw(st.sampled_from(changes))
    text = data.draw(
        st.sampled_from(
            [
                "\n".join(lines(root, dash=0)) + "\n",
                "\n".join(lines(root, indent=4)),
                json.dumps(root),
                json.dumps(root, indent=2) + "\n",
            ]
        )
    )
    assert parse("", edited("", text, [change])).root == changed(root, [change])
