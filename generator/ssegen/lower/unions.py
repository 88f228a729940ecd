"""Types out of several: nulls hoisted, repetitions dropped, literals joined, tags found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..ir.types import (
    Anything,
    Discriminator,
    Literal,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ..load.node import Document, Node
from ..openapi import schemas
from ..openapi.discriminators import mapping_entries, mapping_target
from .composition import Composite, Compositions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_SCALARS = {
    str: ScalarKind.STRING,
    bool: ScalarKind.BOOLEAN,
    int: ScalarKind.INTEGER,
    float: ScalarKind.NUMBER,
}


Tag: TypeAlias = "str | int"


def union_of(
    members: Iterable[Type], discriminator: Discriminator | None = None
) -> Type:
    """The type that any of these types is; not a union where one says it all."""
    distinct: dict[Type, None] = {}
    nullable = False
    for member in _dissolved(members):
        match member:
            case Nullable(inner):
                nullable = True
                distinct[inner] = None
            case Scalar(ScalarKind.NULL):
                nullable = True
            case _:
                distinct[member] = None
    kept = _joined(distinct)
    if any(isinstance(member, Anything) for member in kept):
        return Anything()
    match kept:
        case ():
            return Scalar(ScalarKind.NULL) if nullable else Anything()
        case (only,):
            type_ = only
        case _:
            type_ = Union(kept, discriminator)
    return Nullable(type_) if nullable else type_


def _dissolved(members: Iterable[Type]) -> Iterable[Type]:
    """The members, with those of untagged unions among them in their place."""
    for member in members:
        match member:
            case Union(inner, None):
                yield from _dissolved(inner)
            case Nullable(Union(inner, None)):
                yield from _dissolved(inner)
                yield Scalar(ScalarKind.NULL)
            case _:
                yield member


def _joined(members: Iterable[Type]) -> tuple[Type, ...]:
    """The members with all literals in one, and without a scalar that an open literal covers.

    ``Literal["a"] | str`` is what an open literal means.
    """
    literals = [member for member in members if isinstance(member, Literal)]
    if not literals:
        return tuple(members)
    # True == 1 in Python, but not in JSON.
    values = {(type(v), v): v for literal in literals for v in literal.values}
    kinds = {_SCALARS[type(v)] for v in values.values() if v is not None}
    covered = {Scalar(kind) for kind in kinds}
    open_ = any(literal.open for literal in literals)
    joined = Literal(tuple(values.values()), open_)
    kept: dict[Type, None] = {}
    for member in members:
        if isinstance(member, Literal):
            kept[joined] = None
        elif not (open_ and member in covered):
            kept[member] = None
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Tags:
    """Finds the property that tells the members of a union apart.

    Args:
        document: The document.
        compositions: Its schemas as they count.
        schema_of: The schema of a definition, by its key; None where it is not known.
        key_of: The key of the definition that a schema becomes.
    """

    document: Document
    compositions: Compositions
    schema_of: Callable[[str], Composite | None]
    key_of: Callable[[Node], str]

    def discriminator(
        self, composite: Composite, members: Sequence[Type]
    ) -> Discriminator | None:
        """The discriminator that the document declares or that constants imply; None where values
        overlap or lack.
        """
        bare = [m.inner if isinstance(m, Nullable) else m for m in members]
        keys = [member.key for member in bare if isinstance(member, Reference)]
        if len(keys) != len(members) or len(set(keys)) < 2:
            return None
        declared = composite.last("discriminator")
        if declared is not None and (name := declared.text("propertyName")):
            mapping = self._mapping(declared)
            found = self._tagged(name, keys, mapping, implied=False)
            return found or self._mapped(name, keys, mapping)
        for name in self._shared_properties(keys):
            if found := self._tagged(name, keys, {}, implied=True):
                return found
        return None

    def _tagged(
        self,
        name: str,
        keys: Sequence[str],
        mapping: Mapping[str, tuple[Tag, ...]],
        *,
        implied: bool,
    ) -> Discriminator | None:
        pairs: dict[Tag, str] = {}
        for key in dict.fromkeys(keys):
            values = self._values(key, name, certain=implied)
            values = values or mapping.get(key, ())
            if not values or not pairs.keys().isdisjoint(values):
                return None
            pairs |= dict.fromkeys(values, key)
        return Discriminator(name, tuple(pairs.items()))

    def _mapped(
        self, name: str, keys: Sequence[str], mapping: Mapping[str, tuple[Tag, ...]]
    ) -> Discriminator | None:
        """The discriminator that a mapping of all members gives, where they have their tags from
        one enumeration of all; None where a member has a constant that the mapping contradicts.
        """
        for key in keys:
            own, mapped = self._values(key, name, certain=False), mapping.get(key, ())
            if not mapped or (len(own) == 1 and own[0] not in mapped):
                return None
        return Discriminator(
            name, tuple((value, key) for key in keys for value in mapping[key])
        )

    def _shared_properties(self, keys: Sequence[str]) -> list[str]:
        """The properties that all members have, the likeliest tag first."""
        names = [
            composite.properties.keys() if composite else frozenset[str]()
            for key in keys
            for composite in self._objects(key)
        ]
        shared = set(names[0]).intersection(*names[1:]) if names else set[str]()
        return sorted(shared, key=lambda name: (name != "type", name))

    def _values(self, key: str, name: str, *, certain: bool) -> tuple[Tag, ...]:
        """The values that a property may have in a definition.

        With ``certain`` there are none where the property may be left out.
        """
        found: dict[Tag, None] = {}
        for composite in self._objects(key):
            values = (
                self._constants(composite, name, certain=certain) if composite else ()
            )
            if not values:
                return ()
            found |= dict.fromkeys(values)
        return tuple(found)

    def _objects(self, key: str) -> Iterator[Composite | None]:
        """What a definition may be, through unions of unions; None for what is no schema."""
        waiting = [self.schema_of(key)]
        seen: set[Node] = set()
        while waiting:
            composite = waiting.pop()
            if composite is not None and composite.members:
                if composite.node not in seen:
                    seen.add(composite.node)
                    waiting.extend(
                        member if isinstance(member, Composite) else None
                        for member in reversed(self.compositions.members(composite))
                    )
            else:
                yield composite

    def _constants(
        self, composite: Composite, name: str, *, certain: bool
    ) -> tuple[Tag, ...]:
        node = composite.properties.get(name)
        if node is None:
            return ()
        if certain and name not in composite.required and node.get("default") is None:
            return ()
        values = schemas.constants(self.document, node)
        # True == 1 in Python, so a truth value is no tag beside numbers.
        tags = tuple(
            v for v in values if isinstance(v, str | int) and not isinstance(v, bool)
        )
        return tags if len(tags) == len(values) else ()

    def _mapping(self, declared: Node) -> dict[str, tuple[Tag, ...]]:
        """For each definition the values that the mapping gives it."""
        found: dict[str, tuple[Tag, ...]] = {}
        for value, entry in mapping_entries(declared):
            target = mapping_target(self.document, entry)
            if isinstance(target, Node):
                key = self.key_of(target)
                found[key] = (*found.get(key, ()), value)
        return found
