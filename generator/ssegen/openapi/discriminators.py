"""What tells the members of a union apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from . import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def discriminator_of(document: Document, schema: Node) -> Node | None:
    """The discriminator object beside the union, or beside what refers to it."""
    for part in reversed(schemas.parts(document, schema)):
        discriminator = part.get("discriminator")
        if discriminator is not None and isinstance(discriminator.value, dict):
            return discriminator
    return None


def mapping_of(discriminator: Node | None) -> Mapping[str, str]:
    """The mapping from value to schema name or reference, as written."""
    entries = mapping_entries(discriminator)
    return {key: node.value for key, node in entries if isinstance(node.value, str)}


def mapping_entries(discriminator: Node | None) -> Iterator[tuple[str, Node]]:
    """What the mapping says of each value."""
    mapping = discriminator.get("mapping") if discriminator is not None else None
    return mapping.members() if mapping is not None else iter(())


def mapping_target(document: Document, entry: Node) -> Node | Dangling:
    """What an entry of a mapping leads to."""
    return document.resolve(mapping_reference(document, entry))


def mapping_reference(document: Document, entry: Node) -> Node:
    """What an entry of a mapping means: a name under ``components/schemas``, else a reference."""
    reference = str(entry.value)
    named = document.root.at("components", "schemas", reference)
    return named or Node(entry.source, entry.pointer, {"$ref": reference})
