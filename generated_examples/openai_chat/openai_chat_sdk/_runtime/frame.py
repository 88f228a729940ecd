# SPDX-License-Identifier: 0BSD
"""What comes off the wire: a Server-Sent Event, its data undecoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Fields: TypeAlias = tuple[str | None, bytes | None, str | None, int | None]
"""The attributes of a frame, in their order: a frame in a hurry."""
Item: TypeAlias = "bytes | Fields | Comment"
"""What decoders give: any frame; the data alone of one that has nothing else, and whose id is the
one in force before the chunk; and comments, where they are wanted."""


@dataclass(slots=True)
class Comment:
    """A line that no event is made of, such as what servers send to keep a connection alive.

    Attributes:
        text: What follows the colon, and the space after it.
    """

    text: str


@dataclass(slots=True)
class Frame:
    """One event off the wire, its data undecoded.

    Attributes:
        event: What the ``event`` field says; None where there is none.
        data: The ``data`` lines, joined by line feeds; None where there are none.
        id: The last event id at this moment; None where the server never gave one.
        retry: The reconnection time that this very frame sets, in milliseconds.
    """

    event: str | None = None
    data: bytes | None = None
    id: str | None = None
    retry: int | None = None

    @property
    def name(self) -> str:
        """The event's name: "message" where the server gives none."""
        return self.event or "message"

    @property
    def text(self) -> str:
        """The data as text, with U+FFFD for what is not UTF-8; empty where there is none."""
        return "" if self.data is None else self.data.decode("utf-8", "replace")


def shown(item: Item, id: str | None) -> Frame | Comment:
    """Give what a decoder gives as users see it.

    Args:
        id: The last event id before its chunk.
    """
    match item:
        case bytes():
            return Frame(data=item, id=id)
        case Comment():
            return item
        case _:
            return Frame(*item)
