"""What a response sends, step by step, without sending it."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Final, TypeAlias

from ..python.runtime.frame import Frame
from ..python.runtime.recording import Chunk
from ..python.runtime.wire import block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..conformance import Conformance
    from ..openapi import StreamNode
    from ..python.runtime.recording import Recording
    from ..samples import Samples
    from .faults import Faults
    from .options import MockOptions

LEAST_EVENTS: Final = 5
MOST_SOUGHT: Final = 10_000
KEEP_ALIVE: Final = b": keep-alive\n\n"
UNKNOWN: Final = "mock-unknown"
"""What the fault ``unknown`` calls an event, or writes into the tag of a payload."""

_BOM = b"\xef\xbb\xbf"


class Break(enum.Enum):
    """How a response ends other than it should."""

    CUT = "cut"
    """The connection is closed in the middle."""
    STALL = "stall"
    """Nothing more comes until the client leaves."""


@dataclass(frozen=True, slots=True)
class Pause:
    """So many seconds in which nothing is sent."""

    seconds: float


Step: TypeAlias = bytes | Pause | Break


@dataclass(slots=True)
class Tally:
    """What has been sent so far."""

    events: int = 0
    sentinel: bool = False


class Sequences:
    """The events of streams, always the same ones for the same request and seed.

    Args:
        samples: Makes the events.
        conformance: Says which of them can have the ids that the mock gives.
    """

    def __init__(self, samples: Samples, conformance: Conformance) -> None:
        self._samples = samples
        self._conformance = conformance
        self._numbered: dict[tuple[str, str | None], bool] = {}

    def after(
        self, stream: StreamNode, count: int | None, key: str, last_event_id: str
    ) -> Iterator[Frame]:
        """The events after the one with that id; all of them where it is empty, or none of the
        first `MOST_SOUGHT` has it.
        """
        if last_event_id:
            frames = self._frames(stream, count, Random(key))
            if any(f.id == last_event_id for f in islice(frames, MOST_SOUGHT)):
                return frames
        return self._frames(stream, count, Random(key))

    def error(self, stream: StreamNode, key: str) -> Frame:
        """The event by which a server reports that it failed."""
        declared = self._samples.error(stream, Random(key))
        if declared is not None:
            return declared
        data = _json({"error": {"message": "the mock was asked to fail"}})
        return Frame("error" if stream.is_event_stream else None, data)

    def _frames(
        self, stream: StreamNode, count: int | None, random: Random
    ) -> Iterator[Frame]:
        if count is None:
            most = max(LEAST_EVENTS, len(stream.events))
            shown = self._samples.shown(stream)
            made = self._samples.frames(stream, random)
            frames = made if shown else islice(made, most)
        else:
            frames = islice(self._repeated(stream, random), count)
        for number, frame in enumerate(frames, 1):
            yield self._identified(stream, frame, str(number))

    def _repeated(self, stream: StreamNode, random: Random) -> Iterator[Frame]:
        """The events again and again, where the document shows but some."""
        frame = None
        for frame in self._samples.frames(stream, random):
            yield frame
        while frame is not None:
            yield from self._samples.frames(stream, random)

    def _identified(self, stream: StreamNode, frame: Frame, id: str) -> Frame:
        """The frame with an id of ours, where its schema takes that."""
        if not stream.is_event_stream:
            return frame
        key = (stream.media_type.node.identity, frame.event)
        own = replace(frame, id=id)
        if key not in self._numbered:
            problems = self._conformance.frame_problems(stream, own)
            self._numbered[key] = all(p.path != "id" for p in problems)
        return own if self._numbered[key] else frame


def stream_steps(
    stream: StreamNode,
    frames: Iterable[Frame],
    error: Callable[[], Frame],
    options: MockOptions,
    tally: Tally,
) -> Iterator[Step]:
    """What a stream sends.

    Args:
        stream: The stream.
        frames: Its events.
        error: Gives the event that reports a failure.
        options: The time between events, and what goes wrong.
        tally: Gets counted what is sent.
    """
    faults = options.faults
    encode = _encoder(stream, cr=faults.cr)
    if faults.bom:
        yield _BOM
    for number, frame in enumerate(frames):
        yield from _ending(number, faults, encode, error)
        if _ends(number, faults):
            return
        if number:
            yield from _waiting(stream, options)
        if faults.unknown == number + 1:
            yield encode(_unknown(stream))
        if faults.malformed == number + 1:
            frame = replace(frame, data=_malformed(frame.data))
        if block := encode(frame):
            yield block
        tally.events += 1
    yield from _ending(tally.events, faults, encode, error)
    if _ends(tally.events, faults):
        return
    if stream.sentinel is not None and not faults.no_sentinel:
        yield encode(Frame(data=stream.sentinel.encode(errors="replace")))
        tally.sentinel = True


def recorded_steps(
    recording: Recording, delay: float | None, speed: float = 1.0
) -> Iterator[Step]:
    """What a recording sends: so many times as fast as it came, or with the same delay before each
    chunk.
    """
    at = 0.0
    for number, chunk in enumerate((*recording.chunks, Chunk(recording.ended, b""))):
        if delay is None and speed and chunk.at > at:
            yield Pause((chunk.at - at) / speed)
        elif delay is not None and number and chunk.data:
            yield Pause(delay)
        at = max(at, chunk.at)
        if chunk.data:
            yield chunk.data
    if not recording.complete:
        yield Break.CUT


def in_pieces(steps: Iterable[Step], faults: Faults) -> Iterator[Step]:
    """The same bytes byte by byte, or cut off, where faults want that."""
    left = faults.cut_bytes
    for step in steps:
        if not isinstance(step, bytes):
            yield step
            continue
        data = step if left is None else step[:left]
        if faults.split or faults.drip is not None:
            for index in range(len(data)):
                yield data[index : index + 1]
                if faults.drip is not None:
                    yield Pause(faults.drip)
        elif data:
            yield data
        if left is not None:
            left -= len(data)
            if left == 0:
                yield Break.CUT
                return


def _ends(number: int, faults: Faults) -> bool:
    return number in (faults.cut, faults.stall, faults.error)


def _ending(
    number: int,
    faults: Faults,
    encode: Callable[[Frame], bytes],
    error: Callable[[], Frame],
) -> Iterator[Step]:
    """What ends a stream after so many events."""
    if number == faults.error:
        yield encode(error())
    elif number == faults.cut:
        yield Break.CUT
    elif number == faults.stall:
        yield Break.STALL


def _waiting(stream: StreamNode, options: MockOptions) -> Iterator[Step]:
    """The time between two events, with comments where it is long."""
    left = options.delay or 0.0
    if stream.is_event_stream and options.keep_alive > 0:
        while left > options.keep_alive:
            yield Pause(options.keep_alive)
            yield KEEP_ALIVE
            left -= options.keep_alive
    if left:
        yield Pause(left)


def _encoder(stream: StreamNode, *, cr: bool) -> Callable[[Frame], bytes]:
    """What gives the bytes of a frame: none where a name or an id would end its line."""
    media_type = stream.media_type.essence
    # Lines of JSON have no other ends than those with a line feed.
    end = b"\n" if not cr else b"\r" if stream.is_event_stream else b"\r\n"

    def encoded(frame: Frame) -> bytes:
        try:
            whole = block(media_type, frame.event, frame.data, frame.id, frame.retry)
        except ValueError:
            return b""
        return whole.replace(b"\n", end)

    return encoded


def _unknown(stream: StreamNode) -> Frame:
    """An event that the document does not know: by its name, or by the tag of what it holds."""
    data = _json({stream.discriminator_property or "type": UNKNOWN})
    if stream.is_event_stream and not stream.is_payload:
        return Frame(UNKNOWN, data)
    return Frame(data=data)


def _malformed(data: bytes | None) -> bytes:
    """No JSON, whatever half of it is."""
    data = data or b""
    return b"{" + data[: len(data) // 2]


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
