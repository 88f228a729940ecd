"""What a value lacks by a schema of the document."""

from __future__ import annotations

import pytest
from tests.documents import with_schemas

from ssegen.conformance import Conformance, Direction

REQUEST, RESPONSE = Direction.REQUEST, Direction.RESPONSE


def told(
    schemas: str, value: object, direction: Direction = RESPONSE, version: str = "3.1.0"
) -> list[str]:
    """The problems of a value by the component ``Thing``, each with its path before it."""
    document = with_schemas(schemas, version=version)
    schema = document.root.at("components", "schemas", "Thing")
    assert schema is not None
    conformance = Conformance(document)
    found = conformance.problems(schema, value, direction=direction)  # type: ignore[arg-type]  # tests pass any JSON
    return [f"{problem.path} {problem.message}" for problem in found]


@pytest.mark.parametrize(
    ("schema", "value", "problem"),
    [
        ("{type: integer}", "a", '$ "a" is not of type integer'),
        ("{type: [integer, 'null']}", "a", '$ "a" is not of type integer or null'),
        ("{enum: [a, b]}", "c", '$ "c" is none of "a", "b"'),
        ("{const: a}", True, '$ true is not "a"'),
        ("{maxLength: 2}", "abc", '$ "abc" does not fit `maxLength: 2`'),
        ("{minimum: 3}", 2, "$ 2 does not fit `minimum: 3`"),
        ("{pattern: '^a+$'}", "ab", '$ "ab" does not fit `pattern: "^a+$"`'),
        ("{format: date-time}", "noon", '$ "noon" is no "date-time"'),
        ("{multipleOf: 0.1}", 0.25, "$ 0.25 does not fit `multipleOf: 0.1`"),
        ("{required: [a]}", {}, "$.a is missing"),
        ("{items: {type: string}}", ["a", 1], "$[1] 1 is not of type string"),
        (
            "{properties: {a: {properties: {b-c: false}}}}",
            {"a": {"b-c": 1}},
            '$.a["b-c"] may not be here',
        ),
        (
            "{properties: {a: {}}, additionalProperties: false}",
            {"a": 1, "b": 2},
            "$.b is not among the properties of the schema",
        ),
        (
            "{patternProperties: {^x: {type: string}}, additionalProperties: {type: boolean}}",
            {"xa": 1, "b": True},
            "$.xa 1 is not of type string",
        ),
        ("{uniqueItems: true}", [{"a": 1}, {"a": 1}], "$ an array does not fit"),
        (
            "{type: string, contentMediaType: application/json, contentSchema: {required: [a]}}",
            "{}",
            "$.a is missing",
        ),
    ],
)
def test_what_does_not_conform_is_told_with_its_place(
    schema: str, value: object, problem: str
) -> None:
    (found,) = told(f"Thing: {schema}", value)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{multipleOf: 0.1}", 0.3),
        ("{multipleOf: 0.01}", 19.99),
        ("{$ref: '#/components/schemas/Nowhere'}", 1),
        ("{pattern: '(['}", "a"),
        ("{pattern: '(?!a)b'}", "a"),
        ("{format: fancy}", "a"),
        ("{type: file}", "a"),
        ("{oneOf: [{type: integer}, {type: number}]}", 1),
        ("{minLength: x, required: {a: 1}, items: 7, enum: 3, oneOf: [1, null]}", "a"),
    ],
)
def test_what_is_broken_or_ambiguous_constrains_nothing(
    schema: str, value: object
) -> None:
    assert told(f"Thing: {schema}", value) == []


def test_long_values_are_shortened_and_messages_stay_on_one_line() -> None:
    (found,) = told("Thing: {type: integer}", "x\n\u2028" * 1_000)
    assert len(found) < 500
    assert found.isprintable()


def test_a_discriminator_makes_messages_speak_of_the_member_that_the_tag_names() -> (
    None
):
    schemas = """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          discriminator:
            propertyName: kind
            mapping: {cat: '#/components/schemas/Cat', hound: Dog}
        Cat: {required: [kind, lives], properties: {lives: {type: integer}}}
        Dog: {required: [kind, barks], properties: {barks: {type: boolean}}}
        """
    assert told(schemas, {"kind": "hound"}) == ["$.barks is missing"]
    assert told(schemas, {"kind": "cat", "lives": "9"}) == [
        '$.lives "9" is not of type integer'
    ]
    assert told(schemas, {"kind": "cow"}) == [
        '$.kind "cow" is none of "Cat", "Dog", "cat", "hound"'
    ]


def test_without_a_discriminator_constants_tell_which_member_is_meant() -> None:
    schemas = """
        Thing:
          anyOf:
          - {required: [type, x], properties: {type: {const: a}, x: {type: integer}}}
          - {required: [type, y], properties: {type: {const: b}, y: {type: integer}}}
        """
    assert told(schemas, {"type": "b", "y": "1"}) == ['$.y "1" is not of type integer']


def test_a_base_that_lists_its_heirs_ends() -> None:
    schemas = """
        Thing:
          oneOf: [{$ref: '#/components/schemas/Heir'}]
          discriminator: {propertyName: kind}
        Heir: {allOf: [{$ref: '#/components/schemas/Thing'}, {required: [x]}]}
        """
    assert told(schemas, {"kind": "Heir"}) == ["$.x is missing"]
    assert told(schemas, {"kind": "Heir", "x": 1}) == []


def test_each_direction_has_its_own_properties() -> None:
    schemas = """
        Thing:
          required: [id, secret]
          properties: {id: {readOnly: true}, secret: {$ref: '#/components/schemas/Secret'}}
        Secret: {type: string, writeOnly: true}
        """
    assert told(schemas, {"secret": "x"}, REQUEST) == []
    assert told(schemas, {"id": 1}, RESPONSE) == []
    assert told(schemas, {"id": 1, "secret": "x"}, REQUEST) == [
        "$.id is not for a request"
    ]
    assert told(schemas, {"id": 1, "secret": "x"}, RESPONSE) == [
        "$.secret is not for a response"
    ]


def test_the_dialect_of_openapi_3_0_is_known() -> None:
    schemas = """
        Thing:
          properties:
            a: {nullable: true, allOf: [{$ref: '#/components/schemas/Other'}]}
            b: {type: integer, minimum: 3, exclusiveMinimum: true}
        Other: {type: object}
        """
    assert told(schemas, {"a": None, "b": 4}, version="3.0.3") == []
    assert told(schemas, {"a": 1, "b": 3}, version="3.0.3") == [
        "$.a 1 is not of type object",
        "$.b 3 does not fit `exclusiveMinimum: true`",
    ]


def test_definitions_within_a_schema_are_found() -> None:
    schemas = """
        Thing:
          properties:
            a: {$ref: '#/$defs/A', $defs: {A: {type: integer}}}
        """
    assert told(schemas, {"a": "x"}) == ['$.a "x" is not of type integer']
