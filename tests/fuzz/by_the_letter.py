"""What a whole response holds, found slowly and plainly, as the standards describe it.

The decoders of the runtime are held against this. It shares nothing with them but what it gives.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field

from ssegen.python.runtime.frame import Comment, Frame

BOM = b"\xef\xbb\xbf"
FIELDS = (b"data", b"event", b"id", b"retry")
LONGEST_START = len(b"event: ")


@dataclass
class Decoded:
    """What came out of the bytes of one response.

    Attributes:
        items: The frames and, where they are asked for, the comments.
        last_event_id: That of the last block that ended.
        reconnection_time: In milliseconds, as the last valid ``retry`` says.
        pending: Whether the response ends inside an event.
        too_large: Whether decoding ended at something larger than the limit.
    """

    items: list[Frame | Comment] = field(default_factory=list[Frame | Comment])
    last_event_id: str | None = None
    reconnection_time: int | None = None
    pending: bool = False
    too_large: bool = False


def event_stream(
    content: bytes,
    limit: int = sys.maxsize,
    *,
    comments: bool = False,
    last_event_id: str | None = None,
) -> Decoded:
    """Decode Server-Sent Events: HTML, section 9.2.6, "Interpreting an event stream".

    A block that names an event and has no data is a frame too. Values that are larger than the
    limit, in bytes, end it, and so does a line without an end where no value could still fit.
    """
    found = Decoded(last_event_id=last_event_id)
    known = (*FIELDS, b"") if comments else FIELDS
    id, event, retry = last_event_id, None, None
    data: list[bytes] = []
    *lines, rest = re.split(b"\r\n|\n|\r", content.removeprefix(BOM))
    for line in lines:
        if not line:
            found.last_event_id = id
            if data or event is not None:
                joined = b"\n".join(data) if data else None
                found.items.append(Frame(event, joined, id, retry))
            event, data, retry = None, [], None
            continue
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name not in known:
            continue
        if len(value) > limit or (
            name == b"data" and len(b"\n".join([*data, value])) > limit
        ):
            found.too_large = True
            return found
        text = value.decode("utf-8", "replace")
        match name:
            case b"data":
                data.append(value)
            case b"event":
                event = text
            case b"id" if "\0" not in text:
                id = text
            case b"retry" if re.fullmatch(b"[0-9]+", value):
                if len(value) <= sys.get_int_max_str_digits():
                    retry = found.reconnection_time = int(value)
            case b"":
                found.items.append(Comment(text))
            case _:
                pass
    name, colon, _ = rest.partition(b":")
    may_matter = name in known if colon else any(f.startswith(name) for f in FIELDS)
    found.too_large = may_matter and len(rest) > limit + LONGEST_START
    found.pending = not found.too_large and bool(
        data
        or event is not None
        or id != found.last_event_id
        or (rest and may_matter and not rest.startswith(b":"))
    )
    return found


def json_lines(
    content: bytes, limit: int = sys.maxsize, *, last_event_id: str | None = None
) -> Decoded:
    """Decode JSON Lines; blank ones are none, and the last one needs no end."""
    found = Decoded(last_event_id=last_event_id)
    for number, line in enumerate(content.split(b"\n")):
        if len(line) > limit:
            found.too_large = True
            break
        value = line.removeprefix(BOM) if number == 0 else line
        if value.strip():
            found.items.append(Frame(None, value.strip(), last_event_id))
    return found


def json_sequence(
    content: bytes, *, last_event_id: str | None = None
) -> Decoded | None:
    """Decode a JSON text sequence (RFC 7464) in which each element holds one text at most.

    Gives None for any other, and for one with a byte order mark: of those the RFC says nothing.
    """
    found = Decoded(last_event_id=last_event_id)
    if BOM in content:
        return None
    for element in content.split(b"\x1e"):
        text = element.strip()
        if b"\n" in text and not _is_json(text):
            return None
        # Section 2.4: numbers, true, false and null may be cut off, unless white space ends them.
        found.pending = (
            bool(text) and element.rstrip() == element and text[:1] not in b'{["'
        )
        if text and not found.pending:
            found.items.append(Frame(None, text, last_event_id))
    return found


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
