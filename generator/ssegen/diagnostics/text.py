"""Findings as lines of text, ``file:line:column: severity ID message``."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 100
"""Columns of an excerpt; of a longer line, the part around the caret is shown."""

_BREAK = re.compile(r"\r\n|\r|\n")

_COLORS = {
    Severity.ERROR: "1;31",
    Severity.UNSUPPORTED: "1;35",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
}
"""Bold red, magenta, yellow, cyan."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def printable(text: str) -> str:
    """The text with escapes for what moves the cursor, breaks the line or turns its direction."""
    if text.isprintable():
        return text
    return "".join(
        (
            character.encode("unicode_escape", "backslashreplace").decode("ascii")
            if unicodedata.category(character) in _UNPRINTABLE
            else character
        )
        for character in text
    )


def line(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """One finding as one line, its remedy included."""
    remedy = f"; {diagnostic.remedy}" if diagnostic.remedy else ""
    return _headline(diagnostic, color) + printable(remedy)


def excerpt(diagnostic: Diagnostic, source: str, *, color: bool = False) -> str:
    """One finding as a few lines: what was found, the line of the source with a caret, the remedy.

    ``source`` is the text of the whole file; ``color`` adds the escapes of ECMA-48 for terminals.
    """
    place = diagnostic.location
    lines = [_headline(diagnostic, color)]
    margin = " " * len(str(place.line))
    shown, caret = _window(_line(source, place.line), place.column - 1)
    if shown:
        mark = _painted("^", _COLORS[diagnostic.severity], color)
        lines += [
            f"  {place.line} | {shown}",
            f"  {margin} | {' ' * _columns(shown[:caret])}{mark}",
        ]
    if diagnostic.remedy:
        lines.append(printable(f"  {margin} = help: {diagnostic.remedy}"))
    return "\n".join(lines)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings there are of each severity: ``2 errors, 1 warning``, or ``no findings``."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    names = {
        Severity.ERROR: ("error", "errors"),
        Severity.UNSUPPORTED: ("unsupported", "unsupported"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("info", "infos"),
    }
    counts = [(found.count(severity), *names[severity]) for severity in Severity]
    parts = [
        f"{count} {one if count == 1 else many}" for count, one, many in counts if count
    ]
    return ", ".join(parts) or "no findings"


def _headline(diagnostic: Diagnostic, color: bool) -> str:
    severity = _painted(diagnostic.severity.value, _COLORS[diagnostic.severity], color)
    place, message = printable(str(diagnostic.location)), printable(diagnostic.message)
    return f"{place}: {severity} {diagnostic.rule} {message}"


def _painted(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


def _line(source: str, number: int) -> str:
    """A line of the source by its 1-based number, without its end; empty where there is none.

    Lines end as editors see it: U+2028 and the like, which `str.splitlines` knows, do not end one.
    """
    start = 0
    for _ in range(number - 1):
        end = _BREAK.search(source, start)
        if end is None:
            return ""
        start = end.end()
    end = _BREAK.search(source, start)
    return source[start : end.start() if end is not None else None]


def _window(text: str, column: int) -> tuple[str, int]:
    """The part of a line that is shown, and the index in it of what the caret points at."""
    start = max(0, min(column - WIDTH // 2, len(text) - WIDTH))
    shown = "".join(c if c.isprintable() else " " for c in text[start : start + WIDTH])
    return shown.rstrip(), column - start


def _columns(text: str) -> int:
    """How wide a terminal shows the text (Unicode Standard Annex 11)."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    narrow = sum(unicodedata.combining(c) == 0 for c in text)
    return wide + narrow
