# SPDX-License-Identifier: 0BSD
"""What an operation sends, encoded as the media type of its body says."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, cast

from .content import Pieces, is_data, source
from .encoding import json_text, plain
from .form import multipart, urlencoded
from .media_types import FORM, essence, is_json, is_json_lines, is_json_sequence
from .operation import BodyField

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .operation import Endpoint

_NO_OBJECT = "extra_body is laid over an object, and this body is none"

_Extra: TypeAlias = "Mapping[str, object]"


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is sent, and the value of its ``Content-Type``."""

    content: bytes | Pieces
    content_type: str


def body(endpoint: Endpoint, given: Mapping[str, object], extra: _Extra) -> Body | None:
    """Give the body of an operation; None where there is nothing to send.

    Args:
        given: Values by argument, without those that are omitted.
        extra: Laid over the properties of an object or a form.

    Raises:
        TypeError: A value is not of the kind that the media type takes.
        ValueError: A value cannot be encoded, or there is nothing to lay ``extra`` over.
        OSError: A file cannot be looked at.
    """
    media_type = endpoint.content_type
    kind = essence(media_type)
    if kind == FORM or kind.startswith("multipart/"):
        fields = _fields(endpoint, given, extra)
        if fields is None:
            return None
        if kind == FORM:
            return Body(urlencoded(fields).encode(), media_type)
        boundary = os.urandom(16).hex()
        parts = multipart(fields, boundary)
        return Body(parts, f"{media_type}; boundary={boundary}")
    if is_json(kind):
        text = _json(endpoint, given, extra)
        return None if text is None else Body(text.encode(), media_type)
    if extra:
        raise ValueError(_NO_OBJECT)
    value = given.get(endpoint.body)
    if value is None:
        return None
    if is_json_lines(kind):
        return Body(_rows(endpoint.body, value, kind), media_type)
    return Body(_whole(endpoint.body, value), media_type)


def _json(endpoint: Endpoint, given: Mapping[str, object], extra: _Extra) -> str | None:
    if endpoint.body and not extra and not _fixed(endpoint):
        value = given.get(endpoint.body)
        return (
            None
            if value is None
            else json_text("the body", plain(endpoint.body, value))
        )
    fields = _fields(endpoint, given, extra)
    if fields is None:
        return None
    members = {field.wire_name: plain(field.argument, value) for field, value in fields}
    return json_text("the body", members)


def _fields(
    endpoint: Endpoint, given: Mapping[str, object], extra: _Extra
) -> tuple[tuple[BodyField, object], ...] | None:
    """Give the properties of the body; None where none is given and none need be sent."""
    whole = given.get(endpoint.body) if endpoint.body else None
    fields = (
        _declared(endpoint, given)
        if whole is None
        else _unnamed(_members(endpoint.body, whole))
    )
    fields |= _unnamed(_fixed(endpoint)) | _unnamed(extra)
    sent = fields or whole is not None or endpoint.body_required
    return tuple(fields.values()) if sent else None


def _declared(
    endpoint: Endpoint, given: Mapping[str, object]
) -> dict[str, tuple[BodyField, object]]:
    return {
        parameter.wire_name: (parameter, given[parameter.argument])
        for parameter in endpoint.parameters
        if isinstance(parameter, BodyField)
        and parameter.argument in given
        and (parameter.nullable or given[parameter.argument] is not None)
    }


def _fixed(endpoint: Endpoint) -> dict[str, object]:
    return {name: value for place, name, value in endpoint.fixed if place == "body"}


def _unnamed(
    members: Mapping[str, object],
) -> dict[str, tuple[BodyField, object]]:
    """Give properties that are no arguments."""
    return {name: (BodyField(name), value) for name, value in members.items()}


def _members(name: str, whole: object) -> Mapping[str, object]:
    """Give an object's members as they are: some may be files."""
    if isinstance(whole, Mapping):
        return cast("Mapping[str, object]", whole)
    content = plain(name, whole)
    if not isinstance(content, dict):
        raise TypeError(
            f"{name} must be an object: a form consists of properties, and extra_body is laid over"
            " an object"
        )
    return content


def _rows(name: str, value: object, kind: str) -> bytes | Pieces:
    """Give one JSON value per line; rows that are not all there yet are sent as they come.

    Text, bytes and files hold the lines already.
    """
    before = "\x1e" if is_json_sequence(kind) else ""

    def line(row: object) -> bytes:
        return f"{before}{json_text(name, plain(name, row))}\n".encode()

    if is_data(value):
        return _whole(name, value)
    match value:
        case Sequence():
            return b"".join(map(line, cast("Sequence[object]", value)))
        case AsyncIterable():
            rows = cast("AsyncIterable[object]", value)
            return Pieces((source(name, _lines(rows, line)),))
        case Iterable() if not isinstance(value, Mapping):
            return Pieces((source(name, map(line, cast("Iterable[object]", value))),))
        case _:
            raise TypeError(
                f"{name} must be an iterable of rows, not {type(value).__name__}"
            )


async def _lines(
    rows: AsyncIterable[object], line: Callable[[object], bytes]
) -> AsyncIterator[bytes]:
    async for row in rows:
        yield line(row)


def _whole(name: str, value: object) -> bytes | Pieces:
    match value:
        case str():
            return value.encode()
        case bytes():
            return value
        case _:
            return Pieces((source(name, value),))
