"""A recorded stream, and what a client is to make of any beginning of it.

What is expected is told by the recording itself, block by block, and not by a decoder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from tests.faults.observer import Summary

if TYPE_CHECKING:
    from collections.abc import Sequence

BOM: Final = b"\xef\xbb\xbf"
SENTINEL: Final = b"data: [DONE]\n\n"


@dataclass(frozen=True)
class Block:
    """Bytes up to and with an empty line.

    Attributes:
        wire: The bytes.
        event: The text of the event that they are; None where they are none.
        id: The last event id after them; None where there is none yet.
    """

    wire: bytes
    event: str | None
    id: str | None

    @property
    def enough(self) -> int:
        """How many of the bytes make the empty line: a CR is a line end, with or without LF."""
        return len(self.wire) - self.wire.endswith(b"\r\n")


BLOCKS: Final = tuple(
    Block(wire, event, id)
    for wire, event, id in (
        (BOM + b": the recorded stream\n\n", None, None),
        (
            'id: 1\nevent: chat\ndata: {"content": "Grüße, 世界 🎉"}\n\n'.encode(),
            "Grüße, 世界 🎉",
            "1",
        ),
        (
            b"id: 2\r\nevent: chat\r\ndata: {\r\ndata:"
            b' "content": "on four lines"\r\ndata\r\ndata:}\r\n\r\n',
            "on four lines",
            "2",
        ),
        (b": still there\nretry: 20\n\n", None, "2"),
        (b"retry: 10\nevent: ping\nid: 3\n\n", "ping", "3"),
        (b"event: of tomorrow\ndata: {}\n\n", None, "3"),
        (b'event: chat\rid: 4\rdata:{"content": "CR"}\r\r', "CR", "4"),
        ("id: größer\n\n".encode(), None, "größer"),
        (
            b'data: {"content": "the data first"}\nfuture: field\nid:5\nevent:chat\n\n',
            "the data first",
            "5",
        ),
        (b": ping\r\n\r\n", None, "5"),
        (b": pong\r\n\r\n", None, "5"),
        (
            'event: chat\nid: 7\ndata: {"content": "line\u2028separator"}\n\n'.encode(),
            "line\u2028separator",
            "7",
        ),
        (SENTINEL, None, "7"),
    )
)
RECORDING: Final = b"".join(block.wire for block in BLOCKS)
EVENTS: Final = tuple(block.event for block in BLOCKS if block.event is not None)
COMPLETE: Final = Summary(EVENTS, "", True, BLOCKS[-1].id)
SIZES: Final = range(len(RECORDING) + 1)
"""Where it can be cut."""
_STARTS: Final = (0, *accumulate(len(block.wire) for block in BLOCKS))


def arrived(size: int) -> Sequence[Block]:
    """Give the blocks that are whole in the first ``size`` bytes."""
    return [
        block
        for start, block in zip(_STARTS, BLOCKS, strict=False)
        if start + block.enough <= size
    ]


def is_inside_event(size: int) -> bool:
    """Whether the first ``size`` bytes end in the middle of an event, or of a line that may be one.

    Comments, ``retry`` and fields that the standard does not know are no part of an event.
    """
    rest = RECORDING[_STARTS[len(arrived(size))] : size].removeprefix(BOM)
    *lines, last = re.split(b"\r\n|\r|\n", rest)
    if any(line.partition(b":")[0] in (b"event", b"data", b"id") for line in lines):
        return True
    name, colon, _ = last.partition(b":")
    known = (b"event", b"data", b"id", b"retry")
    return (
        name in known
        if colon
        else last != b"" and any(field.startswith(last) for field in known)
    )


def after_cut(size: int, error: str) -> Summary:
    """Give what is to come of a stream of which ``size`` bytes arrive before its end.

    Args:
        error: What is raised, unless the sentinel is among them.
    """
    whole = arrived(size)
    done = len(whole) == len(BLOCKS)
    return Summary(
        events=tuple(block.event for block in whole if block.event is not None),
        error="" if done else error,
        completed=done,
        last_event_id=whole[-1].id if whole else None,
    )
