"""Rules about the examples of streams."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from ..diagnostics import Repair, Severity
from ..load.text import is_json
from ..openapi.examples import decoded, frames, stream_examples
from ..openapi.schemas import parts, types, union
from ..openapi.streams import Shape
from .registry import Finding, rule
from .repairs import append, constant, described, envelope, put
from .subject import called, gather, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Put
    from ..load.node import Document, Node, Value
    from ..openapi.examples import Frame
    from ..openapi.streams import StreamNode
    from ..openapi.variants import VariantNode
    from .subject import Subject

_ENVELOPES = (Shape.ENVELOPE, Shape.ENVELOPE_UNION)
_PAYLOADS = (Shape.PAYLOAD, Shape.PAYLOAD_UNION)

_SENTINEL = re.compile(r"\[\w+\]|DONE", re.IGNORECASE)
"""What servers send to end a stream, and what is no JSON."""

_SHORTENED = re.compile(r"\.\.\.|…")


@rule("SSE123", Severity.WARNING)
def example_against_schema(subject: Subject) -> Iterator[Finding]:
    """an example of a stream that does not fit its schema

    In an example, an event has a name that no schema of the stream has, or lacks the `data` that
    its schema requires, or has `data` that should be JSON and is not, or the stream ends with
    another sentinel than the declared one. An example shows frames as they are sent, or the fields
    of one as an object; what is shortened with dots is passed over.

    Why: if the example is what the server sends, the event is skipped or fails to decode, and the
    end of the stream is missed. If the schema is right, mock servers and readers learn it wrong.

    Fix: make the example and the schema agree.

    Bad:

        text/event-stream:
          schema:
            $ref: '#/components/schemas/ChatEvent'  # its event is `const: chat`
          example: "event: message\\ndata: Hello\\n\\n"

    Good:

        text/event-stream:
          schema:
            $ref: '#/components/schemas/ChatEvent'
          example: "event: chat\\ndata: Hello\\n\\n"
    """
    document = subject.document
    for group in gather(subject.streams, lambda stream: stream.media_type.node):
        stream = group.stream
        if not stream.is_event_stream:
            continue
        for example in dict.fromkeys(stream_examples(document, stream)):
            # Text alone shows frames where the schema describes what they hold.
            if stream.shape in _ENVELOPES or isinstance(example.value, str):
                found = _faults(document, stream, example)
                yield from [finding for finding in found if finding][:1]


def _faults(
    document: Document, stream: StreamNode, example: Node
) -> Iterator[Finding | None]:
    for frame in frames(example.value):
        if frame.data is not None and frame.data == stream.sentinel:
            return
        yield _other_end(stream, example, frame)
        if stream.shape in _ENVELOPES:
            known = [
                v for v in stream.variants if (frame.event or "message") in v.events
            ]
            open_ = [v for v in stream.events if not v.events]
            if not known and not open_:
                yield _unknown_name(document, stream, example, frame)
            if len(known) == 1 or len(stream.events) == 1:
                variant = (*known, *stream.events)[0]
                yield _no_data(document, example, frame, variant)
                if variant.data_is_json:
                    yield _no_json(example, frame, variant.fields.get("data"))
        elif stream.shape in _PAYLOADS and _is_no_text(document, stream.schema):
            yield _no_json(example, frame, stream.schema)


def _is_no_text(document: Document, schema: Node | None) -> bool:
    kinds = types(document, schema) if schema is not None else frozenset[str]()
    return bool(kinds) and "string" not in kinds


def _other_end(stream: StreamNode, example: Node, frame: Frame) -> Finding | None:
    data, node = frame.data, stream.sentinel_node
    if not isinstance(data, str) or not stream.sentinel or node is None:
        return None
    is_declared = isinstance(node.value, str)
    if not is_declared or not _SENTINEL.fullmatch(data) or frame.event is not None:
        return None
    return Finding(
        example,
        f"the example ends with `{data}`, but the sentinel is `{stream.sentinel}`",
        "make the sentinel and the example agree",
        repair=Repair((put(node, data),), sure=False),
    )


def _unknown_name(
    document: Document, stream: StreamNode, example: Node, frame: Frame
) -> Finding | None:
    name = frame.event or "message"
    if name == "error":  # raised, whatever the schema says
        return None
    names = [each for variant in stream.variants for each in variant.events]
    close = difflib.get_close_matches(name, names, n=1)
    said = f"`{name}`" if frame.event else "no name, which counts as `message`"
    return Finding(
        example,
        f"an event in the example has {said} as its name, but {stream.operation.key} streams "
        f"{listed(names)}",
        (
            f"did you mean `{close[0]}`?"
            if close
            else "describe that event, or correct its name"
        ),
        repair=Repair((_name_known(document, stream, name, frame),), sure=False),
    )


def _name_known(document: Document, stream: StreamNode, name: str, frame: Frame) -> Put:
    """The event as a member of the union, or its name among those of the only event."""
    members = stream.schema and union(document, stream.schema)
    listed_ = members and (members.get("oneOf") or members.get("anyOf"))
    if listed_:
        event = constant(document, name)
        return append(listed_, envelope(described(decoded(frame)), event))
    (only,) = stream.events
    return put(only.fields["event"], {"type": "string", "enum": [*only.events, name]})


def _no_data(
    document: Document, example: Node, frame: Frame, variant: VariantNode
) -> Finding | None:
    needed = (part.get("required") for part in parts(document, variant.node))
    holders = [held for held in needed if held is not None and "data" in _names(held)]
    if frame.data is not None or not frame.is_raw or not holders:
        return None
    puts = (put(held, [n for n in _names(held) if n != "data"]) for held in holders)
    return Finding(
        example,
        f"an event in the example has no data, but {called(variant)} requires it, so that such a "
        "frame is dropped",
        "take `data` out of `required`, or show the data",
        repair=Repair(tuple(puts), sure=False),
    )


def _names(required: Node) -> list[Value]:
    return required.value if isinstance(required.value, list) else []


def _no_json(example: Node, frame: Frame, schema: Node | None) -> Finding | None:
    text = frame.data
    if not frame.is_raw or not isinstance(text, str) or schema is None:
        return None
    if _SENTINEL.fullmatch(text) or _SHORTENED.search(text) or is_json(text):
        return None
    return Finding(
        example,
        f"the data of an event in the example is JSON by its schema, but {text[:40]!r} "
        "is not",
        "correct the example, or give `data` the type `string`",
        repair=Repair((put(schema, {"type": "string"}),), sure=False),
    )
