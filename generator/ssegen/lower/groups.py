"""Where an operation belongs: its resource, and those that this one stands in.

The document may insist (`ssegen.lower.pins`). Else it is the first tag, which may be a path of its
own (``beta.agents``). What a tag of one name holds is parted by the path: the collections below
the segment that is called like the tag stand below the tag, with parameters between left out.

    Chat      /chat/completions/{id}/messages          chat.completions.messages
    Batch     /v1/batches/{id}/cancel                  batch, for `cancel` is no collection
    agents    /agents/{id}/core-memory/blocks          agents.core_memory.blocks

Only the operation itself decides, so one that is added to a document moves no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .pins import group_pin
from .verbs import ACTIONS, VERBS
from .words import (
    PREPOSITIONS,
    every_segment,
    is_plural,
    is_version,
    singular,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from ..openapi import OperationNode

NAMELESS = "default"

DEEPEST = 2
"""Resources that paths add below a tag at most."""

_GENERIC = frozenset({"api", "rest"})
_AMOUNTS = frozenset({"batch", "bulk"})
_SEPARATOR = re.compile(r"\s+[/>]\s+")
_DOTTED = re.compile(r"[^\W\d][\w-]+(?:\.[^\W\d][\w-]+)+")


@dataclass(frozen=True, slots=True)
class Group:
    """The names of a resource and of those it stands in, outermost first, as spelled."""

    path: tuple[str, ...]
    pinned: bool = False
    """The document insists."""
    rest: tuple[str, ...] = ()
    """What follows in the operation's path, or all of it where no segment is called like the
    resource; parameters as empty texts."""

    anchored: bool = True
    """Whether a segment of the path is called like the resource."""

    @property
    def words(self) -> frozenset[str]:
        """What need not be said of its operations, as singulars: the words of the names, but not
        those of collections that follow in the path.
        """
        further = filter(is_collection, self.rest if self.anchored else ())
        return _singulars(self.path) - _singulars(further)


def _singulars(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(singular(word) for text in texts for word in words(text))


def group_of(operation: OperationNode) -> Group:
    """Where an operation belongs; ``default`` where neither tag nor path says anything."""
    segments = _segments(operation.path)
    if pinned := tuple(part for part in group_pin(operation) if words(part)):
        return _called(pinned, segments, pinned=True)
    for tag in operation.tags:
        if words(tag):
            called = _called(tag_path(tag), segments)
            parted = called.anchored and len(called.path) == 1
            return _parted(called.path[0], called.rest) if parted else called
    start = _first(segments)
    if start is None:
        return Group((NAMELESS,), rest=segments, anchored=False)
    return _parted(segments[start], segments[start + 1 :])


def _called(
    path: tuple[str, ...], segments: tuple[str, ...], *, pinned: bool = False
) -> Group:
    after = _after(segments, path[-1])
    anchored = after is not None
    return Group(path, pinned, segments if after is None else after, anchored)


def tag_path(tag: str) -> tuple[str, ...]:
    """The names in a tag that is clearly a path: ``beta.agents``, ``Chat / Completions``,
    ``/audio/speech``; else the tag alone.
    """
    if _DOTTED.fullmatch(tag):
        parts = tag.split(".")
        alike = len({part[0].isupper() for part in parts}) == 1
        return tuple(parts) if alike and not any(map(is_version, parts)) else (tag,)
    parts = tag.split("/") if tag.startswith("/") else _SEPARATOR.split(tag)
    return tuple(part for part in parts if words(part)) or (tag,)


def is_collection(segment: str) -> bool:
    """Whether a segment of a path holds several things: a plural that no action starts."""
    spelled = words(segment)
    if not spelled or not is_plural(spelled[-1]):
        return False
    return len(spelled) == 1 or not _starts(spelled, ACTIONS | PREPOSITIONS | _AMOUNTS)


def _segments(path: str) -> tuple[str, ...]:
    """The segments without versions, parameters as empty texts."""
    return tuple(
        "" if "{" in segment or segment.startswith("@") else segment
        for segment in every_segment(path)
        if not is_version(segment)
    )


def _first(segments: Sequence[str]) -> int | None:
    """The first segment that can name a resource, and is not as general as ``api`` where another
    follows that may.
    """
    named = [i for i, s in enumerate(segments) if words(s) and s != ".well-known"]
    if not named:
        return None
    first, *others = named
    general = segments[first].lower() in _GENERIC
    if (
        general
        and others
        and (is_collection(segments[others[0]]) or others[0] + 1 < len(segments))
    ):
        return others[0]
    return first


def _after(segments: tuple[str, ...], name: str) -> tuple[str, ...] | None:
    """What follows the first segment that is called like a name, or like the end of one
    (``sessions`` for ``Agent Sessions``); None where there is none.
    """
    spelled = [singular(word) for word in words(name)]
    endings = {"".join(spelled[start:]) for start in range(len(spelled))}
    for index, segment in enumerate(segments):
        if segment and "".join(map(singular, words(segment))) in endings:
            return segments[index + 1 :]
    return None


def _parted(name: str, after: tuple[str, ...]) -> Group:
    """The group of a name, with the collections that follow in the path."""
    path = [name]
    index = 0
    while index < len(after) and len(path) <= DEEPEST:
        here, following = after[index], after[index + 1 : index + 2]
        if not here:
            index += 1
        elif is_collection(here) and _singulars([here]) != _singulars(path[-1:]):
            path.append(here)
            index += 1
        elif (
            len(path) < DEEPEST
            and _is_namespace(here)
            and any(map(is_collection, following))
        ):
            path += (here, *following)
            index += 2
        else:
            break
    return Group(tuple(path), rest=after[index:])


def _is_namespace(segment: str) -> bool:
    """Whether a segment may stand for what follows right after it: ``alpha/graders``."""
    spelled = words(segment)
    return bool(spelled) and not _starts(spelled, VERBS | PREPOSITIONS | _AMOUNTS)


def _starts(spelled: Sequence[str], known: AbstractSet[str]) -> bool:
    return spelled[0].lower() in known
