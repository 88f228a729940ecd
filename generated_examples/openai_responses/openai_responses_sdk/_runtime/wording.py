# SPDX-License-Identifier: 0BSD
"""What messages quote: one line each, short, and without control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ._pydantic import pydantic

if TYPE_CHECKING:
    from .encoding import JSON

_LENGTH: Final = 300
_UNPRINTED: Final = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+"
)


def one_line(text: str) -> str:
    """Give the beginning of a text that a server wrote."""
    line = _UNPRINTED.sub(" ", text[: 4 * _LENGTH]).strip()
    return line if len(line) <= _LENGTH else line[: _LENGTH - 1] + "…"


def reason(error: Exception, place: str = "") -> str:
    """Say why something failed; what pydantic says in many lines, by its first mistake.

    The input that pydantic would show is left out.

    Args:
        place: What was decoded; where the mistake is inside of it is added.
    """
    if not isinstance(error, pydantic.ValidationError):
        return one_line(f"{type(error).__name__} {error}")
    first, *others = error.errors(
        include_url=False, include_context=False, include_input=False
    )
    path = ".".join(filter(None, (place, *map(str, first["loc"]))))
    more = f" (and {len(others)} more)" if others else ""
    return one_line(f"{path}: {first['msg']}" if path else first["msg"]) + more


def sentence(body: JSON, depth: int = 2) -> str:
    """Find the sentence for humans where APIs usually put it; empty if there is none."""
    match body:
        case str():
            return body
        case {"message": str(words)} | {"error": str(words)} | {"detail": str(words)}:
            return words
        case {"error": dict(inner)} | {"detail": dict(inner)}:
            return sentence(inner, depth - 1) if depth else ""
        case {"detail": [{"msg": str(words)}, *_]}:
            return words
        case {"errors": [first, *_]}:
            return sentence(first, depth - 1) if depth else ""
        case {"error_description": str(words)} | {"title": str(words)}:
            return words
        case _:
            return ""
