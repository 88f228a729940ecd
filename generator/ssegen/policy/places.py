"""Places of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Pointer
    from ..load.node import Node

Place: TypeAlias = "tuple[str, Pointer]"
"""A file and what the pointer leads to in it."""


def place(node: Node) -> Place:
    """Where a node stands."""
    return node.source.name, node.pointer


def below(top: Node) -> Iterator[Node]:
    """A node, and all mappings and lists inside it, in no order."""
    waiting = [top]
    while waiting:
        node = waiting.pop()
        waiting.extend(inner for _, inner in node.containers())
        waiting.extend(i for i in node.items() if isinstance(i.value, dict | list))
        yield node
