"""On which line of a TOML file something stands; `tomllib` does not say."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .schema import Place


def line(text: str, place: Place) -> int:
    """The line, from 1, of the statement that makes a place of a file; the last where none does.

    A TOML file that ends after any whole statement is TOML as well. So the statement is the one
    before whose end the place is not there, and after whose end it is.
    """
    lines = text.split("\n")
    absent = tried = 0
    present = len(lines)
    while present - tried > 1:
        middle = (tried + present) // 2
        whole = middle
        while (table := _parsed(lines[:whole])) is None:
            whole -= 1
        if _has(table, place):
            present = whole
        else:
            absent, tried = whole, middle
    return absent + 1


def _parsed(lines: list[str]) -> dict[str, Any] | None:
    """What the lines hold; None where they end inside a statement."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has(table: dict[str, Any], place: Place) -> bool:
    value: Any = table
    for part in place:
        match value:
            case dict() if part in value:
                value = value[part]
            case list() if isinstance(part, int) and part < len(value):
                value = value[part]
            case _:
                return False
    return True
