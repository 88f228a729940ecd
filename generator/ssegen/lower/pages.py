"""Whether an operation gives several things: a list, or a page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..openapi import content
from ..openapi.operations import successes
from ..openapi.schemas import properties, types
from .words import words

if TYPE_CHECKING:
    from ..load.node import Document, Node
    from ..openapi import OperationNode

_CONTENTS = frozenset(
    {"data", "elements", "entries", "items", "objects", "records", "results"}
    | {"values"}
)
"""Properties that hold what a page is of."""


def gives_several(document: Document, operation: OperationNode, noun: str) -> bool:
    """Whether a JSON answer is an array, or an object with one under a usual name.

    Args:
        document: The document.
        operation: The operation.
        noun: What the things are called, which may also be the name of the property.
    """
    own = _plain(noun)
    schemas = [
        media_type.schema
        for _, response in successes(document, operation)
        for media_type in content(document, response)
        if media_type.is_json and media_type.schema is not None
    ]
    return any(_is_several(document, schema, own) for schema in schemas)


def _is_several(document: Document, schema: Node, own: str) -> bool:
    """Whether a schema is of an array, or of a page, which may be all that its object holds."""
    if "array" in types(document, schema):
        return True
    held = {_plain(name): value for name, value in properties(document, schema).items()}
    usual = (held[name] for name in _CONTENTS if name in held)
    if any("array" in types(document, value) for value in usual):
        return True
    return own in held and _is_several(document, held[own], "")


def _plain(name: str) -> str:
    return "".join(words(name)).lower()
