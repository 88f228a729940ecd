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


def _walk(source: Source, path: str) -> Node | None:
    node: Node | None = Node(source, (), source.root)
    for token in path.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        node = node and (node.get(key) or _item(node, key))
    return node


def _item(node: Node, key: str) -> Node | None:
    if not isinstance(node.value, list) or not key.isdecimal():
        return None
    index = int(key)
    if index >= len(node.value):
        return None
    return Node(node.source, (*node.pointer, index), node.value[index])
