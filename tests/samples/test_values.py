"""Values made from schemas."""

from __future__ import annotations

import io
import json
import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs
from tests.documents import document, with_schemas

from ssegen.conformance import Direction
from ssegen.load import load
from ssegen.openapi import operations, request_body
from ssegen.openapi.operations import content
from ssegen.samples import NoSample, Samples

_KEYWORDS = """
    type properties items anyOf allOf required enum const pattern format minLength maxItems minItems
    minimum multipleOf additionalProperties $ref example
"""
KEYWORDS = _KEYWORDS.split()
NAMES = st.sampled_from(["id", "created_at", "text", "kind", "a b"])


@st.composite
def bounded(draw: st.DrawFn, low: str, high: str, most: int = 20) -> dict[str, int]:
    """Any of a lower and an upper bound."""
    first, second = sorted(draw(st.tuples(*[st.integers(0, most)] * 2)))
    chosen = draw(st.sets(st.sampled_from([low, high])))
    return {k: v for k, v in ((low, first), (high, second)) if k in chosen}


def typed(type_: str, keywords: st.SearchStrategy[dict[str, Any]]) -> Any:
    return keywords.map(lambda said: {"type": type_, **said})


SCALARS = st.one_of(
    typed("string", bounded("minLength", "maxLength")),
    typed("integer", bounded("minimum", "maximum")),
    typed("number", bounded("minimum", "maximum")),
    typed("integer", st.fixed_dictionaries({"multipleOf": st.integers(1, 50)})),
    st.sampled_from(["date-time", "uuid", "email", "ipv4", "date", "uri"]).map(
        lambda format: {"type": "string", "format": format}
    ),
    st.sampled_from(
        ["^[a-z]{3,5}$", "^(a|bc)+-[0-9]*$", r"^\d{4}-\w+$", "^[^a-z]x?$", "b"]
    ).map(lambda pattern: {"type": "string", "pattern": pattern}),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"const": 1}, True, {}]),
    st.lists(st.integers() | st.text(max_size=3), min_size=1).map(
        lambda values: {"enum": values}
    ),
)


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(NAMES, inner, max_size=4)
    return st.one_of(
        st.tuples(inner, bounded("minItems", "maxItems", 5)).map(
            lambda made: {"type": "array", "items": made[0], **made[1]}
        ),
        st.tuples(properties, st.sets(NAMES), st.booleans()).map(
            lambda made: {
                "type": "object",
                "properties": made[0],
                "required": sorted(made[1] & made[0].keys()),
                "additionalProperties": made[2],
            }
        ),
        typed("object", st.fixed_dictionaries({"additionalProperties": inner})),
        st.lists(inner, min_size=1, max_size=3).map(lambda each: {"anyOf": each}),
        st.tuples(properties, properties).map(
            lambda pair: {
                "allOf": [
                    {"properties": {f"{name}1": s for name, s in pair[0].items()}},
                    {"properties": {f"{name}2": s for name, s in pair[1].items()}},
                ]
            }
        ),
    )


SCHEMAS = st.recursive(SCALARS, composed, max_leaves=12)


def made(schema: Any, seed: int = 0) -> Any:
    """A value for a schema."""
    info = {"title": "A", "version": "1"}
    components = {"schemas": {"A": schema}}
    tree = {"openapi": "3.1.0", "info": info, "components": components}
    described = load("-", stdin=io.BytesIO(json.dumps(tree).encode()))
    node = described.root.at("components", "schemas", "A")
    return Samples(described).value(node, Random(seed))


@settings(deadline=None)
@given(SCHEMAS, st.integers(0, 3))
def test_values_conform_by_jsonschema_itself(schema: Any, seed: int) -> None:
    value = made(schema, seed)
    Draft202012Validator(
        schema, format_checker=Draft202012Validator.FORMAT_CHECKER
    ).validate(value)
    assert len(json.dumps(value)) < 100_000
    assert made(schema, seed) == value


@settings(deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYWORDS),
            inner,
        ),
        max_leaves=20,
    )
)
def test_schemas_of_any_kind_give_a_value_or_say_why_not(schema: Any) -> None:
    try:
        made(schema)
    except NoSample as error:
        assert str(error)


def test_what_the_document_shows_comes_first() -> None:
    described = with_schemas("""
        Thing:
          type: object
          required: [a, b, c]
          properties:
            a: {type: string, example: one}
            b: {type: string, examples: [two, 2]}
            c: {type: integer, default: 3, example: wrong}
        """)
    node = described.root.at("components", "schemas", "Thing")
    assert Samples(described).value(node, Random(1)) == {"a": "one", "b": "two", "c": 3}


def test_values_vary_by_the_random() -> None:
    schema = {"type": "object", "required": ["id"], "properties": {"id": {}}}
    assert made(schema, 1) != made(schema, 2)


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("{type: string, minLength: 1000000}", "a text of 1000000 characters"),
        ("{type: array, minItems: 1000000}", "an array of 1000000 items"),
        ("{type: string, pattern: '([', }", "is not understood"),
        ("{type: string, pattern: '((a{1000}){1000}){1000}'}", "too long"),
        (
            "{required: [a], properties: {a: {$ref: '#/components/schemas/Thing'}}}",
            "`a`: it goes on without end",
        ),
        ("{not: {}}", "does not fit `not`"),
        (
            "{minItems: 900, items: {minItems: 900, items: {minItems: 900, items: {}}}}",
            "it goes on without end",
        ),
    ],
)
def test_what_has_no_value_of_bounded_size_says_so(schema: str, reason: str) -> None:
    described = with_schemas(f"Thing: {schema}")
    node = described.root.at("components", "schemas", "Thing")
    with pytest.raises(NoSample, match=re.escape(reason)):
        Samples(described).value(node, Random(1))


def test_recursive_schemas_end_where_they_may() -> None:
    described = with_schemas("""
        Thing:
          type: object
          required: [children]
          properties:
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
            next: {anyOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}
        """)
    node = described.root.at("components", "schemas", "Thing")
    for seed in range(20):
        value = Samples(described).value(node, Random(seed))
        assert len(json.dumps(value)) < 100_000


def test_a_member_of_a_union_has_the_tag_that_the_mapping_gives_it() -> None:
    described = with_schemas("""
        Thing:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {hound: Dog}}
        Cat: {type: object, required: [kind], properties: {kind: {type: string}}}
        Dog: {type: object, required: [kind], properties: {kind: {type: string}}}
        """)
    node = described.root.at("components", "schemas", "Thing")
    samples = Samples(described)
    kinds = [json.dumps(samples.value(node, Random(seed))) for seed in range(20)]
    assert set(kinds) == {'{"kind": "Cat"}', '{"kind": "hound"}'}


DOCUMENT = """
paths:
  /thing:
    post:
      parameters:
      - {name: a, in: query, schema: {type: integer}, example: 7}
      - {name: b, in: query, schema: {type: integer, minimum: 5, maximum: 5}, example: x}
      - {name: c, in: query, content: {application/json: {schema: {const: {x: 1}}}}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [id, name]
              properties: {id: {type: string, readOnly: true}, name: {const: n}}
            examples: {wrong: {value: {id: '1', name: n}}, text: {value: '{"name": "n"}'}}
          text/plain: {example: hello}
      responses: {'204': {description: Done.}}
"""


def test_parameters_and_bodies_have_their_own_examples_where_those_conform() -> None:
    described = document(DOCUMENT)
    samples = Samples(described)
    (operation,) = operations(described)
    parameters = [samples.parameter(p, Random(1)) for p in operation.parameters]
    assert parameters == [7, 5, {"x": 1}]
    body = request_body(described, operation)
    media_types = content(described, body) if body is not None else ()  # type: ignore[arg-type]  # it does not dangle
    bodies = [
        samples.media_type(media_type, Random(1), direction=Direction.REQUEST)
        for media_type in media_types
    ]
    assert bodies == [{"name": "n"}, "hello"]
