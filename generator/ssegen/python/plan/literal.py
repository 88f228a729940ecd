"""Python literals: the first of the two ways of a document's text into Python source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .characters import UNSAFE, escape

if TYPE_CHECKING:
    from ...ir.types import Constant

_DECIMAL_DIGITS = 4000
"""Python refuses to read or write decimal integers beyond 4300 digits; hexadecimal ones have no
limit."""


MOST_LITERALS = 500
"""An enumeration of more values is spelled as the type of its values."""


def encodes(text: str) -> bool:
    """Whether UTF-8 can carry a text: JSON may spell lone surrogates, which nothing else can."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def literal(value: Constant) -> str:
    """Spell a constant as the expression that evaluates to it, as black would leave it.

    Raises:
        TypeError: The value is of another type.
    """
    match value:
        case str():
            return _string(value)
        case None | bool():
            return repr(value)
        case int():
            return _integer(value)
        case float():
            return _float(value)
        case _:
            raise TypeError(f"no literal spells a {type(value).__name__}")


def _string(text: str) -> str:
    # black takes single quotes only where they save escapes.
    quote = "'" if text.count("'") < text.count('"') else '"'
    body = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    body = UNSAFE.sub(lambda found: escape(found[0]), body)
    return f"{quote}{body}{quote}"


def _integer(value: int) -> str:
    if value.bit_length() > _DECIMAL_DIGITS * 3:
        return f"{'-' if value < 0 else ''}0x{abs(value):X}"
    return repr(value)


def _float(value: float) -> str:
    text = repr(value)
    match text:
        case "inf" | "-inf":
            return text.replace("inf", "1e999")
        case "nan":
            return 'float("nan")'
        case _:
            return text.replace("e+", "e")
