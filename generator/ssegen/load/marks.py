"""Where the keys and items of containers stand, as offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .node import Pointer, Value

Mark: TypeAlias = "tuple[int, dict[str, Mark] | list[Mark] | None]"
"""The offset of a key, item or root, and the marks inside its value where that is a container."""


def offset(mark: Mark, pointer: Pointer) -> int:
    """The offset of what the pointer leads to, or of the last node on its way that is there."""
    for token in pointer:
        match mark[1], token:
            case dict() as members, str() if token in members:
                mark = members[token]
            case list() as items, int() if 0 <= token < len(items):
                mark = items[token]
            case _:
                break
    return mark[0]


MAX_NODES = 2_000_000
"""How many values a document may hold with its files: more than 64 MiB of any real one do."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key that a mapping has more than once; the value of the last one counts."""

    pointer: Pointer
    earlier: int
    """The offset of the key whose value is lost."""
    later: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser makes of a text."""

    root: Value
    marks: Callable[[], Mark]
    """Finds the marks; a parser may put the work off until they are asked for."""
    size: int
    """How many values there are, the root, containers and what aliases stand for included; a
    parser may count a few too many."""
    duplicates: tuple[Duplicate, ...] = ()
    spellings: Mapping[Pointer, str] = field(default_factory=dict)
    """The source text of numbers that Python would spell differently, such as ``1.10``."""
