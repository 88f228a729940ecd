"""Rules about events that report errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair, Severity
from ..load.node import Node
from ..openapi.discriminators import mapping_entries, mapping_target
from ..openapi.schemas import constants, parts, properties
from ..openapi.streams import Shape, streams
from ..openapi.variants import ERROR, marks
from .registry import Finding, rule
from .repairs import put, put_member, remove
from .subject import Subject, called, gather, shown, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Document
    from ..openapi.streams import StreamNode
    from ..openapi.variants import VariantNode


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
    for mark in stated(subject.document, ERROR):
        if not isinstance(mark.value, bool):
            meant = _MEANT.get(str(mark.value).lower())
            yield Finding(
                mark,
                f"`{ERROR}` is {shown(mark)}, which is neither true nor false",
                "write `true` where the event reports an error",
                repair=Repair(
                    (put(mark, True if meant is None else meant),),
                    sure=meant is not None,
                ),
            )


_MEANT = {"true": True, "yes": True, "on": True, "1": True}
_MEANT |= dict.fromkeys(("false", "no", "off", "0"), False)


@rule("SSE121", Severity.WARNING)
def error_mark_without_stream(subject: Subject) -> Iterator[Finding]:
    """an `x-ssegen-error` on what is no event of a stream

    The extension has a meaning on the schemas of a stream's events alone: on members of its union,
    or on what they refer to.

    Why: the extension has no effect elsewhere. If an event should be raised as an error, it is
    delivered like any other.

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
    marked = stated(subject.document, ERROR)
    found = [mark for mark in marked if isinstance(mark.value, bool)]
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
                repair=_moved(subject.document, every, mark),
            )


def _moved(document: Document, every: tuple[StreamNode, ...], mark: Node) -> Repair:
    """Put the mark on the event in whose ``data`` it stands; otherwise take it away."""
    holder = mark.pointer[:-1]
    changes: list[Put | Remove] = [remove(mark)]
    for stream in every:
        for variant in stream.events:
            data = variant.fields.get("data")
            places = (data, document.resolve(data)) if data is not None else ()
            if any(
                isinstance(place, Node)
                and (place.source, place.pointer) == (mark.source, holder)
                for place in places
            ):
                change = put_member(variant.target, ERROR, mark.value)
                if change not in changes:
                    changes.append(change)
    # What several events carry may be an error in one of them alone.
    return Repair(tuple(changes), sure=len(changes) == 2 and mark.value is True)


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
                repair=_unmarked(subject.document, group.stream),
            )


def _unmarked(document: Document, stream: StreamNode) -> Repair:
    """Take the marks away, and mark those events that are called errors."""
    found = dict.fromkeys(_marked_schemas(document, stream))
    kept = [
        event for event in stream.events if "error" in event.name.lower() and event.name
    ]
    if len(kept) == len(stream.events):
        kept = []
    targets = {event.target for event in kept}
    changes: list[Put | Remove] = [
        remove(mark)
        for node in found
        if node not in targets and (mark := node.get(ERROR)) is not None
    ]
    changes += [
        put_member(target, ERROR, True) for target in targets if not target.flag(ERROR)
    ]
    return Repair(tuple(changes), sure=False)


def _marked_schemas(document: Document, stream: StreamNode) -> Iterator[Node]:
    if stream.schema is not None:
        yield from marks(document, stream.schema, stream.discriminator)


@rule("SSE129", Severity.INFO)
def unmarked_error(subject: Subject) -> Iterator[Finding]:
    """an event called `error` that is delivered like any other

    A member of a union has the name `error`: as its `event`, or as the value of the property that
    tells payloads apart. Nothing says whether it reports an error of the server.

    Why: the loop receives it like any other event and goes on. A caller that does not look for it
    takes a failed stream for a complete one.

    Fix: say `x-ssegen-error: true`, and the SDK raises it as `StreamServerError` with the event as
    its body. Say `false` if it is meant to be delivered.

    Bad:

        ErrorEvent:
          type: object
          properties:
            event:
              const: error

    Good:

        ErrorEvent:
          type: object
          x-ssegen-error: true
          properties:
            event:
              const: error
    """
    document = subject.document
    told = set[Node]()
    for stream in subject.streams:
        if len(stream.events) < 2 or stream.shape not in _UNIONS:
            continue
        for event in stream.events:
            if (
                event.target not in told
                and not event.is_error
                and "error" in _names(document, stream, event)
                and not _is_decided(document, event)
            ):
                told.add(event.target)
                yield Finding(
                    event.target,
                    f"{called(event)}, streamed by {stream.operation.key}, is called `error`, but "
                    "is delivered like any other event",
                    f"say `{ERROR}: true` to have it raised, `false` if it is to be delivered",
                    repair=Repair((put_member(event.target, ERROR, True),), sure=False),
                )


def _is_decided(document: Document, event: VariantNode) -> bool:
    """Whether the event, or its ``data`` by a mistake of its own, says what it is."""
    data = event.fields.get("data")
    schemas = (event.node, data) if data is not None else (event.node,)
    return any(part.has(ERROR) for each in schemas for part in parts(document, each))


_UNIONS = (Shape.ENVELOPE_UNION, Shape.PAYLOAD_UNION)


def _names(
    document: Document, stream: StreamNode, event: VariantNode
) -> tuple[object, ...]:
    """What tells this event from the others."""
    if stream.shape is Shape.ENVELOPE_UNION:
        return event.events
    names = [
        value
        for value, entry in mapping_entries(stream.discriminator)
        if mapping_target(document, entry) == event.target
    ]
    tag = properties(document, event.node).get(stream.discriminator_property or "type")
    return (*names, *(constants(document, tag) if tag is not None else ()))
