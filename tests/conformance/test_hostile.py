"""Documents and values that mean harm: whatever they are, comparing ends, and soon."""

from __future__ import annotations

import io
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from ssegen.conformance import Conformance, Direction
from ssegen.load import load

if TYPE_CHECKING:
    from ssegen.load import Value

LEVELS = 40


def ref(name: str) -> dict[str, Value]:
    return {"$ref": f"#/components/schemas/{name}"}


def problems(schemas: dict[str, Any], value: Value) -> list[str]:
    """The messages about a value by the component ``A``."""
    info = {"title": "A", "version": "1"}
    tree = {"openapi": "3.1.0", "info": info, "components": {"schemas": schemas}}
    described = load("-", stdin=io.BytesIO(json.dumps(tree).encode()))
    schema = described.root.at("components", "schemas", "A")
    assert schema is not None
    found = Conformance(described).problems(schema, value, direction=Direction.RESPONSE)
    return [problem.message for problem in found]


def doubling(keyword: str) -> dict[str, Any]:
    """Schemas each of which leads to the next in two ways."""
    names = ["A", *(f"B{level}" for level in range(LEVELS))]
    pairs = itertools.pairwise(names)
    chain = {name: {keyword: [ref(other), ref(other)]} for name, other in pairs}
    return {**chain, names[-1]: {"type": "object"}}


@pytest.mark.parametrize(
    "schema",
    [
        ref("A"),
        {"allOf": [ref("A"), ref("A")]},
        {"anyOf": [ref("A"), ref("A")]},
        {"type": "object", "properties": {"a": ref("A")}},
    ],
)
def test_schemas_in_circles_constrain_as_far_as_they_say_something(schema: Any) -> None:
    assert problems({"A": schema}, {"a": {"a": {}}}) == []


@pytest.mark.parametrize("keyword", ["allOf", "anyOf"])
def test_what_doubles_with_each_level_is_given_up_on(keyword: str) -> None:
    value: Value = {} if keyword == "allOf" else 1
    (message,) = problems(doubling(keyword), value)
    assert message == "takes too many steps to compare with its schema"


def test_a_long_chain_of_schemas_is_given_up_on() -> None:
    names = ["A", *(f"B{level}" for level in range(5_000))]
    pairs = itertools.pairwise(names)
    chain: dict[str, Any] = {name: {"allOf": [ref(other)]} for name, other in pairs}
    (message,) = problems({**chain, names[-1]: {}}, 1)
    assert message == "is nested too deeply to compare with its schema"


def test_a_value_nested_without_end_is_given_up_on() -> None:
    value: Value = 1
    for _ in range(900):
        value = {"a": value}
    (message,) = problems({"A": {"properties": {"a": ref("A")}}}, value)
    assert message == "is nested too deeply to compare with its schema"


def test_catastrophic_patterns_are_matched_in_linear_time() -> None:
    schema = {"pattern": "^(a+)+$", "patternProperties": {"^(a+)+$": False}}
    assert len(problems({"A": schema}, "a" * 100_000 + "!")) == 1
    assert problems({"A": schema}, {"a" * 100_000 + "!": 1}) == []


def test_large_values_are_not_written_out_for_each_member_of_a_union() -> None:
    members: list[Any] = [{"maxItems": 0}] * 20_000
    value: list[Value] = ["x" * 1_000] * 1_000
    (message,) = problems({"A": {"anyOf": members}}, value)
    assert message == "takes too many steps to compare with its schema"


def test_many_items_are_compared_by_what_they_are_not_each_with_each() -> None:
    items: list[Value] = [{"a": number} for number in range(50_000)]
    assert problems({"A": {"uniqueItems": True}}, items) == []


def test_of_many_problems_the_first_are_told() -> None:
    schema = {"items": {"type": "string"}}
    assert len(problems({"A": schema}, list(range(10_000)))) == 20


def test_numbers_too_large_to_write_are_told_of() -> None:
    (message,) = problems({"A": {"maximum": 5, "multipleOf": 0.1}}, 10**5_000)
    assert message == "holds a number too large to compare"


JUNK: list[Any] = [None, 5, "x", [], {}, [None], {"a": 5}, True, [[]], {"a": {"a": 1}}]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_keywords_of_any_kind_are_passed_over(junk: Any) -> None:
    keywords = """
        $ref $dynamicRef type enum allOf anyOf oneOf not if then else properties required items
        patternProperties additionalProperties propertyNames prefixItems contains pattern format
        minLength maxLength minimum exclusiveMinimum multipleOf minItems uniqueItems discriminator
        dependentRequired dependentSchemas minContains contentSchema nullable readOnly $defs
    """
    values: list[Any] = [{"a": {"a": 1}}, ["a", 1], "a", 1, None, True, 0.5]
    for keyword in keywords.split():
        schema = {"oneOf": [{}], keyword: junk}
        for value in values:
            problems({"A": schema}, value)
