"""Objects that a document describes in several places in the same words: they become one class.

Two are equal where their own word (a property's name, a title) and all that they hold are, however
deep; what is said about them in prose counts for nothing. What the author named stays what it is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from ..ir.api import Binary, Json, Nothing, Operation, Result, Text
from ..ir.streams import EventStream, Variant
from ..ir.types import (
    Alias,
    Array,
    Definition,
    Discriminator,
    Map,
    Model,
    Name,
    Nullable,
    Reference,
    Tuple,
    Type,
    Union,
)
from .words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from .place_names import Path

Renamed: TypeAlias = "Mapping[str, str]"
"""The key that stands for each key that another definition took over."""

_NUMBER = re.compile(r"\s*\d\w*$")
_GENERIC = frozenset(
    {"response", "request", "event", "error", "item", "value", "option"}
)
"""Words that say where something stands, not what it is."""

_FEW = 2
"""Properties that name what holds them."""

_ENOUGH = 2
"""Places in places whose words make a name that says enough."""


def merged(
    definitions: Mapping[str, Definition], paths: Mapping[str, Path]
) -> tuple[dict[str, Definition], Renamed]:
    """The definitions without those that equal an earlier one.

    Args:
        definitions: All definitions, in document order.
        paths: The words for the places of those that the author gave no name, by key.

    Gives:
        The definitions that stay, with names that suit all their places, and which key stands for
        each of the others.
    """
    groups: dict[Hashable, list[str]] = {}
    for key, sign in _signs(definitions, paths).items():
        groups.setdefault(sign, []).append(key)
    renamed: dict[str, str] = {}
    names: dict[str, Name] = {}
    for keys in groups.values():
        named = [key for key in keys if key not in paths]
        stays, *others = named[:1] + [key for key in keys if key in paths]
        renamed |= dict.fromkeys(others, stays)
        if others and not named:
            places = [paths[key].natural for key in keys]
            names[stays] = _name(definitions[stays], places)
    kept = {
        key: _rewritten(definition, renamed, names.get(key, definition.name))
        for key, definition in definitions.items()
        if key not in renamed
    }
    return kept, renamed


def with_merged(operation: Operation, renamed: Renamed) -> Operation:
    """The operation, with the definitions that stand for others in place of these."""
    body = operation.body
    return replace(
        operation,
        parameters=tuple(
            replace(parameter, type=_of(parameter.type, renamed))
            for parameter in operation.parameters
        ),
        body=(
            replace(body, type=_of(body.type, renamed))
            if body is not None and body.type is not None
            else body
        ),
        result=_result(operation.result, renamed),
        errors=tuple(
            replace(error, type=_of(error.type, renamed)) for error in operation.errors
        ),
    )


def _signs(
    definitions: Mapping[str, Definition], paths: Mapping[str, Path]
) -> dict[str, Hashable]:
    """What is the same for equal definitions, by key: the coarsest partition that tells apart what
    leads to different things, refined by rounds.

    A union is what it holds, whatever it is called; so one with a name may stand for others.
    """
    signs: dict[str, Hashable] = {
        key: "" if isinstance(definition, Alias) else _word(paths[key])
        for key, definition in definitions.items()
        if key in paths or _is_union(definition)
    }
    count = 0
    while count < (count := len(set(signs.values()))):
        numbers: dict[Hashable, int] = {}
        current = signs

        def sign(key: str, current: Mapping[str, Hashable] = current) -> Hashable:
            return current[key] if key in paths else key

        signs = {
            key: numbers.setdefault(
                (current[key], _shape(definitions[key], sign)), len(numbers)
            )
            for key in current
        }
    return signs


def _is_union(definition: Definition) -> bool:
    return isinstance(definition, Alias) and isinstance(definition.type, Union)


def _word(path: Path) -> str:
    """What a place is called, whichever of several it is."""
    last = " ".join(words(path.natural[-1])).lower()
    return _NUMBER.sub("", last)


def _shape(definition: Definition, sign: Callable[[str], Hashable]) -> Hashable:
    match definition:
        case Model(properties=properties, additional=additional):
            held = frozenset(
                (
                    p.wire_name,
                    p.required,
                    p.read_only,
                    p.write_only,
                    p.name,
                    _sign(p.type, sign),
                )
                for p in properties
            )
            extra = _sign(additional, sign) if additional is not None else None
            return held, extra
        case Alias(type=type_):
            return _sign(type_, sign)
        case _:
            assert_never(definition)


def _sign(type_: Type, sign: Callable[[str], Hashable]) -> Hashable:
    match type_:
        case Reference(key):
            return "reference", sign(key)
        case Array(inner) | Map(inner) | Nullable(inner):
            return type(type_).__name__, _sign(inner, sign)
        case Tuple(items, rest):
            held = tuple(_sign(item, sign) for item in items)
            return "Tuple", held, _sign(rest, sign) if rest is not None else None
        case Union(members, discriminator):
            tag = discriminator.property if discriminator is not None else ""
            return "Union", tag, tuple(_sign(member, sign) for member in members)
        case _:
            return type_


def _name(definition: Definition, places: Sequence[tuple[str, ...]]) -> Name:
    """The words that all the places end with, where they say enough; else those of the first."""
    own = definition.name.candidates
    common = _common(places)
    word = _NUMBER.sub("", places[0][-1]).lower()
    held = definition.properties if isinstance(definition, Model) else ()
    better: list[str] = []
    if word == "error":
        better = ["error response"]
    elif word in _GENERIC and len(common) < _ENOUGH and 0 < len(held) <= _FEW:
        better = [" ".join((*(item.wire_name for item in held), word))]
    else:
        ends = [common[-length:] for length in range(1, len(common) + 1)]
        telling = [end for end in ends if _says_enough(end)]
        longer = [end for end in telling if len(end) >= _ENOUGH]
        # One word alone is better only than the name of an operation among several.
        usable = longer or (telling if _in_operation(definition) else [])
        better = [" ".join(end) for end in usable]
    return Name(tuple(dict.fromkeys((*better, *own))))


def _says_enough(segments: Sequence[str]) -> bool:
    return _NUMBER.sub("", segments[0]).lower() not in _GENERIC


def _in_operation(definition: Definition) -> bool:
    return definition.key.startswith("#/paths/")


def _common(places: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest end that all the places have in common."""
    first, *others = places
    length = 0
    while length < len(first) and all(
        first[-length - 1 :] == other[-length - 1 :] for other in others
    ):
        length += 1
    return first[len(first) - length :]


def _rewritten(definition: Definition, renamed: Renamed, name: Name) -> Definition:
    match definition:
        case Alias(type=type_):
            return replace(definition, name=name, type=_of(type_, renamed))
        case Model(properties=properties, additional=additional):
            return replace(
                definition,
                name=name,
                properties=tuple(
                    replace(item, type=_of(item.type, renamed)) for item in properties
                ),
                additional=_of(additional, renamed) if additional is not None else None,
            )
        case _:
            assert_never(definition)


def _result(result: Result, renamed: Renamed) -> Result:
    match result:
        case Json(type=type_, by_status=by_status):
            return replace(
                result,
                type=_of(type_, renamed),
                by_status=tuple(
                    (status, _of(of_one, renamed) if of_one is not None else None)
                    for status, of_one in by_status
                ),
            )
        case EventStream(variants=variants, payload=payload, error_payloads=errors):
            return replace(
                result,
                variants=tuple(_variant(variant, renamed) for variant in variants),
                payload=_of(payload, renamed) if payload is not None else None,
                error_payloads=tuple(_of(error, renamed) for error in errors),
            )
        case Text() | Binary() | Nothing():
            return result
        case _:
            assert_never(result)


def _variant(variant: Variant, renamed: Renamed) -> Variant:
    fields = (replace(f, type=_of(f.type, renamed)) for f in variant.fields)
    return replace(variant, fields=tuple(fields))


def _of(type_: Type, renamed: Renamed) -> Type:
    """The type, with the definitions that stand for others in place of these."""
    match type_:
        case Reference(key):
            return Reference(renamed[key]) if key in renamed else type_
        case Array(inner):
            return Array(_of(inner, renamed))
        case Map(inner):
            return Map(_of(inner, renamed))
        case Nullable(inner):
            return Nullable(_of(inner, renamed))
        case Tuple(items, rest):
            return Tuple(
                tuple(_of(item, renamed) for item in items),
                _of(rest, renamed) if rest is not None else None,
            )
        case Union(members, discriminator):
            kept = dict.fromkeys(_of(member, renamed) for member in members)
            return Union(tuple(kept), _discriminator(discriminator, renamed))
        case _:
            return type_


def _discriminator(
    discriminator: Discriminator | None, renamed: Renamed
) -> Discriminator | None:
    if discriminator is None:
        return None
    mapping = ((value, renamed.get(key, key)) for value, key in discriminator.mapping)
    return replace(discriminator, mapping=tuple(mapping))
