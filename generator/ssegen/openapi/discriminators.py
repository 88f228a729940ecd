"""What tells the members of a union apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from . import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping


def discriminator_of(document: Document, schema: Node) -> Node | None:
    """The discriminator object beside the union, or beside what refers to it."""
    for part in reversed(schemas.parts(document, schema)):
        discriminator = part.get("discriminator")
        if discriminator is not None and isinstance(discriminator.value, dict):
            return discriminator
    return None


def mapping_of(discriminator: Node | None) -> Mapping[str, str]:
    """The mapping from value to schema name or reference, as written."""
    mapping = discriminator.get("mapping") if discriminator is not None else None
    members = mapping.members() if mapping is not None else ()
    return {key: node.value for key, node in members if isinstance(node.value, str)}


def mapping_target(
    document: Document, discriminator: Node, reference: str
) -> Node | Dangling:
    """What a mapping's value means: a name under ``components/schemas``, else a reference."""
    named = document.root.at("components", "schemas", reference)
    if named is not None:
        return document.resolve(named)
    place = (*discriminator.pointer, "mapping")
    return document.resolve(Node(discriminator.source, place, {"$ref": reference}))
