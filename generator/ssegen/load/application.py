"""Overlays applied to a file: its new value, and where everything in it came from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..diagnostics import Diagnostic, Severity
from .failure import LoadError, unreadable
from .jsonpath import QueryError
from .marks import MAX_NODES
from .node import Node
from .origin import Origin
from .yaml import MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .file import File
    from .node import Pointer, Token, Value
    from .overlay import Action, Overlay

IDLE = "SSE012"


def apply(overlay: Overlay, file: File) -> tuple[Diagnostic, ...]:
    """Change the value of a file by the actions of an overlay, one after another.

    Gives a finding (SSE012) for each action that changes nothing, or not all that it names. Raises
    LoadError where the file would become too large or too deep, or a target is too much work.
    """
    try:
        return tuple(_Application(overlay, file).findings())
    except LoadError as error:
        error.texts[overlay.file.name] = overlay.file.text
        raise


@dataclass(frozen=True, slots=True)
class _Unfit:
    """A part of an update that cannot go where it should."""

    place: Pointer
    update: Node
    reason: str
    remedy: str

    @classmethod
    def by_kind(cls, place: Pointer, held: Value, update: Node) -> _Unfit:
        reason = f"{_kind(update.value)} does not replace {_kind(held)}"
        return cls(place, update, reason, "remove what is there in an action before")


class _Application:
    def __init__(self, overlay: Overlay, file: File) -> None:
        self._overlay = overlay
        self._file = file
        self._origin = file.origin or Origin(file, ())
        file.origin = self._origin

    def findings(self) -> Iterator[Diagnostic]:
        for action in self._overlay.actions:
            try:
                places = action.query.places(self._file.root)
                if not places:
                    yield self._missed(action)
                elif action.remove:
                    yield from self._remove(action, places)
                elif action.update is not None:
                    yield from self._update(action, action.update, places)
                else:
                    message = "this action has neither `update` nor `remove: true`"
                    yield _idle(action.node, message, "say what it changes")
            except QueryError as error:
                raise _refusal(
                    action.target, f"the target is too much work: {error}"
                ) from None

    def _missed(self, action: Action) -> Diagnostic:
        """A finding about a target that selects nothing."""
        for place in action.query.reached(self._file.root):
            node = _node(self._file, place)
            if reference := node.text("$ref"):
                return _idle(
                    action.target,
                    f"the target selects nothing: `{node.path}` is a `$ref`, and overlays follow"
                    " none",
                    (
                        f"target what it refers to, `{reference}`"
                        if reference.startswith("#")
                        else f"`{reference}` is another file; an overlay changes the document's"
                        " root file only"
                    ),
                )
        message = "the target selects nothing in the document"
        return _idle(action.target, message, "correct the target, or remove the action")

    def _remove(
        self, action: Action, places: Sequence[Pointer]
    ) -> Iterator[Diagnostic]:
        gone: defaultdict[Pointer, set[Token]] = defaultdict(set)
        for place in places:
            if place:
                gone[place[:-1]].add(place[-1])
            else:
                message = "the whole document cannot be removed"
                yield _idle(action.target, message, "target what is to go")
        # What stands deepest goes first, as long as the pointers to it are right.
        for parent in sorted(gone, key=len, reverse=True):
            value, origin = self._opened(parent)
            for container in (value, origin.inner):
                _drop(container, gone[parent])

    def _update(
        self, action: Action, update: Node, places: Sequence[Pointer]
    ) -> Iterator[Diagnostic]:
        size, height = _measure(update.value)
        self._file.size += size * len(places)
        if self._file.size > MAX_NODES:
            message = f"this makes the document larger than {MAX_NODES:,} values"
            raise _refusal(action.target, message)
        if max(map(len, places)) + height > MAX_DEPTH:
            message = f"this nests the document more than {MAX_DEPTH} levels deep"
            raise _refusal(action.target, message)
        unfit: dict[Node, list[_Unfit]] = {}
        for place in places:
            for found in self._put(place, update):
                unfit.setdefault(found.update, []).append(found)
        for node, (first, *others) in unfit.items():
            path = Node(self._file, first.place, None).path
            where = f"`{path}`" if path else "the top"
            more = f" and {len(others)} more" if others else ""
            message = f"nothing is changed at {where}{more}: {first.reason}"
            yield _idle(node, message, first.remedy)

    def _put(self, place: Pointer, update: Node) -> Iterator[_Unfit]:
        """Merge an update into what stands at a place; yield what of it does not fit there."""
        held, new = _node(self._file, place).value, update.value
        match held, new:
            case dict(), dict():
                yield from self._merge(*self._opened(place), place, update)
            case list(), _:
                _extend(*self._opened(place), update)
            case dict(), _:
                reason = f"{_kind(new)} cannot be merged into a mapping"
                yield _Unfit(place, update, reason, "write the members as a mapping")
            case _ if not self._overlay.changes_scalars:
                reason = f"an overlay of version 1.0 cannot update {_kind(held)}"
                yield _Unfit(place, update, reason, "target what holds it")
            case _, dict() | list():
                yield _Unfit.by_kind(place, held, update)
            case _:
                _place(*self._opened(place[:-1]), place[-1], update)

    def _merge(
        self, value: dict[str, Value], origin: Origin, place: Pointer, update: Node
    ) -> Iterator[_Unfit]:
        origins: Any = origin.inner
        for key, node in update.members():
            held = value.get(key)
            match held, node.value:
                # An empty entry of YAML is null, and there is nothing in it to lose.
                case None, _:
                    _place(value, origin, key, node)
                case dict(), dict():
                    own = value[key] = _own(held, origins[key])
                    yield from self._merge(own, origins[key], (*place, key), node)
                case list(), list():
                    own = value[key] = _own(held, origins[key])
                    _extend(own, origins[key], node)
                case (dict() | list(), _) | (_, dict() | list()):
                    yield _Unfit.by_kind((*place, key), held, node)
                case _:
                    _place(value, origin, key, node)

    def _opened(self, pointer: Pointer) -> tuple[Any, Origin]:
        """The container that a pointer leads to, free to be changed, and its origin with those of
        what it holds.
        """
        origin = self._origin
        value: Any = _own(self._file.root, origin)
        self._file.root = value
        for token in pointer:
            inner: Any = origin.inner
            origin = inner[token]
            value[token] = _own(value[token], origin)
            value = value[token]
        return value, origin


def _own(value: Any, origin: Origin) -> Any:
    """A copy of a container that nothing else holds: aliases of YAML, and updates that go to
    several places, share theirs.
    """
    if origin.inner is not None:
        return value  # copied before
    file, pointer = origin.file, origin.pointer
    if isinstance(value, dict):
        origin.inner = {key: Origin(file, (*pointer, key)) for key in value}
    else:
        origin.inner = [Origin(file, (*pointer, i)) for i in range(len(value))]
    return value.copy()


def _place(value: Any, origin: Origin, token: Token, update: Node) -> None:
    inner: Any = origin.inner
    value[token] = update.value
    inner[token] = _origin(update)


def _extend(value: list[Value], origin: Origin, update: Node) -> None:
    """Append to a list: the items of a list, or anything else as one item."""
    assert isinstance(origin.inner, list)
    items = list(update.items()) if isinstance(update.value, list) else [update]
    value.extend(item.value for item in items)
    origin.inner.extend(map(_origin, items))


def _drop(container: Any, tokens: set[Token]) -> None:
    if isinstance(container, dict):
        for token in tokens:
            del container[token]
    else:
        container[:] = [v for i, v in enumerate(container) if i not in tokens]


def _origin(node: Node) -> Origin:
    file: Any = node.source
    return Origin(file, node.pointer)


def _node(file: File, pointer: Pointer) -> Node:
    value: Any = file.root
    for token in pointer:
        value = value[token]
    return Node(file, pointer, value)


def _measure(value: Value) -> tuple[int, int]:
    """How many values there are, and how many levels."""
    match value:
        case dict():
            inner = [_measure(member) for member in value.values()]
        case list():
            inner = [_measure(item) for item in value]
        case _:
            return 1, 0
    return 1 + sum(s for s, _ in inner), 1 + max((h for _, h in inner), default=0)


def _kind(value: Value) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return "text"
        case bool():
            return "true or false"
        case None:
            return "null"
        case _:
            return "a number"


def _idle(node: Node, message: str, remedy: str = "") -> Diagnostic:
    return Diagnostic(IDLE, Severity.WARNING, node.location, message, remedy)


def _refusal(node: Node, message: str) -> LoadError:
    place = node.location
    return unreadable(place.file, message, line=place.line, column=place.column)
