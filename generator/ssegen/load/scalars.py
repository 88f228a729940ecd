"""Plain scalars as the core schema of YAML 1.2 reads them (section 10.3.2)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .node import Value

_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{
        sign + word: -math.inf if sign == "-" else math.inf
        for sign in ("", "+", "-")
        for word in (".inf", ".Inf", ".INF")
    },
}

_NUMBER = re.compile(
    r"""(?P<decimal>[-+]?[0-9]+)
      | 0o(?P<octal>[0-7]+)
      | 0x(?P<hexadecimal>[0-9a-fA-F]+)
      | (?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)
    """,
    re.VERBOSE,
)

_FIRST = frozenset("0123456789+-.~nNtTfF")
"""What a plain scalar begins with that is not a string."""


def plain(text: str) -> Value:
    """The value of a plain scalar: null, boolean, integer, float, else the text itself."""
    if text and text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    digits = match[match.lastgroup or 0]
    match match.lastgroup:
        case "decimal":
            return integer(digits)
        case "octal" | "hexadecimal":
            return integer(text, 0)
        case _:
            return number(digits)


def integer(text: str, base: int = 10) -> int | str:
    """The integer; the text itself where Python refuses to convert so many digits from decimal
    or to it.
    """
    try:
        value = int(text, base)
        str(value)
    except ValueError:
        return text
    return value


def number(text: str) -> float | str:
    """The float of a decimal number; the text itself where it is larger than any float."""
    value = float(text)
    return value if math.isfinite(value) else text
