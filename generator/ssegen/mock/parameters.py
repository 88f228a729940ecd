"""The parameters of a request, read as the document says and checked against it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, unquote_plus

from ..conformance import Problem
from ..openapi import content
from ..openapi.media_types import is_json
from ..python.runtime.encoding import percent_encoded
from ..python.runtime.server.styles import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.requests import Request

    from ..load.node import Document, Node, Value
    from ..openapi import MediaType, OperationNode
    from .styles import Styles

_OF_HTTP = {"accept", "authorization", "content-type"}
"""Headers that OpenAPI gives no meaning as parameters (OpenAPI 3.2, section 4.12.2.1)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the parameters of a request stand, texts still encoded."""

    path: Mapping[str, str]
    query: Sequence[tuple[str, str]]
    """The names decoded."""
    raw_query: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]

    @classmethod
    def of(cls, request: Request, path: Mapping[str, str]) -> Sent:
        """Take them out of a request, whose path gave these values."""
        raw = request.scope.get("query_string", b"").decode("latin-1")
        return cls(path, pairs(raw), raw, request.headers, request.cookies)


def parameter_problems(
    document: Document, styles: Styles, operation: OperationNode, sent: Sent
) -> Iterator[Problem]:
    """What is wrong with the parameters of a request, each told by its place and name."""
    for parameter in operation.parameters:
        place, name = parameter.text("in"), parameter.text("name")
        if place == "header" and name.lower() in _OF_HTTP:
            continue
        where = f"{place}.{name}"
        offered = content(document, parameter)
        schema = offered[0].schema if offered else parameter.get("schema")
        try:
            value = _value(styles, parameter, schema, offered, sent)
        except KeyError:
            if parameter.flag("required") and place != "path":
                yield Problem(where, "is required")
        except (ValueError, RecursionError):
            yield Problem(where, "is not JSON")
        else:
            if schema is not None:
                for problem in styles.problems(schema, value):
                    yield Problem(
                        where + problem.path.removeprefix("$"), problem.message
                    )


def _value(
    styles: Styles,
    parameter: Node,
    schema: Node | None,
    offered: Sequence[MediaType],
    sent: Sent,
) -> Value:
    """The value of a parameter.

    Raises KeyError where it was not sent, ValueError or RecursionError where it is to be JSON and
    is none.
    """
    name, place = parameter.text("name"), parameter.text("in")
    style = parameter.text("style")
    stated = parameter.get("explode")
    explode = stated.value is True if stated is not None else None
    if offered or place == "querystring":
        essence = offered[0].essence if offered else ""
        return _content(styles, schema, essence, place, name, sent)
    match place:
        case "path":
            return _path(styles, schema, sent.path[name], name, style, explode)
        case "query":
            exploded = explode if explode is not None else style in ("", "form")
            return styles.styled(
                name, schema, sent.query, style=style, explode=exploded
            )
        case "header":
            text = _utf8(sent.headers[name]).strip()
            items = ",".join(map(str.strip, text.split(",")))
            listed = not styles.types(schema).isdisjoint(("array", "object"))
            return styles.split(
                schema, items if listed else text, explode=explode is True, decode=str
            )
        case "cookie":
            decode = str if style == "cookie" else unquote
            decoded = {key: decode(text) for key, text in sent.cookies.items()}
            if "object" in styles.types(schema) and name not in decoded:
                return styles.styled(
                    name, schema, tuple(sent.cookies.items()), style="", explode=True
                )
            return styles.split(schema, decoded[name], decode=str)
        case _:
            raise KeyError(name)


def _path(
    styles: Styles,
    schema: Node | None,
    text: str,
    name: str,
    style: str,
    explode: bool | None,
) -> Value:
    match style:
        case "label":
            text = text.removeprefix(".")
            text = text.replace(".", ",") if explode else text
        case "matrix":
            text = text.removeprefix(";")
            text = text.replace(";", ",") if explode else text
            if "object" not in styles.types(schema) or not explode:
                name = percent_encoded(name)
                text = text.removeprefix(f"{name}=").replace(f",{name}=", ",")
        case _:
            pass
    return styles.split(schema, text, explode=explode is True)


def _content(
    styles: Styles,
    schema: Node | None,
    essence: str,
    place: str,
    name: str,
    sent: Sent,
) -> Value:
    match place:
        case "querystring":
            if not sent.raw_query:
                raise KeyError(name)
            if not is_json(essence):
                decoded = [(key, unquote_plus(text)) for key, text in sent.query]
                return styles.object(schema, decoded)
            text = unquote(sent.raw_query)
        case "path":
            text = unquote(sent.path[name])
        case "query":
            text = unquote_plus(dict(sent.query)[name])
        case "header":
            text = _utf8(sent.headers[name])
        case _:
            text = unquote(sent.cookies[name])
    if is_json(essence):
        value: Value = json.loads(text)
        return value
    return styles.scalar(schema, text)


def _utf8(text: str) -> str:
    """The text of a header, whose bytes come as Latin-1."""
    return text.encode("latin-1", "replace").decode("utf-8", "replace")
