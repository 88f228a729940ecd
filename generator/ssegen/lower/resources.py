"""Operations by resource: what the clients' properties are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.api import Operation, Resource
from ..ir.types import Name
from .words import is_version, segments, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load.node import Document
    from ..openapi import OperationNode

NAMELESS = "default"


def resource_of(operation: OperationNode) -> str:
    """The first tag, else the first segment of the path that is neither version nor parameter,
    else ``default``.
    """
    for tag in operation.tags:
        if words(tag):
            return tag
    for segment in segments(operation.path):
        if words(segment) and not is_version(segment):
            return segment
    return NAMELESS


def resources(
    document: Document, lowered: Iterable[tuple[str, Operation]]
) -> tuple[Resource, ...]:
    """The resources in the order in which the operations mention them.

    Args:
        document: Describes its tags.
        lowered: Pairs of what `resource_of` gives and an operation. Spellings with the same words
            are one resource.
    """
    spellings: dict[str, set[str]] = {}
    operations: dict[str, list[Operation]] = {}
    for spelling, operation in lowered:
        key = " ".join(words(spelling)).lower()
        spellings.setdefault(key, set()).add(spelling)
        operations.setdefault(key, []).append(operation)
    descriptions = _descriptions(document)
    return tuple(
        Resource(
            key=key,
            name=Name((min(spellings[key]),)),
            description=descriptions.get(key, ""),
            operations=tuple(held),
        )
        for key, held in operations.items()
    )


def _descriptions(document: Document) -> dict[str, str]:
    tags = document.root.get("tags")
    return {
        " ".join(words(tag.text("name"))).lower(): tag.text("description")
        for tag in (tags.items() if tags is not None else ())
    }
