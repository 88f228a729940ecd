# SPDX-License-Identifier: 0BSD
"""What JSON a type is made of: texts do not say whether they are numbers, nor where lists end."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from pydantic_core import from_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import TypeAdapter

Schema: TypeAlias = "dict[str, Any]"
Content: TypeAlias = "str | list[str] | dict[str, str]"
"""What a style tells apart: one value, several, or several with names."""

_SCALARS = frozenset(("boolean", "integer", "number", "string"))


class Shape:
    """The JSON Schema of a type, as pydantic gives it, read for what is needed here.

    Attributes:
        kinds: The names of JSON Schema for what a value may be; empty where it may be anything.
        properties: The schemas of an object's properties, by wire name.
    """

    def __init__(self, schema: Schema, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._choices = [*_choices(schema, definitions, set())]
        kinds = [_kinds(choice) for choice in self._choices]
        known = frozenset[str]().union(*kinds)
        self.kinds = known if all(kinds) else frozenset[str]()

    @classmethod
    def of(cls, adapter: TypeAdapter[Any]) -> Shape:
        """Give the shape of the type that an adapter validates."""
        schema = adapter.json_schema(by_alias=True, mode="validation")
        return cls(schema, schema.get("$defs", {}))

    @cached_property
    def properties(self) -> dict[str, Shape]:
        return {
            name: Shape(schema, self._definitions)
            for choice in self._choices
            for name, schema in choice.get("properties", {}).items()
        }

    @cached_property
    def items(self) -> Shape:
        """The shape of an array's items."""
        return self._inner("items")

    @property
    def is_bytes(self) -> bool:
        return any(choice.get("format") == "binary" for choice in self._choices)

    @property
    def is_object(self) -> bool:
        """Whether a value is an object, and neither an array nor a single value."""
        return self.kinds - {"null"} == frozenset(("object",))

    def may_be(self, kind: str) -> bool:
        """Whether a value may be of a kind by the schema's own words."""
        return kind in self.kinds

    def is_several(self, count: int) -> bool:
        """Whether so many values under one name are an array's items."""
        if not self.kinds:
            return count > 1
        return "array" in self.kinds and (count > 1 or self.kinds.isdisjoint(_SCALARS))

    def property(self, name: str) -> Shape:
        """Give the shape of a property, declared or not."""
        return self.properties.get(name) or self._others

    def value(self, text: str) -> object:
        """Give what a text stands for: itself where that can be, else the JSON that it is."""
        if not self.kinds or "string" in self.kinds:
            return text
        try:
            value: object = from_json(text, allow_inf_nan=False)
        except ValueError:
            return text
        return value if _kind(value) & self.kinds else text

    def shaped(self, content: Content) -> object:
        """Give what texts stand for."""
        match content:
            case str():
                return self.value(content)
            case list():
                return [self.items.value(text) for text in content]
            case dict():
                return {
                    key: self.property(key).value(text) for key, text in content.items()
                }

    @cached_property
    def _others(self) -> Shape:
        return self._inner("additionalProperties")

    def _inner(self, key: str) -> Shape:
        found = [
            choice[key] for choice in self._choices if isinstance(choice.get(key), dict)
        ]
        return Shape({"anyOf": found} if found else {}, self._definitions)


def _choices(
    schema: Schema, definitions: Mapping[str, Schema], seen: set[str]
) -> Iterator[Schema]:
    """Give the members of a union, and of unions among them; any other schema alone."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        if name not in seen:
            yield from _choices(definitions[name], definitions, seen | {name})
        return
    members: list[Schema] = [
        member
        for key in ("anyOf", "oneOf", "allOf")
        for member in cast("list[Schema]", schema.get(key, []))
    ]
    for member in members:
        yield from _choices(member, definitions, seen)
    if not members:
        yield schema


def _kinds(schema: Schema) -> frozenset[str]:
    if "type" in schema:
        return frozenset((schema["type"],))
    if "const" in schema:
        return _kind(schema["const"])
    return frozenset[str]().union(*map(_kind, schema.get("enum", ())))


def _kind(value: object) -> frozenset[str]:
    match value:
        case None:
            return frozenset(("null",))
        case bool():
            return frozenset(("boolean",))
        case int():
            return frozenset(("integer", "number"))
        case float():
            return frozenset(
                ("number", "integer") if value.is_integer() else ("number",)
            )
        case str():
            return frozenset(("string",))
        case list():
            return frozenset(("array",))
        case _:
            return frozenset(("object",))
