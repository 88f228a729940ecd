"""What a schema would like to be called, by where it stands.

A name is a function of the place alone, so it does not depend on which operation reaches the
schema first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..ir.types import Name
from .words import segments, singular, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..load.node import Node, Pointer, Value

PIN = "x-ssegen-name"
"""The extension by which a document insists on a name."""

_DEFINITIONS = frozenset({"schemas", "$defs", "definitions"})
_SILENT = frozenset({"schema", "allOf", "content", "itemSchema"})
_TELLING = ("type", "event", "kind", "object", "role", "name")
"""Properties whose constant names a member of a union, the most telling first."""
_TITLE = re.compile(r"[^\W\d_][\w .\-/\[\]]{0,59}")
_LONGEST_TITLE = 4
"""Words; beyond that it is a sentence."""


def pin(use: Node) -> str:
    """The name that the document insists on for a use of a schema; empty where there is none.

    Beside a ``$ref`` the extension names what that leads to.
    """
    return use.text(PIN) if use.get("$ref") is None else ""


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names of schemas.

    Args:
        operations: What stands for an operation in the names of what it holds, by its pointer.
    """

    operations: Mapping[Pointer, str]
    _names: dict[Node, tuple[str, str]] = field(default_factory=dict)

    def name(self, schema: Node) -> Name:
        """What the type of a schema would like to be called: by its name or title, then by what
        it stands in.
        """
        natural, qualified = self._walk(schema)
        candidates = tuple(dict.fromkeys((natural, qualified)))
        pinned = schema.text(PIN)
        return Name((pinned, *candidates), pinned=True) if pinned else Name(candidates)

    def is_named(self, schema: Node) -> bool:
        """Whether the author gave the schema a name, if only by a title that can serve as one."""
        return is_definition(schema) or self._walk(schema)[0] == schema.text("title")

    def text(self, schema: Node) -> str:
        """The best name."""
        return self.name(schema).candidates[0]

    def _walk(self, schema: Node) -> tuple[str, str]:
        if schema not in self._names:
            self._names[schema] = _Walk(self.operations, schema).names()
        return self._names[schema]


def is_definition(node: Node) -> bool:
    """Whether the author gave the schema a name: in ``components/schemas``, ``$defs``, or as a
    file.
    """
    pointer = node.pointer
    if len(pointer) < 2:
        return True
    return pointer[-2] in _DEFINITIONS and (
        len(pointer) < 3 or pointer[-3] != "properties"
    )


class _Walk:
    """The way from the root of a file to a schema, and what to call the places on it."""

    def __init__(self, operations: Mapping[Pointer, str], schema: Node) -> None:
        self._operations = operations
        self._schema = schema
        self._value: Value = schema.source.root
        self._done = 0
        self._natural = ""
        self._qualified = ""

    def names(self) -> tuple[str, str]:
        self._start()
        pointer = self._schema.pointer
        while self._done < len(pointer):
            self._step()
        natural = self._natural or PurePosixPath(self._schema.source.name).stem
        return natural, self._qualified or natural

    def _take(self) -> str:
        """Go one token down."""
        token = self._schema.pointer[self._done]
        self._done += 1
        match self._value, token:
            case dict() as mapping, str():
                self._value = mapping.get(token)
            case list() as items, int() if token < len(items):
                self._value = items[token]
            case _:
                self._value = None
        return str(token)

    def _rename(self, natural: str, qualified: str = "") -> None:
        self._natural, self._qualified = natural, qualified or natural

    def _add(self, word: str) -> None:
        self._rename(
            f"{self._natural} {word}".strip(), f"{self._qualified} {word}".strip()
        )

    def _start(self) -> None:
        pointer = self._schema.pointer
        match pointer[:3]:
            case ("components", str(), str() as name):
                self._skip(3)
                self._rename(name)
            case ("paths", str() as path, str()) as operation:
                self._skip(3)
                name = self._operations.get(operation, "")
                self._rename(name or " ".join(words(" ".join(segments(path)))))
            case _:
                pass

    def _skip(self, count: int) -> None:
        for _ in range(count):
            self._take()

    def _step(self) -> None:
        keyword = self._take()
        last = self._done >= len(self._schema.pointer)
        if keyword in _DEFINITIONS and not last:
            name = self._take()
            self._rename(name, f"{self._qualified} {name}".strip())
            return
        match keyword:
            case "properties" | "patternProperties" if not last:
                self._add(self._take())
            case "items":
                self._item()
            case "additionalProperties":
                self._add("value")
            case "oneOf" | "anyOf" if not last:
                self._option()
            case "prefixItems" if not last:
                self._add(f"item {int(self._take()) + 1}")
            case "requestBody":
                self._add("request")
            case "responses" if not last:
                status = self._take()
                self._add("response" if status[:1] == "2" else f"error {status}")
            case "parameters" if not last:
                self._take()
                match self._value:
                    case {"name": str() as name}:
                        self._add(name)
                    case _:
                        self._add("parameter")
            case "content" | "allOf" if not last:
                self._take()
            case _ if keyword in _SILENT:
                pass
            case _:
                self._add(keyword)
        self._prefer_title()

    def _option(self) -> None:
        members = self._value
        index = int(self._take())
        if (
            isinstance(members, list)
            and sum(m != {"type": "null"} for m in members) > 1
        ):
            self._add(_telling(self._value) or f"option {index + 1}")

    def _item(self) -> None:
        before, _, last = self._natural.rpartition(" ")
        parts = words(last)
        if parts and singular(parts[-1]) != parts[-1].lower():
            one = last[: -len(parts[-1])] + singular(parts[-1])
            self._rename(f"{before} {one}".strip(), f"{self._qualified} item")
        else:
            self._add("item")

    def _prefer_title(self) -> None:
        """Take the title for a name, unless it repeats the property's, as generated titles do."""
        title = self._value.get("title") if isinstance(self._value, dict) else None
        if not isinstance(title, str) or not _TITLE.fullmatch(title):
            return
        spelled = [word.lower() for word in words(title)]
        here = [word.lower() for word in words(self._natural)]
        if (
            0 < len(title.split()) <= _LONGEST_TITLE
            and spelled != here[-len(spelled) :]
        ):
            self._rename(title, self._qualified)


def _telling(value: Value) -> str:
    """What tells a member of a union from the others: the schema it builds on, or a constant;
    empty where nothing.
    """
    match value:
        case {"$ref": str() as reference} | {
            "allOf": [{"$ref": str() as reference}, *_]
        }:
            return reference.rpartition("/")[2]
        case _:
            pass
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(properties, dict):
        return ""
    for name in _TELLING:
        match properties.get(name):
            case {"const": str() as constant} | {"enum": [str() as constant]}:
                return constant
            case _:
                pass
    return ""
