"""The body of a request, read by its media type and checked against the document."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote_plus, unquote_plus

from starlette.formparsers import MultiPartException, MultiPartParser

from ..conformance import Problem
from ..load.node import Node
from ..openapi import content, essence, request_body
from ..openapi.media_types import is_json, is_json_lines, is_text
from ..python.runtime.media_types import FORM
from ..python.runtime.server.styles import pairs
from .refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from starlette.datastructures import Headers
    from starlette.requests import Request

    from ..load.node import Document, Value
    from ..openapi import MediaType
    from .operations import Operation
    from .styles import Styles

MAX_BODY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """What a request holds."""

    value: Value = None
    problems: Sequence[Problem] = ()


async def read_body(
    document: Document, styles: Styles, operation: Operation, request: Request
) -> Body:
    """Read the body, and check it against what the operation takes.

    Raises:
        Refusal: It is missing, too large, of a media type that is not taken, or cannot be read.
    """
    data = await _bytes(request)
    node = request_body(document, operation.node)
    offered = content(document, node) if isinstance(node, Node) else ()
    if not data:
        if offered and isinstance(node, Node) and node.flag("required"):
            takes = ", ".join(m.essence for m in offered)
            raise Refusal(400, f"{operation.key} needs a request body ({takes})")
        return Body()
    if not offered:
        return Body()
    sent = essence(request.headers.get("content-type", ""))
    media_type = _chosen(operation, offered, sent)
    try:
        return await _read(document, styles, media_type, sent, request.headers, data)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"the request body is not {sent}: {_told(error)}") from None


async def _bytes(request: Request) -> bytes:
    """The whole body, which several operations may look at, and which can be read but once."""
    known: bytes | None = getattr(request.state, "content", None)
    if known is not None:
        return known
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise Refusal(
                413, f"the mock takes bodies of at most {MAX_BODY_BYTES} bytes"
            )
        pieces.append(piece)
    request.state.content = b"".join(pieces)
    return b"".join(pieces)


def _chosen(operation: Operation, offered: Sequence[MediaType], sent: str) -> MediaType:
    kind = sent.partition("/")[0]
    for wanted in (sent, f"{kind}/*", "*/*"):
        for media_type in offered:
            if media_type.essence == wanted and sent:
                return media_type
    takes = ", ".join(media_type.essence for media_type in offered)
    what = f"not {sent}" if sent else "and the request has no Content-Type"
    raise Refusal(415, f"{operation.key} takes {takes}, {what}")


async def _read(
    document: Document,
    styles: Styles,
    media_type: MediaType,
    sent: str,
    headers: Headers,
    data: bytes,
) -> Body:
    schema = media_type.schema
    if is_json(sent):
        return _checked(styles, schema, _json(data))
    if is_json_lines(sent):
        return _rows(styles, media_type, data)
    if sent == FORM:
        form = _form(document, styles, media_type, pairs(data.decode()))
        return _checked(styles, schema, form)
    if sent.startswith("multipart/"):
        return _checked(
            styles,
            schema,
            await _multipart(document, styles, media_type, headers, data),
        )
    if is_text(sent):
        text = data.decode()
        is_string = styles.types(schema) == {"string"}
        return _checked(styles, schema if is_string else None, text)
    return Body(len(data))


def _checked(styles: Styles, schema: Node | None, value: Value) -> Body:
    if schema is None:
        return Body(value)
    problems = styles.problems(schema, value)
    return Body(value, [Problem(_where("body", p.path), p.message) for p in problems])


def _where(start: str, path: str) -> str:
    return start + path.removeprefix("$")


def _rows(styles: Styles, media_type: MediaType, data: bytes) -> Body:
    lines = data.replace(b"\x1e", b"").split(b"\n")
    rows: list[Value] = [_json(line) for line in lines if line.strip()]
    row, schema = media_type.item_schema, media_type.schema
    if row is None:
        if styles.types(schema) == {"array"}:
            return _checked(styles, schema, rows)
        if styles.types(schema) == {"string"}:
            return _checked(styles, schema, data.decode())
        row = schema
    problems = [
        Problem(_where(f"body[{index}]", problem.path), problem.message)
        for index, value in enumerate(rows)
        for problem in (styles.problems(row, value) if row is not None else ())
    ]
    return Body(rows, problems)


def _form(
    document: Document,
    styles: Styles,
    media_type: MediaType,
    fields: Sequence[tuple[str, str]],
) -> dict[str, Value]:
    """The object that the fields of a form make, whose texts are encoded still."""
    found: dict[str, Value] = {}
    names = dict.fromkeys(name.partition("[")[0] for name, _ in fields)
    properties = styles.properties(media_type.schema)
    for name in dict.fromkeys((*properties, *names)):
        encoding = media_type.node.at("encoding", name)
        style = encoding.text("style") if encoding is not None else ""
        stated = encoding.get("explode") if encoding is not None else None
        explode = stated.value is True if stated is not None else style in ("", "form")
        schema = properties.get(name)
        spreads = bool(style) or stated is not None
        if document.version == (3, 0) and media_type.essence.startswith("multipart/"):
            spreads = False  # OpenAPI 3.0.4, section 4.7.15.1.2: styles are of urlencoded forms
        part = essence(encoding.text("contentType")) if encoding is not None else ""
        try:
            values = [unquote_plus(text) for key, text in fields if key == name]
            if values and not spreads and is_json(part):
                held = [_json(value.encode()) for value in values]
                # Each item of an array is a part of its own, though some send all as one.
                is_whole = len(held) == 1 and isinstance(held[0], list)
                is_array = "array" in styles.types(schema) and not is_whole
                found[name] = held if is_array else held[0]
            elif not spreads and "array" not in styles.types(schema):
                # An object is JSON unless the document gives it a style.
                found[name] = styles.scalar(schema, unquote_plus(dict(fields)[name]))
            else:
                found[name] = styles.styled(
                    name, schema, fields, style=style, explode=explode
                )
        except KeyError:
            pass
    return found


async def _once(data: bytes) -> AsyncGenerator[bytes, None]:
    yield data


async def _multipart(
    document: Document,
    styles: Styles,
    media_type: MediaType,
    headers: Headers,
    data: bytes,
) -> Value:
    """The object that the parts of a form make; a file is a short text in its place."""
    try:
        form = await MultiPartParser(headers, _once(data)).parse()
    except MultiPartException as error:
        raise ValueError(error.message) from None
    async with AsyncExitStack() as stack:
        stack.push_async_callback(form.close)
        parts = form.multi_items()
        texts = [(name, quote_plus(v)) for name, v in parts if isinstance(v, str)]
        value = _form(document, styles, media_type, texts)
        properties = styles.properties(media_type.schema)
        for name, file in parts:
            if isinstance(file, str):
                continue
            is_value = is_json(essence(file.content_type or ""))
            held: Value = _json(await file.read()) if is_value else "file"
            if "array" in styles.types(properties.get(name)):
                several = value.setdefault(name, [])
                if isinstance(several, list):
                    several.append(held)
            else:
                value[name] = held
        return value


def _json(data: bytes) -> Value:
    """Read JSON (RFC 8259); raises ValueError or RecursionError where it is none."""
    value: Value = json.loads(data.decode(), parse_constant=_refuse)
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}")


def _told(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 at byte {error.start}"
    text = str(error)
    return text[:1].lower() + text[1:200]
