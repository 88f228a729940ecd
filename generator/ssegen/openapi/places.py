"""Where in a document the things stand that an API knows by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..load.place import node_at
from .operations import operations

if TYPE_CHECKING:
    from ..load.node import Document, Node
    from .operations import OperationNode


class Places:
    """Finds nodes by the keys of the ir: of an operation, or of a place in a file.

    Args:
        document: The document that the keys come from.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._operations = {o.key: o for o in operations(document)}

    def operation(self, key: str) -> OperationNode | None:
        """The operation of that key, which may be one of several that it is lowered to."""
        found = self._operations.get(key)
        if found is None and key.endswith(")"):
            found = self._operations.get(key.rpartition(" (")[0])
        return found

    def of(self, key: str) -> Node | None:
        """The node that the key stands for; None where it stands for none.

        Of what several places describe together, the last is the one that makes it special.
        """
        operation = self.operation(key)
        if operation is not None:
            return operation.node
        _, _, last = key.rpartition(" + ")
        file, hash, path = (last if "#" in last else key).partition("#")
        name = file or self._document.root.source.name
        return node_at(self._document, name, path) if hash else None
