"""What the operations would like to be called."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from ..ir.types import Name
from .groups import group_of, is_collection
from .operation_ids import spelled_id
from .pages import gives_several
from .pins import method_pin
from .verbs import VERBS
from .words import PREPOSITIONS, is_version, segments, singular, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from ..load.node import Document
    from ..openapi import OperationNode
    from .groups import Group

_AMOUNTS = frozenset({"all", "batch", "bulk", "many", "multiple", "paginated"})
"""Words beside a verb that are not what it is done to."""
_GETS = frozenset(
    {"fetch", "fetch all", "get", "get all", "get list", "retrieve", "retrieve all"}
)
_STREAM = frozenset({"stream", "streaming", "streamed"})
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(r"(?<=[^\W\d])_\d+$")
"""What Micronaut and springdoc append to the ids of methods whose names other classes have too."""

_USUAL = {
    "get": "get",
    "post": "create",
    "put": "update",
    "patch": "update",
    "delete": "delete",
    "query": "search",
}


def method_name(document: Document, operation: OperationNode) -> Name:
    """What an operation would like to be called among those of its resource.

    Best is the operationId without the resource's own words (``createChat`` of ``chat`` is
    ``create``) and without what a framework made of it; where that leaves nothing, what method
    and path usually mean (``list``, ``get``, ``create``, ``update``, ``delete``); then the
    operationId; then method and path.
    """
    group = group_of(operation)
    candidates = _candidates(document, operation, group)
    if pinned := method_pin(document, operation):
        return Name((pinned, *candidates), pinned=True)
    return Name(candidates)


def twin_name(name: Name, words: tuple[str, ...], *, at_once: bool = False) -> Name:
    """What one of several methods of an operation would like to be called.

    Args:
        name: The name of the operation.
        words: What makes this method differ, which the name may say already.
        at_once: The other one streams, so the name of this one does not say it.
    """
    candidates: list[str] = []
    for text in name.candidates:
        said = _words(text)
        if at_once and not said.isdisjoint(_STREAM):
            text = _without_stream(text)
        added = (w for w in words if not (w == "stream" and said & _STREAM))
        candidates.append(" ".join((text, *added)))
    return Name(tuple(dict.fromkeys(candidates)), name.pinned)


def full_name(operation: OperationNode) -> str:
    """What an operation is called in the names of types that stand in it: without regard to its
    resource.
    """
    return spelled_id(operation) or _by_path(operation)


def _candidates(
    document: Document, operation: OperationNode, group: Group
) -> tuple[str, ...]:
    by_id = spelled_id(operation)
    if by_id:
        own = by_id.rpartition(" ")[0] if _NUMBER.search(operation.id) else by_id
        bare = _bare(operation, own, group)
        best = _natural(document, operation, group, own, bare)
        wishes = [best, bare, _from_verb(own, group), by_id, operation.id]
    else:
        usual = _usual(document, operation, group)
        in_place = _usual_in_place(usual, group, operation)
        wishes = [usual, in_place, _USUAL.get(operation.method, "")]
    wishes.append(_by_path(operation))
    return tuple(dict.fromkeys(wish for wish in wishes if words(wish)))


def _natural(
    document: Document,
    operation: OperationNode,
    group: Group,
    by_id: str,
    bare: str,
) -> str:
    """The best name that an operationId gives, which ``bare`` is the telling part of."""
    spelled = bare.lower().split()
    if not bare or bare.isdecimal():
        if words(by_id)[0].lower() in VERBS:
            return by_id
        usual = _USUAL.get(operation.method, operation.method)
        return _usual(document, operation, group) if group.anchored else usual
    last = _last(operation)
    if is_collection(last):
        if " ".join(spelled) in _GETS and gives_several(document, operation, last):
            return "list"
        if spelled[0] == operation.method == "post":
            return " ".join(("create", *bare.split()[1:]))
    return bare


def _usual(document: Document, operation: OperationNode, group: Group) -> str:
    """What method and path usually mean."""
    spelled = group.rest
    held = [i for i, segment in enumerate(spelled) if is_collection(segment)]
    noun, tail = "", _tail(operation, spelled[held[-1] + 1 :] if held else spelled)
    if held:
        noun = _unsaid(spelled[held[-1]], group)
    said = [w for text in tail for w in words(_unsaid(text, group))]
    method = operation.method
    if said:
        named = said[0].lower() in VERBS or method == "post"
        own = [] if named and method != "delete" else [_USUAL.get(method, method)]
        return " ".join((*own, *said))
    last = _last(operation)
    if last.lower() in VERBS:
        return last
    verb = _USUAL.get(method, method)
    if (
        method == "get"
        and is_collection(last)
        and gives_several(document, operation, last)
    ):
        return f"list {noun}".rstrip()
    if method == "post" and _PARAMETER.search(last):
        verb = "update"
    return f"{verb} {_one(noun)}".rstrip()


def _last(operation: OperationNode) -> str:
    """The last segment of the path, a parameter in its braces."""
    path = re.split(r"[?#]", operation.path, maxsplit=1)[0]
    return path.rstrip("/").rpartition("/")[2]


def _tail(operation: OperationNode, after: tuple[str, ...]) -> list[str]:
    """The segments that say what is done: those behind the last parameter; at the end of all
    paths may be ``{id}:cancel``.
    """
    action = re.search(r"\}:(\w+)$", operation.path)
    if action:
        return [action[1]]
    parameters = [i for i, segment in enumerate(after) if not segment]
    behind = after[parameters[-1] + 1 :] if parameters else after
    return [segment for segment in behind if segment]


def _unsaid(segment: str, group: Group) -> str:
    """The words of a segment that the resource's names do not say."""
    known = group.words
    return " ".join(w for w in words(segment) if singular(w) not in known)


def _one(noun: str) -> str:
    before, _, last = noun.rpartition(" ")
    return f"{before} {singular(last)}".strip()


def _usual_in_place(usual: str, group: Group, operation: OperationNode) -> str:
    """The usual name with what the resource stands in by the path, for those that want the same."""
    around = [
        segment
        for segment in segments(operation.path)
        if is_collection(segment) and _unsaid(segment, group)
    ]
    return f"{usual} for {_one(' '.join(words(around[-1])))}" if around else ""


def _bare(operation: OperationNode, name: str, group: Group) -> str:
    """The name without the resource's words and without versions; empty where nothing is left.

    A preposition goes with its object: ``attachToolToAgent`` of ``agents`` is ``attach tool``. An
    object that another noun describes stays, lest that be taken for it: ``deleteCorpusDocument``
    of ``documents`` deletes no corpus.
    """
    known = group.words
    audible = [w for w in words(name) if not _is_silent(operation, w, known)]
    spelled = _without_ids(operation, audible, known)
    verbs = [w for w in spelled if w.lower() in VERBS]
    also = {verbs[0]} if verbs == spelled[:1] and _singulars(spelled) - known else set()
    kept: list[str] = []
    stranded = False
    for word in spelled:
        if word in also or singular(word) not in known:
            if stranded and word.lower() in PREPOSITIONS:
                kept.pop()
            kept.append(word)
            stranded = False
        else:
            stranded = bool(kept) and kept[-1].lower() in PREPOSITIONS
    if stranded:
        kept.pop()
    else:
        verb = next((i for i, w in enumerate(kept) if w.lower() in VERBS), 0)
        if any(w.lower() not in _AMOUNTS for w in kept[verb + 1 :]):
            kept += reversed(list(takewhile(_in(known), reversed(spelled))))
        before, after = map(_singulars, (kept[:verb], kept[verb + 1 :]))
        kept = kept[verb:] if before <= after else kept
    by_id = [word.lower() for word in kept[-2:]] == ["by", "id"]
    if by_id and len(kept) > 2 and _last(operation).endswith("}"):
        kept = kept[:-2]
    return " ".join(kept)


def _from_verb(by_id: str, group: Group) -> str:
    """An operationId without the resource's words before its verb."""
    spelled = words(by_id)
    verb = next((i for i, w in enumerate(spelled) if w.lower() in VERBS), 0)
    return " ".join(
        spelled[verb:] if _singulars(spelled[:verb]) <= group.words else spelled
    )


def _in(known: AbstractSet[str]) -> Callable[[str], bool]:
    return lambda word: singular(word) in known


def _singulars(spelled: Iterable[str]) -> set[str]:
    return {singular(word) for word in spelled}


def _is_silent(operation: OperationNode, word: str, known: AbstractSet[str]) -> bool:
    """Whether a word says nothing: a version, and ``api`` where all paths may start so."""
    if is_version(word):
        return True
    start = next(iter(segments(operation.path)), "")
    return word.lower() == start.lower() == "api" and "api" not in known


def _without_ids(
    operation: OperationNode, spelled: list[str], known: AbstractSet[str]
) -> list[str]:
    """Leave out the ``Id`` of an id that follows the path: ``chatIdPins`` of
    ``/chats/{chatId}/pins``. Behind a verb it is what the operation is about.
    """
    if not spelled or spelled[0].lower() in VERBS:
        return spelled
    lower = [word.lower() for word in spelled]
    parameters = [
        tuple(word.lower() for word in words(name))
        for name in _PARAMETER.findall(operation.path)
    ]

    def follows(end: int) -> bool:
        """Whether what ends there is a parameter in its place, the ``Id`` of the resource too."""
        of_group = lower[end - 1] == "id" and singular(lower[end - 2]) in known
        return (of_group and ("id",) in parameters) or any(
            1 < len(name) < end + 1
            and name[-1] == "id"
            and tuple(lower[end - len(name) : end]) == name
            and lower[end - len(name) - 1] not in PREPOSITIONS
            for name in parameters
        )

    return [word for i, word in enumerate(spelled) if not (i and follows(i + 1))]


def _words(text: str) -> set[str]:
    return {word.lower() for word in words(text)}


def _without_stream(text: str) -> str:
    left = [word for word in words(text) if word.lower() not in _STREAM]
    return " ".join(left) or _USUAL["post"]


def _by_path(operation: OperationNode) -> str:
    named = [s for s in segments(operation.path) if not is_version(s)]
    spelled = " ".join((operation.method, *(w for s in named for w in words(s))))
    parameters = _PARAMETER.findall(operation.path)
    return f"{spelled} by {parameters[-1]}" if parameters else spelled
