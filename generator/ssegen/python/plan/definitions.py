"""What is known of an API's definitions before any of them is spelled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...ir.types import (
    Alias,
    Definition,
    Literal,
    Name,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from .cycles import cycles, cyclic
from .modules import references
from .names import Scope, pascal
from .tags import Tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Types:
    """The definitions, and what follows from them."""

    definitions: Mapping[str, Definition]
    names: Mapping[str, str]
    """The class or alias of each definition, by key."""
    responses: frozenset[str]
    """Keys of what responses reach: there is a model of it."""
    fields: Mapping[tuple[str, str], str]
    """The fields of models, by the model's key and the property's wire name."""
    recursive: frozenset[str] = field(init=False)
    """Aliases that name themselves, with no model between."""
    tags: Mapping[str, str] = field(init=False)
    """The field that tells the members apart, of every alias of such a union."""
    unknowns: Mapping[str, str] = field(init=False)
    """For each of these aliases that responses reach, the class of what is none of its members."""

    def __post_init__(self) -> None:
        definitions = _unrolled(self.definitions)
        every = {
            key: tuple(references(definition.type))
            for key, definition in definitions.items()
            if isinstance(definition, Alias)
        }
        recursive = cyclic(every)
        tags = Tags(definitions, recursive, self.fields)
        found = {key: tag for key in every if (tag := tags.of_alias(key))}
        named = self._unknowns(key for key in found if key in self.responses)
        object.__setattr__(self, "definitions", definitions)
        object.__setattr__(self, "recursive", recursive)
        object.__setattr__(self, "tags", found)
        object.__setattr__(self, "unknowns", named)

    def _unknowns(self, keys: Iterable[str]) -> Mapping[str, str]:
        scope = Scope("unknown", pascal, frozenset(self.names.values()), suffix="Value")
        for key in keys:
            scope.claim(key, Name((f"Unknown {self.names[key]}",)))
        return scope.settle().by_key

    def accepts_null(self, type_: Type) -> bool:
        """Whether the document lets the value be ``null``; saying nothing does not."""
        match type_:
            case Nullable() | Scalar(ScalarKind.NULL):
                return True
            case Literal(values):
                return None in values
            case Union(members):
                return any(map(self.accepts_null, members))
            case Reference(key):
                alias = self.definitions.get(key)
                return isinstance(alias, Alias) and self.accepts_null(alias.type)
            case _:
                return False


def _unrolled(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The definitions without aliases that lead back to themselves with no list or object between.

    Those on such a way are all the same: whatever else any of them may be.
    """
    aliases = {
        key: definition.type
        for key, definition in definitions.items()
        if isinstance(definition, Alias)
    }
    direct = {key: tuple(_direct(type_)) for key, type_ in aliases.items()}
    ways = tuple(cycles(direct))
    endless = {key: aliases[key] for way in ways for key in way}
    for way in ways:
        endless |= dict.fromkeys(way, _whatever_else(way[0], endless))
    return {
        key: (
            replace(definition, type=endless[key])
            if key in endless and isinstance(definition, Alias)
            else definition
        )
        for key, definition in definitions.items()
    }


def _whatever_else(key: str, endless: Mapping[str, Type]) -> Type:
    """What an alias may be that is none of the endless ones."""
    found: dict[Type, None] = {}
    waiting: list[Type] = [Reference(key)]
    seen: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        match type_:
            case Reference(other) if other in endless:
                if other not in seen:
                    waiting.append(endless[other])
                seen.add(other)
            case Nullable(inner):
                waiting += (Scalar(ScalarKind.NULL), inner)
            case Union(members):
                waiting += reversed(members)
            case _:
                found[type_] = None
    return Union(tuple(found))


def _direct(type_: Type) -> Iterator[str]:
    """The definitions a type may simply be, with no list or object between."""
    match type_:
        case Reference(key):
            yield key
        case Nullable(inner):
            yield from _direct(inner)
        case Union(members):
            for member in members:
                yield from _direct(member)
        case _:
            pass
