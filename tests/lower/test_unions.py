"""Unions become what tells their members apart best."""

from __future__ import annotations

import pytest
from tests.documents import with_schemas

from ssegen.ir.types import (
    Alias,
    Anything,
    Array,
    Discriminator,
    Literal,
    Model,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ssegen.lower import lower
from ssegen.lower.unions import union_of

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)
NULL = Scalar(ScalarKind.NULL)

MEMBERS = """
        Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
        Dog: {type: object, required: [kind], properties: {kind: {enum: [dog]}}}
"""


def key(name: str) -> str:
    return f"#/components/schemas/{name}"


def union(schemas: str) -> Union:
    alias = lower(with_schemas(schemas)).api.definitions[key("Thing")]
    assert isinstance(alias, Alias)
    assert isinstance(alias.type, Union)
    return alias.type


def tag(schemas: str, name: str, property_: str) -> Type:
    found = lower(with_schemas(schemas)).api.definitions[key(name)]
    assert isinstance(found, Model)
    return next(p.type for p in found.properties if p.wire_name == property_)


@pytest.mark.parametrize(
    ("members", "type_"),
    [
        ((STRING, STRING), STRING),
        ((STRING, NULL), Nullable(STRING)),
        ((Nullable(STRING), INTEGER), Nullable(Union((STRING, INTEGER)))),
        ((Union((STRING, INTEGER)), STRING), Union((STRING, INTEGER))),
        ((STRING, Anything()), Anything()),
        ((STRING, Literal(("a",), open=True)), Literal(("a",), open=True)),
        (
            (INTEGER, Literal(("a",), open=True)),
            Union((INTEGER, Literal(("a",), open=True))),
        ),
        (
            (Literal(("a",), open=True), Literal(("b", "a"), open=True)),
            Literal(("a", "b"), open=True),
        ),
        ((NULL, NULL), NULL),
        ((Array(STRING), Array(STRING)), Array(STRING)),
    ],
)
def test_a_union_is_as_simple_as_it_can_be(
    members: tuple[Type, ...], type_: Type
) -> None:
    assert union_of(members) == type_


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
def test_a_discriminator_is_taken_from_the_document(keyword: str) -> None:
    found = union(f"""
        Thing:
          {keyword}:
            - $ref: '#/components/schemas/Cat'
            - $ref: '#/components/schemas/Dog'
          discriminator: {{propertyName: kind}}
        {MEMBERS}
    """)
    assert found.discriminator == Discriminator(
        "kind", (("cat", key("Cat")), ("dog", key("Dog")))
    )


def test_constants_that_differ_imply_a_discriminator() -> None:
    found = union(f"""
        Thing:
          oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
        {MEMBERS}
    """)
    assert found.discriminator is not None
    assert found.discriminator.property == "kind"


def test_constants_that_are_the_same_imply_none() -> None:
    found = union("""
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
        A: {type: object, required: [kind], properties: {kind: {const: x}, a: {type: string}}}
        B: {type: object, required: [kind], properties: {kind: {const: x}, b: {type: string}}}
    """)
    assert found.discriminator is None


def test_a_tag_that_may_be_left_out_implies_none_unless_it_has_a_default() -> None:
    schemas = """
        Thing:
          oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}]
        A: {{type: object, properties: {{kind: {{const: a{default}}}}}}}
        B: {{type: object, required: [kind], properties: {{kind: {{const: b}}}}}}
    """
    assert union(schemas.format(default="")).discriminator is None
    assert union(schemas.format(default=", default: a")).discriminator is not None


@pytest.mark.parametrize("reference", ["'#/components/schemas/Open'", "Open"])
def test_a_mapping_tells_the_tag_of_a_member_that_leaves_it_open(
    reference: str,
) -> None:
    schemas = f"""
        Thing:
          oneOf: [{{$ref: '#/components/schemas/Open'}}, {{$ref: '#/components/schemas/Cat'}}]
          discriminator:
            propertyName: kind
            mapping: {{first: {reference}, second: {reference}, cat: Cat}}
        Open: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
        {MEMBERS}
    """
    assert union(schemas).discriminator == Discriminator(
        "kind", (("first", key("Open")), ("second", key("Open")), ("cat", key("Cat")))
    )
    assert tag(schemas, "Open", "kind") == Literal(("first", "second"), open=False)


SHARED = """
        Thing:
          oneOf:
            - {$ref: '#/components/schemas/Start'}
            - {$ref: '#/components/schemas/End'}
            - {$ref: '#/components/schemas/Debug'}
          discriminator:
            propertyName: kind
            mapping: {start: Start, end: End, debug: Debug}
        Event: {type: object, required: [kind], properties: {kind: {enum: [start, end]}}}
        Start: {allOf: [{$ref: '#/components/schemas/Event'}], properties: {n: {type: integer}}}
        End: {allOf: [{$ref: '#/components/schemas/Event'}], properties: {m: {}}}
        Debug: {type: object, properties: {text: {type: string}}}
"""


def test_a_mapping_tells_members_apart_that_share_one_enumeration() -> None:
    assert union(SHARED).discriminator == Discriminator(
        "kind", (("start", key("Start")), ("end", key("End")), ("debug", key("Debug")))
    )
    assert tag(SHARED, "Start", "kind") == Literal(("start",), open=False)
    assert tag(SHARED, "End", "kind") == Literal(("end",), open=False)


def test_a_mapping_tells_the_tag_of_a_member_whose_enumeration_forgot_it() -> None:
    schemas = SHARED.replace("enum: [start, end]", "enum: [start, stop]")
    assert tag(schemas, "End", "kind") == Literal(("end",), open=False)


def test_a_member_without_the_property_that_tells_it_apart_gets_it() -> None:
    assert tag(SHARED, "Debug", "kind") == Literal(("debug",), open=False)


def test_a_mapping_that_constants_contradict_tells_nothing_apart() -> None:
    schemas = """
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]
          discriminator: {propertyName: kind, mapping: {a: A, b: B}}
        A: {type: object, required: [kind], properties: {kind: {const: a}}}
        B: {type: object, required: [kind], properties: {kind: {const: a}, b: {}}}
    """
    assert union(schemas).discriminator is None
    assert tag(schemas, "B", "kind") == Literal(("a",), open=False)


def test_the_constants_of_union_members_are_closed_and_those_of_others_open() -> None:
    schemas = f"""
        Thing:
          oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
        {MEMBERS}
    """
    assert tag(schemas, "Cat", "kind") == Literal(("cat",), open=False)
    alone = f"""
        Thing: {{type: object, properties: {{pet: {{$ref: '#/components/schemas/Cat'}}}}}}
        {MEMBERS}
    """
    assert tag(alone, "Cat", "kind") == Literal(("cat",), open=True)


def test_a_named_enumeration_that_is_a_tag_is_spelled_in_place_and_closed() -> None:
    schemas = """
        Thing:
          oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/Cat'}]
          discriminator: {propertyName: kind}
        A: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/K'}}}
        Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
        K: {type: string, enum: [x, y]}
    """
    assert tag(schemas, "A", "kind") == Literal(("x", "y"), open=False)


def test_a_union_in_a_union_is_reached_by_all_its_tags() -> None:
    found = union(f"""
        Thing:
          oneOf: [{{$ref: '#/components/schemas/Pet'}}, {{$ref: '#/components/schemas/Rock'}}]
          discriminator: {{propertyName: kind}}
        Pet:
          oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
        Rock: {{type: object, required: [kind], properties: {{kind: {{const: rock}}}}}}
        {MEMBERS}
    """)
    assert found.discriminator == Discriminator(
        "kind", (("cat", key("Pet")), ("dog", key("Pet")), ("rock", key("Rock")))
    )


def test_properties_beside_a_union_belong_to_every_member() -> None:
    api = lower(with_schemas(f"""
        Thing:
          type: object
          required: [age]
          properties: {{age: {{type: integer}}}}
          oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]
        {MEMBERS}
        """)).api
    models = [d for d in api.definitions.values() if isinstance(d, Model)]
    assert [[p.wire_name for p in m.properties] for m in models] == [
        ["age", "kind"]
    ] * 2
    assert [m.name.candidates[0] for m in models] == ["Thing Cat", "Thing Dog"]


def test_members_that_only_require_do_not_make_a_union() -> None:
    api = lower(with_schemas("""
        Thing:
          type: object
          properties: {a: {type: string}, b: {type: string}}
          anyOf: [{required: [a]}, {required: [b]}]
        """)).api
    (thing,) = api.definitions.values()
    assert isinstance(thing, Model)


def test_a_member_that_builds_on_its_own_union_is_a_plain_model() -> None:
    api = lower(with_schemas("""
        Thing:
          type: object
          required: [kind]
          properties: {kind: {type: string}}
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}
        Cat: {allOf: [{$ref: '#/components/schemas/Thing'}, {properties: {purrs: {type: boolean}}}]}
        Dog: {allOf: [{$ref: '#/components/schemas/Thing'}, {properties: {barks: {type: boolean}}}]}
        """)).api
    models = [d for d in api.definitions.values() if isinstance(d, Model)]
    assert sorted(p.wire_name for m in models for p in m.properties) == [
        "barks",
        "kind",
        "kind",
        "purrs",
    ]
    assert all(isinstance(d, Model | Alias) for d in api.definitions.values())


def test_one_member_and_null_is_that_member_or_null() -> None:
    (resource,) = lower(with_schemas("""
        Thing: {anyOf: [{$ref: '#/components/schemas/Cat'}, {type: 'null'}]}
        Cat: {type: object, properties: {a: {type: string}}}
        """)).api.resources
    assert getattr(resource.operations[0].result, "type", None) == Nullable(
        Reference(key("Cat"))
    )
