"""Rules about the text that ends a stream."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair, Severity
from ..load.node import Document, Node
from ..openapi.examples import frames, stream_examples
from ..openapi.operations import content, request_body, responses
from ..openapi.schemas import constants, nullable, required, types
from ..openapi.streams import Shape
from .flags import stream_flag
from .registry import Finding, rule
from .repairs import constant, put, put_member, remove
from .subject import Subject, called, gather

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..openapi.streams import StreamNode

SPEAKEASY = "x-speakeasy-sse-sentinel"


@rule("SSE111", Severity.ERROR)
def sentinel_not_text(subject: Subject) -> Iterator[Finding]:
    """a sentinel that is not a string

    The sentinel is compared with the text of `data`, so it must be a string, and not an empty one.

    Why: nothing that arrives could equal it, so no stream would ever be complete. YAML takes
    `[DONE]` without quotes for a list.

    Fix: put the sentinel into quotes.

    Bad:

        text/event-stream:
          x-speakeasy-sse-sentinel: [DONE]

    Good:

        text/event-stream:
          x-speakeasy-sse-sentinel: '[DONE]'
    """
    for group in gather(subject.streams, lambda stream: stream.sentinel_node):
        if not group.stream.sentinel:
            yield Finding(
                group.node,
                f"the sentinel of {group.operations} is {json.dumps(group.node.value)}, not a text "
                "that can end a stream",
                "put it into quotes, as in '[DONE]'",
                repair=_quoted(group.node),
            )


def _quoted(sentinel: Node) -> Repair:
    """The text that was meant; without judgement where YAML took brackets for a list."""
    match sentinel.value:
        case [str() as text]:
            return Repair((put(sentinel, f"[{text}]"),))
        case int() | float():
            return Repair((put(sentinel, json.dumps(sentinel.value)),), sure=False)
        case _:
            return Repair((put(sentinel, "[DONE]"),), sure=False)


@rule("SSE112", Severity.WARNING)
def sentinel_without_stream(subject: Subject) -> Iterator[Finding]:
    """a sentinel on a media type that does not stream

    A sentinel ends a stream of events; the media type that it stands on is not `text/event-stream`.

    Why: a sentinel has no effect there. If the stream next to it should end with the sentinel, it
    now ends whenever the connection does, and a cut connection passes for success.

    Fix: move it to the media type `text/event-stream`, or remove it.

    Bad:

        application/json:
          x-speakeasy-sse-sentinel: '[DONE]'

    Good:

        text/event-stream:
          x-speakeasy-sse-sentinel: '[DONE]'
    """
    for operation in subject.operations:
        body = request_body(subject.document, operation)
        holders = [response for _, response in responses(subject.document, operation)]
        holders += [body] if isinstance(body, Node) else []
        for holder in holders:
            for media_type in content(subject.document, holder):
                sentinel = _extension(media_type.node)
                if sentinel is not None and not media_type.is_stream:
                    yield Finding(
                        sentinel,
                        f"`{media_type.essence}` has a sentinel, but does not stream",
                        "move the sentinel to `text/event-stream`, or remove it",
                        repair=_moved(subject.document, holder, sentinel),
                    )


def _moved(document: Document, holder: Node, sentinel: Node) -> Repair:
    """Move the sentinel to the stream beside it; needs no judgement where it stands there too."""
    beside = [m for m in content(document, holder) if m.is_event_stream]
    changes: list[Put | Remove] = [remove(sentinel)]
    declared = [_extension(media_type.node) for media_type in beside]
    for media_type, own in zip(beside, declared, strict=True):
        if own is None and isinstance(media_type.node.value, dict):
            value = sentinel.value
            changes.append(put_member(media_type.node, SPEAKEASY, value))
    values = [own.value for own in declared if own is not None]
    return Repair(tuple(changes), sure=values == [sentinel.value])


def _extension(media_type: Node) -> Node | None:
    return media_type.get(SPEAKEASY) or media_type.at("x-fern-streaming", "terminator")


@rule("SSE113", Severity.WARNING)
def ambiguous_sentinel(subject: Subject) -> Iterator[Finding]:
    """a sentinel that could also be the data of an event

    By its schema, the `data` of an event can be exactly the text of the sentinel.

    Why: the sentinel is compared first. The event would be swallowed, and the stream would end
    there.

    Fix: choose a sentinel that no event can carry, or narrow the schema.

    Bad:

        text/event-stream:
          x-speakeasy-sse-sentinel: 'null'
          schema:
            type: object
            properties:
              data:
                type: [integer, 'null']

    Good:

        text/event-stream:
          x-speakeasy-sse-sentinel: '[DONE]'
          schema:
            type: object
            properties:
              data:
                type: [integer, 'null']
    """
    for group in subject.schemas():
        stream = group.stream
        if not stream.sentinel or stream.shape not in (
            Shape.ENVELOPE,
            Shape.ENVELOPE_UNION,
        ):
            continue
        for variant in stream.events:
            data = variant.data
            if data is not None and _can_be(subject.document, data, stream.sentinel):
                yield Finding(
                    data,
                    f"the data of {called(variant)} can be `{stream.sentinel}`, which ends the "
                    f"stream of {group.operations}",
                    "choose a sentinel that no event can carry, or narrow the schema of `data`",
                    repair=_narrowed(subject.document, data, stream),
                )


def _narrowed(document: Document, data: Node, stream: StreamNode) -> Repair | None:
    """Take the sentinel from the values that ``data`` can have; no event ever had it. Where they
    are not listed, another sentinel is needed.
    """
    own = document.resolve(data)
    listed = own.get("enum") if isinstance(own, Node) else None
    if listed is not None and isinstance(listed.value, list):
        sentinel = stream.sentinel
        kept = [v for v in listed.value if sentinel not in (v, json.dumps(v))]
        if kept:
            return Repair((put(listed, kept),), sure=own == data)
    if stream.sentinel_node is None:
        return None
    member = next((v for v in stream.variants if v.is_sentinel), None)
    if member is None:
        return Repair((put(stream.sentinel_node, "[DONE]"),), sure=False)
    place = member.fields.get("data", member.target)
    return Repair((put(place, constant(document, "[DONE]")),), sure=False)


def _can_be(document: Document, data: Node, sentinel: str) -> bool:
    """Whether this schema allows the sentinel as one of few values, or as a JSON value; free text
    does not count."""
    allowed, kinds = constants(document, data), types(document, data)
    if allowed and sentinel != "null":
        return (
            sentinel in allowed
            if "string" in kinds
            else sentinel in map(json.dumps, allowed)
        )
    try:
        value = json.loads(sentinel)
    except (ValueError, RecursionError):
        return False
    match value:
        case None:
            return nullable(document, data)
        case bool():
            return "boolean" in kinds
        case int():
            return "integer" in kinds or "number" in kinds
        case float():
            return "number" in kinds
        case list():
            return "array" in kinds and "string" not in kinds
        case dict():
            return "object" in kinds and required(document, data) <= value.keys()
        case _:
            return False


_SENTINEL = re.compile(r"\[[A-Z_]+\]")
"""What sentinels look like: ``[DONE]``. Other texts that come last are data."""

_NAMED = re.compile(rf"data: *({_SENTINEL.pattern})|`({_SENTINEL.pattern})`")
"""As it is sent, else in backquotes."""

_ENDS = re.compile(r"\b(?:clos|conclud|end|final|finish|last|terminat)", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:instead|never|no|not|unlike|without)\b|n't\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")


@rule("SSE130", Severity.WARNING)
def undeclared_sentinel(subject: Subject) -> Iterator[Finding]:
    """a sentinel that examples show and nothing declares

    An example of the stream ends in a frame such as `data: [DONE]`, or a description of the
    operation, the response or the `stream` flag speaks of one, but no sentinel is declared.

    Why: the sentinel arrives as an event like any other. Its data is not what the schema says, so
    every stream ends in an error; and one that breaks off before it passes for a complete one.

    Fix: declare it on the media type. Where it is not sent, correct the example or the description.

    Bad:

        text/event-stream:
          schema:
            $ref: '#/components/schemas/ChatEvent'
          example: |
            data: {"content": "Hello"}

            data: [DONE]

    Good:

        text/event-stream:
          schema:
            $ref: '#/components/schemas/ChatEvent'
          x-speakeasy-sse-sentinel: '[DONE]'
          example: |
            data: {"content": "Hello"}

            data: [DONE]
    """
    document = subject.document
    streams = [stream for stream in subject.streams if stream.is_event_stream]
    for group in gather(streams, lambda stream: stream.media_type.node):
        if any(stream.sentinel_node is not None for stream in group.streams):
            continue
        evidence = (_shown(document, s) or _said(document, s) for s in group.streams)
        found = next(filter(None, evidence), None)
        if found is not None:
            place, sentinel = found
            yield Finding(
                group.node,
                f"`{place.key}` shows that `{sentinel}` ends the stream of {group.operations}, but "
                "no sentinel is declared",
                f"declare it: `{SPEAKEASY}: '{sentinel}'`",
                repair=Repair((put_member(group.node, SPEAKEASY, sentinel),)),
            )


def _shown(document: Document, stream: StreamNode) -> tuple[Node, str] | None:
    """The example that ends in a sentinel, and the sentinel."""
    for example in stream_examples(document, stream):
        sent = frames(example.value)
        data = sent[-1].data if sent and sent[-1].is_raw else None
        if isinstance(data, str) and _SENTINEL.fullmatch(data.strip()):
            return example, data.strip()
    return None


def _said(document: Document, stream: StreamNode) -> tuple[Node, str] | None:
    """The description that names a sentinel, and the sentinel."""
    flag = stream_flag(document, stream.operation)
    answers = [
        r for s, r in responses(document, stream.operation) if s == stream.status
    ]
    holders = [stream.operation.node, *answers, *([flag] if flag is not None else [])]
    for holder in holders:
        description = holder.get("description")
        for sentence in _SENTENCE.split(holder.text("description")):
            named = _NAMED.search(sentence)
            meant = named and (named[1] or _ENDS.search(sentence))
            if named and meant and description and not _DENIES.search(sentence):
                return description, named[1] or named[2]
    return None
