"""What an SDK makes of a stream, frame by frame, and what the document says of each."""

from __future__ import annotations

from dataclasses import dataclass
from logging import NullHandler
from typing import TYPE_CHECKING, Any, Final

from ..python.runtime import EventDecodeError, Frame, StreamError, StreamServerError
from ..python.runtime.logger import LOGGER
from ..python.runtime.media_types import essence
from ..python.runtime.reader import MORE, TRANSPORT_ERRORS, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..conformance import Problem
    from ..python.runtime import Comment, StreamOperation
    from ..python.runtime.recording import Chunk

# What it would tell of a stream, an observation shows.
LOGGER.addHandler(NullHandler())

NO_EVENT: Final = object()
"""Came of a frame: None may be an event."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame or a comment, and what became of it."""

    at: float
    """When its last bytes came, in seconds since the response began."""
    item: Frame | Comment
    event: object = NO_EVENT
    """What users of the SDK get."""
    is_sentinel: bool = False
    failure: str = ""
    """Why they get none."""
    problems: tuple[Problem, ...] = ()
    """What keeps the frame from the document's schema."""


class Observation:
    """A stream as it is read. Unlike in a program, one bad event does not end it.

    Args:
        operation: What the SDK says of it.
        check: Finds what is wrong with a frame by the document.
        redacted: Takes secrets out of messages.

    Attributes:
        seconds: How long it took so far.
        bad_frames: How many frames do not conform, or give no event that they should.
        reported: Whether the server reported an error in it.
        failure: Why it ended as it should not have; empty where it did not.
    """

    def __init__(
        self,
        operation: StreamOperation[Any],
        check: Callable[[Frame], tuple[Problem, ...]],
        redacted: Callable[[str], str] = str,
    ) -> None:
        self.seconds = 0.0
        self.bad_frames = 0
        self.reported = False
        self.failure = ""
        self._waiting: list[Frame | Comment] = []
        self._dispatch = operation.dispatch
        self._accept = operation.accept
        self._check = check
        self._reader: Reader[object] = Reader(
            operation.dispatch,
            {"on_frame": self._waiting.append},
            redacted=redacted,
        )

    @property
    def event_count(self) -> int:
        """How many events there were for the user."""
        return self._reader.event_count

    @property
    def completed(self) -> bool:
        """Whether the stream ended as it should have."""
        return self._reader.completed and not self.failure

    @property
    def conforms(self) -> bool:
        """Whether all that came so far is as the document says."""
        return not self.bad_frames

    def seen(
        self, headers: Iterable[tuple[str, str]], chunks: Iterator[Chunk]
    ) -> Iterator[Seen]:
        """What came, as it comes, until the end of the stream.

        Args:
            headers: Of the response.
            chunks: Its body. What it raises of the HTTP library breaks the stream off.
        """
        reader = self._reader
        found = {name.lower(): value for name, value in headers}
        reader.open(
            essence(found.get("content-type", "")) or self._accept,
            found.get("content-encoding", ""),
            chunks=None,
        )
        while not reader.over:
            try:
                for event in reader.events():
                    if event is MORE:
                        yield from self._settled()
                        self._receive(chunks)
                    else:
                        yield from self._settled(event)
            except (EventDecodeError, StreamServerError) as error:
                self.reported |= isinstance(error, StreamServerError)
                yield from self._settled(failure=error)
            except StreamError as error:
                yield from self._settled()
                self.failure = error.message
                return
        yield from self._settled()

    def _receive(self, chunks: Iterator[Chunk]) -> None:
        """Give the reader its next bytes, or tell it that there are none."""
        reader = self._reader
        if reader.is_compressed and reader.unpack():
            return
        try:
            chunk = next(chunks, None)
        except TRANSPORT_ERRORS as error:
            reader.broke(error)
            return
        if chunk is None:
            reader.end()
        else:
            self.seconds = chunk.at
            reader.receive(chunk.data)

    def _settled(
        self, event: object = NO_EVENT, failure: StreamError | None = None
    ) -> Iterator[Seen]:
        """What waited, of which the last became the event, or failed."""
        items, self._waiting[:] = [*self._waiting], []
        concerned = event is not NO_EVENT or failure is not None
        for item in items[: len(items) - concerned]:
            yield self._without_event(item)
        if not (concerned and items and isinstance(items[-1], Frame)):
            return
        problems = self._check(items[-1])
        self.bad_frames += bool(problems) or isinstance(failure, EventDecodeError)
        message = "" if failure is None else failure.message
        yield Seen(self.seconds, items[-1], event, False, message, problems)

    def _without_event(self, item: Frame | Comment) -> Seen:
        if not isinstance(item, Frame):
            return Seen(self.seconds, item)
        if item.data == self._dispatch.sentinel:
            return Seen(self.seconds, item, is_sentinel=True)
        self.bad_frames += 1
        known = self._dispatch.builders.get(item.event, self._dispatch.fallback)
        why = "it has no data" if known else "the document has no event of this name"
        return Seen(
            self.seconds,
            item,
            failure=f"skipped: {why}",
            problems=self._check(item),
        )
