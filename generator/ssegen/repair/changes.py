"""Changes of values: which of them can go together, and what they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Pointer, Put, Remove

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..diagnostics import Value


class UnreachableError(Exception):
    """A pointer leads nowhere."""


def conflict(one: Put | Remove, other: Put | Remove) -> bool:
    """Whether only one of two changes can be made: the places are the same, or one is in the other.

    The same change twice is no conflict.
    """
    if one == other or one.file != other.file:
        return False
    shared = min(len(one.pointer), len(other.pointer))
    return one.pointer[:shared] == other.pointer[:shared]


def ordered(changes: Iterable[Put | Remove]) -> list[Put | Remove]:
    """Each change once, in an order in which none moves the place of another: what is put, then
    what is removed, of lists the last items first.
    """
    puts: list[Put] = []
    removes: list[Remove] = []
    for change in changes:
        if isinstance(change, Remove) and change not in removes:
            removes.append(change)
        if isinstance(change, Put) and change not in puts:
            puts.append(change)
    removes.sort(key=lambda change: _place(change.pointer), reverse=True)
    return [*puts, *removes]


def _place(pointer: Pointer) -> list[tuple[int, str]]:
    return [(t, "") if isinstance(t, int) else (-1, t) for t in pointer]


def changed(root: Value, changes: Iterable[Put | Remove]) -> Value:
    """What a value becomes by changes that do not conflict; the value itself stays as it is.

    Raises UnreachableError where the holder of a changed node is not there.
    """
    result = _copied(root)
    for change in ordered(changes):
        *way, last = change.pointer
        holder = at(result, tuple(way))
        match holder, last, change:
            case dict(), str(), Put(value=value):
                holder[last] = _copied(value)
            case list(), int(), Put(value=value) if last <= len(holder):
                holder[last : last + 1] = [_copied(value)]
            case dict(), str(), Remove() if last in holder:
                del holder[last]
            case list(), int(), Remove() if last < len(holder):
                del holder[last]
            case _:
                raise UnreachableError
    return result


def _copied(value: Value) -> Value:
    """A copy in which nothing is shared, as it is where YAML has aliases."""
    match value:
        case dict():
            return {key: _copied(inner) for key, inner in value.items()}
        case list():
            return [_copied(inner) for inner in value]
        case _:
            return value


def at(root: Value, pointer: Sequence[str | int]) -> Value:
    """What a pointer leads to; raises UnreachableError where that is nothing."""
    value = root
    for token in pointer:
        match value, token:
            case dict(), str() if token in value:
                value = value[token]
            case list(), int() if token < len(value):
                value = value[token]
            case _:
                raise UnreachableError
    return value
