"""A schema once it is settled which members of its unions a value is of."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from ..openapi import schemas
from ..openapi.discriminators import mapping_entries, mapping_target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..load.node import Document, Node, Value


class Choice:
    """A schema with one member chosen of each of its unions: what holds together then.

    Args:
        document: The document.
        schema: The schema.
        turn: Which member to choose; of fewer it goes round.
    """

    def __init__(self, document: Document, schema: Node, turn: int) -> None:
        self._document = document
        self.parts: list[Node] = []
        self.tags: dict[str, str] = {}
        """What the discriminators call the members that were chosen."""
        self.telling: set[str] = set()
        """The properties by which discriminators tell members apart."""
        self.is_null = False
        self.takes_nothing = schema.value is False
        pending = [schema]
        seen: set[Node] = set()
        while pending:
            node = pending.pop(0)
            for part in schemas.parts(document, node):
                if part in seen or len(seen) > schemas.MOST_PARTS:
                    continue
                seen.add(part)
                self.parts.append(part)
                for keyword in ("oneOf", "anyOf"):
                    listed = part.get(keyword)
                    members = [*listed.items()] if listed is not None else []
                    if members:
                        member = members[turn % len(members)]
                        pending.append(member)
                        self._tag(part, member)
                        self.takes_nothing |= member.value is False
                        self.is_null |= schemas.is_null(document, member)
        held = tuple(self.parts)
        stated = schemas.stated(held)
        self.is_null |= stated == {"null"}
        self.types = sorted(stated - {"null"})
        self.takes_null = {self._takes_null(part) for part in held} in (
            {True},
            {True, None},
        )

    @cached_property
    def properties(self) -> Mapping[str, Node]:
        """By wire name; of several of one name the last."""
        found: dict[str, Node] = {}
        for part in self.parts:
            declared = part.get("properties")
            found.update(declared.members() if declared is not None else ())
        return found

    @cached_property
    def required(self) -> frozenset[str]:
        """The wire names of what has to be there, whether declared or not."""
        return frozenset(
            node.value
            for part in self.parts
            if (listed := part.get("required")) is not None
            for node in listed.items()
            if isinstance(node.value, str)
        )

    @cached_property
    def values(self) -> Sequence[Value] | None:
        """The values of ``const`` or ``enum`` on which all parts agree, without null; None where
        any value goes.
        """
        listed = list(filter(None, map(schemas.enumerated, self.parts)))
        if not listed:
            return None
        *others, found = [[v for v in values if v is not None] for values in listed]
        for values in others:
            known = {json.dumps(value, sort_keys=True) for value in values}
            found = [v for v in found if json.dumps(v, sort_keys=True) in known]
        return found

    @cached_property
    def bounds(self) -> tuple[float | None, float | None, bool]:
        """The least and the most of a number, and whether one of them is no such number itself."""
        low = [*self._numbers("minimum"), *self._numbers("exclusiveMinimum")]
        high = [*self._numbers("maximum"), *self._numbers("exclusiveMaximum")]
        open_ = ("exclusiveMinimum", "exclusiveMaximum")
        is_open = any(part.has(keyword) for part in self.parts for keyword in open_)
        return max(low, default=None), min(high, default=None), is_open

    def says(self, keyword: str) -> bool:
        """Whether a keyword is ``true``."""
        return any(part.flag(keyword) for part in self.parts)

    def text(self, keyword: str) -> str:
        """The text that a keyword has; empty where it has none."""
        found = (part.text(keyword) for part in reversed(self.parts))
        return next(filter(None, found), "")

    def schema(self, keyword: str) -> Node | None:
        """The schema that a keyword has, unless it takes anything or nothing."""
        found = (part.get(keyword) for part in reversed(self.parts))
        return next((n for n in found if n and isinstance(n.value, dict)), None)

    def nodes(self, keyword: str) -> list[Node]:
        """The schemas that a keyword lists."""
        found = (part.get(keyword) for part in self.parts)
        return [node for listed in found if listed for node in listed.items()]

    def most(self, keyword: str, default: float) -> float:
        """The largest number that a keyword has."""
        return max(self._numbers(keyword), default=default)

    def least(self, keyword: str, default: float) -> float:
        """The smallest number that a keyword has."""
        return min(self._numbers(keyword), default=default)

    def _numbers(self, keyword: str) -> Iterator[float]:
        for part in self.parts:
            value = part.value.get(keyword) if isinstance(part.value, dict) else None
            # Of larger ones Python makes no `float`.
            if not isinstance(value, int | float) or isinstance(value, bool):
                continue
            if abs(value) < 1e300:
                yield value

    def _takes_null(self, part: Node) -> bool | None:
        """What a part alone says of null, as strict readers take it; None where it says nothing.

        ``nullable`` is of OpenAPI 3.0 alone, where it needs a ``type`` beside it, and an ``enum``
        that names null (OpenAPI 3.0.4, section 4.7.24.1).
        """
        if not part.flag("nullable"):
            return schemas.allows_null(part)
        values = schemas.enumerated(part)
        is_known = self._document.version == (3, 0) and part.has("type")
        return is_known and (values is None or None in values)

    def _tag(self, part: Node, member: Node) -> None:
        discriminator = part.get("discriminator")
        name = discriminator.text("propertyName") if discriminator else ""
        if not name:
            return
        self.telling.add(name)
        own = self._document.resolve(member)
        for value, entry in mapping_entries(discriminator):
            if mapping_target(self._document, entry) == own:
                self.tags[name] = value
                return
        tagged = schemas.properties(self._document, member).get(name)
        called = member.text("$ref").rpartition("/")[2]
        if (
            tagged is not None
            and called
            and not schemas.constants(self._document, tagged)
        ):
            self.tags[name] = called
