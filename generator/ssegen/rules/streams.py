"""Rules about streams as parts of operations: are they declared, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..diagnostics import Severity
from ..load.node import Document, Node
from ..openapi.operations import (
    OperationNode,
    content,
    request_body,
    successes,
)
from ..openapi.schemas import constants, properties, types
from ..openapi.streams import Shape, operation_streams
from .registry import Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .subject import Subject


@rule("SSE110", Severity.WARNING)
def no_schema(subject: Subject) -> Iterator[Finding]:
    """a stream without a schema

    A response that streams says nothing about its events.

    Why: the events of `text/event-stream` are delivered with `data` as text, and the values of
    JSON Lines as `Any`, whatever they carry; nothing is checked and nothing completes in an editor.

    Fix: describe an event. If `data` really is free text, say `type: string`.

    Bad:

        content:
          text/event-stream: {}

    Good:

        content:
          text/event-stream:
            schema:
              type: object
              properties:
                event:
                  type: string
                data:
                  type: string
    """
    for stream in subject.streams:
        if stream.shape is Shape.NONE:
            yield Finding(
                stream.media_type.node,
                f"the stream of {stream.operation.key} has no schema: its "
                + (
                    "events carry text"
                    if stream.is_event_stream
                    else "values are untyped"
                ),
                "describe an event, or say `type: string` if its data is free text",
            )


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
    for operation in subject.operations:
        flag = _flag(subject.document, operation)
        if _streams(subject.document, operation):
            continue
        if flag is not None and _answers_with_json(subject.document, operation):
            yield Finding(
                flag,
                f"{operation.key} takes `stream`, but declares no response that streams",
                "declare `text/event-stream` or `application/x-ndjson` beside the JSON response, "
                "or remove the flag",
            )


def _flag(document: Document, operation: OperationNode) -> Node | None:
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


EXTENSIONS = (
    "x-fern-streaming",
    "x-speakeasy-stream-request-field",
    "x-stream-based-on-body",
)

PROSE = re.compile(
    r"""(?: \b (?: streams? | streamed | sends? | sent | returns? | returned | receives?
                 | emits? | push(?:es|ed)? | delivers? | subscribes? | opens? ) \b [^.]{0,80}?
          | \b (?: as | via | using | over | through ) \s+ (?: an? \s+ )?
        )
        (?: server[- ]sent[- ]events? | text/event-stream | SSE\b(?!-) )""",
    re.IGNORECASE | re.VERBOSE,
)
"""With a verb or preposition before the name: a stream merely mentioned may be another one."""


@rule("SSE116", Severity.WARNING)
def undeclared_stream(subject: Subject) -> Iterator[Finding]:
    """a stream that only prose or an extension mentions

    A description, or an extension such as `x-stream-based-on-body`, says that the operation
    streams, but no response has the media type `text/event-stream` or one of JSON Lines, and no
    `x-fern-streaming` stands in for it. A `stream` flag without a stream is SSE115 instead.

    Why: ssegen, like any tool, goes by the declared media types, so the SDK has no streaming method
    for it.

    Fix: declare the stream among the responses.

    Bad:

        get:
          description: Sends the log as server-sent events.
          responses:
            '200':
              description: The log.

    Good:

        get:
          description: Sends the log as server-sent events.
          responses:
            '200':
              description: The log.
              content:
                text/event-stream:
                  schema:
                    type: string
    """
    for operation in subject.operations:
        document = subject.document
        if _streams(document, operation) or _flag(document, operation) is not None:
            continue
        mention = _mention(document, operation)
        if mention is not None:
            yield Finding(
                mention,
                f"`{mention.key}` says that {operation.key} streams, but no response is declared "
                "as `text/event-stream`",
                "declare the stream among the responses",
            )


def _streams(document: Document, operation: OperationNode) -> bool:
    return next(operation_streams(document, operation), None) is not None


def _mention(document: Document, operation: OperationNode) -> Node | None:
    """The member of the operation, or the description of a response, that speaks of a stream."""
    for key in EXTENSIONS:
        if extension := operation.node.get(key):
            return extension
    answers = (response for _, response in successes(document, operation))
    for holder in (operation.node, *answers):
        for key in ("summary", "description"):
            if PROSE.search(holder.text(key)):
                return holder.get(key)
    return None


@rule("SSE117", Severity.WARNING)
def stream_on_error_status(subject: Subject) -> Iterator[Finding]:
    """a stream on an error status

    A stream is declared for a status that means failure. It is not generated.

    Why: what arrives with such a status is read as one body and raised as an error; no loop ever
    receives its events, and the error's body stays untyped.

    Fix: declare the error as JSON. An error that is sent after the stream has begun is one of its
    events.

    Bad:

        responses:
          '429':
            description: Too many requests.
            content:
              text/event-stream:
                schema:
                  $ref: '#/components/schemas/Problem'

    Good:

        responses:
          '429':
            description: Too many requests.
            content:
              application/json:
                schema:
                  $ref: '#/components/schemas/Problem'
    """
    for stream in subject.failures:
        yield Finding(
            stream.media_type.node,
            f"{stream.operation.key} declares a stream for status {stream.status}: an error is "
            "read as one body, not as events",
            "declare `application/json` for the error; what fails later is an event of the stream",
        )


@rule("SSE118", Severity.WARNING)
def item_schema_beside_schema(subject: Subject) -> Iterator[Finding]:
    """`itemSchema` next to `schema`

    A stream has both keywords. Since OpenAPI 3.2, `itemSchema` describes one event; `schema`
    describes the whole response.

    Why: the events are generated from `itemSchema`, and `schema` is not looked at. Tools that do
    not know `itemSchema` do the opposite.

    Fix: keep `itemSchema`, and remove `schema`.

    Bad:

        text/event-stream:
          itemSchema:
            $ref: '#/components/schemas/ChatEvent'
          schema:
            $ref: '#/components/schemas/ChatEvent'

    Good:

        text/event-stream:
          itemSchema:
            $ref: '#/components/schemas/ChatEvent'
    """
    for stream in subject.streams:
        media_type = stream.media_type
        if media_type.item_schema is not None and media_type.schema is not None:
            yield Finding(
                media_type.schema,
                f"the events of {stream.operation.key} are described by `itemSchema`; `schema` "
                "beside it is not looked at",
                "remove `schema`",
            )
