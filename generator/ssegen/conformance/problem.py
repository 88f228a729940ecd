"""What is wrong with a value."""

from __future__ import annotations

import enum
import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..load.node import Token

LONGEST = 60
"""How many characters of a value or a key are shown."""

MOST_LISTED = 8
"""How many values are listed."""

_NAME = re.compile(r"[^\W\d]\w{,99}")


class Direction(enum.Enum):
    """Which way a value travels."""

    REQUEST = "request"
    """It holds nothing that is ``readOnly``."""
    RESPONSE = "response"
    """It holds nothing that is ``writeOnly``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps a value from its schema, or a frame from its stream."""

    path: str
    """Where: ``$.choices[0].delta``, ``$`` for the whole; in frames ``event``, ``data``,
    ``data.choices[0]``, ``id``, ``retry``."""
    message: str
    """Lower case, one line, long values shortened."""


def problem(error: Any) -> Problem:
    """What one of jsonschema's errors says."""
    return Problem(_path(error.path), _message(error))


def shown(value: Any) -> str:
    """A value in a message: JSON, shortened; of objects and arrays only what they are."""
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            text = value[:LONGEST]
            # What is not printable could end the line, or turn the direction of what follows.
            written = json.dumps(text, ensure_ascii=not text.isprintable())
            return written if len(text) == len(value) else written + "..."
        case bool() | None:
            return json.dumps(value)
        case _:
            # Python refuses to write thousands of digits.
            is_long = isinstance(value, int) and value.bit_length() > 200
            return "a huge number" if is_long else str(value)


def listed(values: Collection[Any]) -> str:
    """The first of some values in a message."""
    more = ", ..." if len(values) > MOST_LISTED else ""
    return ", ".join(map(shown, islice(values, MOST_LISTED))) + more


def _path(tokens: Iterable[Token]) -> str:
    return "$" + "".join(map(_step, tokens))


def _step(token: Token) -> str:
    if isinstance(token, int):
        return f"[{token}]"
    return f".{token}" if _NAME.fullmatch(token) else f"[{shown(token)}]"


def _message(error: Any) -> str:
    value, limit = shown(error.instance), error.validator_value
    match error.validator:
        case "said":
            return str(error.message)
        case "type":
            types = limit if isinstance(limit, list) else [limit]
            return f"{value} is not of type {' or '.join(map(str, types))}"
        case "enum":
            return f"{value} is none of {listed(limit)}"
        case "const":
            return f"{value} is not {shown(limit)}"
        case "format":
            return f"{value} is no {shown(limit)}"
        case keyword if isinstance(limit, bool | int | float | str):
            return f"{value} does not fit `{keyword}: {shown(limit)}`"
        case keyword:
            return f"{value} does not fit `{keyword}`"
