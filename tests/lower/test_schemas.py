"""Schemas become types, in both dialects, whatever they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.documents import with_schemas

from ssegen.ir.api import Json
from ssegen.ir.types import (
    Alias,
    Anything,
    Array,
    Literal,
    Map,
    Model,
    Nullable,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
    Union,
)
from ssegen.lower import Lowered, lower

if TYPE_CHECKING:
    from ssegen.ir.types import Definition

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)


def lowered(schemas: str, version: str = "3.1.0") -> Lowered:
    return lower(with_schemas(schemas, version=version))


def result(schemas: str, version: str = "3.1.0") -> Type:
    (resource,) = lowered(schemas, version).api.resources
    (operation,) = resource.operations
    assert isinstance(operation.result, Json)
    return operation.result.type


def definitions(schemas: str, version: str = "3.1.0") -> dict[str, Definition]:
    found = lowered(schemas, version).api.definitions
    return {d.name.candidates[0]: d for d in found.values()}


def model(schemas: str, name: str = "Thing", version: str = "3.1.0") -> Model:
    found = definitions(schemas, version)[name]
    assert isinstance(found, Model)
    return found


def properties(
    schemas: str, name: str = "Thing", version: str = "3.1.0"
) -> dict[str, Type]:
    return {p.wire_name: p.type for p in model(schemas, name, version).properties}


def key(name: str) -> str:
    return f"#/components/schemas/{name}"


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ("{type: string}", ScalarKind.STRING),
        ("{type: integer, format: int64}", ScalarKind.INTEGER),
        ("{type: number, format: float}", ScalarKind.NUMBER),
        ("{type: boolean}", ScalarKind.BOOLEAN),
        ("{type: 'null'}", ScalarKind.NULL),
        ("{type: string, format: date-time}", ScalarKind.DATETIME),
        ("{type: string, format: date}", ScalarKind.DATE),
        ("{type: string, format: time}", ScalarKind.TIME),
        ("{type: string, format: duration}", ScalarKind.DURATION),
        ("{type: string, format: uuid}", ScalarKind.UUID),
        ("{type: string, format: decimal}", ScalarKind.DECIMAL),
        ("{type: string, format: byte}", ScalarKind.BASE64),
        ("{type: string, contentEncoding: base64}", ScalarKind.BASE64),
        ("{type: string, format: hostname}", ScalarKind.STRING),
        ("{type: [integer, number]}", ScalarKind.NUMBER),
    ],
)
def test_types_and_formats_become_scalars(schema: str, kind: ScalarKind) -> None:
    assert result(f"Thing: {schema}") == Scalar(kind)


def test_a_file_inside_json_is_a_scalar_too() -> None:
    thing = "{properties: {file: {type: string, format: binary}}}"
    assert properties(f"Thing: {thing}") == {"file": Scalar(ScalarKind.BINARY)}


def test_an_object_becomes_a_model_with_its_properties_in_document_order() -> None:
    found = model("""
        Thing:
          description: A thing.
          type: object
          required: [zebra]
          properties:
            zebra: {type: string, description: Striped.}
            apple: {type: integer, readOnly: true, deprecated: true}
            secret: {type: string, writeOnly: true}
    """)
    assert found == Model(
        key=key("Thing"),
        name=found.name,
        description="A thing.",
        properties=(
            Property("zebra", STRING, required=True, description="Striped."),
            Property("apple", INTEGER, required=False, deprecated=True, read_only=True),
            Property("secret", STRING, required=False, write_only=True),
        ),
    )


def test_properties_without_a_type_make_an_object_and_items_an_array() -> None:
    found = properties("""
        Thing:
          properties:
            list: {items: {type: string}}
    """)
    assert found == {"list": Array(STRING)}


@pytest.mark.parametrize(
    ("schema", "version"),
    [
        ("{type: string, nullable: true}", "3.0.3"),
        ("{type: [string, 'null']}", "3.1.0"),
        ("{anyOf: [{type: string}, {type: 'null'}]}", "3.1.0"),
        ("{oneOf: [{type: 'null'}, {type: string}]}", "3.1.0"),
        ("{$ref: '#/components/schemas/Text', nullable: true}", "3.0.3"),
        ("{allOf: [{$ref: '#/components/schemas/Text'}], nullable: true}", "3.0.3"),
    ],
)
def test_every_way_to_allow_null_makes_a_type_nullable(
    schema: str, version: str
) -> None:
    found = properties(
        f"""
        Thing:
          type: object
          properties: {{a: {schema}}}
        Text: {{type: string}}
        """,
        version=version,
    )
    assert found == {"a": Nullable(STRING)}


def test_a_nullable_component_stays_one_model_and_is_nullable_where_it_is_used() -> (
    None
):
    found = definitions(
        """
        Thing:
          type: object
          properties: {a: {$ref: '#/components/schemas/Other'}}
        Other: {type: object, nullable: true, properties: {b: {type: string}}}
        """,
        version="3.0.3",
    )
    thing = found["Thing"]
    assert isinstance(thing, Model)
    assert thing.properties[0].type == Nullable(Reference(key("Other")))
    assert isinstance(found["Other"], Model)


def test_several_types_make_a_union() -> None:
    assert result("Thing: {type: [string, integer, 'null']}") == Nullable(
        Reference(key("Thing"))
    )
    alias = definitions("Thing: {type: [string, integer, 'null']}")["Thing"]
    assert isinstance(alias, Alias)
    assert alias.type == Union((STRING, INTEGER))


def test_an_object_that_may_also_be_text_gives_its_name_to_the_union() -> None:
    found = definitions("""
        Thing: {type: [object, string], properties: {a: {type: string}}}
    """)
    alias, inner = found["Thing"], found["Thing object"]
    assert isinstance(alias, Alias)
    assert isinstance(inner, Model)
    assert alias.type == Union((Reference(inner.key), STRING))


def test_enumerations_are_open_and_named_ones_keep_their_name() -> None:
    found = definitions("""
        Thing:
          type: object
          properties:
            inline: {type: string, enum: [a, b]}
            named: {$ref: '#/components/schemas/Role'}
            one: {const: x}
            numbers: {type: integer, enum: [1, 2]}
            gap: {type: string, enum: [a, null]}
        Role: {type: string, enum: [user, assistant]}
    """)
    thing, role = found["Thing"], found["Role"]
    assert isinstance(thing, Model)
    assert [p.type for p in thing.properties] == [
        Literal(("a", "b"), open=True),
        Reference(key("Role")),
        Literal(("x",), open=True),
        Literal((1, 2), open=True),
        Nullable(Literal(("a",), open=True)),
    ]
    assert isinstance(role, Alias)
    assert role.type == Literal(("user", "assistant"), open=True)


def test_true_and_one_are_two_values() -> None:
    found = properties("Thing: {properties: {a: {enum: [true, 1]}}}")
    (values,) = [t.values for t in found.values() if isinstance(t, Literal)]
    assert [type(value) for value in values] == [bool, int]


def test_maps_arrays_and_tuples_keep_what_they_hold() -> None:
    found = properties("""
        Thing:
          type: object
          properties:
            free: {type: object}
            map: {type: object, additionalProperties: {type: integer}}
            patterns: {type: object, patternProperties: {^x: {type: integer}}}
            bare: {type: array}
            pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}
            head: {type: array, prefixItems: [{type: string}], items: {type: integer}}
            exact: {type: array, prefixItems: [{type: string}], maxItems: 1}
    """)
    assert found == {
        "free": Map(Anything()),
        "map": Map(INTEGER),
        "patterns": Map(INTEGER),
        "bare": Array(Anything()),
        "pair": Tuple((STRING, INTEGER), None),
        "head": Tuple((STRING,), INTEGER),
        "exact": Tuple((STRING,), None),
    }


def test_properties_beyond_the_known_ones_keep_the_type_the_document_gives_them() -> (
    None
):
    typed = model("""
        Thing:
          type: object
          properties: {a: {type: string}}
          additionalProperties: {type: integer}
    """)
    untyped = model("""
        Thing:
          type: object
          properties: {a: {type: string}}
          additionalProperties: true
    """)
    assert typed.additional == INTEGER
    assert untyped.additional is None


def test_all_of_merges_properties_and_what_is_required() -> None:
    found = model("""
        Thing:
          allOf:
            - $ref: '#/components/schemas/Base'
            - type: object
              required: [b]
              properties: {b: {type: integer}}
          required: [a]
        Base:
          type: object
          properties: {a: {type: string}, c: {type: string}}
    """)
    assert [(p.wire_name, p.required) for p in found.properties] == [
        ("a", True),
        ("c", False),
        ("b", True),
    ]


def test_of_two_declarations_the_later_one_holds_unless_it_says_nothing() -> None:
    found = properties("""
        Thing:
          allOf:
            - properties: {a: {type: string}, b: {type: string}}
            - properties: {a: {const: x}, b: {description: Only words.}}
    """)
    assert found == {"a": Literal(("x",), open=True), "b": STRING}


def test_keywords_beside_a_reference_make_a_schema_of_their_own() -> None:
    found = definitions("""
        Thing:
          type: object
          properties:
            plain: {$ref: '#/components/schemas/Base', description: Mine.}
            more:
              $ref: '#/components/schemas/Base'
              properties: {b: {type: integer}}
        Base: {type: object, properties: {a: {type: string}}}
    """)
    thing, more = found["Thing"], found["Thing more"]
    assert isinstance(thing, Model)
    assert isinstance(more, Model)
    plain = thing.properties[0]
    assert (plain.type, plain.description) == (Reference(key("Base")), "Mine.")
    assert [p.wire_name for p in more.properties] == ["a", "b"]


def test_a_schema_that_contains_itself_is_told_of_by_its_name() -> None:
    found = properties("""
        Thing:
          type: object
          properties:
            parent: {$ref: '#/components/schemas/Thing'}
            children: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    """)
    assert found == {
        "parent": Reference(key("Thing")),
        "children": Array(Reference(key("Thing"))),
    }


def test_a_recursive_alias_refers_to_itself() -> None:
    found = definitions("""
        Thing:
          oneOf:
            - {type: string}
            - {type: array, items: {$ref: '#/components/schemas/Thing'}}
    """)
    thing = found["Thing"]
    assert isinstance(thing, Alias)
    assert thing.type == Union((STRING, Array(Reference(key("Thing")))))


@pytest.mark.parametrize(
    "schema",
    [
        "{$ref: '#/components/schemas/Thing'}",
        "{allOf: [{$ref: '#/components/schemas/Thing'}]}",
        "{anyOf: [{$ref: '#/components/schemas/Thing'}, {type: 'null'}]}",
        "{type: object, properties: {a: {$ref: '#/components/schemas/Thing/properties/a'}}}",
        "{type: array, items: {$ref: '#/components/schemas/Thing/items'}}",
        "{allOf: [{oneOf: [{$ref: '#/components/schemas/Thing'}, {type: string}]}]}",
    ],
)
def test_a_schema_that_is_nothing_but_itself_ends(schema: str) -> None:
    assert lowered(f"Thing: {schema}").api.resources


def test_a_reference_that_leads_nowhere_accepts_anything_and_is_not_told_twice() -> (
    None
):
    found = lowered("Thing: {type: object, properties: {a: {$ref: '#/nowhere'}}}")
    (thing,) = found.api.definitions.values()
    assert isinstance(thing, Model)
    assert thing.properties[0].type == Anything()
    assert found.diagnostics == ()


@pytest.mark.parametrize("schema", ["{}", "true", "{description: Anything goes.}"])
def test_a_schema_that_says_nothing_accepts_anything_silently(schema: str) -> None:
    found = lowered(f"Thing: {{type: object, properties: {{a: {schema}}}}}")
    assert found.diagnostics == ()


@pytest.mark.parametrize("schema", ["{not: {type: string}}", "false", "{type: file}"])
def test_a_schema_that_no_type_expresses_is_told(schema: str) -> None:
    found = lowered(f"Thing: {{type: object, properties: {{a: {{items: {schema}}}}}}}")
    assert [d.rule for d in found.diagnostics] == ["SSE201"]
    assert "`Thing a item`" in found.diagnostics[0].message


def test_only_definitions_that_operations_reach_are_kept_in_document_order() -> None:
    found = definitions("""
        Unused: {type: object, properties: {a: {type: string}}}
        Zebra: {type: object, properties: {a: {type: string}}}
        Thing:
          type: object
          properties:
            apple: {$ref: '#/components/schemas/Apple'}
            zebra: {$ref: '#/components/schemas/Zebra'}
        Apple: {type: object, properties: {a: {type: string}}}
    """)
    assert list(found) == ["Zebra", "Thing", "Apple"]


def test_a_chain_of_ten_thousand_references_is_followed() -> None:
    links = "\n".join(
        f"        L{i}: {{properties: {{next: {{$ref: '#/components/schemas/L{i + 1}'}}}}}}"
        for i in range(10_000)
    )
    found = lowered(f"""
        Thing: {{$ref: '#/components/schemas/L0'}}
{links}
        L10000: {{type: string}}
        """)
    assert len(found.api.definitions) == 10_000


def test_lists_in_lists_beyond_reason_accept_anything_and_are_told() -> None:
    deep = "{type: array, items: " * 90 + "{type: string}" + "}" * 90
    found = lowered(f"Thing: {{type: object, properties: {{a: {deep}}}}}")
    assert [d.rule for d in found.diagnostics] == ["SSE201"]
