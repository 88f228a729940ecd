"""Rules about streams as parts of operations: are they declared, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair, Severity
from ..openapi import fern
from ..openapi.examples import frames, leading_json, stream_examples
from ..openapi.media_types import EVENT_STREAM, essence
from ..openapi.operations import (
    OperationNode,
    responses,
    successes,
)
from ..openapi.streams import MODEL, Shape, StreamNode, operation_streams, streams
from .flags import stream_flag
from .registry import Finding, rule
from .repairs import (
    STREAM,
    UNKNOWN,
    declared,
    described,
    envelope,
    put,
    put_member,
    remove,
)
from .subject import Subject, shown, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Value
    from ..load.node import Document, Node


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
            media_type = stream.media_type
            present = media_type.item_schema or media_type.schema
            untyped = (
                "events carry text" if stream.is_event_stream else "values are untyped"
            )
            says = "has no schema" if present is None else "has a schema without a type"
            yield Finding(
                present or media_type.node,
                f"the stream of {stream.operation.key} {says}: its {untyped}",
                "describe an event, or say `type: string` if its data is free text",
                repair=Repair(
                    (_put_schema(subject.document, stream),),
                    sure=False,
                ),
            )


def _put_schema(document: Document, stream: StreamNode) -> Put:
    """The schema of an event where it belongs, of what an example shows."""
    media_type, schema = stream.media_type, _event_schema(document, stream)
    present = media_type.item_schema or media_type.schema
    if present is not None:
        return put(present, schema)
    key = "itemSchema" if document.version >= (3, 2) else "schema"
    if isinstance(media_type.node.value, dict):
        return put_member(media_type.node, key, schema)
    return put(media_type.node, {key: schema})


def _event_schema(document: Document, stream: StreamNode) -> dict[str, Value]:
    data: dict[str, Value] = {"$ref": UNKNOWN}
    if not stream.is_event_stream:
        return data
    seen = [
        frame
        for example in stream_examples(document, stream)
        for frame in frames(example.value)
    ]
    held = (leading_json(frame.data) for frame in seen)
    data = next((described(value) for value in held if value is not None), data)
    name: Value = {"type": "string"} if any(frame.event for frame in seen) else None
    return envelope(data, name)


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
        if (
            _streams(document, operation)
            or stream_flag(document, operation) is not None
        ):
            continue
        mention = _mention(document, operation)
        if mention is not None:
            yield Finding(
                mention,
                f"`{mention.key}` says that {operation.key} streams, but no response is declared "
                "as `text/event-stream`",
                "declare the stream among the responses",
                repair=Repair(
                    (declared(document, operation, EVENT_STREAM, STREAM),),
                    sure=False,
                ),
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
            repair=_as_json(subject.document, stream),
        )


def _as_json(document: Document, stream: StreamNode) -> Repair | None:
    """Say `application/json` in place of the stream; needs no judgement where that is said already
    and the response belongs to this operation alone.
    """
    response = dict(responses(document, stream.operation)).get(stream.status)
    held = response.get("content") if response is not None else None
    if held is None:
        return None
    offered = dict(held.members())
    changes: list[Put | Remove] = [
        remove(member)
        for key, member in offered.items()
        if essence(key) == EVENT_STREAM
    ]
    said = any(essence(key) == "application/json" for key in offered)
    if not said:
        media_type = stream.media_type.node.value
        changes.append(put_member(held, "application/json", media_type))
    own = stream.operation.node
    is_own = held.source == own.source and held.path.startswith(f"{own.path}/")
    return Repair(tuple(changes), sure=said and is_own)


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
                repair=Repair((remove(media_type.schema),)),
            )


MODELS = ("payload", "envelope")

FORMATS = ("sse", "json")
"""What `x-fern-streaming` calls Server-Sent Events, and one JSON value per line."""


@rule("SSE125", Severity.WARNING)
def odd_extension(subject: Subject) -> Iterator[Finding]:
    """an extension about streams with a value that it cannot have

    `x-ssegen-event-model` is `payload`, or `envelope` as it is without it, and stands on a media
    type, on an operation, or at the top of the document; another value is an error.
    `x-fern-streaming` is `true`, `false` or an object, whose `format` is `sse` or `json`.

    Why: a value or a place that nobody knows counts as if it were not there. Events are then read
    as frames that were meant as payloads, or lines as JSON that were meant as frames.

    Fix: correct the value, or move the extension.

    Bad:

        text/event-stream:
          x-ssegen-event-model: payloads

    Good:

        text/event-stream:
          x-ssegen-event-model: payload
    """
    document = subject.document
    models = tuple(stated(document, MODEL))
    # Also those of operations that nobody wants now.
    read = {
        holder.get(MODEL)
        for stream in (streams(document) if models else ())
        for holder in (stream.media_type.node, stream.operation.node, document.root)
    }
    for node in models:
        if node.value not in MODELS:
            yield Finding(
                node,
                f"`{MODEL}` is {shown(node)}, which is no model of events",
                "write `payload`, or remove it",
                Severity.ERROR,
                Repair((put(node, "payload"),), sure=False),
            )
        elif node not in read:
            yield Finding(
                node,
                f"`{MODEL}` stands on what is no media type or operation that streams",
                "move it to the media type of the stream, or remove it",
                repair=Repair((remove(node),), sure=False),
            )
    for operation in subject.operations:
        extension = operation.node.get(fern.EXTENSION)
        if extension is None:
            continue
        format_ = extension.get("format")
        if not isinstance(extension.value, bool | dict):
            yield Finding(
                extension,
                f"`{fern.EXTENSION}` is {shown(extension)}, which is neither true, false nor an "
                "object",
                "write `true`, or an object with `format`",
                repair=Repair((put(extension, {"format": "sse"}),), sure=False),
            )
        elif format_ is not None and format_.value not in FORMATS:
            yield Finding(
                format_,
                f"the `format` of `{fern.EXTENSION}` is {shown(format_)}, which is neither `sse` "
                "nor `json`",
                "write `sse` for Server-Sent Events, `json` for one JSON value per line",
                repair=Repair((put(format_, "sse"),), sure=False),
            )


@rule("SSE127", Severity.WARNING)
def other_charset(subject: Subject) -> Iterator[Finding]:
    """a stream of events with a charset other than UTF-8

    The media type `text/event-stream` has a parameter `charset` that is not `utf-8`.

    Why: event streams are always decoded as UTF-8 (HTML Standard, 9.2.5), whatever the parameter
    says. Text in another charset arrives with its letters replaced.

    Fix: send UTF-8, and leave the parameter out.

    Bad:

        text/event-stream; charset=iso-8859-1:
          schema:
            type: string

    Good:

        text/event-stream:
          schema:
            type: string
    """
    for operation in subject.operations:
        for _, response in responses(subject.document, operation):
            held = response.get("content")
            for key, member in held.members() if held is not None else ():
                charset = _CHARSET.search(key)
                if essence(key) != EVENT_STREAM or charset is None:
                    continue
                if charset[1].lower() not in ("utf-8", "utf8"):
                    moved = Put(
                        member.source.name,
                        (*member.pointer[:-1], EVENT_STREAM),
                        member.value,
                    )
                    yield Finding(
                        member,
                        f"{operation.key} streams events as `{charset[1]}`, but they are always "
                        "decoded as UTF-8",
                        "send UTF-8, and leave the parameter `charset` out",
                        repair=Repair((remove(member), moved), sure=False),
                    )


_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
