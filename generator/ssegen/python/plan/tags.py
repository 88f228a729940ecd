"""Which field tells the members of a union apart."""

from __future__ import annotations

from collections import Counter
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
from .literal import MOST_LITERALS, encodes
from .modules import properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Group = tuple[str, ...]
"""Keys of models that stand for one member of a union: a model alone, or those of a union that is
told apart by itself."""


class Tags:
    """The tags of an API's unions.

    Args:
        definitions: The definitions.
        recursive: Keys of aliases that name themselves.
        fields: The fields of models, by the model's key and the property's wire name.
    """

    def __init__(
        self,
        definitions: Mapping[str, Definition],
        recursive: frozenset[str],
        fields: Mapping[tuple[str, str], str],
    ) -> None:
        self._definitions = definitions
        self._recursive = recursive
        self._fields = fields
        self._by_alias: dict[str, str] = {}

    def of_alias(self, key: str) -> str:
        """The field that tells the members of a named union apart; empty where there is none."""
        if key not in self._by_alias:
            alias = self._definitions.get(key)
            plain = isinstance(alias, Alias) and key not in self._recursive
            self._by_alias[key] = ""
            if plain and isinstance(alias, Alias):
                self._by_alias[key] = self.of(alias.type)
        return self._by_alias[key]

    def of(self, type_: Type) -> str:
        """The field that tells the members of a union apart, by its name in Python.

        Every member must be a model with constants of its own in that field, or a union of such
        models that is told apart by itself, and by another field where constants repeat in it.
        Null may be a member too. Empty for what is no such union.
        """
        union = type_.inner if isinstance(type_, Nullable) else type_
        if not isinstance(union, Union):
            return ""
        groups = list(dict.fromkeys(self._groups(union)))
        if len(groups) < 2 or not all(groups):
            return ""
        first = self._definitions[groups[0][0]]
        if union.discriminator is not None:
            wires: tuple[str, ...] = (union.discriminator.property,)
        elif isinstance(first, Model):
            wires = tuple(p.wire_name for p in first.properties if p.required)
        else:
            wires = ()
        inferred = union.discriminator is None
        return next(
            filter(None, (self._field(groups, wire, inferred) for wire in wires)), ""
        )

    def _groups(self, type_: Type) -> Iterator[Group]:
        """The members of a union, nested ones dissolved; an empty group for what is no object."""
        match type_:
            case Union(members):
                for member in members:
                    yield from self._groups(member)
            case Nullable(inner):
                yield from self._groups(inner)
            case Scalar(ScalarKind.NULL):
                pass
            case Reference(key):
                yield from self._named_groups(key)
            case _:
                yield ()

    def _named_groups(self, key: str) -> Iterator[Group]:
        match self._definitions.get(key):
            case Model():
                yield (key,)
            case Alias(type=type_) if key not in self._recursive:
                inner = list(self._groups(type_))
                if self.of_alias(key):
                    yield tuple(dict.fromkeys(model for g in inner for model in g))
                else:
                    yield from inner
            case _:
                yield ()

    def _field(self, groups: Sequence[Group], wire: str, inferred: bool) -> str:
        names: set[str] = set()
        owners: Counter[object] = Counter()
        for group in groups:
            values: set[object] = set()
            for key in group:
                constants = self._constants(key, wire, inferred)
                if not constants:
                    return ""
                values.update(constants)
                names.add(self._fields.get((key, wire), ""))
            owners.update(values)
        name, *others = names
        # The field of that name holds what came where a union's member is not known.
        usable = not others and name != "raw"
        return name if usable and set(owners.values()) == {1} else ""

    def _constants(self, key: str, wire: str, inferred: bool) -> tuple[object, ...]:
        """What a model has in a field that is there; nothing where it may hold something else."""
        model = self._definitions[key]
        if not isinstance(model, Model):
            return ()
        for item in properties(model, request=False):
            if item.wire_name == wire and isinstance(item.type, Literal):
                values = item.type.values
                certain = item.required or (len(values) == 1 and not inferred)
                closed = not item.type.open and len(values) <= MOST_LITERALS
                exact = all(map(_is_exact, values))
                return values if certain and exact and closed else ()
        return ()


def _is_exact(value: Constant) -> bool:
    """Whether pydantic can look for a tag of that value."""
    if isinstance(value, str):
        return encodes(value)
    return isinstance(value, int) and not isinstance(value, bool)
