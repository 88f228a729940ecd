"""Rules about the flag of a request that asks for a stream."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from ..diagnostics import Repair, Severity
from ..load.node import Document, Node
from ..openapi import fern
from ..openapi.media_types import EVENT_STREAM
from ..openapi.operations import (
    OperationNode,
    content,
    request_body,
    successes,
)
from ..openapi.schemas import constants, members, properties, types
from ..openapi.streams import StreamNode, operation_streams
from .registry import Finding, rule
from .repairs import STREAM, declared, placeholder, put, put_member
from .subject import Subject, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Value


@rule("SSE115", Severity.WARNING)
def flag_without_stream(subject: Subject) -> Iterator[Finding]:
    """a `stream` flag without a stream

    The request has a boolean `stream`, in its body or its query, but no response is declared that
    streams.

    Why: who sets the flag gets a stream, and a method that expects JSON: decoding fails at the
    first byte.

    Fix: declare the stream beside the JSON response: `text/event-stream`, or a name of JSON Lines
    such as `application/x-ndjson`. If the operation does not stream, remove the flag.

    Bad:

        requestBody:
          content:
            application/json:
              schema:
                type: object
                properties:
                  stream:
                    type: boolean
        responses:
          '200':
            description: The answer.
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/Answer'

    Good:

        responses:
          '200':
            description: The answer, at once or piece by piece.
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/Answer'
              text/event-stream:
                schema:
                  $ref: '#/components/schemas/AnswerEvent'
    """
    document = subject.document
    unserved: dict[Node, list[OperationNode]] = {}
    served: dict[Node, StreamNode] = {}
    for operation in subject.operations:
        flag = stream_flag(document, operation)
        stream = next(operation_streams(document, operation), None)
        if flag is None:
            continue
        if stream is not None:
            served.setdefault(flag, stream)
        elif _answers_with_json(document, operation):
            unserved.setdefault(flag, []).append(operation)
    for flag, operations in unserved.items():
        key, media_type = EVENT_STREAM, STREAM
        if flag in served:
            key, media_type = _media_type(served[flag])
        puts = (
            declared(document, operation, key, media_type) for operation in operations
        )
        yield Finding(
            flag,
            f"{counted(operations)} takes `stream`, but declares no response that streams",
            "declare `text/event-stream` or `application/x-ndjson` beside the JSON response, "
            "or remove the flag",
            repair=Repair(tuple(puts), sure=False),
        )


@rule("SSE124", Severity.WARNING)
def missing_flag(subject: Subject) -> Iterator[Finding]:
    """an extension that names a flag which the request lacks

    `x-speakeasy-stream-request-field`, or the `stream-condition` of `x-fern-streaming`, names what
    in the request asks for a stream: a property of its body, or a query parameter.

    Why: nothing in the request can ask for the stream. The streaming method sends what every other
    request sends, and the server answers at once, with JSON.

    Fix: name the flag as the request spells it, or declare it.

    Bad:

        x-fern-streaming:
          format: sse
          stream-condition: $request.streaming
        requestBody:
          content:
            application/json:
              schema:
                type: object
                properties:
                  stream:
                    type: boolean

    Good:

        x-fern-streaming:
          format: sse
          stream-condition: $request.stream
        requestBody:
          content:
            application/json:
              schema:
                type: object
                properties:
                  stream:
                    type: boolean
    """
    document = subject.document
    for operation in subject.operations:
        taken, body = _taken(document, operation)
        for named, name, prefix in _named_flags(document, operation):
            if not name or name in taken:
                continue
            close = difflib.get_close_matches(name, taken, n=1)
            change = put(named, prefix + (close[0] if close else placeholder("flag")))
            if not close and body is not None:
                change = put_member(body, name, {"type": "boolean"})
            yield Finding(
                named,
                f"`{named.key}` says that `{name}` makes {operation.key} stream, but the request "
                "has nothing of that name",
                f"did you mean `{close[0]}`?" if close else f"declare `{name}`",
                repair=Repair((change,), sure=False),
            )


def stream_flag(document: Document, operation: OperationNode) -> Node | None:
    """The boolean parameter or body property `stream`, where it may be true."""
    for parameter in operation.parameters:
        schema = parameter.get("schema")
        named = parameter.text("in") == "query" and parameter.text("name") == "stream"
        if named and schema is not None and _may_be_true(document, schema):
            return parameter
    body = request_body(document, operation)
    for media_type in content(document, body) if isinstance(body, Node) else ():
        schema = media_type.schema if media_type.is_json else None
        flag = (
            properties(document, schema).get("stream") if schema is not None else None
        )
        if flag is not None and _may_be_true(document, flag):
            return flag
    return None


def _media_type(stream: StreamNode) -> tuple[str, dict[str, Value]]:
    """The media type of a stream, without examples."""
    node = stream.media_type.node
    kept = (member for member in node.members() if not member[0].startswith("example"))
    return stream.media_type.essence, {key: member.value for key, member in kept}


def _may_be_true(document: Document, schema: Node) -> bool:
    allowed = constants(document, schema)
    return types(document, schema) == {"boolean"} and (not allowed or True in allowed)


def _answers_with_json(document: Document, operation: OperationNode) -> bool:
    """Whether all that success may bring is JSON; audio, for one, needs no event stream to
    stream."""
    offered = [
        media_type
        for _, response in successes(document, operation)
        for media_type in content(document, response)
    ]
    return bool(offered) and all(media_type.is_json for media_type in offered)


def _named_flags(
    document: Document, operation: OperationNode
) -> Iterator[tuple[Node, str, str]]:
    """What extensions call the flag: where they say so, its name, and what stands before it."""
    body = request_body(document, operation)
    held = content(document, body) if isinstance(body, Node) else ()
    for holder in (operation.node, *(media_type.node for media_type in held)):
        field = holder.get("x-speakeasy-stream-request-field")
        if field is not None and isinstance(field.value, str):
            yield field, field.value.strip("/"), ""
        condition = holder.at(fern.EXTENSION, "stream-condition")
        if condition is not None and isinstance(condition.value, str):
            prefix = "$request." if condition.value.startswith("$request.") else ""
            yield condition, condition.value.removeprefix(prefix), prefix


def _taken(
    document: Document, operation: OperationNode
) -> tuple[dict[str, None], Node | None]:
    """The names of what the request takes in its body and its query, and the body's
    ``properties``."""
    query = (p.text("name") for p in operation.parameters if p.text("in") == "query")
    names = dict.fromkeys(query)
    body = request_body(document, operation)
    place: Node | None = None
    for media_type in content(document, body) if isinstance(body, Node) else ():
        schema = media_type.schema
        for part in (schema, *members(document, schema)) if schema is not None else ():
            names |= dict.fromkeys(properties(document, part))
        target = document.resolve(schema) if schema is not None else None
        if isinstance(target, Node):
            place = place or target.get("properties")
    return names, place
