"""The order of maps decides nothing but the order of what users read; no document raises."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssegen.load import Document, load
from ssegen.lower import lower
from ssegen.lower.definitions import in_document_order

if TYPE_CHECKING:
    from ssegen.ir.api import Api

SPECS = Path(__file__).parents[2] / "specs"

ORDERED = frozenset({"paths", "schemas", "properties"})
"""Keywords below which the author's order becomes that of the SDK."""


def shuffled(value: Any, chance: random.Random, above: str = "") -> Any:
    match value:
        case dict():
            keys = list(value)
            if above not in ORDERED:
                chance.shuffle(keys)
            return {key: shuffled(value[key], chance, key) for key in keys}
        case list():
            return [shuffled(item, chance) for item in value]
        case _:
            return value


def as_document(value: Any) -> Document:
    return load("-", stdin=io.BytesIO(json.dumps(value).encode()))


def lowered(value: Any) -> Api:
    return lower(as_document(value)).api


@pytest.mark.parametrize(
    "spec", sorted(SPECS.glob("*.yaml")), ids=lambda path: path.stem
)
@pytest.mark.parametrize("seed", [1, 2])
def test_maps_without_an_order_may_be_written_in_any(spec: Path, seed: int) -> None:
    value = load(str(spec)).root.value
    mixed = lowered(shuffled(value, random.Random(seed)))
    assert mixed == lowered(value)
    assert list(mixed.definitions) == list(lowered(value).definitions)


NAMES = ("A", "B", "C")

TEXT = st.sampled_from(["string", "integer", "object", "array", "null", "file", ""])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), TEXT)


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, max_size=3)
    named = st.dictionaries(st.sampled_from(["a", "type", "event"]), inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(TEXT, st.lists(TEXT, max_size=2), SCALARS),
            "nullable": SCALARS,
            "properties": st.one_of(named, SCALARS),
            "required": st.one_of(st.lists(TEXT, max_size=2), SCALARS),
            "items": st.one_of(inner, several),
            "prefixItems": several,
            "additionalProperties": st.one_of(inner, st.booleans()),
            "allOf": st.one_of(several, SCALARS),
            "oneOf": several,
            "anyOf": several,
            "const": SCALARS,
            "enum": st.one_of(st.lists(SCALARS, max_size=3), SCALARS),
            "format": SCALARS,
            "title": SCALARS,
            "discriminator": st.one_of(
                st.fixed_dictionaries(
                    {"propertyName": st.sampled_from(["type", "event"])},
                    optional={"mapping": st.dictionaries(TEXT, st.sampled_from(NAMES))},
                ),
                SCALARS,
            ),
        },
    )


LEAVES = st.one_of(
    st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in NAMES]),
    st.just({"$ref": "#/components/schemas/A/properties/a"}),
    st.just({"type": "string"}),
    SCALARS,
)
SCHEMAS = st.recursive(LEAVES, schemas, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(st.tuples(SCHEMAS, SCHEMAS, SCHEMAS))
def test_no_schema_raises_and_every_definition_that_is_named_is_there(
    found: tuple[Any, ...],
) -> None:
    content = {"schema": {"$ref": "#/components/schemas/A"}}
    response = {"content": {"application/json": content, "text/event-stream": content}}
    document = as_document(
        {
            "openapi": "3.1.0",
            "info": {"title": "Test", "version": "1"},
            "paths": {
                "/x": {
                    "post": {
                        "requestBody": {"content": {"application/json": content}},
                        "responses": {"200": response},
                    }
                }
            },
            "components": {"schemas": dict(zip(NAMES, found, strict=True))},
        }
    )
    api = lower(document).api
    assert set(api.definitions) >= set(_referenced(repr(api.definitions)))
    assert in_document_order(document, {}) == []


def _referenced(text: str) -> list[str]:
    return [part.split("'")[0] for part in text.split("Reference(key='")[1:]]
