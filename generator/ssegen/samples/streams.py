"""The frames of a stream: those that the document shows, else made of its schemas."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from ..conformance import Direction
from ..openapi import schemas
from ..openapi.discriminators import mapping_entries, mapping_target
from ..openapi.examples import frames as shown_frames
from ..openapi.examples import stream_examples
from ..openapi.streams import Shape
from ..python.runtime.frame import Frame
from . import texts
from .no_sample import NoSample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from ..conformance import Conformance
    from ..load.node import Document, Node, Value
    from ..openapi import StreamNode, VariantNode

ATTEMPTS = 3
"""How often a frame of one variant is tried."""

RETRY = 3_000
"""The reconnection time of frames that must have one, in milliseconds."""

_PAYLOADS = (Shape.PAYLOAD, Shape.PAYLOAD_UNION)
_ENVELOPES = (Shape.ENVELOPE, Shape.ENVELOPE_UNION, Shape.FRAMEWORK)


class StreamSamples:
    """Frames of one stream.

    Args:
        document: The document of the stream.
        conformance: What frames have to pass.
        stream: The stream.
        value: Makes a value that conforms to a schema, or raises `NoSample`.
    """

    def __init__(
        self,
        document: Document,
        conformance: Conformance,
        stream: StreamNode,
        value: Callable[[Node, Random], Value],
    ) -> None:
        self._document = document
        self._conformance = conformance
        self._stream = stream
        self._value = value

    @cached_property
    def recorded(self) -> tuple[tuple[Frame, ...], ...]:
        """The whole streams that the document shows: several frames, or one and the sentinel."""
        return tuple(frames for frames, is_whole in self._shown if is_whole)

    def frames(self, random: Random) -> Iterator[Frame]:
        """One of the `recorded`; else those frames that the document shows, then one of each
        variant after the other, without end.

        Raises:
            NoSample: No variant has a frame that conforms.
        """
        if self.recorded:
            yield from random.choice(self.recorded)
            return
        for frames, _ in self._shown:
            yield from frames
        numbers = count(1)
        variants: list[VariantNode | None] = [
            v for v in self._stream.events if v not in self._errors
        ]
        variants = variants or [*self._stream.events] or [None]
        for turn in count():
            for variant in tuple(variants):
                try:
                    yield self._frame(variant, random, numbers, turn)
                except NoSample:
                    variants.remove(variant)
                    if not variants:
                        raise

    def error(self, random: Random) -> Frame | None:
        """A frame that reports an error; None where the document describes none."""
        for variant in self._errors:
            try:
                return self._frame(variant, random, count(1))
            except NoSample:
                pass
        return None

    @cached_property
    def _errors(self) -> tuple[VariantNode, ...]:
        """The variants that report errors: the document says so, or they are called ``error``."""
        return tuple(v for v in self._stream.events if self._is_error(v))

    def _is_error(self, variant: VariantNode) -> bool:
        if variant.is_error or "error" in variant.events:
            return True
        if self._stream.shape not in _PAYLOADS:
            return False
        properties = schemas.properties(self._document, variant.node)
        tag = properties.get(self._stream.discriminator_property or "type")
        return tag is not None and schemas.constants(self._document, tag) == ("error",)

    @cached_property
    def _shown(self) -> tuple[tuple[tuple[Frame, ...], bool], ...]:
        """The examples whose frames conform and report no error, without the sentinel; and whether
        each is a whole stream.
        """
        stream = self._stream
        errors = {"error", *(name for v in self._errors for name in v.events)}
        found = []
        for example in dict.fromkeys(stream_examples(self._document, stream)):
            frames = _frames(stream, example.value)
            events = tuple(frame for frame in frames if not self._is_sentinel(frame))
            if events and not any(
                frame.event in errors or self._conformance.frame_problems(stream, frame)
                for frame in events
            ):
                found.append((events, len(frames) > 1))
        return tuple(found)

    def _is_sentinel(self, frame: Frame) -> bool:
        return frame.data is not None and frame.text == self._stream.sentinel

    def _frame(
        self,
        variant: VariantNode | None,
        random: Random,
        numbers: Iterator[int],
        turn: int = 0,
    ) -> Frame:
        """A frame of a variant that conforms.

        Where data is a union it is a member's, another one with each turn.

        Raises:
            NoSample: None is found.
        """
        problem = "all that is made for it is the sentinel"
        for attempt in range(ATTEMPTS):
            chosen = variant if attempt else self._narrowed(variant, turn)
            frame = self._made(chosen, random, numbers)
            if self._is_sentinel(frame):
                continue
            found = self._conformance.frame_problems(self._stream, frame)
            if not found:
                return frame
            problem = f"{found[0].path} {found[0].message}"
        raise NoSample(f"an event of {self._stream.operation.key}: {problem}")

    def _narrowed(self, variant: VariantNode | None, turn: int) -> VariantNode | None:
        """A variant with one member in place of the union that its data is."""
        if variant is None or variant.data is None:
            return variant
        members = schemas.alternatives(schemas.parts(self._document, variant.data))
        if not members:
            return variant
        return replace(variant, data=members[turn % len(members)])

    def _made(
        self, variant: VariantNode | None, random: Random, numbers: Iterator[int]
    ) -> Frame:
        stream = self._stream
        if (
            variant is not None
            and stream.is_event_stream
            and stream.shape in _ENVELOPES
        ):
            return self._envelope(variant, random, numbers)
        if variant is not None:
            return Frame(data=_json(self._payload(variant, random)))
        data: Value
        if stream.shape is Shape.STRING and stream.schema is not None:
            data = self._value(stream.schema, random)
        elif stream.is_event_stream:
            data = texts.words(random)
        else:
            data = {"text": texts.words(random)}
        return Frame(data=_sent(data) if stream.is_event_stream else _json(data))

    def _payload(self, variant: VariantNode, random: Random) -> Value:
        """What data holds, with a tag that the discriminator gives the variant."""
        value = self._value(variant.node, random)
        name = self._stream.discriminator_property
        if not name or not isinstance(value, dict):
            return value
        tags: list[Value] = [
            tag
            for tag, entry in mapping_entries(self._stream.discriminator)
            if mapping_target(self._document, entry) == variant.target
        ]
        tagged = schemas.properties(self._document, variant.node).get(name)
        if tagged is not None and not tags:
            tags = [*schemas.constants(self._document, tagged)]
        if not tags or value.get(name) in tags:
            return value
        return {**value, name: tags[0]}

    def _envelope(
        self, variant: VariantNode, random: Random, numbers: Iterator[int]
    ) -> Frame:
        frame = Frame(event=random.choice(variant.events) if variant.events else None)
        required = schemas.required(self._document, variant.node)
        for field, schema in variant.fields.items():
            match field:
                case "data" if variant.data_is_json:
                    data: Value = {"text": texts.words(random)}
                    if variant.data is not None:
                        data = self._value(variant.data, random)
                    frame.data = _json(data)
                case "data":
                    frame.data = _sent(self._value(schema, random))
                case "event" if not variant.events:
                    frame.event = self._line(schema, random)
                case "id":
                    frame.id = self._id(schema, random, str(next(numbers)))
                case "retry" if "retry" in required:
                    value = self._value(schema, random)
                    frame.retry = value if isinstance(value, int) else RETRY
                case _:
                    pass
        if frame.event is None and frame.data is None:
            frame.data = b""
        return frame

    def _id(self, schema: Node, random: Random, number: str) -> str:
        """The number where the schema takes it, else what it takes."""
        types = schemas.types(self._document, schema)
        value: Value = int(number) if types == {"integer"} else number
        if self._conformance.problems(schema, value, direction=Direction.RESPONSE):
            return self._line(schema, random) or number
        return number

    def _line(self, schema: Node, random: Random) -> str | None:
        """A text that fits into a line; None where there is none."""
        value = self._value(schema, random)
        text = value if isinstance(value, str) else json.dumps(value)
        return text if text.isprintable() else None


def _frames(stream: StreamNode, example: Value) -> list[Frame]:
    """The frames of an example, or what those hold that it shows without."""
    if stream.is_event_stream:
        found = [
            Frame(frame.event, None if frame.data is None else _sent(frame.data))
            for frame in shown_frames(example)
        ]
        if found or isinstance(example, str):
            return found
    match example:
        case str():
            return [Frame(data=line.encode()) for line in example.split("\n") if line]
        case list():
            return [Frame(data=_json(item)) for item in example]
        case _:
            return [Frame(data=_json(example))]


def _sent(data: Value) -> bytes:
    """Data as frames hold it: text as it is, in which only line feeds end lines; else JSON."""
    if not isinstance(data, str):
        return _json(data)
    return data.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")


def _json(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
