"""What a schema that is no object or list says: formats of strings, constants, enumerations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.types import Constant, ScalarKind
from ..openapi import schemas

if TYPE_CHECKING:
    from .composition import Composite

SCALARS = {
    "boolean": ScalarKind.BOOLEAN,
    "integer": ScalarKind.INTEGER,
    "null": ScalarKind.NULL,
    "number": ScalarKind.NUMBER,
    "string": ScalarKind.STRING,
}
"""What each type of JSON is where no format says more. ``decimal`` says no more of a number: JSON
would carry Python's ``Decimal`` as text."""

_FORMATS = {
    "date-time": ScalarKind.DATETIME,
    "date": ScalarKind.DATE,
    "time": ScalarKind.TIME,
    "duration": ScalarKind.DURATION,
    "uuid": ScalarKind.UUID,
    "decimal": ScalarKind.DECIMAL,
    "byte": ScalarKind.BASE64,
    "binary": ScalarKind.BINARY,
}
"""Formats of strings (OpenAPI's format registry) with a type of their own."""


def string_kind(composite: Composite) -> ScalarKind:
    """What a string is by its format or encoding."""
    if composite.text("contentEncoding").lower() == "base64":
        return ScalarKind.BASE64
    return _FORMATS.get(composite.text("format"), ScalarKind.STRING)


def enumerated(composite: Composite) -> tuple[Constant, ...]:
    """The constants that a schema knows; empty where others of its types are meant."""
    for part in reversed(composite.parts):
        values = schemas.enumerated(part)
        if values is not None:
            scalars = [v for v in values if isinstance(v, bool | int | float | str)]
            if len(scalars) < sum(value is not None for value in values):
                return ()
            unique = {(type(value), value): value for value in scalars}
            return tuple(unique.values())
    return ()
