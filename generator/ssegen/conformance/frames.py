"""What the schemas of a stream see of a frame."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeGuard

from ..openapi import schemas
from ..openapi.streams import Shape
from .problem import Problem, listed, shown

if TYPE_CHECKING:
    from ..load.node import Document, Node, Value
    from ..openapi import StreamNode, VariantNode
    from ..python.runtime.frame import Frame

_PAYLOADS = (Shape.PAYLOAD, Shape.PAYLOAD_UNION)
_NOTHING = (Shape.NONE, Shape.UNKNOWN)

_INTEGER = frozenset({"integer"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a schema sees of a frame."""

    schema: Node
    value: Value
    is_envelope: bool
    """Whether the value is the frame, else what ``data`` holds."""
    renamed: str = ""
    """What the schema calls ``event``, where it is a framework's."""

    def place(self, path: str) -> str:
        """Where in the frame a place in the value is."""
        if self.is_envelope:
            place = path[2:] if path.startswith("$.") else "data"
            return "event" if place == self.renamed else place
        return "data" + path[1:]


def seen(
    document: Document, stream: StreamNode, frame: Frame
) -> tuple[Seen, ...] | Problem:
    """What the schemas see of a frame: of an event that may be one of several variants, what each
    sees; nothing where none describes it.
    """
    if frame.data is not None and frame.text == stream.sentinel:
        return ()
    if not stream.is_event_stream or stream.shape in _PAYLOADS:
        return _payload(document, stream, frame)
    if stream.schema is None or stream.shape in _NOTHING:
        return ()
    if stream.shape is Shape.STRING:
        return (Seen(stream.schema, frame.text, is_envelope=False),)
    if frame.event is None and frame.data is None:
        return ()
    known = [v for v in stream.events if frame.name in v.events]
    known = known or [v for v in stream.events if not v.events]
    if not known:
        names = dict.fromkeys(name for v in stream.events for name in v.events)
        text = f"{shown(frame.name)} is none of {listed(names)}"
        return () if frame.name == "error" else Problem("event", text)
    found = [_envelope(document, variant, frame) for variant in known]
    fitting = tuple(each for each in found if isinstance(each, Seen))
    return fitting or next(each for each in found if isinstance(each, Problem))


def _payload(
    document: Document, stream: StreamNode, frame: Frame
) -> tuple[Seen, ...] | Problem:
    if not frame.data or frame.event == "error":
        return ()  # no event, or one that is raised whatever it holds
    value = _json(frame.data)
    schema = stream.schema
    if isinstance(value, Problem):
        is_text = schema is not None and "string" in schemas.types(document, schema)
        if not (stream.is_event_stream and is_text):
            return value
        value = frame.text
    return () if schema is None else (Seen(schema, value, is_envelope=False),)


def _envelope(document: Document, variant: VariantNode, frame: Frame) -> Seen | Problem:
    """The frame as an object with the properties that the variant declares."""
    value: dict[str, Value] = {}
    for field, schema in variant.fields.items():
        content: Value
        match field:
            case "data" if frame.data is None:
                continue
            case "data" if variant.data_is_json:
                decoded = _json(frame.data or b"")
                if isinstance(decoded, Problem):
                    return decoded
                is_text = "string" in schemas.types(document, schema)
                content = frame.text if is_text else decoded
            case "data":
                content = frame.text
            case "event":
                content = frame.name
            case "id":
                content = frame.id
            case _:
                content = frame.retry
        if content is None:
            continue
        if field == "id" and schemas.types(document, schema) == _INTEGER:
            content = int(content) if _is_digits(content) else content
        value[schema.key if variant.is_framework else field] = content
    event = variant.fields.get("event")
    renamed = event.key if variant.is_framework and event is not None else ""
    return Seen(variant.node, value, is_envelope=True, renamed=renamed)


def _json(data: bytes) -> Value | Problem:
    try:
        value: Value = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Problem("data", f"{shown(data.decode('utf-8', 'replace'))} is not JSON")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _is_digits(text: object) -> TypeGuard[str]:
    return (
        isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 20
    )
