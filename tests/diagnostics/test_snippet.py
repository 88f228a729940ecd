"""Repairs as text for people."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from ssegen.diagnostics import Location, Put, Remove, Repair
from ssegen.diagnostics.snippet import LINES, snippet
from ssegen.load.yaml import parse

if TYPE_CHECKING:
    from ssegen.diagnostics import Value

SCHEMA = Put(
    "api.yaml",
    ("components", "schemas", "Chat", "discriminator"),
    {"propertyName": "event", "mapping": {"on": "#/components/schemas/On"}},
)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


def test_a_value_is_shown_with_its_key_under_the_way_to_it() -> None:
    assert snippet(Repair((SCHEMA,)), json=False) == textwrap.dedent("""\
        # components.schemas.Chat
        discriminator:
          propertyName: event
          mapping:
            'on': '#/components/schemas/On'""")


def test_the_way_is_left_out_where_the_reader_looks_at_it() -> None:
    for pointer in ("/components/schemas/Chat", "/components/schemas/Chat/oneOf"):
        at = Location("api.yaml", 1, 1, pointer)
        assert snippet(Repair((SCHEMA,)), json=False, at=at).startswith(
            "discriminator:"
        )


def test_another_file_is_named() -> None:
    at = Location("other.yaml", 1, 1, "/components/schemas/Chat")
    first = snippet(Repair((SCHEMA,)), json=False, at=at).split("\n")[0]
    assert first == "# api.yaml: components.schemas.Chat"


def test_what_goes_is_named() -> None:
    repair = Repair((Remove("api.yaml", ("paths", "/a.b", "get", "tags", 1)),))
    assert snippet(repair, json=False) == '# paths."/a.b".get.tags\n# remove [1]'


def test_json_is_shown_as_json() -> None:
    shown = snippet(Repair((SCHEMA,)), json=True).split("\n")
    assert shown[0] == "// components.schemas.Chat"
    assert json.loads("{" + "\n".join(shown[1:]) + "}") == {
        "discriminator": SCHEMA.value
    }


def test_a_long_value_is_cut() -> None:
    put = Put("api.yaml", ("x",), {f"k{i}": i for i in range(100)})
    shown = snippet(Repair((put,)), json=False).split("\n")
    assert len(shown) == LINES + 1
    assert shown[-1] == "# ... 71 more lines"


@given(st.text(max_size=9), VALUES, st.booleans())
def test_a_snippet_reads_as_the_value_under_its_key(
    key: str, value: Value, is_json: bool
) -> None:
    shown = snippet(Repair((Put("f", (key,), value),)), json=is_json)
    if is_json:
        assert json.loads("{" + shown + "}") == {key: value}
    elif not any("\ud800" <= c <= "\udfff" for c in repr(value) + key):
        assert parse("f", shown + "\n").root == {key: value}
    assert [line for line in shown.split("\n") if line != line.rstrip()] == []
