"""Which thing of the one document is which of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pairs(Generic[T]):
    """Things of two documents, paired as far as they are the same."""

    both: tuple[tuple[T, T], ...]
    """In the order of the old document."""
    gone: tuple[T, ...]
    """Those of the old document alone."""
    new: tuple[T, ...]
    """Those of the new document alone."""


def paired(
    old: Iterable[T],
    new: Iterable[T],
    *signs: tuple[Callable[[T], Hashable], Callable[[T], Hashable]],
) -> Pairs[T]:
    """Pair things by the first of several signs that is the same.

    Args:
        old: The things of the old document.
        new: The things of the new one.
        signs: What tells that two things are the same, of an old and of a new one, the surest
            first; None tells nothing.
    """
    there, here = list(old), list(new)
    order = {id(item): index for index, item in enumerate(there)}
    found: list[tuple[T, T]] = []
    for of_old, of_new in signs:
        known: dict[Hashable, list[T]] = {}
        for item in here:
            known.setdefault(of_new(item), []).append(item)
        known.pop(None, None)
        left: list[T] = []
        for item in there:
            matching = known.get(of_old(item))
            if matching:
                found.append((item, matching.pop(0)))
            else:
                left.append(item)
        taken = {id(item) for _, item in found}
        there, here = left, [item for item in here if id(item) not in taken]
    found.sort(key=lambda pair: order[id(pair[0])])
    return Pairs(tuple(found), tuple(there), tuple(here))
