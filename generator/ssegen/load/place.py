"""From a place, as messages and keys give it, back to the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .node import Node

if TYPE_CHECKING:
    from .node import Document, Source


def node_at(document: Document, file: str, path: str) -> Node | None:
    """The node that a JSON Pointer (RFC 6901) leads to in a file of the document.

    What an overlay put into the document has the overlay's name and its pointer in the root file.
    None where the pointer leads nowhere.
    """
    source = document.sources.get(file)
    found = _walk(source, path) if source is not None else None
    return found or _walk(document.root.source, path)


def tokens(pointer: str) -> list[str]:
    """The tokens of a JSON Pointer (RFC 6901), unescaped."""
    return [
        token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]
    ]


def step(node: Node, token: str) -> Node | None:
    """What a token of a JSON Pointer leads to in a node; None where it leads nowhere."""
    if isinstance(node.value, list) and token.isascii() and token.isdigit():
        # The length first: Python refuses to convert thousands of digits.
        if len(token) < 10 and int(token) < len(node.value):
            index = int(token)
            return Node(node.source, (*node.pointer, index), node.value[index])
        return None
    return node.get(token)


def _walk(source: Source, path: str) -> Node | None:
    node: Node | None = Node(source, (), source.root)
    for token in tokens(path):
        node = node and step(node, token)
    return node
