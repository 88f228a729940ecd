"""Values as YAML: every reader gets the same value back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from ssegen.diagnostics.yaml import flow, lines
from ssegen.load.yaml import parse

if TYPE_CHECKING:
    from ssegen.diagnostics import Value

TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
) | st.sampled_from(
    [
        "on",
        "1e3",
        "0o7",
        "- a",
        "a: b",
        "# x",
        "~",
        "\n",
        "a\n\n",
        " a\nb ",
        "12:30:45",
        "<<",
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.sampled_from([2, 4]), st.sampled_from([0, 2]))
def test_what_is_written_is_read_as_the_same_value(
    value: Value, indent: int, dash: int
) -> None:
    written = lines({"x": value}, indent=indent, dash=dash)
    assert parse("file", "\n".join(written) + "\n").root == {"x": value}
    assert [line for line in written if line != line.rstrip()] == []


@given(VALUES)
def test_what_is_written_shows_as_it_is(value: Value) -> None:
    assert "".join(lines(value)).isprintable()


@pytest.mark.parametrize(
    "text", ["on", "no", "1e3", "0o17", "1_000", "12:30:45", "2020-01-01"]
)
def test_what_some_version_of_yaml_reads_as_something_else_is_quoted(text: str) -> None:
    assert flow(text) == f"'{text}'"
    assert pyyaml.safe_load(flow(text)) == text


@pytest.mark.parametrize("text", ["text/event-stream", "$ref", "a b", "[x", "é"])
def test_other_text_is_quoted_only_where_it_must_be(text: str) -> None:
    assert (flow(text) == text) is (text != "[x")
