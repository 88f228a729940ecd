"""What a document shows of its streams: examples, and the frames in them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Document, Node, Value
from .variants import FRAME_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .streams import StreamNode

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Frame:
    """One event as an example shows it."""

    event: str | None
    """None where it is not named."""
    data: Value
    """Text where the example is what is sent; else what stands there. None where it has no data."""
    is_raw: bool
    """Whether the example is what is sent, so that ``data`` is text whatever it holds."""


def examples(document: Document, holder: Node) -> Iterator[Node]:
    """The values of ``example`` and ``examples`` of a media type or a schema.

    ``examples`` is a list in schemas, and a mapping of Example Objects elsewhere (OpenAPI 3.2,
    section 4.14); those that stand in a file of their own (``externalValue``) are not read.
    """
    single, several = holder.get("example"), holder.get("examples")
    if single is not None:
        yield single
    if several is not None:
        yield from several.items()
        for _, member in several.members():
            example = document.resolve(member)
            for key in ("value", "dataValue", "serializedValue"):
                value = example.get(key) if isinstance(example, Node) else None
                if value is not None:
                    yield value


def frames(example: Value) -> tuple[Frame, ...]:
    """The events in an example of a stream: text as it is sent, or the fields of one or several.

    Empty where it is neither, such as an example of what ``data`` holds.
    """
    match example:
        case str():
            return tuple(_sent(example))
        case dict() if example and example.keys() <= set(FRAME_FIELDS):
            event = example.get("event")
            name = event if isinstance(event, str) else None
            return (Frame(name, example.get("data"), is_raw=False),)
        case list():
            return tuple(frame for item in example for frame in frames(item))
        case _:
            return ()


def _sent(text: str) -> Iterator[Frame]:
    """The frames of a text; without the blank line after it, the last one counts as well."""
    event: str | None = None
    data: list[str] = []
    for line in (*_LINE_END.split(text), ""):
        field, _, value = line.partition(":")
        match field, value.removeprefix(" "):
            case "event", name:
                event = name
            case "data", piece:
                data.append(piece)
            case "", "" if not line:
                if event is not None or data:
                    yield Frame(event, "\n".join(data) if data else None, is_raw=True)
                event, data = None, []
            case _:
                pass


def stream_examples(document: Document, stream: StreamNode) -> Iterator[Node]:
    """The examples of a whole stream, and those of its event schema where it is sent as it is."""
    yield from examples(document, stream.media_type.node)
    if stream.schema is not None:
        target = document.resolve(stream.schema)
        if isinstance(target, Node):
            yield from examples(document, target)


def decoded(frame: Frame) -> Value:
    """What the data of a frame is as JSON; the text itself where it is none."""
    if not frame.is_raw or not isinstance(frame.data, str):
        return frame.data
    try:
        value: Value = json.loads(frame.data)
    except (ValueError, RecursionError):
        return frame.data
    return value


def leading_json(value: Value) -> Value:
    """The object or array that an example is as JSON; else None.

    Of text that begins with an object, the object counts: examples often run several together.
    """
    if isinstance(value, dict | list):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not text.startswith(("{", "[")):
        return None
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) or end == len(text) else None
