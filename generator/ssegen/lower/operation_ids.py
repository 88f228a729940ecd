"""What an author called an operation, without what a framework made of it.

list_runs_threads__thread_id__runs_get    FastAPI appends path and method
files_api_routes_upload_file              django-ninja puts the module in front
PostAccountsAccountPersons                others make it of method and path
ChatControllerV0_create                   NestJS puts the class in front
chats.createChat                          a namespace that the rest repeats
Createwebhookendpoint                     a title run together
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..openapi.operations import METHODS
from .verbs import VERBS
from .words import is_version, segments, singular, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..openapi import OperationNode

_SMALL = frozenset(
    {"a", "all", "an", "and", "at", "by", "for", "from", "id", "in", "input", "into"}
    | {"new", "of", "on", "or", "output", "the", "to", "with"}
)
_CLASS = re.compile(r"^\w*Controller(?:V\d+)?[_.](?=\w)")
_ARTICLES = frozenset({"a", "an", "the"})
_MODULES = frozenset({"api", "routes", "router", "views"})
"""Names of modules in the ids of django-ninja, which are those of the functions in full."""
_CEREMONY = frozenset({"endpoint", "handler", "method", "operation", "route"})
"""Last words that say nothing of what is done."""
_LONGEST = 80
"""Characters of an id that is looked at for words run together."""


def spelled_id(operation: OperationNode) -> str:
    """The author's words of an operationId; empty where there are none."""
    spelled = _separated(operation)
    spelled = _without_path(operation, spelled)
    if _is_path(operation, spelled):
        return ""
    spelled = _without_ceremony(operation, _without_modules(spelled))
    return " ".join(word for word in spelled if word.lower() not in _ARTICLES)


def _own_name(id_: str) -> str:
    """An operationId without its class, and without a namespace that it repeats."""
    id_ = _CLASS.sub("", id_)
    namespace, _, own = id_.rpartition(".")
    said = {singular(word) for word in words(own)}
    return own if said.issuperset(map(singular, words(namespace))) else id_


def _separated(operation: OperationNode) -> tuple[str, ...]:
    known: set[str] | None = None
    found: list[str] = []
    for part in re.split(r"[\W_]+", _own_name(operation.id)):
        spelled = words(part)
        unknown = [w for w in spelled if len(w) > 5 and w.lower() not in VERBS]
        if unknown and len(part) <= _LONGEST:
            known = known or _vocabulary(operation)
            if any(singular(word) not in known for word in unknown):
                split = _split(part, known)
                spelled = split if len(split) > len(spelled) else spelled
        found += spelled
    return tuple(found)


def _vocabulary(operation: OperationNode) -> set[str]:
    """The words that the operation uses elsewhere, and those that all do; plurals as singulars.
    A name in prose is one word: ``GitHub``.
    """
    summary = operation.node.text("summary")
    texts = (operation.path, summary, *operation.tags)
    own = {singular(word) for text in texts for word in words(text) if len(word) > 1}
    names = {name.lower() for name in re.findall(r"\w+", summary)}
    return own | names | VERBS | _SMALL


def _split(text: str, known: set[str]) -> tuple[str, ...]:
    """The fewest known words that make up the whole text; none where there are no such."""
    lower = text.lower()
    best: list[tuple[str, ...] | None] = [(), *([None] * len(text))]
    for end in range(1, len(text) + 1):
        for start in range(end):
            before, word = best[start], lower[start:end]
            if before is None or not {word, singular(word)} & known:
                continue
            found = (*before, text[start:end])
            shortest = best[end]
            if shortest is None or len(found) < len(shortest):
                best[end] = found
    return best[-1] or ()


def _without_path(
    operation: OperationNode, spelled: tuple[str, ...]
) -> tuple[str, ...]:
    """Leave out the path and the method that FastAPI appends; those are of the function's first
    route, so they may be of another path that starts alike.
    """
    lower = [word.lower() for word in spelled]
    path = [word.lower() for word in words(_plain(operation.path))]
    for method in ([operation.method], []):
        ending = [*path, *method]
        certain = method or any(map(is_version, path))
        if certain and len(lower) > len(ending) > 1 and _ends(lower, ending):
            return spelled[: -len(ending)]
    if lower[-1:] and lower[-1] in METHODS:
        first = next(iter(segments(operation.path)), "")
        appended = re.search(rf"(?<=\w)_{re.escape(first)}__\w", operation.id)
        if first and appended:
            return words(operation.id[: appended.start()])
        if len(spelled) > 2 and lower[-1] == operation.method == "post":
            return spelled[:-1]
    return spelled


def _ends(lower: Sequence[str], ending: Sequence[str]) -> bool:
    return lower[-len(ending) :] == ending


def _plain(path: str) -> str:
    return re.split(r"[?#]", path, maxsplit=1)[0]


def _is_path(operation: OperationNode, spelled: tuple[str, ...]) -> bool:
    """Whether an id is nothing but method and path."""
    path = [w for w in words(_plain(operation.path)) if not is_version(w)]
    made = [singular(word) for word in (operation.method, *path)]
    return len(made) > 1 and [singular(word) for word in spelled] == made


def _without_modules(spelled: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out ``agents_api_v1`` and ``files_api_routes``."""
    lower = [word.lower() for word in spelled]
    if lower[1:2] != ["api"] or lower[0] in VERBS:
        return spelled
    end = 2
    while lower[end : end + 1] and (lower[end] in _MODULES or is_version(lower[end])):
        end += 1
    return spelled[end:] or spelled


def _without_ceremony(
    operation: OperationNode, spelled: tuple[str, ...]
) -> tuple[str, ...]:
    last = spelled[-1].lower() if len(spelled) > 2 else ""
    said = {singular(w) for w in words(_plain(operation.path))}
    return spelled[:-1] if last in _CEREMONY and last not in said else spelled
