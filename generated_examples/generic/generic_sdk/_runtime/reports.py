# SPDX-License-Identifier: 0BSD
"""Errors that a server reports inside a stream, in the place of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._pydantic import pydantic
from .options import OMITTED, Omitted
from .response import adapter, parsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def report(
    name: str | None, data: bytes, declared: Iterable[Callable[[], object]]
) -> object | Omitted:
    """Give the error that is reported by a frame which is no event of the document.

    It reports one if it is named "error", if its data is an object with an ``error``, or if that
    is what the operation declares for refusals.

    Args:
        name: What the frame's ``event`` field says.
        data: Its data.
        declared: The types of the operation's error bodies.

    Returns:
        The one declared type that fits; where none does, or several, plain JSON or text;
        ``OMITTED`` where nothing is reported.
    """
    plain = parsed(data)
    named = name == "error" or (
        isinstance(plain, dict) and plain.get("error") is not None
    )
    types = {id(type_()): type_ for type_ in declared}
    fitting = [
        body for type_ in types.values() if _is_error(body := _body(type_, data), named)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if not named:
        return OMITTED
    return data.decode("utf-8", "replace") if plain is OMITTED else plain


def _body(declared: Callable[[], object], data: bytes) -> object:
    try:
        return adapter(declared).validate_json(data)
    except pydantic.ValidationError:
        return None


def _is_error(body: object, named: bool) -> bool:
    """Whether a type fits for what it says of errors, not for taking any object."""
    from .models import Unknown

    if not isinstance(body, pydantic.BaseModel) or isinstance(body, Unknown):
        return False
    fields = type(body).model_fields
    required = any(field.is_required() for field in fields.values())
    return not body.model_fields_set.isdisjoint(fields) and (named or required)
