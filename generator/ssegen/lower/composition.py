"""A schema together with all that holds beside it: target of its ``$ref``, ``allOf``, union.

Two steps: schemas that only point to another (``$ref``, ``allOf`` of one, ``anyOf`` of one and
null) lead to the one that says something; then what it and the schemas it builds on say is
gathered. Everything is found once and without recursion, and what is gathered in all has a budget:
schemas that build on each other in chains would cost the square of their number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from ..openapi import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ADDED = 100_000
"""How many schemas and properties others may add, together, to schemas that build on them; twenty
times what the largest known document needs.
"""

_TYPING = frozenset(
    {
        "type",
        "properties",
        "required",
        "items",
        "prefixItems",
        "additionalProperties",
        "patternProperties",
        "enum",
        "const",
        "format",
        "contentEncoding",
    }
)
"""Keywords that a type can express; the others constrain or describe."""

_UNIONS = ("oneOf", "anyOf")

_LEADING = frozenset({"$ref", "$dynamicRef", "allOf", *_UNIONS})
"""Keywords by which a schema leads to others."""

_SPEAKING = _TYPING | {"$ref", "$dynamicRef", "allOf", *_UNIONS}


@dataclass(frozen=True, eq=False)
class Composite:  # no slots: they leave no room for what is computed once
    """A schema as it counts."""

    node: Node
    """The schema that gives the type its place and name; no ``$ref`` that only points on."""
    parts: tuple[Node, ...]
    """What holds together; later ones are more specific and go before earlier ones."""
    nullable: bool
    members: tuple[Node, ...] = ()
    """Of its union, without null; empty where it is none."""
    outer: Node | None = None
    """The union whose properties hold for this member besides its own; the type then belongs
    to that union alone."""
    without: tuple[Node, ...] = ()
    """Members of the schema's union that this one does not have."""

    @cached_property
    def properties(self) -> dict[str, Node]:
        """The declared properties by wire name; of two, the later one that says something."""
        merged: dict[str, Node] = {}
        for part in self.parts:
            declared = part.get("properties")
            for name, node in declared.members() if declared is not None else ():
                if name not in merged or not is_silent(node):
                    merged[name] = node
        return merged

    @cached_property
    def required(self) -> frozenset[str]:
        """The wire names of the properties that must be there."""
        return frozenset(
            name.value
            for part in self.parts
            if (listed := part.get("required")) is not None
            for name in listed.items()
            if isinstance(name.value, str)
        )

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that the parts agree on, null only where no other is allowed."""
        stated = schemas.stated(self.parts)
        if "number" in stated:
            stated -= {"integer"}
        return stated - {"null"} or stated

    def last(self, keyword: str) -> Node | None:
        """The most specific word on something."""
        for part in reversed(self.parts):
            found = part.get(keyword)
            if found is not None:
                return found
        return None

    def text(self, keyword: str) -> str:
        """The most specific word on something, where it is a string."""
        found = self.last(keyword)
        return found.value if found is not None and isinstance(found.value, str) else ""


def is_silent(node: Node) -> bool:
    """Whether a schema leaves open what the value is: ``{}``, ``true``, a description alone."""
    if isinstance(node.value, dict):
        return _SPEAKING.isdisjoint(node.value)
    return node.value is True


@dataclass(frozen=True, slots=True)
class _Settled:
    """Where a schema leads, and whether those on the way allow null."""

    node: Node | Dangling
    nullable: bool = False


class Compositions:
    """The schemas of a document as they count, each found once.

    Args:
        document: In which references are followed.

    Attributes:
        excess: The schema at which more would have been gathered than there is a budget for; from
            then on, nothing is.
    """

    def __init__(self, document: Document) -> None:
        self.excess: Node | None = None
        self._document = document
        self._added = 0
        self._settled: dict[Node, _Settled] = {}
        self._composed: dict[Node, Composite] = {}
        self._found: dict[Node, Composite | Dangling] = {}

    def of(self, schema: Node) -> Composite | Dangling:
        """The schema, or what its ``$ref`` leads to, as it counts."""
        found = self._found.get(schema)
        if found is None:
            found = self._found[schema] = self._find(schema)
        return found

    def _find(self, schema: Node) -> Composite | Dangling:
        settled = self._settle(schema)
        if isinstance(settled.node, Dangling):
            return settled.node
        if settled.node not in self._composed:
            self._composed[settled.node] = self._compose(settled.node)
        composite = self._composed[settled.node]
        if settled.nullable and not composite.nullable:
            return replace(composite, nullable=True)
        return composite

    def members(self, composite: Composite) -> tuple[Composite | Dangling, ...]:
        """The members of a union as they count.

        Where properties stand beside the union, they are the members' too, and members of unions
        in the union stand in its place.
        """
        if not composite.properties:
            return tuple(self.of(member) for member in composite.members)
        return tuple(self._with_shared(composite))

    def _with_shared(self, composite: Composite) -> Iterator[Composite | Dangling]:
        seen = {composite.node}
        pending = [(member, composite.parts) for member in reversed(composite.members)]
        while pending:
            member, base = pending.pop()
            inner = self.of(member)
            if isinstance(inner, Dangling):
                yield inner
                continue
            if inner.node in seen:
                continue
            seen.add(inner.node)
            if not self._affords(member, base):
                continue
            parts = tuple(dict.fromkeys((*base, *inner.parts)))
            if inner.members:
                pending.extend((m, parts) for m in reversed(inner.members))
            else:
                yield Composite(inner.node, parts, inner.nullable, outer=composite.node)

    def _settle(self, schema: Node) -> _Settled:
        trail: list[Node] = []
        node: Node | Dangling = schema
        on_trail: set[Node] = set()
        while True:
            if isinstance(node, Dangling):
                found = _Settled(node)
                break
            if node in self._settled:
                found = self._settled[node]
                break
            if node in on_trail:
                found = _Settled(Dangling(schema, "circular"))
                break
            following = self._following(node)
            if following is None:
                found = self._settled[node] = _Settled(node)
                break
            trail.append(node)
            on_trail.add(node)
            node = following
        for passed in reversed(trail):
            nullable = found.nullable or self._says_null(passed)
            found = self._settled[passed] = _Settled(found.node, nullable)
        return found

    def _compose(self, settled: Node) -> Composite:
        parts = schemas.parts(self._document, settled)
        if not self._affords(settled, parts[:-1]):
            return Composite(settled, (settled,), nullable=False)
        nullable = self._allows_null(settled, parts)
        union, members = self._union(parts)
        passed: set[Node] = set()
        while union is not None and len(members) == 1:
            # Nothing to choose: the member is one more part.
            passed.add(union)
            more = schemas.parts(self._document, members[0])
            parts = tuple(dict.fromkeys((*parts, *more)))
            union, members = self._union(parts, passed)
        return Composite(settled, parts, nullable, members)

    def _affords(self, schema: Node, added: tuple[Node, ...]) -> bool:
        """Whether there is a budget left for what others add to a schema; if so, it is charged."""
        if self.excess is None:
            declared = (part.get("properties") for part in added)
            self._added += sum(
                1 + (len(d.value) if d is not None and isinstance(d.value, dict) else 0)
                for d in declared
            )
            if self._added > MOST_ADDED or len(added) >= schemas.MOST_PARTS - 1:
                self.excess = schema
        return self.excess is None

    def _following(self, node: Node) -> Node | Dangling | None:
        """Where a schema leads that says nothing of its own; None where it does, or where it is
        composed of several.
        """
        if not isinstance(node.value, dict) or _LEADING.isdisjoint(node.value):
            return None
        bases = list(self._bases(node))
        unions = [keyword for keyword in _UNIONS if node.value.get(keyword)]
        own = {
            key
            for key in _TYPING.intersection(node.value)
            if not (isinstance(node.value[key], bool) or node.value[key] == [])
        }
        if own - {"type"}:
            return None
        if len(bases) == 1 and not unions:
            return bases[0]
        if not bases and len(unions) == 1:
            members = schemas.members(self._document, node)
            return members[0] if len(members) == 1 else None
        return None

    def _bases(self, node: Node) -> Iterator[Node | Dangling]:
        target = self._document.follow(node)
        if target is not node:
            yield target
        composed = node.get("allOf")
        for item in composed.items() if composed is not None else ():
            if not is_silent(item):
                yield item

    def _says_null(self, node: Node) -> bool:
        """Whether the schema itself, not what it leads to, allows null."""
        return schemas.allows_null(node) is True or self._has_null_member(node)

    def _allows_null(self, settled: Node, parts: tuple[Node, ...]) -> bool:
        if settled.flag("nullable"):
            return True
        verdicts = {
            True if self._has_null_member(part) else schemas.allows_null(part)
            for part in parts
        }
        # Constants that list null mean it also where `type` forgets it.
        return _lists_null(parts) or (True in verdicts and False not in verdicts)

    def _has_null_member(self, part: Node) -> bool:
        return any(
            schemas.is_null(self._document, member)
            for keyword in _UNIONS
            if (listed := part.get(keyword)) is not None
            for member in listed.items()
        )

    def _union(
        self, parts: tuple[Node, ...], passed: frozenset[Node] | set[Node] = frozenset()
    ) -> tuple[Node | None, tuple[Node, ...]]:
        """The most specific union among the parts, and its members without null."""
        held = set(parts)
        for part in reversed(parts):
            listed = schemas.alternatives((part,)) if part not in passed else ()
            members = tuple(m for m in listed if not schemas.is_null(self._document, m))
            # `Cat` may build on `Pet`, the union of `Cat` and others: then it is none itself.
            if members and not any(self._document.resolve(m) in held for m in members):
                return part, members
        return None, ()


def _lists_null(parts: tuple[Node, ...]) -> bool:
    listed = (schemas.enumerated(part) for part in reversed(parts))
    return None in next((values for values in listed if values is not None), ())
