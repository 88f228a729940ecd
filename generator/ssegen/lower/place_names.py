"""What a schema would like to be called, by where it stands.

A name is a function of the place alone, so it does not depend on which operation reaches the
schema first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..ir.types import Name
from ..load.node import Node
from ..openapi.media_types import EVENT_STREAM, essence, is_json_lines
from .pins import parameter_pin, schema_pin
from .words import segments, singular, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..load.node import Value

_DEFINITIONS = frozenset({"schemas", "$defs", "definitions"})
_SILENT = frozenset(
    {"schema", "allOf", "content", "contentSchema", "itemSchema", "x-fern-streaming"}
)
_TELLING = ("type", "event", "kind", "object", "role", "name")
"""Properties whose constant names a member of a union, the most telling first."""
_KEYWORDS = frozenset(
    {"additionalProperties", "allOf", "anyOf", "contains", "else", "if", "items"}
    | {"not", "oneOf", "patternProperties", "prefixItems", "properties", "then"}
)
"""What may follow the root of a file that is a schema; other words there name definitions."""
_COMPOSED = frozenset(
    {"properties", "items", "prefixItems", "additionalProperties", "allOf"}
    | {"oneOf", "anyOf"}
)
_TITLE = re.compile(r"[^\W\d_][\w .\-/\[\]]{0,59}")
_LONGEST_TITLE = 4
"""Words; beyond that it is a sentence."""


def pin(use: Node) -> str:
    """The name that the document insists on for a use of a schema; empty where there is none.

    Beside a ``$ref`` the extension names what that leads to.
    """
    return parameter_pin(use) if use.get("$ref") is None else ""


_DEEPEST_OPERATION = 4
"""Tokens of an operation's pointer."""

_LONG = 40
"""Characters of a name that is worth a shorter one."""


@dataclass(frozen=True, slots=True)
class Path:
    """The words for a place: what it stands in, from the outermost, and last its own."""

    natural: tuple[str, ...]
    """From the innermost thing that has a name or a title."""
    qualified: tuple[str, ...]
    """From the root."""

    @property
    def candidates(self) -> tuple[str, ...]:
        """Names for the place, the best first: long ones without what stands in the middle."""
        return tuple(dict.fromkeys((*spelled(self.natural), *spelled(self.qualified))))


def spelled(segments: Sequence[str]) -> Iterator[str]:
    """Names made of words for places in places, the best first."""
    full = " ".join(segments)
    for count in (2, 3):
        if len(full) > _LONG and len(segments) > count + 1:
            yield " ".join((segments[0], *segments[-count:]))
    yield full


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names of schemas.

    Args:
        operations: What stands for an operation in the names of what it holds.
    """

    operations: Mapping[Node, str]
    _paths: dict[Node, Path] = field(default_factory=dict)

    def name(self, schema: Node) -> Name:
        """What the type of a schema would like to be called: by its name or title, then by what
        it stands in.
        """
        candidates = self.path(schema).candidates
        pinned = schema_pin(schema)
        return Name((pinned, *candidates), pinned=True) if pinned else Name(candidates)

    def is_named(self, schema: Node) -> bool:
        """Whether the author gave the schema a name, if only by a title that can serve as one."""
        titled = self.path(schema).natural == (schema.text("title"),)
        return is_definition(schema) or titled

    def text(self, schema: Node) -> str:
        """The best name."""
        return self.name(schema).candidates[0]

    def path(self, schema: Node) -> Path:
        """The words for the place of a schema."""
        if schema not in self._paths:
            self._paths[schema] = _Walk(self.operations, schema).path()
        return self._paths[schema]


def is_definition(node: Node) -> bool:
    """Whether the author gave the schema a name: in ``components/schemas``, ``$defs``, or as a
    file.
    """
    pointer = node.pointer
    if len(pointer) < 2:
        return _KEYWORDS.isdisjoint(pointer)
    return pointer[-2] in _DEFINITIONS and (
        len(pointer) < 3 or pointer[-3] != "properties"
    )


class _Walk:
    """The way from the root of a file to a schema, and what to call the places on it."""

    def __init__(self, operations: Mapping[Node, str], schema: Node) -> None:
        self._operations = operations
        self._schema = schema
        self._value: Value = schema.source.root
        self._done = 0
        self._natural: list[str] = []
        self._qualified: list[str] = []

    def path(self) -> Path:
        self._start()
        pointer = self._schema.pointer
        while self._done < len(pointer):
            self._step()
        return Path(tuple(self._natural), tuple(self._qualified))

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

    def _name(self, natural: str, qualified: str = "") -> None:
        """Start a new name; the qualified one goes on with the same word or another."""
        self._natural = [natural]
        self._qualified.append(qualified or natural)

    def _add(self, word: str) -> None:
        self._natural.append(word)
        self._qualified.append(word)

    def _start(self) -> None:
        source, pointer = self._schema.source, self._schema.pointer
        # A file may be one path item; `additionalOperations` and `components` lead deeper.
        for length in range(1, min(len(pointer), _DEEPEST_OPERATION) + 1):
            if name := self._operations.get(Node(source, pointer[:length], None), ""):
                self._skip(length)
                self._name(name)
                return
        match pointer[:3]:
            case ("components", str(), str() as name):
                self._skip(3)
                self._name(name)
            case ("paths", str() as path, str()):
                self._skip(3)
                self._name(" ".join(words(" ".join(segments(path)))))
            case _ if not pointer or pointer[0] in _KEYWORDS:
                self._name(PurePosixPath(source.name).stem)
            case _:
                pass

    def _skip(self, count: int) -> None:
        for _ in range(count):
            self._take()

    def _step(self) -> None:
        keyword = self._take()
        last = self._done >= len(self._schema.pointer)
        if keyword in _DEFINITIONS and not last:
            self._name(self._take())
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
                self._response(self._take())
            case "response-stream":
                self._add("event")
            case "parameters" if not last:
                self._take()
                match self._value:
                    case {"name": str() as name}:
                        self._add(name)
                    case _:
                        self._add("parameter")
            case "content" if not last:
                self._content(essence(self._take()))
            case "allOf" if not last:
                self._take()
            case _ if keyword in _SILENT:
                pass
            case _:
                self._add(keyword)
        is_member = keyword in ("oneOf", "anyOf")
        self._prefer_title("" if is_member else "".join(self._natural[-1:]))

    def _response(self, status: str) -> None:
        self._add("response" if status[:1] == "2" else f"error {status}")

    def _content(self, media_type: str) -> None:
        streams = media_type == EVENT_STREAM or is_json_lines(media_type)
        if streams and self._natural[-1:] == ["response"]:
            self._natural[-1] = self._qualified[-1] = "event"

    def _option(self) -> None:
        members = self._value
        index = int(self._take())
        if not isinstance(members, list):
            return
        values = (member for member in members if member != {"type": "null"})
        if telling := _telling(self._value) if _several(values) else "":
            self._add(telling)
        elif _several(filter(_is_composed, members)):
            self._add(f"option {index + 1}")

    def _item(self) -> None:
        before, _, last = (
            self._natural[-1].rpartition(" ") if self._natural else ("",) * 3
        )
        parts = words(last)
        if parts and singular(parts[-1]) != parts[-1].lower():
            one = last[: -len(parts[-1])] + singular(parts[-1])
            self._natural[-1] = f"{before} {one}".strip()
            self._qualified.append("item")
        else:
            self._add("item")

    def _prefer_title(self, here: str) -> None:
        """Take the title for a name, unless it repeats the word for the place, as the titles do
        that frameworks give to properties.
        """
        title = self._value.get("title") if isinstance(self._value, dict) else None
        if not isinstance(title, str) or not _TITLE.fullmatch(title):
            return
        if len(title.split()) <= _LONGEST_TITLE and _lower(title) != _lower(here):
            self._natural = [title]


def _lower(text: str) -> list[str]:
    return [word.lower() for word in words(text)]


def _several(members: Iterable[Value]) -> bool:
    # Every member of a union asks this of all, so the answer must not wait for the last.
    return len(list(islice(members, 2))) > 1


def _is_composed(member: Value) -> bool:
    """Whether a member of a union may be or hold a type that needs a name."""
    return isinstance(member, dict) and not _COMPOSED.isdisjoint(member)


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
