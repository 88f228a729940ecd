"""Which literals are closed: those that tell the members of a union apart.

Whether a schema is a member of some union shows only when all of them are known, so this comes
last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..ir.types import (
    Alias,
    Definition,
    Literal,
    Model,
    Nullable,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


def close_tags(
    definitions: Mapping[str, Definition], roots: Iterable[Type]
) -> dict[str, Definition]:
    """The definitions, with the tags of union members as closed literals.

    A tag is a property with one constant, or one that a discriminator names. Its values are those
    of the discriminator's mapping where the member leaves them open, has more of them or none, or
    does not have the property at all.

    Args:
        definitions: All definitions.
        roots: Further types that may hold unions.
    """
    tags = _Tags(definitions)
    content = (type_ for d in definitions.values() for type_ in types_in(d))
    for type_ in (*content, *roots):
        tags.enter(type_)
    return {key: tags.closed(definition) for key, definition in definitions.items()}


def types_in(definition: Definition) -> Iterator[Type]:
    """The types that a definition is made of."""
    match definition:
        case Alias(type=type_):
            yield type_
        case Model(properties=properties, additional=additional):
            yield from (property_.type for property_ in properties)
            if additional is not None:
                yield additional


class _Tags:
    """The members of unions, and the values that mappings give them."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._members: set[str] = set()
        self._entered: set[str] = set()
        self._mapped: dict[str, dict[str, dict[str | int, None]]] = {}

    def enter(self, type_: Type) -> None:
        for part in parts(type_):
            if isinstance(part, Union):
                self._members.update(self._models(part, self._entered))
                discriminator = part.discriminator
                for value, key in discriminator.mapping if discriminator else ():
                    property_ = discriminator.property if discriminator else ""
                    for model in self._models(Reference(key), set()):
                        values = self._mapped.setdefault(model, {})
                        values.setdefault(property_, {})[value] = None

    def _models(self, type_: Type, seen: set[str]) -> Iterator[str]:
        """The models that a type may be, through unions in unions, but for what was seen before."""
        waiting: list[Type] = [type_]
        while waiting:
            match waiting.pop():
                case Union(members):
                    waiting.extend(members)
                case Nullable(inner):
                    waiting.append(inner)
                case Reference(key) if key not in seen:
                    seen.add(key)
                    match self._definitions.get(key):
                        case Alias(type=inner):
                            waiting.append(inner)
                        case Model():
                            yield key
                        case None:
                            pass
                case _:
                    pass

    def closed(self, definition: Definition) -> Definition:
        if not isinstance(definition, Model) or definition.key not in self._members:
            return definition
        mapped = self._mapped.get(definition.key, {})
        known = tuple(
            self._tag(p, mapped.get(p.wire_name, ())) for p in definition.properties
        )
        forgotten = mapped.keys() - {p.wire_name for p in known}
        added = (_forgotten(name, mapped[name]) for name in sorted(forgotten))
        return replace(definition, properties=(*known, *added))

    def _tag(self, property_: Property, mapped: Collection[str | int]) -> Property:
        match self._spelled(property_.type):
            case Literal(values) if len(values) == 1 or mapped:
                own = tuple(value for value in values if value in mapped)
                closed = own or tuple(mapped) or values
                return replace(property_, type=Literal(closed, open=False))
            case Scalar(ScalarKind.STRING) if mapped:
                return replace(property_, type=Literal(tuple(mapped), open=False))
            case _:
                return property_

    def _spelled(self, type_: Type) -> Type:
        """The type itself in place of a name for it."""
        seen: set[str] = set()
        while isinstance(type_, Reference) and type_.key not in seen:
            seen.add(type_.key)
            definition = self._definitions.get(type_.key)
            if not isinstance(definition, Alias):
                break
            type_ = definition.type
        return type_


def _forgotten(name: str, values: Iterable[str | int]) -> Property:
    """A tag that its model does not list, so that other unions may hold the model without it."""
    return Property(name, Literal(tuple(values), open=False), required=False)
