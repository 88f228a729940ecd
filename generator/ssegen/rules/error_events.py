"""Rules about events that report errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..diagnostics import Severity
from ..openapi.streams import streams
from ..openapi.variants import ERROR, marks
from .references import reach
from .registry import Finding, rule
from .subject import Subject, gather

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Document, Node
    from ..openapi import StreamNode


@rule("SSE120", Severity.ERROR)
def error_mark_not_boolean(subject: Subject) -> Iterator[Finding]:
    """an `x-ssegen-error` that is neither true nor false

    The extension says of an event schema whether it reports an error of the server. Its value is a
    boolean.

    Why: anything else counts as if it were not there, and the error would be delivered like an
    event that all is well with.

    Fix: write `true` or `false`, without quotes.

    Bad:

        ErrorEvent:
          x-ssegen-error: 'yes'

    Good:

        ErrorEvent:
          x-ssegen-error: true
    """
    for mark in _marks(subject.document):
        if not isinstance(mark.value, bool):
            yield Finding(
                mark,
                f"`{ERROR}` is {_shown(mark)}, which is neither true nor false",
                "write `true` where the event reports an error",
            )


@rule("SSE121", Severity.WARNING)
def error_mark_without_stream(subject: Subject) -> Iterator[Finding]:
    """an `x-ssegen-error` on what is no event of a stream

    The extension has a meaning on the schemas of a stream's events alone: on members of its union,
    or on what they refer to.

    Why: it has no effect elsewhere. If an event should be raised as an error, it is delivered like
    any other.

    Fix: move it to the member of the union that the error is, not to its `data`; or remove it.

    Bad:

        ErrorEvent:
          type: object
          properties:
            event:
              const: error
            data:
              type: object
              x-ssegen-error: true

    Good:

        ErrorEvent:
          type: object
          x-ssegen-error: true
          properties:
            event:
              const: error
            data:
              type: object
    """
    found = [mark for mark in _marks(subject.document) if isinstance(mark.value, bool)]
    if not found:
        return
    # Also those of operations that nobody wants now.
    every = streams(subject.document)
    read = {
        node.get(ERROR)
        for stream in every
        for node in _marked_schemas(subject.document, stream)
    }
    for mark in found:
        if mark not in read:
            yield Finding(
                mark,
                f"`{ERROR}` stands on what is no event of a stream",
                "move it to the member of a stream's union that reports the error, or remove it",
            )


@rule("SSE122", Severity.ERROR)
def nothing_but_errors(subject: Subject) -> Iterator[Finding]:
    """a stream of which every event is an error

    All event schemas of a stream have `x-ssegen-error`: each of them, or the union around them.

    Why: errors are raised and not delivered, so no event would ever arrive.

    Fix: mark only the members of the union that report errors. A stream with one event schema has
    none: let the error be a schema of its own, beside it in a `oneOf`.

    Bad:

        ChatEvent:
          x-ssegen-error: true
          oneOf:
            - $ref: '#/components/schemas/TextEvent'
            - $ref: '#/components/schemas/ErrorEvent'

    Good:

        ChatEvent:
          oneOf:
            - $ref: '#/components/schemas/TextEvent'
            - $ref: '#/components/schemas/ErrorEvent'
              x-ssegen-error: true
    """

    def first(stream: StreamNode) -> Node | None:
        found = _marked_schemas(subject.document, stream)
        return next((n.get(ERROR) for n in found if n.flag(ERROR)), None)

    for group in gather(subject.streams, first):
        events = group.stream.events
        if events and all(event.is_error for event in events):
            yield Finding(
                group.node,
                f"every event of {group.operations} is an error, so none would be delivered",
                "mark only the members of a union that report errors",
            )


def _marks(document: Document) -> Iterator[Node]:
    """Every value of the extension, wherever it stands on its own account."""
    # Few documents have it, and all of a document takes its time.
    if any(ERROR in source.text for source in document.sources.values()):
        for holder in reach(document, (document.root,), set()):
            mark = holder.get(ERROR)
            if mark is not None:
                yield mark


def _marked_schemas(document: Document, stream: StreamNode) -> Iterator[Node]:
    if stream.schema is not None:
        yield from marks(document, stream.schema, stream.discriminator)


def _shown(mark: Node) -> str:
    return json.dumps(mark.value) if isinstance(mark.value, str | int) else "no boolean"
