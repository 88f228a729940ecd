"""JSON, through the standard library's parser.

That parser keeps no positions; a scan of our own finds them when the first message needs one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from .failure import LoadError, unreadable
from .marks import MAX_NODES, Duplicate, Mark, Parsed
from .scalars import integer, number
from .text import Lines

if TYPE_CHECKING:
    from .node import Pointer, Value

MAX_DEPTH = 256
"""As in YAML."""

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_TOKEN = re.compile(
    _STRING.pattern + r'|[{}\[\],:]|[^\s{}\[\],:"]+',
    re.DOTALL,
)


def parse(file: str, text: str) -> Parsed:
    """The value that the text holds.

    Raises LoadError, with the place, for what is not JSON (RFC 8259), for nesting beyond
    `MAX_DEPTH`, and for more than `MAX_NODES` values.
    """
    size = _size(text)
    if size > MAX_NODES:
        raise _refusal(file, text, f"more than {MAX_NODES:,} values", 0)
    found_duplicate = False

    def mapping(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        nonlocal found_duplicate
        value = dict(pairs)
        found_duplicate = found_duplicate or len(value) != len(pairs)
        return value

    try:
        root: Value = json.loads(
            text,
            object_pairs_hook=mapping,
            parse_int=integer,
            parse_float=number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise _refusal(file, text, f"not JSON: {error.msg}", error.pos) from None
    except _NotJson as error:
        raise _refusal(file, text, str(error), _word(text, error.word)) from None
    except RecursionError:
        raise _refusal(file, text, _TOO_DEEP, 0) from None
    if _depth_exceeds(root, MAX_DEPTH):
        raise _refusal(file, text, _TOO_DEEP, 0)
    duplicates = scan(text)[1] if found_duplicate else ()
    return Parsed(root, lambda: scan(text)[0], size, duplicates)


_TOO_DEEP = f"nested more than {MAX_DEPTH} levels deep"


class _NotJson(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(f"not JSON: {word} is no number")
        self.word = word


def _size(text: str) -> int:
    """How many values there are at most: one after each comma and in each container, and the root.

    Counted before parsing, and exactly only where there may be too many: prose has commas as well.
    """
    size = 1 + sum(map(text.count, ",[{"))
    if size > MAX_NODES:
        size = 1 + sum(map(_STRING.sub("", text).count, ",[{"))
    return size


def _refuse_constant(word: str) -> NoReturn:
    raise _NotJson(word)


def _refusal(file: str, text: str, message: str, offset: int) -> LoadError:
    line, column = Lines(text).place(offset)
    if not text.strip():
        message = "the file is empty"
    return unreadable(file, message, line=line, column=column)


def _word(text: str, word: str) -> int:
    tokens = _TOKEN.finditer(text)
    return next((token.start() for token in tokens if token[0] == word), 0)


def _depth_exceeds(root: Value, limit: int) -> bool:
    level: list[Any] = [root] if isinstance(root, dict | list) else []
    for _ in range(limit):
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]
        if not level:
            return False
    return bool(level)


def scan(text: str) -> tuple[Mark, tuple[Duplicate, ...]]:
    """The marks of a text that is JSON, and the keys that occur twice in their object."""
    scanner = _Scanner()
    for token in _TOKEN.finditer(text):
        scanner.take(token[0], token.start())
    return scanner.root, tuple(scanner.duplicates)


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet."""

    marks: dict[str, Mark] | list[Mark]
    start: int
    key: str | None = None
    """The key whose value comes next."""
    key_offset: int = 0


class _Scanner:
    """Takes tokens and builds marks."""

    def __init__(self) -> None:
        self.root: Mark = (0, None)
        self.duplicates: list[Duplicate] = []
        self._stack: list[_Open] = []

    def take(self, token: str, offset: int) -> None:
        match token:
            case "{":
                self._stack.append(_Open({}, offset))
            case "[":
                self._stack.append(_Open([], offset))
            case "}" | "]":
                container = self._stack.pop()
                self._put(container.start, container.marks)
            case "," | ":":
                pass
            case _ if self._expects_key():
                self._stack[-1].key = _string(token)
                self._stack[-1].key_offset = offset
            case _:
                self._put(offset, None)

    def _expects_key(self) -> bool:
        frame = self._stack[-1] if self._stack else None
        return frame is not None and isinstance(frame.marks, dict) and frame.key is None

    def _put(self, offset: int, marks: dict[str, Mark] | list[Mark] | None) -> None:
        if not self._stack:
            self.root = (offset, marks)
            return
        frame = self._stack[-1]
        if isinstance(frame.marks, list):
            frame.marks.append((offset, marks))
            return
        assert frame.key is not None  # the text is JSON: a value follows its key
        earlier = frame.marks.get(frame.key)
        if earlier is not None:
            pointer = self._pointer()
            self.duplicates.append(Duplicate(pointer, earlier[0], frame.key_offset))
        frame.marks[frame.key] = (frame.key_offset, marks)
        frame.key = None

    def _pointer(self) -> Pointer:
        return tuple(
            len(frame.marks) if isinstance(frame.marks, list) else frame.key or ""
            for frame in self._stack
        )


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    value = json.loads(token)
    assert isinstance(value, str)
    return value
