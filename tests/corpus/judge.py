"""Events that a server sent, held against the document and against what an SDK made of them.

It reads documents as plain trees, and streams by the decoders of the fuzz tests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests.corpus.exchanges import FIELDS, FIELDS_OF_MICRONAUT
from tests.corpus.trees import decoded
from tests.corpus.trips import difference, unknown
from tests.fuzz import by_the_letter

from ssegen.python.runtime.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.corpus.exchanges import Operation
    from tests.corpus.samples import Samples
    from tests.corpus.trees import Tree


@dataclass(frozen=True)
class Judge:
    """What the events of a stream must be, by the document as a plain tree.

    Attributes:
        operation: What streams.
        media_type: What it streams as.
        described: The media type object.
        sentinel: What ends it; empty where nothing does.
    """

    operation: Operation
    media_type: str
    described: Tree
    sentinel: str

    @cached_property
    def is_shown(self) -> bool:
        """Whether the document shows a whole stream, so that it decides what comes."""
        given = self.operation.samples.given(self.described)
        return any(isinstance(each, str | list) for each in given)

    def sent(self, content: bytes) -> list[Frame]:
        """The frames of a whole response, without the sentinel, which must be there."""
        match self.media_type:
            case "text/event-stream":
                decoded = by_the_letter.event_stream(content)
            case "application/json-seq":
                sequence = by_the_letter.json_sequence(content)
                assert sequence is not None
                decoded = sequence
            case _:
                decoded = by_the_letter.json_lines(content)
        assert not decoded.pending, "the response ends inside an event"
        frames = [each for each in decoded.items if isinstance(each, Frame)]
        if self.sentinel:
            last = frames.pop().data
            assert last == self.sentinel.encode(), f"no sentinel at the end: {last!r}"
        return frames

    def problem(self, frame: Frame) -> str:
        """What is wrong with a frame by its schema; empty where nothing is."""
        schema, values = self._schema, _readings(frame)
        if self._is_of_micronaut:
            schema = self._samples.property(schema, "data")
        elif self._is_envelope:
            rest = _given(frame, self._names - {"data"})
            values = [{**rest, "data": v} for v in values if frame.data is not None]
            values = values or [rest]
        problems = [self._samples.problem(schema, value) for value in values]
        return "" if None in problems else str(problems[0])

    def difference(self, event: Any, frame: Frame) -> str:
        """Where an event is not what was sent, or not typed; empty where nothing is wrong."""
        data = getattr(event, "data", None) if is_dataclass(event) else event
        # Only text may be what stands on the wire; whatever else there is, is what JSON means.
        sent = _readings(frame) if isinstance(data, str) else _readings(frame)[:1]
        if is_dataclass(event):
            names = {each.name for each in fields(event)}
            rest = _given(frame, names - {"data"})
            has_data = frame.data is not None and "data" in names
            sent = [{**rest, "data": each} for each in sent] if has_data else [rest]
        if isinstance(data, dict) and self._promises_model:
            return f"untyped: {event!r}"
        problems = [difference(event, each) for each in sent]
        return min(problems, key=len) or next(unknown(event), "")

    @cached_property
    def _samples(self) -> Samples:
        return self.operation.samples.decoded

    @cached_property
    def _schema(self) -> Any:
        return decoded(self.operation.event_schema(self.described))

    @cached_property
    def _names(self) -> set[str]:
        return self._samples.names(self._schema)

    @cached_property
    def _is_of_micronaut(self) -> bool:
        return self._names == FIELDS_OF_MICRONAUT

    @cached_property
    def _is_envelope(self) -> bool:
        is_events = self.media_type == "text/event-stream"
        return is_events and bool(self._names) and self._names <= FIELDS

    @cached_property
    def _promises_model(self) -> bool:
        """Whether data that is an object is described as one of known properties."""
        schemas = [self._schema]
        if self._is_envelope or self._is_of_micronaut:
            schemas = [*self._samples.properties(self._schema, "data")]
        return bool(schemas) and all(map(self._samples.names, schemas))


def _given(frame: Frame, names: Iterable[str]) -> Tree:
    """The fields of those names that a frame has."""
    found = {name: getattr(frame, name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _readings(frame: Frame) -> list[Any]:
    """What data may stand for: the JSON that it is, or itself as text."""
    text = (frame.data or b"").decode()
    try:
        return [json.loads(text), text]
    except ValueError:
        return [text]
