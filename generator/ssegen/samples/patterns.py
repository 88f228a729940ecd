"""Texts that a regular expression matches."""

from __future__ import annotations

import importlib
import re
import string
from typing import TYPE_CHECKING, Any

from .no_sample import NoSample

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

MOST_CHARACTERS = 2_000
"""Of a text; a pattern may repeat repetitions."""

MOST_REPEATS = 8
"""How often more than it must something is repeated."""

_PARSER: Any = importlib.import_module("re._parser")  # what `re` reads patterns by

_PRINTABLE = string.ascii_lowercase + string.digits + string.ascii_uppercase + "_-. "

_CLASSES = {
    "CATEGORY_DIGIT": string.digits,
    "CATEGORY_NOT_DIGIT": string.ascii_lowercase,
    "CATEGORY_SPACE": " ",
    "CATEGORY_NOT_SPACE": string.ascii_lowercase + string.digits,
    "CATEGORY_WORD": string.ascii_lowercase + string.digits,
    "CATEGORY_NOT_WORD": " -.",
}

_PROPERTIES = (
    (re.compile(r"\\p\{(?:L|Ll|Alpha|Lower)\}"), "a-z"),
    (re.compile(r"\\p\{(?:Lu|Upper)\}"), "A-Z"),
    (re.compile(r"\\p\{(?:N|Nd|Digit)\}"), "0-9"),
    (re.compile(r"\\p\{Alnum\}"), "a-z0-9"),
)
"""What Python does not know, as parts of a class."""


def matching(pattern: str, random: Random) -> str:
    """A text that the pattern matches, if look-arounds and anchors in its middle allow it.

    Raises:
        NoSample: It is no pattern that Python knows, or its texts are too long.
    """
    try:
        parsed = _PARSER.parse(_known(pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise NoSample(
            f"the pattern {pattern[:60]!r} is not understood: {error}"
        ) from None
    text: list[str] = []
    _Writer(random, text).write(parsed)
    return "".join(text)


def _known(pattern: str) -> str:
    """The pattern with Unicode properties as classes."""
    if "\\p" not in pattern:
        return pattern
    # Within brackets they are part of a class already.
    pieces = re.split(r"(\[[^\]]*\])", pattern)
    for found, class_ in _PROPERTIES:
        pieces = [
            found.sub(class_ if piece.startswith("[") else f"[{class_}]", piece)
            for piece in pieces
        ]
    return "".join(pieces)


class _Writer:
    """Writes a text while it walks through a parsed pattern."""

    def __init__(self, random: Random, text: list[str]) -> None:
        self._random = random
        self._text = text
        self._groups: dict[int, str] = {}
        self._steps = 0

    def write(self, parsed: Iterable[tuple[Any, Any]]) -> None:
        for code, given in parsed:
            self._steps += 1
            if self._steps > MOST_CHARACTERS:
                raise NoSample("the texts of its pattern are too long")
            match str(code), given:
                case "LITERAL", character:
                    self._text.append(chr(character))
                case "NOT_LITERAL", character:
                    self._text.append("b" if chr(character) == "a" else "a")
                case "ANY", _:
                    self._text.append(self._random.choice(string.ascii_lowercase))
                case "IN", members:
                    self._text.append(self._random.choice(_characters(members)))
                case "BRANCH", (_, branches):
                    self.write(self._random.choice(branches))
                case "SUBPATTERN", (group, _, _, inner):
                    start = len(self._text)
                    self.write(inner)
                    self._groups[group] = "".join(self._text[start:])
                case "ATOMIC_GROUP", inner:
                    self.write(inner)
                case "GROUPREF", group:
                    self._text.append(self._groups.get(group, ""))
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT", (
                    low,
                    high,
                    inner,
                ):
                    most = min(int(high), max(low, 1) + MOST_REPEATS)
                    for _ in range(self._random.randint(min(max(low, 1), most), most)):
                        self.write(inner)
                case _:
                    pass  # anchors and look-arounds, of which no text is made


def _characters(members: list[tuple[Any, Any]]) -> str:
    """The characters of a class."""
    found: list[str] = []
    is_negated = False
    for code, given in members:
        match str(code), given:
            case "NEGATE", _:
                is_negated = True
            case "LITERAL", character:
                found.append(chr(character))
            case "RANGE", (first, last):
                found += map(chr, range(first, min(last, first + 128) + 1))
            case "CATEGORY", category:
                found += _CLASSES.get(str(category), "a")
            case _:
                pass
    if not is_negated:
        return "".join(found) or "a"
    left = [character for character in _PRINTABLE if character not in found]
    if not left:
        raise NoSample("its pattern excludes all usual characters")
    return "".join(left)
