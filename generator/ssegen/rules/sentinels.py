"""Rules about the text that ends a stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..diagnostics import Severity
from ..load.node import Document, Node
from ..openapi.operations import content, request_body, responses
from ..openapi.schemas import constants, nullable, required, types
from ..openapi.streams import Shape
from .registry import Finding, rule
from .subject import Subject, called, gather

if TYPE_CHECKING:
    from collections.abc import Iterator


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
            )


@rule("SSE112", Severity.WARNING)
def sentinel_without_stream(subject: Subject) -> Iterator[Finding]:
    """a sentinel on a media type that does not stream

    A sentinel ends a stream of events; the media type that it stands on is not `text/event-stream`.

    Why: it has no effect there. If the stream next to it should end with the sentinel, it now ends
    whenever the connection does, and a cut connection passes for success.

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
                    )


def _extension(media_type: Node) -> Node | None:
    speakeasy = media_type.get("x-speakeasy-sse-sentinel")
    return speakeasy or media_type.at("x-fern-streaming", "terminator")


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
                )


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
