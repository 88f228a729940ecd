"""The comments of a YAML text: its parser drops them, so they are looked for beside it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from .text import Lines
from .yaml import LOADER, readable

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, on one line."""

    line: int
    """1-based, as the column."""
    column: int
    text: str
    """What comes after the ``#``."""
    covers: int
    """The line that it speaks of: its own where something stands before it, else the next line
    that is neither blank nor a comment."""


_NEXT = re.compile(r"(?:\s*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*[^\S\r\n]*")
"""All blank lines and comments, and the indentation of what comes after them."""


def comments(text: str, word: str) -> Iterator[Comment]:
    """The comments in which a word occurs, in the order of the text: YAML, or JSON, which has none.

    Costs next to nothing where the word does not occur in the text.
    """
    if word not in text:
        return
    pattern = re.compile(
        rf"(?:\A|(?<=[ \t\r\n]))#(?=[^\r\n]*{re.escape(word)})([^\r\n]*)"
    )
    found = list(pattern.finditer(text))
    try:
        scalars = _scalars(text)
    except yaml.YAMLError:
        return  # JSON that is no YAML, by a surrogate pair
    lines = Lines(text)
    starts = [start for start, _ in scalars]
    for match in found:
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < scalars[before][1]:
            continue  # a description that speaks of comments
        line, column = lines.place(match.start())
        begin = match.start() - column + 1
        alone = not text[begin : match.start()].strip()
        after = _NEXT.match(text, begin)
        covers = lines.place(after.end())[0] if alone and after else line
        yield Comment(line, column, match[1], covers)


def _scalars(text: str) -> list[tuple[int, int]]:
    """Where scalars begin and end, as offsets into the text."""
    events = yaml.parse(readable(text), Loader=LOADER)
    return [
        (event.start_mark.index, event.end_mark.index)
        for event in events
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark
    ]
