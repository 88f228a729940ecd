"""Values for the schemas of a document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..conformance import Conformance, Direction
from ..openapi import content
from ..openapi.examples import examples
from ..openapi.schemas import parts
from .maker import Maker
from .no_sample import NoSample
from .streams import StreamSamples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from ..load.node import Document, Node, Value
    from ..openapi import MediaType, StreamNode
    from ..python.runtime.frame import Frame

ATTEMPTS = 3
"""How often each way to make a value is tried."""


class Samples:
    """Makes values that conform, the document's own examples first.

    The same document and the same state of `Random` give the same values, in every run.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._conformance = Conformance(document)
        self._shown: dict[tuple[int, Direction], tuple[Value, ...]] = {}
        self._streams: dict[tuple[str, str, str], StreamSamples] = {}

    def value(
        self,
        schema: Node | None,
        random: Random,
        *,
        direction: Direction = Direction.RESPONSE,
    ) -> Value:
        """A value that conforms to a schema; an empty object where there is none.

        Raises:
            NoSample: None is found.
        """
        if schema is None:
            return {}
        problem = ""
        for attempt in range(ATTEMPTS * 3):
            way = attempt // ATTEMPTS
            maker = Maker(
                self._document,
                random,
                direction,
                (lambda node: self._of_schema(node, direction)) if way == 0 else _none,
                sparse=way == 2,
            )
            try:
                value = maker.value(schema)
            except NoSample as error:
                problem = problem or str(error)
                continue
            found = self._conformance.problems(schema, value, direction=direction)
            if not found:
                return value
            problem = f"{found[0].path} {found[0].message}"
        raise NoSample(f"{schema.path or 'the schema'}: {problem}")

    def media_type(
        self,
        media_type: MediaType,
        random: Random,
        *,
        direction: Direction = Direction.RESPONSE,
    ) -> Value:
        """A value for a media type: of its examples one that conforms, else as `value`."""
        schema = media_type.schema
        given = [node.value for node in examples(self._document, media_type.node)]
        if media_type.is_json:
            given = [_decoded(value) for value in given]
        fitting = self._fitting(schema, given, direction)
        if fitting:
            return random.choice(fitting)
        return self.value(schema, random, direction=direction)

    def parameter(self, parameter: Node, random: Random) -> Value:
        """A value for a parameter: of its examples one that conforms, else as `value`."""
        direction = Direction.REQUEST
        for media_type in content(self._document, parameter):
            return self.media_type(media_type, random, direction=direction)
        schema = parameter.get("schema")
        given = [node.value for node in examples(self._document, parameter)]
        fitting = self._fitting(schema, given, direction)
        if fitting:
            return random.choice(fitting)
        if schema is None:
            return "text"
        return self.value(schema, random, direction=direction)

    def frames(self, stream: StreamNode, random: Random) -> Iterator[Frame]:
        """The frames of a stream: of a whole one that the document shows, else without end.

        Those without end are what the document shows one by one, then one of each variant after the
        other. None is the sentinel, and none reports an error.

        Raises:
            NoSample: There is no frame that conforms; with the first that is asked for.
        """
        return self._of_stream(stream).frames(random)

    def shown(self, stream: StreamNode) -> bool:
        """Whether the document shows a whole stream, so that `frames` come to an end."""
        return bool(self._of_stream(stream).recorded)

    def error(self, stream: StreamNode, random: Random) -> Frame | None:
        """A frame that reports an error; None where the document describes none."""
        return self._of_stream(stream).error(random)

    def _of_stream(self, stream: StreamNode) -> StreamSamples:
        key = (stream.operation.key, stream.status, stream.media_type.essence)
        if key not in self._streams:
            self._streams[key] = StreamSamples(
                self._document, self._conformance, stream, self.value
            )
        return self._streams[key]

    def _of_schema(self, schema: Node, direction: Direction) -> tuple[Value, ...]:
        """What the document shows of a schema, where it conforms."""
        key = (id(schema.value), direction)
        if key not in self._shown:
            given = [
                node.value
                for part in parts(self._document, schema)
                for node in examples(self._document, part)
            ] + [
                node.value
                for part in parts(self._document, schema)
                if (node := part.get("default")) is not None
                and isinstance(node.value, str | int | float)
            ]
            self._shown[key] = tuple(self._fitting(schema, given, direction))
        return self._shown[key]

    def _fitting(
        self, schema: Node | None, given: list[Value], direction: Direction
    ) -> list[Value]:
        return [
            value
            for value in given
            if schema is None
            or not self._conformance.problems(schema, value, direction=direction)
        ]


def _none(_: Node) -> tuple[Value, ...]:
    return ()


def _decoded(value: Value) -> Value:
    """What an example that is text means as JSON, where it is JSON."""
    try:
        decoded: Value = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value
    return decoded
