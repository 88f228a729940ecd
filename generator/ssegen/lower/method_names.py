"""What the operations would like to be called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..ir.types import Name
from .place_names import PIN
from .words import is_version, segments, singular, words

if TYPE_CHECKING:
    from ..openapi import OperationNode

_PREPOSITIONS = frozenset(
    {"at", "by", "for", "from", "in", "into", "of", "on", "to", "with"}
)
_AMOUNTS = frozenset({"all", "batch", "bulk", "many", "multiple"})
"""Words beside a verb that are not what it is done to."""


def method_name(operation: OperationNode, resource: str) -> Name:
    """What an operation would like to be called among those of its resource.

    Best is the operationId without the resource's own words (``createChat`` of ``chat`` is
    ``create``) and without path and method where a framework appended them; then the operationId;
    then method and path.

    Args:
        operation: The operation.
        resource: The tag, or what stands for it.
    """
    if pinned := operation.node.text(PIN):
        return Name((pinned, *_candidates(operation, resource)), pinned=True)
    return Name(_candidates(operation, resource))


def streaming_twin(name: Name) -> Name:
    """What the streaming one of the two methods of an operation would like to be called."""
    return Name(tuple(f"{text} stream" for text in name.candidates), name.pinned)


def full_name(operation: OperationNode) -> str:
    """What an operation is called in the names of types that stand in it: without regard to its
    resource.
    """
    return _id(operation) or _by_path(operation)


def _candidates(operation: OperationNode, resource: str) -> tuple[str, ...]:
    by_id, by_path = _id(operation), _by_path(operation)
    wishes = (
        _without(by_id, resource),
        by_id,
        operation.id,
        _without(by_path, resource) if not by_id else "",
        by_path,
    )
    return tuple(dict.fromkeys(wish for wish in wishes if wish))


def _without(name: str, resource: str) -> str:
    """The name without the resource's words and without versions; empty where nothing is left.

    A preposition goes with its object: ``attachToolToAgent`` of ``agents`` is ``attach tool``. An
    object that another noun describes stays, lest that be taken for it: ``deleteCorpusDocument``
    of ``documents`` deletes no corpus.
    """
    known = {singular(word) for word in words(resource)}
    spelled = [word for word in words(name) if not is_version(word)]
    kept: list[str] = []
    stranded = False
    for word in spelled:
        if singular(word) not in known:
            if stranded and word.lower() in _PREPOSITIONS:
                kept.pop()
            kept.append(word)
            stranded = False
        else:
            stranded = bool(kept) and kept[-1].lower() in _PREPOSITIONS
    if stranded:
        kept.pop()
    elif spelled and singular(spelled[-1]) in known:
        described = [word for word in kept[1:] if word.lower() not in _AMOUNTS]
        kept = spelled[spelled.index(kept[0]) :] if described else kept
    return " ".join(kept)


def _id(operation: OperationNode) -> str:
    """The operationId without the path and method that FastAPI appends to it."""
    spelled = words(_own_name(operation.id))
    suffix = (*words(re.split(r"[?#]", operation.path)[0]), operation.method)
    lower = tuple(word.lower() for word in spelled)
    ending = tuple(word.lower() for word in suffix)
    if len(lower) > len(ending) > 1 and lower[-len(ending) :] == ending:
        spelled = spelled[: -len(ending)]
    return " ".join(spelled)


def _own_name(id_: str) -> str:
    """An operationId without a namespace that it repeats: ``chats.createChat``."""
    namespace, _, own = id_.rpartition(".")
    said = {singular(word) for word in words(own)}
    return own if said.issuperset(map(singular, words(namespace))) else id_


def _by_path(operation: OperationNode) -> str:
    named = [s for s in segments(operation.path) if not is_version(s)]
    spelled = " ".join((operation.method, *(w for s in named for w in words(s))))
    parameters = re.findall(r"\{([^{}]*)\}", operation.path)
    return f"{spelled} by {parameters[-1]}" if parameters else spelled
