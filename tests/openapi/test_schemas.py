from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssegen.load import Document, Node, load
from ssegen.openapi import schemas

if TYPE_CHECKING:
    from tests.openapi.conftest import Read


def schema_of(document: Document, name: str = "S") -> Node:
    node = document.root.get(name)
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("{type: string}", {"string"}),
        ("{type: [string, 'null']}", {"string"}),
        ("{type: [string, integer]}", {"string", "integer"}),
        ("{type: 'null'}", {"null"}),
        ("{type: string, nullable: true}", {"string"}),
        ("{properties: {a: {}}}", {"object"}),
        ("{additionalProperties: true}", {"object"}),
        ("{items: {}}", {"array"}),
        ("{prefixItems: []}", {"array"}),
        ("{const: x}", {"string"}),
        ("{enum: [1, 2]}", {"integer"}),
        ("{enum: [1, 1.5, a, null]}", {"integer", "number", "string"}),
        ("{enum: [true]}", {"boolean"}),
        ("{enum: [[1], {}]}", {"array", "object"}),
        ("{type: number, enum: [1]}", {"number"}),
        ("{oneOf: [{type: string}, {type: 'null'}]}", {"string"}),
        ("{anyOf: [{type: string}, {properties: {}}]}", {"string", "object"}),
        ("{anyOf: [{oneOf: [{type: string}]}, {const: 1}]}", {"string", "integer"}),
        ("{type: object, oneOf: [{type: string}]}", {"object"}),
        ("{nullable: true, oneOf: [{type: string}]}", {"string"}),
        ("{allOf: [{type: object}, {description: x}]}", {"object"}),
        ("{allOf: [{type: number}, {type: integer}]}", {"integer"}),
        ("{allOf: [{type: [string, integer]}, {type: string}]}", {"string"}),
        ("{allOf: [{type: string}], type: integer}", {"integer"}),
        ("{$ref: '#/T'}", {"string"}),
        ("{$ref: '#/T', description: x}", {"string"}),
        ("{$ref: '#/gone', type: object}", {"object"}),
        ("{}", set()),
        ("true", set()),
        ("{description: anything}", set()),
        ("{oneOf: [{required: [a]}, {required: [b]}]}", set()),
        ("{type: file}", set()),
    ],
)
def test_types_are_stated_or_implied(text: str, types: set[str], read: Read) -> None:
    document = read(f"S: {text}\nT: {{type: string}}\n")
    assert schemas.types(document, schema_of(document)) == types


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{type: string, nullable: true}", True),
        ("{type: [string, 'null']}", True),
        ("{type: 'null'}", True),
        ("{const: null}", True),
        ("{enum: [a, null]}", True),
        ("{anyOf: [{type: string}, {type: 'null'}]}", True),
        ("{oneOf: [{type: string}, {type: integer, nullable: true}]}", True),
        ("{oneOf: [{type: string}, {$ref: '#/N'}]}", True),
        ("{$ref: '#/N'}", True),
        ("{$ref: '#/T', nullable: true}", True),
        ("{allOf: [{$ref: '#/T'}], nullable: true}", True),
        ("{allOf: [{$ref: '#/N'}]}", True),
        ("{nullable: true, oneOf: [{type: string}]}", True),
        ("{type: string}", False),
        ("{$ref: '#/T'}", False),
        ("{allOf: [{$ref: '#/N'}, {$ref: '#/T'}]}", False),
        ("{type: string, enum: [a, null]}", False),
        ("{type: object, oneOf: [{type: object}, {type: 'null'}]}", False),
        ("{}", False),
        ("{type: string, nullable: 'true'}", False),
    ],
)
def test_null_is_allowed_in_either_dialect(
    text: str, expected: bool, read: Read
) -> None:
    document = read(
        f"S: {text}\nT: {{type: string}}\nN: {{type: string, nullable: true}}\n"
    )
    assert schemas.nullable(document, schema_of(document)) is expected


def test_properties_of_all_parts_are_merged_and_the_schemas_own_count(
    read: Read,
) -> None:
    document = read("""
S:
  $ref: '#/Base'
  allOf:
    - properties: {b: {title: all}, c: {title: all}}
      required: [c]
  properties: {c: {title: own}, d: {title: own}}
  required: [d, missing]
Base:
  properties: {a: {title: base}, b: {title: base}}
  required: [a]
""")
    schema = schema_of(document)
    found = schemas.properties(document, schema)
    assert {name: node.text("title") for name, node in found.items()} == {
        "a": "base",
        "b": "all",
        "c": "own",
        "d": "own",
    }
    assert list(found) == ["a", "b", "c", "d"]
    assert schemas.required(document, schema) == {"a", "c", "d", "missing"}


def test_a_chain_of_references_with_siblings_is_merged(read: Read) -> None:
    document = read("""
S: {$ref: '#/B', properties: {s: {}}}
B: {$ref: '#/C', properties: {b: {}}}
C: {properties: {c: {}}}
""")
    assert list(schemas.properties(document, schema_of(document))) == ["c", "b", "s"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{oneOf: [{title: a}, {title: b}]}", ["a", "b"]),
        ("{anyOf: [{title: a}, {title: b}]}", ["a", "b"]),
        ("{oneOf: [{title: a}], anyOf: [{title: b}]}", ["a"]),
        ("{anyOf: [{title: a}, {type: 'null', title: n}]}", ["a"]),
        ("{anyOf: [{title: a}, {$ref: '#/N'}]}", ["a"]),
        ("{oneOf: [{title: a}, {enum: [null], title: n}]}", ["a"]),
        ("{$ref: '#/U'}", ["u"]),
        ("{allOf: [{$ref: '#/U'}]}", ["u"]),
        ("{allOf: [{$ref: '#/U'}], oneOf: [{title: own}]}", ["own"]),
        ("{oneOf: [{required: [a]}, {required: [b]}]}", []),
        ("{type: object}", []),
        ("{oneOf: []}", []),
    ],
)
def test_members_of_a_union_leave_out_null(
    text: str, names: list[str], read: Read
) -> None:
    document = read(
        f"S: {text}\nU: {{oneOf: [{{title: u, properties: {{}}}}]}}\nN: {{type: 'null'}}\n"
    )
    schema = schema_of(document)
    members = schemas.members(document, schema)
    assert [member.text("title") for member in members] == names


def test_the_part_that_carries_the_union_is_found(read: Read) -> None:
    document = read("S: {$ref: '#/U'}\nU: {oneOf: [{type: string}]}\n")
    assert schemas.union(document, schema_of(document)) == document.root.get("U")
    assert schemas.union(document, document.root) is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{const: a}", ["a"]),
        ("{enum: [a, b, a, null]}", ["a", "b"]),
        ("{enum: [1, true, 1.0]}", [1, True, 1.0]),
        ("{const: a, enum: [a, b]}", ["a"]),
        ("{type: string, enum: [a], x-stainless-const: true}", ["a"]),
        ("{$ref: '#/E'}", ["e"]),
        ("{allOf: [{$ref: '#/E'}]}", ["e"]),
        ("{$ref: '#/E', const: own}", ["own"]),
        ("{const: null}", []),
        ("{enum: [[1], {}]}", []),
        ("{type: string}", []),
    ],
)
def test_constants_are_scalars_without_null(
    text: str, values: list[object], read: Read
) -> None:
    document = read(f"S: {text}\nE: {{enum: [e]}}\n")
    found = schemas.constants(document, schema_of(document))
    assert [(type(v), v) for v in found] == [(type(v), v) for v in values]


def every_fact(document: Document, schema: Node) -> None:
    schemas.types(document, schema)
    schemas.nullable(document, schema)
    schemas.properties(document, schema)
    schemas.required(document, schema)
    schemas.members(document, schema)
    schemas.union(document, schema)
    schemas.constants(document, schema)


@pytest.mark.parametrize(
    "text",
    [
        "S: {$ref: '#/S'}",
        "S: {allOf: {$ref: '#/S'}, type: object}",
        "S: {allOf: [{$ref: '#/S'}]}",
        "S: {oneOf: [{$ref: '#/S'}, {$ref: '#/T'}]}\nT: {anyOf: [{$ref: '#/S'}]}",
        "S: {$ref: '#/gone'}",
    ],
)
def test_circles_end(text: str, read: Read) -> None:
    document = read(text)
    every_fact(document, schema_of(document))


@pytest.mark.parametrize("keyword", ["allOf", "oneOf"])
def test_doubling_schemas_take_no_doubling_time(keyword: str, read: Read) -> None:
    lines = [
        f"S{n}: {{{keyword}: [{{$ref: '#/S{n + 1}'}}, {{$ref: '#/S{n + 1}'}}]}}"
        for n in range(200)
    ]
    document = read("\n".join([*lines, "S200: {type: string}"]))
    schema = schema_of(document, "S0")
    every_fact(document, schema)
    assert schemas.types(document, schema) == {"string"}


def test_long_chains_do_not_exhaust_the_stack(read: Read) -> None:
    lines = [f"S{n}: {{$ref: '#/S{n + 1}'}}" for n in range(3_000)]
    document = read("\n".join([*lines, "S3000: {type: string}"]))
    assert schemas.types(document, schema_of(document, "S0")) == {"string"}


def test_only_so_many_schemas_hold_together(read: Read) -> None:
    lines = [f"S{n}: {{allOf: [{{$ref: '#/S{n + 1}'}}]}}" for n in range(3_000)]
    document = read("\n".join([*lines, "S3000: {type: string}"]))
    parts = schemas.parts(document, schema_of(document, "S0"))
    assert len(parts) == schemas.MOST_PARTS
    assert parts[-1] == schema_of(document, "S0")


KEYWORDS = (
    *["type", "nullable", "properties", "required", "allOf", "oneOf", "anyOf"],
    *["const", "enum", "items", "additionalProperties", "$ref", "discriminator"],
)
REFERENCES = st.sampled_from(["#/S", "#/S/allOf", "#/S/oneOf/0", "#/x", "#", "", "x"])
BROKEN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | REFERENCES,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYWORDS), inner, max_size=4),
    max_leaves=12,
)


@given(BROKEN)
@settings(deadline=None)
def test_no_broken_schema_raises(schema: Any) -> None:
    text = json.dumps({"openapi": "3.1.0", "S": schema})
    document = load("-", stdin=io.BytesIO(text.encode()))
    every_fact(document, schema_of(document))
