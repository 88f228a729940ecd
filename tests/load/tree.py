"""What a parsed text holds, node by node."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ssegen.load import Value
    from ssegen.load.node import Pointer


def nodes(value: Value, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Value]]:
    """Every node below a value, itself first, with its pointer."""
    yield pointer, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from nodes(inner, (*pointer, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from nodes(inner, (*pointer, index))
