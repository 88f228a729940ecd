# SPDX-License-Identifier: 0BSD
"""JSON values one after the other, without any I/O: JSON Lines, and JSON text sequences.

As in ``decoder``, bytes go in by ``read``, and what comes out are the fields of frames, which have
nothing but data. What is unfinished is kept in pieces, to be joined when its end arrives, so that
the work is linear in the bytes however they are cut.
"""

from __future__ import annotations

import json
from typing import Final, Literal

from .errors import EventTooLarge

_BOM: Final = b"\xef\xbb\xbf"
_RS: Final = b"\x1e"
_DELIMITERS: Final = (b"{", b"[", b'"')


class _Values:
    """What both decoders are, with the attributes of ``decoder.Decoder``."""

    __slots__ = (
        "_begins",
        "_limit",
        "_pieces",
        "_size",
        "comments",
        "error",
        "last_event_id",
        "pending",
    )

    reconnection_time: Final = None

    def __init__(
        self, *, max_event_bytes: int, last_event_id: str | None = None
    ) -> None:
        self.comments = False  # there are none to give
        self.last_event_id = last_event_id
        self.error: EventTooLarge | None = None
        self.pending = False
        self._limit = max_event_bytes
        self._begins = True
        self._pieces: list[bytes] = []  # of the value whose end has not arrived
        self._size = 0

    def _keep(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
            self._size += len(piece)

    def _kept(self) -> bytes:
        """Give what is kept, and forget it."""
        kept = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return kept

    def _give(self, value: bytes, frames: list[bytes]) -> bool:
        """Make a frame of a value, unless it is blank; give whether it is not too large."""
        if len(value) > self._limit:
            return self._fail()
        if self._begins:
            # RFC 8259 8.1: a parser may ignore a byte order mark.
            value = value.removeprefix(_BOM)
            self._begins = False
        value = value.strip()
        if value:
            frames.append(value)
        return True

    def _fail(self) -> Literal[False]:
        self._pieces.clear()
        self.error = EventTooLarge(
            f"a line holds more than {self._limit} bytes: give max_event_bytes= to take larger ones"
        )
        return False


class LineDecoder(_Values):
    """Turns the bytes of one response of JSON Lines into frames, one for each line not blank.

    A line ends with LF, or CR LF; nothing else does. The last one need not end.

    Args:
        max_event_bytes: The most that a line may hold.
        last_event_id: What every frame gets for its id, as lines have none.

    Attributes:
        error: Set when a line is too large. The frames before it are given all the same; the next
            call raises it.
        pending: Whether the response ended inside a value that cannot be taken for one.
    """

    __slots__ = ()

    def read(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes, and give the frames that they complete, which are data alone.

        Raises:
            EventTooLarge: Earlier bytes already held a line too large.
        """
        if self.error is not None:
            raise self.error
        *lines, rest = chunk.split(b"\n")
        frames: list[bytes] = []
        if lines:
            self._keep(lines[0])
            lines[0] = self._kept()
            if not all(self._give(line, frames) for line in lines):
                return frames
        self._keep(rest)
        if self._size > self._limit:
            self._fail()
        return frames

    def close(self) -> list[bytes]:
        """Take the end of the response, and give the frame of a last line without an end.

        Raises:
            EventTooLarge: As ``read``.
        """
        if self.error is not None:
            raise self.error
        frames: list[bytes] = []
        self._give(self._kept(), frames)
        return frames


class SequenceDecoder(_Values):
    """Turns the bytes of one JSON text sequence (RFC 7464) into frames, one for each text.

    RFC 7464 2.2: each text has a record separator (RS) before it and a line feed after it. A text
    may hold line feeds itself; so one of them is the end if what it ends is JSON. To try that at
    each would be quadratic: after a try in vain the next is made when there is twice as much.

    Args:
        max_event_bytes: The most that a text may hold.
        last_event_id: As in ``LineDecoder``.

    Attributes:
        error: As in ``LineDecoder``.
        pending: As in ``LineDecoder``.
    """

    __slots__ = ("_next_try",)

    def __init__(
        self, *, max_event_bytes: int, last_event_id: str | None = None
    ) -> None:
        super().__init__(max_event_bytes=max_event_bytes, last_event_id=last_event_id)
        self._next_try = 0

    def read(self, chunk: bytes) -> list[bytes]:
        """As in ``LineDecoder``."""
        if self.error is not None:
            raise self.error
        *ended, rest = chunk.split(_RS)
        frames: list[bytes] = []
        for text in ended:
            content = text.rstrip()
            if not self._take(content, frames):
                return frames
            self._keep(text[len(content) :])
            if not self._end(frames):
                return frames
        self._take(rest, frames)
        return frames

    def close(self) -> list[bytes]:
        """As in ``LineDecoder``."""
        if self.error is not None:
            raise self.error
        frames: list[bytes] = []
        self._end(frames)
        return frames

    def _take(self, piece: bytes, frames: list[bytes]) -> bool:
        """Take part of a text, and give the frames of those that line feeds end.

        Returns:
            Whether none is too large.
        """
        start = 0
        while end := piece.find(b"\n", start) + 1:
            self._keep(piece[start:end])
            start = end
            if self._size >= self._next_try:
                text = self._kept()
                if not _is_json(text):
                    self._keep(text)
                    self._next_try = 2 * len(text)
                elif self._give(text, frames):
                    self._next_try = 0
                else:
                    return False
        self._keep(piece[start:])
        return self._size <= self._limit or self._fail()

    def _end(self, frames: list[bytes]) -> bool:
        """Take the end of a text; give whether it is not too large.

        RFC 7464 2.4: "Parsers MUST drop JSON-text sequence elements consisting of non-self-
        delimited top-level values that may have been truncated (that are not delimited by
        whitespace)."
        """
        self._next_try = 0
        text = self._kept()
        content = text.strip()
        is_delimited = len(text.rstrip()) < len(text) or content[:1] in _DELIMITERS
        self.pending = bool(content) and not is_delimited
        return self.pending or self._give(text, frames)


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
