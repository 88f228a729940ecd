"""Which operations a change in something that they share concerns, and what leads to it."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .change import Change
from .types import Comparison, Contents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..ir.types import Type
    from .contract import Contract
    from .types import Definitions, Holder, Local


@dataclass(frozen=True, slots=True)
class Root:
    """Something of an operation that has a type."""

    operation: str
    """The operation's key."""
    noun: str
    """``argument``, ``response``, ``event `delta```."""
    name: str = ""
    """What the path to a field begins with: ``data``; empty where the noun has no name."""

    def subject(self, path: str) -> str:
        """What messages call the field that a path leads to: ``event `delta`: `data.text```."""
        whole = f"{self.name}{path}".removeprefix(".")
        if self.noun == "argument":
            return f"argument `{whole}`"
        return f"{self.noun}: `{whole}`" if whole else self.noun


@dataclass(frozen=True, slots=True)
class _Use:
    """Something that holds a pair of definitions, and the path within it."""

    holder: Definitions | Root
    path: str


@dataclass(slots=True)
class Uses:
    """Compares types once, for all that use them.

    Args:
        old: The one document.
        new: The other one.
    """

    old: Contract
    new: Contract
    _order: dict[str, int] = field(default_factory=dict[str, int], init=False)
    """Of operations, by their keys."""
    _found: dict[Definitions, list[Local]] = field(
        default_factory=dict["Definitions", "list[Local]"], init=False
    )
    _users: defaultdict[Definitions, list[_Use]] = field(
        default_factory=lambda: defaultdict(list), init=False
    )
    _own: list[Change] = field(default_factory=list[Change], init=False)

    def types(
        self,
        old: Type,
        new: Type,
        root: Root,
        holder: Holder,
        *,
        request: bool,
        may_lack: tuple[bool, bool] = (False, False),
    ) -> None:
        """Compare what an operation takes or gives; as `Comparison.types`."""
        comparison = Comparison(self.old, self.new, request)
        comparison.types(old, new, "", holder, may_lack=may_lack)
        self.enter(root, comparison.contents)

    def enter(self, root: Root, contents: Contents) -> None:
        """Take what a comparison found in an operation itself."""
        self._order.setdefault(root.operation, len(self._order))
        for local in contents.changes:
            subject = root.subject(local.path)
            self._own.append(
                Change(local.rule, local.what, local.spot, (root.operation,), subject)
            )
        self._link(root, contents)

    def _link(self, holder: Definitions | Root, contents: Contents) -> None:
        waiting = deque([(holder, contents)])
        while waiting:
            user, held = waiting.popleft()
            for link in held.links:
                self._users[link.target].append(_Use(user, link.path))
                if link.target not in self._found:
                    request = link.target.request
                    comparison = Comparison(self.old, self.new, request)
                    comparison.definitions(link.target.old, link.target.new)
                    self._found[link.target] = comparison.contents.changes
                    waiting.append((link.target, comparison.contents))

    def pairs(self) -> Iterator[Definitions]:
        """The definitions that were compared."""
        yield from self._found

    def changes(self) -> Iterator[Change]:
        """All that was found: of operations themselves, then of what they share."""
        yield from self._own
        for target, locals_ in self._found.items():
            if locals_:
                root, path, operations = self._reached(target)
                for local in locals_:
                    subject = root.subject(path + local.path)
                    yield Change(
                        local.rule, local.what, local.spot, operations, subject
                    )

    def _reached(self, target: Definitions) -> tuple[Root, str, tuple[str, ...]]:
        """The first operation's use, the shortest path from it, and all operations."""
        waiting = deque([(target, "")])
        seen = {target}
        found: dict[str, tuple[Root, str]] = {}
        while waiting:
            current, path = waiting.popleft()
            for use in self._users[current]:
                match use.holder:
                    case Root() as root:
                        found.setdefault(root.operation, (root, use.path + path))
                    case holder if holder not in seen:
                        seen.add(holder)
                        waiting.append((holder, use.path + path))
                    case _:
                        pass
        operations = tuple(sorted(found, key=self._order.__getitem__))
        root, path = found[operations[0]]
        return root, path, operations
