"""What the keywords of a schema demand: jsonschema's, and those that OpenAPI means otherwise.

A keyword is a function of a check (see `checks`), the keyword's value, the instance, and the
schema; it gives what is wrong, as jsonschema's do. Ours stand in where documents of others, or
values of servers, could make jsonschema's take for ever, and where real documents mean something
else.
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # has no stubs
from openapi_schema_validator import OAS30Validator, OAS31Validator, OAS32Validator

from ..openapi.schemas import TYPES
from .patterns import matches
from .problem import listed, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..load.node import Token, Value
    from .checks import Check

    Errors: TypeAlias = "Iterator[ValidationError]"
    Keyword: TypeAlias = "Callable[[Check, Any, Any, dict[str, Any]], Errors | None]"

MOST_ERRORS = 20
"""How many are told of one value."""

FORMATS = frozenset(
    {"date", "date-time", "email", "int32", "int64", "ipv4", "ipv6", "uuid"}
)
"""The formats that are checked: those that jsonschema knows whatever else is installed."""

_STANDARD = Draft202012Validator.VALIDATORS


def vocabulary(version: tuple[int, int]) -> Mapping[str, Keyword]:
    """The keywords of a version of OpenAPI, with those of JSON Schema that it does not know: real
    documents use them all the same.
    """
    dialects = {(3, 0): OAS30Validator, (3, 1): OAS31Validator, (3, 2): OAS32Validator}
    return {**_STANDARD, **dialects[version].VALIDATORS, **_OWN}


def is_usable(keyword: str, value: Value) -> bool:
    """Whether a keyword has a value of the kind that it wants; others constrain nothing."""
    return keyword not in _WANTED or _WANTED[keyword](value)


def said(message: str, *path: Token) -> ValidationError:
    """What is wrong, in words of our own."""
    return ValidationError(message, validator="said", path=path)


def _any_of(check: Check, members: list[Any], instance: Any, _: object) -> Errors:
    """What the tag names, else any member. ``oneOf`` counts the same, for the members of real
    documents overlap.
    """
    named = check.named(instance)
    if named is not None:
        yield from named
        return
    found = []
    tag, tags = check.tags
    candidates = check.candidates(members, instance) or members
    for member in candidates:
        errors = list(islice(check.descend(instance, member), MOST_ERRORS))
        if not errors:
            return
        found.append(errors)
    found.sort(key=_distance)
    if len(found) == 1 or _distance(found[0]) < _distance(found[1]):
        yield from found[0]
    elif isinstance(instance, dict) and isinstance(instance.get(tag), str):
        yield said(f"{shown(instance[tag])} is none of {listed(tags)}", tag)
    else:
        yield said(f"{shown(instance)} fits none of the {len(members)} schemas")


def _distance(errors: list[Any]) -> tuple[bool, int]:
    """How far a value is from a member of a union: of another type, or less."""
    return any(e.validator == "type" and not e.path for e in errors), len(errors)


def _reference(check: Check, _: str, instance: Any, __: object) -> Errors:
    yield from check.referred(instance)


def _properties(
    check: Check, properties: dict[str, Any], instance: Any, _: object
) -> Errors:
    if isinstance(instance, dict):
        for name, value in instance.items():
            if name in check.hidden:
                yield said(f"is not for a {check.direction.value}", name)
            elif name in properties:
                yield from check.descend(value, properties[name], path=name)


def _required(check: Check, required: list[str], instance: Any, _: object) -> Errors:
    if isinstance(instance, dict):
        for name in required:
            if name not in instance and name not in check.hidden:
                yield said("is missing", name)


def _pattern_properties(
    check: Check, patterns: dict[str, Any], instance: Any, _: object
) -> Errors:
    if isinstance(instance, dict):
        for name, value in instance.items():
            for pattern, schema in patterns.items():
                if matches(pattern, name):
                    yield from check.descend(value, schema, path=name)


def _additional_properties(
    check: Check, additional: Any, instance: Any, schema: dict[str, Any]
) -> Errors:
    if additional is True or not isinstance(instance, dict):
        return
    # What is required may be there, also where the schema forgets to describe it.
    known = {*schema.get("properties", ()), *schema.get("required", ())}
    patterns = schema.get("patternProperties", {})
    for name, value in instance.items():
        if name in known or any(matches(pattern, name) for pattern in patterns):
            continue
        if additional is False:
            yield said("is not among the properties of the schema", name)
        else:
            yield from check.descend(value, additional, path=name)


def _pattern(_: Check, pattern: str, instance: Any, __: object) -> Errors:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("")


def _format(check: Check, format: str, instance: Any, schema: dict[str, Any]) -> Errors:
    if format in FORMATS:
        yield from _STANDARD["format"](check, format, instance, schema)


def _multiple_of(_: Check, unit: float, instance: Any, __: object) -> Errors:
    """By decimals: 0.3 is a multiple of 0.1."""
    if isinstance(instance, int | float) and not isinstance(instance, bool):
        try:
            rest = Decimal(str(instance)) % Decimal(str(unit))
        except (InvalidOperation, ValueError):
            return  # too many digits to tell
        if rest:
            yield ValidationError("")


def _exclusive(keyword: str, bound: str) -> Keyword:
    """As a number, or as OpenAPI 3.0 has it, as what is said of the bound."""
    standard = _STANDARD[keyword]

    def exclusive(
        check: Check, limit: Any, instance: Any, schema: dict[str, Any]
    ) -> Errors:
        limit = schema.get(bound) if limit is True else limit
        if limit is not None and limit is not False:
            yield from standard(check, limit, instance, schema)

    return exclusive


def _unique_items(_: Check, unique: bool, instance: Any, __: object) -> Errors:
    """By their texts: to compare each with each would be quadratic."""
    if unique and isinstance(instance, list):
        texts = {json.dumps(item, sort_keys=True) for item in instance}
        if len(texts) < len(instance):
            yield ValidationError("")


def _content_schema(
    check: Check, content: Any, instance: Any, schema: dict[str, Any]
) -> Errors:
    """JSON in a string (JSON Schema 2020-12, section 8)."""
    if isinstance(instance, str) and "json" in str(schema.get("contentMediaType")):
        try:
            value = json.loads(instance)
        except (ValueError, RecursionError):
            yield said(f"{shown(instance)} is not JSON")
        else:
            yield from check.descend(value, content)


def _nothing(*_: object) -> None:
    """Constrains nothing."""


_OWN: dict[str, Keyword] = {
    "$ref": _reference,
    "$dynamicRef": _reference,
    "allOf": _STANDARD["allOf"],
    "anyOf": _any_of,
    "oneOf": _any_of,
    "type": _STANDARD["type"],
    "items": _STANDARD["items"],
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    # What they count as evaluated takes another way through the schema.
    "unevaluatedItems": _nothing,
    "unevaluatedProperties": _nothing,
    "required": _required,
    "maximum": _STANDARD["maximum"],
    "minimum": _STANDARD["minimum"],
    "exclusiveMaximum": _exclusive("exclusiveMaximum", "maximum"),
    "exclusiveMinimum": _exclusive("exclusiveMinimum", "minimum"),
    "pattern": _pattern,
    "format": _format,
    "multipleOf": _multiple_of,
    "uniqueItems": _unique_items,
    "contentSchema": _content_schema,
}


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_limit(value: Value) -> bool:
    return isinstance(value, int | float)


def _is_schema(value: Value) -> bool:
    return isinstance(value, dict | bool)


def _is_list(value: Value) -> bool:
    return isinstance(value, list) and bool(value)


def _is_mapping(value: Value) -> bool:
    return isinstance(value, dict)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_texts(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_type(value: Value) -> bool:
    named: list[Value] = value if isinstance(value, list) else [value]
    return _is_texts(named) and TYPES.issuperset(named)


_NUMBERS = (
    "maximum minimum maxLength minLength maxItems minItems maxProperties minProperties"
    " maxContains minContains"
)
_SCHEMAS = (
    "items additionalProperties not contains propertyNames if then else contentSchema"
)
_WANTED: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(_NUMBERS.split(), _is_number),
    **dict.fromkeys(_SCHEMAS.split(), _is_schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems", "enum"), _is_list),
    **dict.fromkeys(("properties", "patternProperties"), _is_mapping),
    **dict.fromkeys(("dependentSchemas", "discriminator"), _is_mapping),
    **dict.fromkeys(("pattern", "format", "$ref", "$dynamicRef"), _is_text),
    **dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), _is_limit),
    "required": _is_texts,
    "type": _is_type,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "dependentRequired": lambda v: isinstance(v, dict)
    and all(map(_is_texts, v.values())),
}
