"""Which definitions an API needs, and in which order they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.types import Definition, Reference, Type, parts
from .literals import types_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..load.node import Document, Node, Value

_MAPS_OF_NAMES = frozenset({"paths", "schemas", "properties", "$defs", "definitions"})
"""Keywords below which the author's order counts; that of other keys means nothing."""


def reached(
    definitions: Mapping[str, Definition], roots: Iterable[Type]
) -> frozenset[str]:
    """The keys of all definitions that the types lead to."""
    waiting = [key for root in roots for key in _keys(root)]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen and key in definitions:
            seen.add(key)
            waiting.extend(
                k for type_ in types_in(definitions[key]) for k in _keys(type_)
            )
    return frozenset(seen)


def in_document_order(document: Document, places: Mapping[str, Node]) -> list[str]:
    """The keys, by where the definitions stand: the document itself before other files."""
    indexes: dict[int, dict[str, int]] = {}

    def rank(key: str) -> tuple[object, ...]:
        node = places[key]
        other = node.source.name != document.root.source.name
        return (
            other,
            node.source.name if other else "",
            list(_rank(node, indexes)),
            key,
        )

    return sorted(places, key=rank)


def _rank(node: Node, indexes: dict[int, dict[str, int]]) -> Iterator[tuple[int, str]]:
    value: Value = node.source.root
    above = ""
    for token in node.pointer:
        match value, token:
            case dict() as mapping, str():
                if above in _MAPS_OF_NAMES:
                    if id(mapping) not in indexes:
                        indexes[id(mapping)] = {k: i for i, k in enumerate(mapping)}
                    yield indexes[id(mapping)].get(token, 0), ""
                else:
                    yield 0, token
                value = mapping.get(token)
            case list() as items, int():
                yield token, ""
                value = items[token] if token < len(items) else None
            case _:
                yield 0, str(token)
        above = str(token)


def _keys(type_: Type) -> Iterator[str]:
    return (part.key for part in parts(type_) if isinstance(part, Reference))
