"""Server-Sent Events as bytes, after the WHATWG's HTML standard, 9.2.5."""

from __future__ import annotations

import json
import re

MEDIA_TYPE = "text/event-stream"

KEEP_ALIVE = b": keep-alive\n\n"
"""A comment: clients pass over it."""

_LINE_END = re.compile("\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")


def frame(data: str, event: str | None = None) -> bytes:
    """Give the bytes of an event.

    Args:
        data: Its text. CR, LF and CR LF are line ends there, and all arrive as LF. A lone
            surrogate, which UTF-8 has not, arrives as U+FFFD.
        event: Its name; without one it is a ``message``.

    Raises:
        ValueError: The name has a line end.
    """
    lines = [f"data: {line}" for line in _LINE_END.split(data)]
    if event is not None:
        lines.insert(0, f"event: {named(event)}")
    return _SURROGATE.sub("\ufffd", "\n".join(lines) + "\n\n").encode()


def json_frame(data: object, event: str | None = None) -> bytes:
    """Give the bytes of an event whose data is JSON.

    Raises:
        ValueError: The name has a line end.
    """
    return frame(json_text(data), event)


def json_text(value: object) -> str:
    """Give a value as JSON on one line.

    It is all ASCII, because many clients split lines as ``str.splitlines`` does, at U+2028 as well.
    """
    return json.dumps(value, separators=(",", ":"))


def named(event: str) -> str:
    """Give the name of an event back.

    Raises:
        ValueError: It has a line end, and would be more than one field.
    """
    if _LINE_END.search(event):
        raise ValueError(f"the name of an event cannot have a line end: {event!r}")
    return event
