"""What stands in paths, queries, headers, cookies and forms, as values of their schemas.

A text alone does not tell whether ``5`` is a number. So a text may be several values, and the first
that conforms is taken.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

from ..conformance import Direction
from ..openapi import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..conformance import Conformance, Problem
    from ..load.node import Document, Node, Value

_INTEGER = re.compile(r"[+-]?[0-9]{1,400}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")
_KEYS = re.compile(r"\[([^\[\]]*)\]")
_DELIMITERS = {
    "spaceDelimited": re.compile(r" |\+|%20"),
    "pipeDelimited": re.compile(r"\||%7[Cc]"),
}
_COMMA = re.compile(",")
MOST_KEYS = 20
"""How deep the keys of ``deepObject`` may nest."""


class Styles:
    """Reads texts as values of a document's schemas."""

    def __init__(self, document: Document, conformance: Conformance) -> None:
        self._document = document
        self._conformance = conformance

    def problems(self, schema: Node, value: Value) -> tuple[Problem, ...]:
        """What keeps a value of a request from its schema."""
        return self._conformance.problems(schema, value, direction=Direction.REQUEST)

    def scalar(self, schema: Node | None, text: str) -> Value:
        """The first value that a text may be and that conforms; else the first that it may be."""
        if schema is None:
            return text
        values = list(self._readings(schema, text))
        fitting = (
            v for v in values if len(values) > 1 and not self.problems(schema, v)
        )
        return next(fitting, values[0])

    def array(self, schema: Node | None, texts: Iterable[str]) -> list[Value]:
        """The items of an array."""
        items = self._items(schema)
        return [self.scalar(items, text) for text in texts]

    def object(
        self, schema: Node | None, pairs: Iterable[tuple[str, str]]
    ) -> dict[str, Value]:
        """The properties of an object."""
        properties = self.properties(schema)
        return {name: self.scalar(properties.get(name), text) for name, text in pairs}

    def types(self, schema: Node | None) -> frozenset[str]:
        """The JSON types that a schema states or implies."""
        return schemas.types(self._document, schema) if schema else frozenset()

    def split(
        self,
        schema: Node | None,
        text: str,
        *,
        between: re.Pattern[str] = _COMMA,
        explode: bool = False,
        decode: Callable[[str], str] = unquote,
    ) -> Value:
        """What a delimited text is: an array, an object of pairs, or one value."""
        types = self.types(schema)
        if types.isdisjoint(("array", "object")):
            return self.scalar(schema, decode(text))
        parts = between.split(text)
        if "object" in types:
            pairs = _exploded(parts) if explode else _alternating(parts)
            whole: Value = self.object(
                schema, ((decode(name), decode(value)) for name, value in pairs)
            )
        else:
            whole = self.array(schema, map(decode, parts))
        return self._or_scalar(schema, whole, decode(text))

    def styled(
        self,
        name: str,
        schema: Node | None,
        pairs: Sequence[tuple[str, str]],
        *,
        style: str,
        explode: bool,
    ) -> Value:
        """What the pairs of a query or a form make of a parameter; they are encoded still, but for
        their names. Raises KeyError where none of them belongs to it.
        """
        types = self.types(schema)
        if style == "deepObject":
            return self._nested(name, schema, pairs)
        if explode and "object" in types and "array" not in types:
            known = self.properties(schema)
            own = [(key, unquote_plus(text)) for key, text in pairs if key in known]
            if not own:
                raise KeyError(name)
            return self.object(schema, own)
        texts = [text for key, text in pairs if key == name]
        if not texts:
            raise KeyError(name)
        if explode and "array" in types:
            whole = self.array(schema, map(unquote_plus, texts))
            return self._or_scalar(schema, whole, unquote_plus(texts[-1]))
        between = _DELIMITERS.get(style, _COMMA)
        return self.split(schema, texts[-1], between=between, decode=unquote_plus)

    def _or_scalar(self, schema: Node | None, whole: Value, text: str) -> Value:
        """The array or the object, unless only one value conforms."""
        if schema is not None and self.problems(schema, whole):
            value = self.scalar(schema, text)
            if not self.problems(schema, value):
                return value
        return whole

    def _readings(self, schema: Node, text: str) -> Iterator[Value]:
        types = self.types(schema)
        if "boolean" in types and text in ("true", "false"):
            yield text == "true"
        if "integer" in types and _INTEGER.fullmatch(text):
            yield int(text)
        if "number" in types and _NUMBER.fullmatch(text):
            yield float(text) if re.search(r"[.eE]", text) else int(text)
        if not types.isdisjoint(("object", "array")) and text[:1] in ("{", "["):
            with suppress(ValueError, RecursionError):
                yield json.loads(text)
        if text in ("", "null") and schemas.nullable(self._document, schema):
            yield None
        yield text

    def _items(self, schema: Node | None) -> Node | None:
        if schema is None:
            return None
        for held in (schema, *schemas.members(self._document, schema)):
            for part in reversed(schemas.parts(self._document, held)):
                if (items := part.get("items")) is not None:
                    return items
        return None

    def properties(self, schema: Node | None) -> dict[str, Node]:
        if schema is None:
            return {}
        found: dict[str, Node] = {}
        for held in (*schemas.members(self._document, schema), schema):
            found |= schemas.properties(self._document, held)
        return found

    def _nested(
        self, name: str, schema: Node | None, pairs: Sequence[tuple[str, str]]
    ) -> Value:
        tree: dict[str, Value] = {}
        for key, text in pairs:
            if key == name or key.startswith(f"{name}["):
                keys = _KEYS.findall(key[len(name) :])[:MOST_KEYS]
                _put(tree, ["", *keys], unquote_plus(text))
        if not tree:
            raise KeyError(name)
        return self._typed(schema, tree[""])

    def _typed(self, schema: Node | None, tree: Value) -> Value:
        """A tree of texts, as its schema has it; numbered and unnamed keys are those of lists."""
        match tree:
            case dict() if "array" in self.types(schema) and all(
                key == "" or key.isdigit() for key in tree
            ):
                items = self._items(schema)
                found = (v if isinstance(v, list) else [v] for v in tree.values())
                return [
                    self._typed(items, item) for several in found for item in several
                ]
            case dict():
                properties = self.properties(schema)
                return {k: self._typed(properties.get(k), v) for k, v in tree.items()}
            case str():
                return self.scalar(schema, tree)
            case _:
                return tree


def _put(tree: dict[str, Value], keys: list[str], text: str) -> None:
    *outer, last = keys
    for key in outer:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    if last == "":
        several = tree.setdefault("", [] if len(keys) > 1 else text)
        if isinstance(several, list):
            several.append(text)
    else:
        tree[last] = text


def _exploded(parts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for part in parts:
        name, _, value = part.partition("=")
        yield name, value


def _alternating(parts: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(parts[::2], parts[1::2], strict=False)
