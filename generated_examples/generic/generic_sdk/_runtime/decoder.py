# SPDX-License-Identifier: 0BSD
"""Server-Sent Events off the wire, without any I/O.

Bytes go in by ``feed`` as they arrive, frames come out as soon as their blank line has arrived.
The rules are those of the HTML standard, section 9.2.6 "Interpreting an event stream"; they are
quoted above the lines that follow them. Two things go beyond it. A block that names an event and
has no data, which a browser drops, is a frame whose data is None, for it may mean something to the
document. And what is buffered is bounded.

A chunk is cut at its empty lines, in C, and a block of one ``data`` line, or of ``event`` and
``data``, is a frame without further ado; every other block is cut into lines, which are interpreted
one by one. What follows the last empty line waits for the next chunk. If the block does not end
there either, it is interpreted line by line as it comes: of an unfinished line the pieces are kept,
to be joined when its end arrives, so that the work is linear in the bytes however they are cut; and
a line that means nothing, such as a comment, is dropped.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final, Literal

from .errors import EventTooLarge
from .frame import Comment, Frame, Item, shown

MAX_EVENT_BYTES: Final = 16 * 1024 * 1024

_BOM: Final = b"\xef\xbb\xbf"
_FIELDS: Final = (b"data", b"event", b"id", b"retry")
_LONGEST_NAME: Final = len(b"event")
_LONGEST_START: Final = len(b"event: ")
_NAMES: Final = 100
_NAME_BYTES: Final = 100


class Decoder:
    """Turns the bytes of one response into frames.

    Args:
        max_event_bytes: The most that one event's data, or the value of one line, may hold.
        last_event_id: What an earlier response of the same stream left.

    Attributes:
        comments: Whether comments are given too, among the frames; else they are not even kept.
        last_event_id: From where to go on; None where the server gave no id.
        reconnection_time: In milliseconds, as the server says; None where it does not.
        error: Set when something is too large. The frames before it are given all the same; the
            next call raises it.
        pending: Whether the response ended inside an event; known once it is closed.
    """

    __slots__ = (
        "_after_cr",
        "_beginning",
        "_between",
        "_data",
        "_event",
        "_id",
        "_is_plain",
        "_limit",
        "_line",
        "_line_bytes",
        "_more",
        "_more_bytes",
        "_names",
        "_retry",
        "_skipping",
        "_tail",
        "comments",
        "error",
        "last_event_id",
        "pending",
        "reconnection_time",
    )

    def __init__(
        self,
        *,
        max_event_bytes: int = MAX_EVENT_BYTES,
        last_event_id: str | None = None,
    ) -> None:
        self.comments = False
        self.last_event_id = last_event_id
        self.reconnection_time: int | None = None
        self.error: EventTooLarge | None = None
        self.pending = False
        self._limit = max_event_bytes

        self._beginning: bytes | None = b""  # None once it cannot be a byte order mark
        self._is_plain = False  # a chunk begins between blocks, or with the tail of one
        self._after_cr = False
        self._between = True  # nothing of a block is interpreted
        self._tail: bytes = b""  # its beginning then

        self._names: dict[bytes, str] = {}  # by the line that says it
        self._line: list[bytes] = []  # pieces of the line whose end has not arrived
        self._line_bytes = 0
        self._skipping = False  # that line means nothing

        self._data: bytes | None = None
        self._more: list[bytes] = []  # the block's data lines after the first
        self._more_bytes = 0
        self._event: str | None = None
        self._id = last_event_id
        self._retry: int | None = None

    def feed(self, chunk: bytes) -> list[Frame]:
        """Take the next bytes, and give the frames that they complete.

        Raises:
            EventTooLarge: Earlier bytes already held something too large.
        """
        id = self.last_event_id
        items = [shown(item, id) for item in self.read(chunk)]
        return [item for item in items if isinstance(item, Frame)]

    def read(self, chunk: bytes) -> list[Item]:
        """As ``feed``, with the comments where they are wanted.

        A frame costs four times what a tuple does, and streams need frames rarely.
        """
        frames: list[Item] = []
        id, same_id = self.last_event_id, True
        if not self._is_plain or 13 in chunk:
            if self._line_bytes > _LONGEST_NAME and 13 not in chunk:
                if 10 not in chunk:  # the end of the line is not here either
                    self._keep(chunk)
                    return frames
                if b"\n\n" not in chunk:  # nor is that of the block
                    self._read_on(chunk, frames)
                    return frames
            rest = self._prepare(chunk, frames)
            if rest is None:
                return frames
            chunk, same_id = rest, self.last_event_id is id
        tail = self._tail
        if tail:
            chunk = tail + chunk
        blocks = chunk.split(b"\n\n")
        if len(chunk) > self._limit or (tail and len(blocks) == 1):
            self._tail = b""
            self._is_plain = False
            self._read_on(chunk, frames)
            return frames
        self._tail = blocks.pop()
        for block in blocks:
            if block[:6] == b"data: " and 10 not in block:
                data = block[6:]
                frames.append(data if same_id else (None, data, self._id, None))
                continue
            event, _, data = block.partition(b"\ndata: ")
            name = self._names.get(event)
            if name is None and event[:7] == b"event: " and 10 not in event:
                name = self._name(event)
            if name is not None and data and 10 not in data:
                frames.append((name, data, self.last_event_id, None))
                continue
            if block and not self._read([*block.split(b"\n"), b""], frames):
                self._is_plain = False
                return frames
            same_id = self.last_event_id is id
        if self.comments:
            # One must not wait for what follows it.
            tail, self._tail, self._is_plain = self._tail, b"", False
            self._read_on(tail, frames)
        return frames

    def _prepare(self, chunk: bytes, frames: list[Item]) -> bytes | None:
        """Give the part of a chunk that begins between blocks, with LF for all line ends; None
        where the block at hand does not end in it."""
        if self.error is not None:
            raise self.error
        if self._beginning is not None:
            chunk = self._without_mark(chunk)
        if 13 in chunk or self._after_cr:
            chunk = self._with_line_feeds(chunk)
        if not self._between:
            end = chunk.find(b"\n\n") + 2
            if end == 1:
                self._read_on(chunk, frames)
                return None
            if not self._read_on(chunk[:end], frames):
                return None
            chunk = chunk[end:]
        self._is_plain = self._beginning is None and not self._after_cr
        return chunk

    def close(self) -> list[Item]:
        """Take the end of the response, and give the frames that it completes.

        "Once the end of the file is reached, any pending data must be discarded. (If the file ends
        in the middle of an event, before the final empty line, the incomplete event is not
        dispatched.)" A frame whose empty line has arrived was given then, so there is none.

        Raises:
            EventTooLarge: As ``feed``.
        """
        self._read_on(self._tail, [])
        self._tail = b""
        if self.error is not None:
            raise self.error
        self.pending = (
            self._data is not None
            or self._event is not None
            or self._id != self.last_event_id
            or (bool(self._line) and not self._line[0].startswith(b":"))
        )
        return []

    def _name(self, line: bytes) -> str:
        """Give what an ``event`` line says, and keep it: streams have few names."""
        name = line[7:].decode("utf-8", "replace")
        if len(self._names) < _NAMES and len(line) <= _NAME_BYTES:
            self._names[line] = name
        return name

    def _read_on(self, chunk: bytes, frames: list[Item]) -> bool:
        """Interpret bytes that may begin and end anywhere; give whether they are not too large."""
        lines = chunk.split(b"\n")
        rest = lines.pop()
        if lines and self._skipping:
            del lines[0]
            self._skipping = False
        elif lines and self._line:
            self._line.append(lines[0])
            lines[0] = b"".join(self._line)
            self._line.clear()
            self._line_bytes = 0
        return self._read(lines, frames) and self._keep(rest)

    def _keep(self, piece: bytes) -> bool:
        """Keep a piece of a line whose end has not arrived, unless the line means nothing."""
        if not piece or self._skipping:
            return True
        undecided = self._line_bytes <= _LONGEST_NAME
        self._line.append(piece)
        self._line_bytes += len(piece)
        self._between = False
        start = b"".join(self._line) if undecided else b"data:"
        if start[:5] != b"data:" and not self._may_matter(start):
            self._line.clear()
            self._line_bytes = 0
            self._skipping = True
        elif self._line_bytes > self._limit + _LONGEST_START:
            return self._fail("a line")
        return True

    def _read(self, lines: list[bytes], frames: list[Item]) -> bool:
        """Interpret whole lines; give whether they are not too large."""
        for line in lines:
            if not line:
                self._dispatch(frames)
                continue
            if line[:6] == b"data: ":
                value = line[6:]
            else:
                field, value = _parts(line)
                if field != b"data":
                    if not self._take(field, value, frames):
                        return False
                    continue
            # "Append the field value to the data buffer, then append a single U+000A LINE FEED (LF)
            # character to the data buffer."
            if len(value) > self._limit:
                return self._fail("a line")
            self._between = False
            if self._data is None:
                self._data = value
                continue
            self._more.append(value)
            self._more_bytes += 1 + len(value)
            if len(self._data) + self._more_bytes > self._limit:
                return self._fail("an event")
        return True

    def _take(self, field: bytes, value: bytes, frames: list[Item]) -> bool:
        """Interpret a field that is not data; give whether it is not too large."""
        if field not in _FIELDS and (field or not self.comments):
            return True  # "Otherwise: The field is ignored."
        if len(value) > self._limit:
            return self._fail("a line")
        match field:
            case b"":
                frames.append(Comment(value.decode("utf-8", "replace")))
                return True
            case b"event":
                # "Set the event type buffer to field value."
                self._event = value.decode("utf-8", "replace")
            case b"id":
                # "If the field value does not contain U+0000 NULL, then set the last event ID
                # buffer to the field value. Otherwise, ignore the field."
                if 0 not in value:
                    self._id = value.decode("utf-8", "replace")
            case _:
                # "If the field value consists of only ASCII digits, then interpret the field
                # value as an integer in base ten, and set the event stream's reconnection
                # time to that integer. Otherwise, ignore the field."
                self._reconnect_after(value)
        self._between = False
        return True

    def _dispatch(self, frames: list[Item]) -> None:
        """Do what an empty line asks for."""
        # "Set the last event ID string of the event source to the value of the last event ID
        # buffer. The buffer does not get reset, so the last event ID string of the event source
        # remains set to this value until the next time it is set by the server."
        self.last_event_id = self._id
        data, event = self._data, self._event
        # "If the data buffer is an empty string, set the data buffer and the event type buffer to
        # the empty string and return." The frames of named blocks are for the document to judge.
        if data is not None or event is not None:
            # "If the data buffer's last character is a U+000A LINE FEED (LF) character, then
            # remove the last character from the data buffer": joined, it has none to remove.
            if data is not None and self._more:
                data = b"\n".join((data, *self._more))
                self._more.clear()
                self._more_bytes = 0
            frames.append((event, data, self._id, self._retry))
            # "Set the data buffer and the event type buffer to the empty string."
            self._data = self._event = None
        self._retry = None
        self._between = True

    def _reconnect_after(self, value: bytes) -> None:
        # Python does not read any number of digits (sys.set_int_max_str_digits).
        with suppress(ValueError):
            if value.isdigit():
                self._retry = self.reconnection_time = int(value)

    def _without_mark(self, chunk: bytes) -> bytes:
        # "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any."
        chunk = (self._beginning or b"") + chunk
        if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
            self._beginning = chunk
            return b""
        self._beginning = None
        return chunk.removeprefix(_BOM)

    def _with_line_feeds(self, chunk: bytes) -> bytes:
        """Write every line end as LF.

        A CR is a line end at once, for a frame that it completes must not wait for what follows;
        if that is LF, which makes the two of them one line end, the LF is dropped then.
        """
        if not chunk:
            return chunk
        if self._after_cr and chunk[0] == 10:
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r")
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    def _fail(self, what: str) -> Literal[False]:
        self._data, self._event = None, None
        self._line.clear()
        self._line_bytes = 0
        self._more.clear()
        self.error = EventTooLarge(
            f"{what} holds more than {self._limit} bytes: give max_event_bytes= to take larger"
            " ones",
            last_event_id=self.last_event_id,
        )
        return False

    def _may_matter(self, start: bytes) -> bool:
        """Whether a line that starts so can be one of a known field, or a comment to keep."""
        name, colon, _ = start[: _LONGEST_NAME + 1].partition(b":")
        if colon:
            return name in _FIELDS or (not name and self.comments)
        return any(field.startswith(name) for field in _FIELDS)


def _parts(line: bytes) -> tuple[bytes, bytes]:
    """Give the field and the value of a line."""
    # "Collect the characters on the line before the first U+003A COLON character (:), and let field
    # be that string. Collect the characters on the line after the first U+003A COLON character (:),
    # and let value be that string. If value starts with a U+0020 SPACE character, remove it from
    # value." Without a colon: "using the whole line as the field name, and the empty string as the
    # field value". With one in front: "Ignore the line", which as a field without a name it is.
    field, _, value = line.partition(b":")
    return field, value[1:] if value[:1] == b" " else value
