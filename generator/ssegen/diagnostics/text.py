"""Findings as text for people: each with the line it is about, why it matters and what to do."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

from .diagnostic import Diagnostic, Severity
from .snippet import snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .told import Texts, Told

WIDTH = 100
"""Columns of an excerpt; of a longer line, the part around the caret is shown."""

_COLORS = {
    Severity.ERROR: "1;31",
    Severity.UNSUPPORTED: "1;35",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
}
"""Bold red, magenta, yellow, cyan."""

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def document(told: Told, *, color: bool = False) -> str:
    """Every finding as a block of lines, an empty line after each, and the conclusion.

    ``color`` adds the escapes of ECMA-48 for terminals.
    """
    excerpts = blocks(told, told.texts, told.why, color=color)
    return "".join(f"{each}\n\n" for each in excerpts) + conclusion(told) + "\n"


def blocks(
    diagnostics: Iterable[Diagnostic],
    texts: Texts,
    why: Callable[[Diagnostic], str],
    *,
    color: bool = False,
) -> Iterator[str]:
    """An excerpt for every finding; why it matters is said at the first one of each rule."""
    explained: set[str] = set()
    for diagnostic in diagnostics:
        first = diagnostic.rule not in explained
        explained.add(diagnostic.rule)
        yield excerpt(
            diagnostic, texts, why=why(diagnostic) if first else "", color=color
        )


def excerpt(
    diagnostic: Diagnostic, texts: Texts, *, why: str = "", color: bool = False
) -> str:
    """One finding as a few lines: what was found, the line of the source with a caret, why it
    matters, the remedy, and the lines that would mend it.
    """
    place = diagnostic.location
    lines = [headline(diagnostic, color=color)]
    margin = " " * len(str(place.line))
    shown, caret = _window(texts.line(place.file, place.line), place.column - 1)
    if shown:
        mark = _painted("^", _COLORS[diagnostic.severity], color)
        lines += [
            f"  {place.line} | {shown}",
            f"  {margin} | {' ' * _columns(shown[:caret])}{mark}",
        ]
    if why:
        lines += textwrap.wrap(
            printable(why),
            WIDTH,
            initial_indent=f"  {margin} = why: ",
            subsequent_indent=f"  {margin}        ",
            break_on_hyphens=False,
        )
    if diagnostic.remedy:
        lines.append(printable(f"  {margin} = help: {diagnostic.remedy}"))
    if diagnostic.repair:
        json = texts.is_json(place.file)
        mend = snippet(diagnostic.repair, json=json, at=place).split("\n")
        lines.append(f"  {margin} = fix:")
        lines += [f"  {margin} |   {printable(line)}".rstrip() for line in mend]
    return "\n".join(lines)


def headline(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """``file:line:column: severity ID message``."""
    severity = _painted(diagnostic.severity.value, _COLORS[diagnostic.severity], color)
    place, message = printable(str(diagnostic.location)), printable(diagnostic.message)
    return f"{place}: {severity} {diagnostic.rule} {message}"


def conclusion(told: Told) -> str:
    """What was looked at and what was found: ``2 documents: 1 error, 3 warnings``."""
    if told.conclusion:
        return printable(told.conclusion)
    number = len(told.checked)
    documents = "1 document" if number == 1 else f"{number} documents"
    known = f"; {told.known} known by the baseline" if told.known else ""
    return f"{documents}: {summary(told)}{known}"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many findings there are of each severity: ``2 errors, 1 warning``, or ``no findings``."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    names = {
        Severity.ERROR: ("error", "errors"),
        Severity.UNSUPPORTED: ("unsupported", "unsupported"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("info", "infos"),
    }
    counted = [(found.count(severity), *names[severity]) for severity in Severity]
    parts = [
        f"{count} {one if count == 1 else many}"
        for count, one, many in counted
        if count
    ]
    return ", ".join(parts) or "no findings"


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


def _painted(text: str, code: str, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text


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
