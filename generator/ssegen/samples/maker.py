"""Values made of what schemas say of them."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from ..conformance import Direction
from ..openapi import schemas
from . import texts
from .choice import Choice
from .no_sample import NoSample
from .numbers import number
from .patterns import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from ..load.node import Document, Node, Value

DEEPEST = 24
"""How many values deep one is at most."""

SPARSE_DEPTH = 6
"""How deep nothing is made any more that need not be."""

MOST_VALUES = 4_000
"""How many values one is made of at most, those that came to nothing included."""

ENOUGH_VALUES = 300
"""How many it takes until nothing is made any more that need not be."""

MOST_LOOKS = 200_000
"""How many properties and constants, and characters of texts, are looked at for one value."""

LONGEST_TEXT = 10_000
"""How many characters a schema may want of a text."""

LONGEST_ARRAY = 1_000
"""How many items a schema may want of an array."""

MOST_MEMBERS = 16
"""How many members of a union are tried."""

_CHANCES = (0.9, 0.9, 0.8, 0.6, 0.5, 0.3)
"""How likely a property is that need not be there, by depth."""

_NULL = 0.15
"""How likely null is where it is allowed."""


class Maker:
    """Makes one value, out of as many as it takes.

    Args:
        document: The document of the schemas.
        random: What every choice is made by.
        direction: Which way the value travels.
        examples: Gives the values that the document shows of a schema.
        sparse: Whether to make nothing that need not be.
    """

    def __init__(
        self,
        document: Document,
        random: Random,
        direction: Direction,
        examples: Callable[[Node], tuple[Value, ...]],
        *,
        sparse: bool = False,
    ) -> None:
        self._document = document
        self._random = random
        self._hidden = "readOnly" if direction is Direction.REQUEST else "writeOnly"
        self._examples = examples
        self._sparse = sparse
        self._made = 0
        self._looks = 0

    def value(self, schema: Node, name: str = "", depth: int = 0) -> Value:
        """A value for a schema. It conforms, unless the schema uses what is left out here: ``not``,
        ``if`` and the like.

        Args:
            schema: The schema.
            name: What the property is called that holds the value.
            depth: In how many values it stands.

        Raises:
            NoSample: None can be made.
        """
        self._count(depth)
        shown = self._examples(schema)
        if shown:
            return self._random.choice(shown)
        failure = NoSample("a union without members")
        for turn in self._turns(schema):
            try:
                return self._chosen(Choice(self._document, schema, turn), name, depth)
            except NoSample as error:
                failure = error
        raise failure

    def _count(self, depth: int) -> None:
        self._made += 1
        if depth > DEEPEST or self._made > MOST_VALUES or self._looks > MOST_LOOKS:
            raise NoSample("it goes on without end")

    def _turns(self, schema: Node) -> Iterator[int]:
        """Which member of a union to take, and which to take where that comes to nothing."""
        members = schemas.alternatives(schemas.parts(self._document, schema))
        count = max(1, len(members))
        start = self._random.randrange(count)
        # What has grown large takes what comes first, which is mostly the simplest.
        start = 0 if self._is_enough(0) else start
        return iter(range(start, start + min(count, MOST_MEMBERS)))

    def _is_enough(self, depth: int) -> bool:
        return self._sparse or depth > SPARSE_DEPTH or self._made > ENOUGH_VALUES

    def _chosen(self, choice: Choice, name: str, depth: int) -> Value:
        if choice.takes_nothing:
            raise NoSample("its schema takes nothing")
        may_be_null = choice.takes_null and depth > 0
        if choice.is_null or (may_be_null and self._random.random() < _NULL):
            return None
        values = choice.values
        self._looks += len(values or ()) + len(choice.properties)
        if values is not None:
            if not values and not choice.takes_null:
                raise NoSample("its constants contradict each other")
            return self._random.choice(values) if values else None
        types = choice.types or (["object"] if choice.required else ["string"])
        match self._random.choice(types):
            case "object":
                return self._object(choice, depth)
            case "array":
                return self._array(choice, name, depth)
            case "boolean":
                return self._random.random() < 0.5
            case "string":
                return self._string(choice, name, depth)
            case type_:
                is_integer = type_ == "integer"
                return number(choice, self._random, name, is_integer=is_integer)

    def _object(self, choice: Choice, depth: int) -> dict[str, Value]:
        found: dict[str, Value] = {}
        chance = 0.0 if self._is_enough(depth) else _CHANCES[min(depth, 5)]
        room = int(choice.least("maxProperties", 1_000)) - len(choice.required)
        for name, schema in choice.properties.items():
            # What tells members of unions apart is always there.
            is_tag = len(schemas.constants(self._document, schema)) == 1
            is_required = is_tag or name in choice.required or name in choice.telling
            is_wanted = room > 0 and chance > 0 and self._random.random() < chance
            if not (is_required or is_wanted) or self._is_hidden(schema):
                continue
            try:
                found[name] = self.value(schema, name, depth + 1)
                room -= not is_required
            except NoSample as error:
                if is_required:
                    inner = str(error)
                    told = inner if inner[:1] == "`" else f"`{name[:60]}`: {inner}"
                    raise NoSample(told) from None
        found.update((name, tag) for name, tag in choice.tags.items() if name in found)
        additional = choice.schema("additionalProperties")
        for name in islice(self._names(choice, found, depth, chance), MOST_VALUES):
            found[name] = self._inner(additional, name, depth)
        return found

    def _is_hidden(self, schema: Node) -> bool:
        parts = schemas.parts(self._document, schema)
        return any(part.flag(self._hidden) for part in parts)

    def _names(
        self, choice: Choice, found: dict[str, Value], depth: int, chance: float
    ) -> Iterator[str]:
        """The names of more properties, which the schema does not describe by name."""
        yield from sorted(choice.required.difference(choice.properties))
        least = int(choice.most("minProperties", 0))
        if chance and choice.schema("additionalProperties") and not choice.properties:
            least = max(least, min(2, int(choice.least("maxProperties", 2))))
        names = choice.schema("propertyNames")
        for _ in range(2 * least + 10):
            if len(found) >= least:
                return
            name = texts.word(self._random)
            if names is not None:
                name = str(self.value(names, "key", depth + 1))
            if name not in found:
                yield name

    def _inner(self, schema: Node | None, name: str, depth: int) -> Value:
        """A value within another, of which there may be no schema."""
        if schema is None:
            self._count(depth)
            return texts.words(self._random)
        return self.value(schema, name, depth + 1)

    def _array(self, choice: Choice, name: str, depth: int) -> list[Value]:
        least = int(choice.most("minItems", 0))
        if least > LONGEST_ARRAY:
            raise NoSample(f"an array of {least} items")
        most = max(least, min(3, int(choice.least("maxItems", 3))))
        length = least
        if not self._is_enough(depth):
            length = self._random.randint(max(least, min(most, 1)), most)
        first = choice.nodes("prefixItems")
        rest = choice.schema("items") or choice.schema("contains")
        found: dict[str, Value] = {}  # by what makes them unique
        is_unique = choice.says("uniqueItems")
        for tries in range(4 * length):
            if len(found) == length:
                break
            schema = first[len(found)] if len(found) < len(first) else rest
            try:
                item = self._inner(schema, name.removesuffix("s"), depth)
            except NoSample:
                if len(found) >= least:
                    break
                raise
            key = json.dumps(item, sort_keys=True) if is_unique else str(tries)
            found.setdefault(key, item)
        return list(found.values())

    def _string(self, choice: Choice, name: str, depth: int) -> str:
        content = choice.schema("contentSchema")
        if content is not None and "json" in choice.text("contentMediaType"):
            return json.dumps(self.value(content, name, depth + 1), ensure_ascii=False)
        least = int(choice.most("minLength", 0))
        if least > LONGEST_TEXT:
            raise NoSample(f"a text of {least} characters")
        pattern, format = choice.text("pattern"), choice.text("format")
        if pattern:
            text = matching(pattern, self._random)
        else:
            text = texts.of_format(self._random, format)
            text = text or texts.of_name(self._random, name)
        while len(text) < least:
            text += text[-1:] if pattern and text else texts.word(self._random)
        self._looks += len(text)
        most = max(least, int(choice.least("maxLength", len(text))))
        return text[:most]
