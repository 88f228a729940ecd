# SPDX-License-Identifier: 0BSD
"""Whether a request asks for the stream, where its path has other answers too."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote_plus

from ..encoding import text_of
from ..media_types import essence, is_json, is_json_lines
from .arguments import readable
from .styles import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..operation import Place, StreamOperation
    from .arguments import Sent
    from .route import Route


def takes(operation: StreamOperation[Any], kind: str) -> bool:
    """Whether a body of a media type is one that the operation takes; empty is none."""
    pattern = essence(operation.content_type)
    return (
        not kind
        or fnmatchcase(kind, pattern)
        or (is_json(kind) and is_json(pattern))
        or (is_json_lines(kind) and is_json_lines(pattern))
    )


def lacks(route: Route[Any], sent: Sent) -> str:
    """Say what a request would have to send to get the stream; empty where it does.

    Raises:
        RequestError: The body has to be read for that, and is not JSON (400).
    """
    operation = route.operation
    for place, name, value in operation.fixed:
        if place == "header" and name.lower() == "accept":
            asks = accepts(sent, str(value))
        else:
            asks = _asks(route, sent, place, name, value)
        if not asks:
            return _said(place, name, value)
    for name, text in pairs(operation.path.partition("?")[2]):
        value = unquote_plus(text)
        if value not in _values(operation, sent, "query", name):
            return _said("query", name, value)
    return ""


def _asks(
    route: Route[Any], sent: Sent, place: Place, name: str, value: object
) -> bool:
    operation = route.operation
    values = _values(operation, sent, place, name)
    if not values:
        return route.by_default
    if place == "body" and is_json(essence(operation.content_type)):
        return all(type(one) is type(value) and one == value for one in values)
    text = text_of(name, cast("Any", value)).lower()
    return any(isinstance(one, str) and one.lower() == text for one in values)


def _said(place: Place, name: str, value: object) -> str:
    return f"{name}: {text_of(name, cast('Any', value))} in the {place}"


def accepts(sent: Sent, media_type: str) -> bool:
    """Whether the client takes a media type (RFC 9110 12.5.1); without a word it takes any."""
    ranges = sent.headers.get("accept", "").split(",")
    taken = [
        essence(one)
        for one in ranges
        if one.strip() and "q=0" not in one.replace(" ", "").split(";")[1:]
    ]
    return not taken or any(fnmatchcase(essence(media_type), one) for one in taken)


def _values(
    operation: StreamOperation[Any], sent: Sent, place: Place, name: str
) -> Sequence[object]:
    """Give what a request sends by a name: texts, or what the body holds as JSON."""
    match place:
        case "query":
            return [unquote_plus(one) for key, one in pairs(sent.query) if key == name]
        case "header":
            return [sent.headers[name.lower()]] if name.lower() in sent.headers else []
        case "cookie":
            return [one for key, one in sent.cookies if key == name]
        case "body" if is_json(essence(operation.content_type)):
            content = readable(sent.body) if sent.body else None
            if not isinstance(content, dict) or name not in content:
                return []
            return [cast("dict[str, object]", content)[name]]
        case "body" if sent.parts:
            return [one for key, one in sent.parts if key == name]
        case "body":
            form = pairs(sent.body.decode("latin-1"))
            return [unquote_plus(one) for key, one in form if key == name]
