"""The text of a file, and where its lines begin."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from itertools import accumulate

from .failure import unreadable

_BREAK = re.compile(r"\r\n|\r|\n")
"""What editors count as the end of a line; YAML 1.1 and `str.splitlines` know more."""

_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(file: str, content: bytes) -> str:
    """The text without its byte order mark; UTF-8 unless the mark says otherwise.

    Raises LoadError with the place of the first byte that does not decode.
    """
    for mark, name in _ENCODINGS:
        if content.startswith(mark):
            content, encoding = content[len(mark) :], name
            break
    else:
        encoding = "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "replace")
        line, column = Lines(before).place(len(before))
        message = f"the file is not {encoding.upper()}: {error.reason}"
        raise unreadable(
            file, message, "save it as UTF-8", line=line, column=column
        ) from None


def is_json(text: str) -> bool:
    """Whether a text is JSON, of which Python can make a value."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Lines:
    """Turns offsets into a text into places."""

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]
        else:
            lengths = (len(line) + 1 for line in text.split("\n"))
            self._starts = list(accumulate(lengths, initial=0))[:-1]

    def place(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column, in characters, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
