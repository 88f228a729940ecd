"""Where the values of a file came from, once overlays have changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .file import File
    from .node import Pointer


@dataclass(slots=True)
class Origin:
    """The place that a value was read from, in the document's own file or in an overlay."""

    file: File
    pointer: Pointer
    inner: dict[str, Origin] | list[Origin] | None = None
    """Those of what the value holds; None where all of that stands in the same place as itself."""

    def find(self, pointer: Pointer) -> Origin:
        """That of what the pointer leads to, or of the last value on its way that is there."""
        origin = self
        for depth, token in enumerate(pointer):
            match origin.inner, token:
                case None, _:
                    below = pointer[depth:]
                    return Origin(origin.file, (*origin.pointer, *below))
                case dict() as members, str() if token in members:
                    origin = members[token]
                case list() as items, int() if 0 <= token < len(items):
                    origin = items[token]
                case _:
                    break
        return origin
