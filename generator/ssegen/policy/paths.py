"""Which paths and webhooks of the API use a place of the document, directly or by references."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ..load.node import Node
from ..load.place import node_at
from .places import below, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Location
    from ..load.node import Document
    from .places import Place


class PathsOf:
    """The way back from places to paths."""

    def __init__(self, document: Document) -> None:
        """Walk the document once: every path item, and everything that references lead to."""
        self._document = document
        self._paths: dict[Place, str] = {}
        """The paths of path items, and the names of webhooks."""
        self._users: defaultdict[Place, set[Place]] = defaultdict(set)
        """Of what references lead to: the nodes that hold them."""
        waiting: list[Node] = []
        for kind in ("paths", "webhooks"):
            items = document.root.get(kind)
            for path, item in items.members() if items else ():
                self._paths[place(item)] = path
                waiting.append(item)
        while waiting:
            waiting.extend(self._walk(waiting.pop()))

    def of(self, location: Location) -> set[str]:
        """The paths, and names of webhooks, that use what stands at a place; none for what belongs
        to the whole API.
        """
        start = node_at(self._document, location.file, location.pointer)
        waiting = [place(start)] if start is not None else []
        seen: set[Place] = set()
        found: set[str] = set()
        while waiting:
            file, pointer = waiting.pop()
            for end in range(len(pointer) + 1):
                around = (file, pointer[:end])
                if around in seen:
                    continue
                seen.add(around)
                if around in self._paths:
                    found.add(self._paths[around])
                waiting.extend(self._users.get(around, ()))
        return found

    def _walk(self, top: Node) -> Iterator[Node]:
        """What the references below a node lead to, where nobody led there before."""
        for node in below(top):
            target = self._document.follow(node)
            if isinstance(target, Node) and target is not node:
                users = self._users[place(target)]
                if not users:
                    yield target
                users.add(place(node))
