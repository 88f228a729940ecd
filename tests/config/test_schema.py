"""The schema that editors get is the one that files are checked by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from generated_examples.regenerate import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # no stubs

from ssegen.config.schema import problems, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLISHED: dict[str, Any] = json.loads((ROOT / "docs/ssegen.schema.json").read_text())
EDITOR = Draft202012Validator(PUBLISHED)
"""What an editor knows: it passes over the formats, which are ours."""

RULES = ("SSE101", "SSE301")

KEYS = sorted(
    {
        *PUBLISHED["properties"],
        *PUBLISHED["$defs"]["operation"]["properties"],
        *PUBLISHED["$defs"]["override"]["properties"],
        "SSE101",
        "strickt",
    }
)
VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["httpx", "off", "body.a", "a.yaml", "chat_sdk", "-", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
)


def tables(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema and all below it that list properties."""
    if "properties" in schema:
        yield schema
    for inner in schema.values():
        if isinstance(inner, dict):
            yield from tables(inner)


def test_the_published_schema_is_the_one_that_is_shipped() -> None:
    assert (ROOT / "docs/ssegen.schema.json").read_text() == schema_text()


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(PUBLISHED)


def test_every_key_is_described_and_no_other_is_allowed() -> None:
    found = list(tables(PUBLISHED))
    assert len(found) == 5
    for table in found:
        assert table["additionalProperties"] is False
        for key, property in table["properties"].items():
            assert "description" in property or "$ref" in property, key


def test_a_document_may_say_what_may_be_said_of_all() -> None:
    of_all = PUBLISHED["properties"].keys() - {"documents"}
    assert PUBLISHED["$defs"]["document"]["properties"].keys() == of_all


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_the_parser_refuses_all_that_an_editor_marks(table: dict[str, Any]) -> None:
    if not EDITOR.is_valid(table):
        assert problems(table, RULES)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_the_parser_refuses_nothing_else_but_names_and_commands(
    table: dict[str, Any],
) -> None:
    for problem in problems(table, RULES):
        if EDITOR.is_valid(table):
            assert {"package", "hooks", "rules"} & set(problem.place)


@pytest.mark.parametrize("key", sorted(PUBLISHED["properties"]))
def test_a_value_of_no_known_type_is_refused_for_every_key(key: str) -> None:
    [problem] = problems({key: 1.5}, RULES)
    assert problem.place == (key,)
