"""What is known of an API's definitions before any of them is spelled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...ir.types import (
    Alias,
    Constant,
    Definition,
    Literal,
    Model,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from .modules import properties, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_LITERALS = 500
"""An enumeration of more values is spelled as the type of its values."""


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

    def __post_init__(self) -> None:
        definitions = _unrolled(self.definitions)
        every = {
            key: tuple(references(definition.type))
            for key, definition in definitions.items()
            if isinstance(definition, Alias)
        }
        object.__setattr__(self, "definitions", definitions)
        object.__setattr__(self, "recursive", _cyclic(every))

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

    def tag(self, union: Union) -> tuple[tuple[str, ...], str, bool] | None:
        """What pydantic needs to tell a union's members apart by one field.

        Gives:
            The keys of the models that are left once nested unions are dissolved, the field's
            name, and whether null is a member too; None unless every member is a model that has
            a constant of its own in that field.
        """
        leaves = list(dict.fromkeys(self._leaves(union)))
        models = [m for leaf in leaves if isinstance(m := self._target(leaf), Model)]
        nullable = None in leaves
        if len(models) < 2 or len(models) + nullable != len(leaves):
            return None
        if union.discriminator is not None:
            wires: tuple[str, ...] = (union.discriminator.property,)
        else:
            wires = tuple(p.wire_name for p in models[0].properties if p.required)
        for wire in wires:
            if name := self._tag_field(
                models, wire, inferred=union.discriminator is None
            ):
                return tuple(model.key for model in models), name, nullable
        return None

    def _target(self, key: str | None) -> Definition | None:
        return self.definitions.get(key) if key is not None else None

    def _leaves(self, type_: Type) -> Iterator[str | None]:
        """The members of nested unions: keys of definitions, None for null, else ""."""
        match type_:
            case Union(members):
                for member in members:
                    yield from self._leaves(member)
            case Nullable(inner):
                yield from self._leaves(inner)
                yield None
            case Scalar(ScalarKind.NULL):
                yield None
            case Reference(key):
                definition = self.definitions.get(key)
                dissolves = isinstance(definition, Alias) and key not in self.recursive
                if dissolves and isinstance(definition, Alias):
                    yield from self._leaves(definition.type)
                else:
                    yield key
            case _:
                yield ""

    def _tag_field(self, models: Sequence[Model], wire: str, *, inferred: bool) -> str:
        names: set[str] = set()
        seen: set[Constant] = set()
        for model in models:
            found = [p for p in properties(model, request=False) if p.wire_name == wire]
            if (
                not found
                or not isinstance(found[0].type, Literal)
                or found[0].type.open
            ):
                return ""
            values = found[0].type.values
            certain = found[0].required or (len(values) == 1 and not inferred)
            if not certain or not all(
                isinstance(value, str) and encodes(value) for value in values
            ):
                return ""
            if not seen.isdisjoint(values) or len(values) > MOST_LITERALS:
                return ""
            seen.update(values)
            names.add(self.fields.get((model.key, wire), ""))
        return names.pop() if len(names) == 1 else ""


def _unrolled(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The definitions without aliases that lead back to themselves with no list or object between.

    Those on such a way are all the same: whatever else any of them may be.
    """
    direct = {
        key: tuple(_direct(definition.type))
        for key, definition in definitions.items()
        if isinstance(definition, Alias)
    }
    endless = {key: definitions[key] for key in _cyclic(direct)}
    return {
        key: (
            replace(definition, type=_whatever_else(key, endless))
            if key in endless and isinstance(definition, Alias)
            else definition
        )
        for key, definition in definitions.items()
    }


def _whatever_else(key: str, endless: Mapping[str, Definition]) -> Type:
    """What an alias may be that is none of the endless ones."""
    found: dict[Type, None] = {}
    waiting: list[Type] = [Reference(key)]
    seen: set[str] = set()
    while waiting:
        type_ = waiting.pop()
        match type_:
            case Reference(other) if isinstance(alias := endless.get(other), Alias):
                if other not in seen:
                    waiting.append(alias.type)
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


def _cyclic(graph: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The nodes of a graph that lead back to themselves."""

    def leads_back(start: str) -> bool:
        waiting, seen = list(graph[start]), set[str]()
        while waiting:
            node = waiting.pop()
            if node == start:
                return True
            if node not in seen:
                seen.add(node)
                waiting.extend(graph.get(node, ()))
        return False

    return frozenset(filter(leads_back, graph))


def encodes(text: str) -> bool:
    """Whether UTF-8 can carry a text: JSON may spell lone surrogates, which nothing else can."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
