# SPDX-License-Identifier: 0BSD
"""What a stream makes of the bytes it is given: all of it that waits for nothing.

A stream takes ``events`` or ``frames``, or each of them for a while. Where it finds ``MORE`` among
them, it gives the next chunk of the response to ``receive``, or tells its end to ``end``, and goes
on.
"""

from __future__ import annotations

import enum
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from ._http import httpx
from .decoder import MAX_EVENT_BYTES
from .errors import (
    EventDecodeError,
    StreamIncomplete,
    StreamInterrupted,
    StreamServerError,
    StreamTimeout,
    UnknownEventError,
)
from .frame import Frame
from .framing import decoder
from .options import OMITTED
from .reports import report
from .response import parsed
from .unions import foreign_tag
from .wording import one_line, reason, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .frame import Fields
    from .options import StreamOptions
    from .unions import Unknown
    from .variants import Builder, Dispatch

E = TypeVar("E")


class More(enum.Enum):
    """The type of ``MORE``."""

    MORE = enum.auto()


MORE: Final = More.MORE
"""Says that nothing is ready before there are more bytes."""

_LOGGER: Final = logging.getLogger((__package__ or __name__).removesuffix("._runtime"))
_NAME_LENGTH: Final = 100
_NAMES: Final = 1000


class Reader(Generic[E]):
    """The state of one stream.

    Args:
        dispatch: What makes events of frames.
        media_type: Of the response; it says how frames stand in the bytes.
        options: What the user set for the call.
        redacted: Takes the secrets out of what a message quotes of the server.

    Attributes:
        event_count: How many events, or frames, were taken.
        last_event_id: The id in force at the last of them.
        completed: Whether the stream ended as it should.
        over: Whether nothing more will be taken.
        sentinel_came: Whether the sentinel ended it; the response may go on.
        unknown_events: How often events came that the document does not know, by name, or by tag
            where there is one. Names are cut to 100 characters; beyond 1000 names all are counted
            under the empty name.
        dropped_events: How often events came without the data they need, by name.
    """

    __slots__ = (
        "_decoder",
        "_dispatch",
        "_ended",
        "_frames",
        "_ready",
        "_redacted",
        "_requires_sentinel",
        "_skips_unknown",
        "completed",
        "dropped_events",
        "event_count",
        "last_event_id",
        "over",
        "sentinel_came",
        "unknown_events",
    )

    def __init__(
        self,
        dispatch: Dispatch[E],
        media_type: str,
        options: StreamOptions,
        redacted: Callable[[str], str],
    ) -> None:
        self._dispatch = dispatch
        self._decoder = decoder(
            media_type, options.get("max_event_bytes", MAX_EVENT_BYTES)
        )
        self._ended = False
        self._redacted = redacted
        self._requires_sentinel = dispatch.has_sentinel and options.get(
            "require_sentinel", True
        )
        self._skips_unknown = options.get("on_unknown", "skip") == "skip"
        self._frames: list[Fields] = []
        self._ready: Iterator[Fields] = iter(self._frames)
        self.event_count = 0
        self.last_event_id: str | None = None
        self.completed = False
        self.over = False
        self.sentinel_came = False
        self.unknown_events: Counter[str] = Counter()
        self.dropped_events: Counter[str] = Counter()

    def receive(self, chunk: bytes) -> None:
        """Take the next bytes of the response."""
        self._frames = self._decoder.read(chunk)
        self._ready = iter(self._frames)

    def events(self) -> Iterator[E | More]:
        """Give the events to come, and ``MORE`` in between.

        Raises:
            EventDecodeError, StreamServerError, UnknownEventError, EventTooLarge,
            StreamIncomplete: As their names say.
        """
        builder_of, fallback = self._dispatch.builders.get, self._dispatch.fallback
        sentinel = self._dispatch.sentinel
        while not self.over:
            ready = self._ready
            for fields in ready:
                name, data, id, _ = fields
                self.last_event_id = id
                if data == sentinel:
                    self._complete()
                    return
                builder = builder_of(name, fallback)
                if builder is None:
                    self._skip(fields)
                    continue
                if data is None:
                    if builder.needs_data:
                        self._drop(fields)
                        continue
                    event = builder.without_data(fields)
                else:
                    try:
                        event = builder.build(fields)
                    except (ValueError, RecursionError) as error:
                        if not data and builder.skips_empty:
                            self._drop(fields)
                            continue
                        event = self._rebuild(builder, fields, error)
                self.event_count += 1
                yield event
            # The other of the two may have received a chunk since.
            if not self.over and ready is self._ready and self._settle():
                yield MORE

    def frames(self) -> Iterator[Frame | More]:
        """Give the frames to come as they are, the sentinel's too, and ``MORE`` in between.

        Raises:
            EventTooLarge, StreamIncomplete: As their names say.
        """
        while not self.over:
            ready = self._ready
            for fields in ready:
                frame = Frame(*fields)
                self.last_event_id = frame.id
                self.event_count += 1
                if frame.data == self._dispatch.sentinel:
                    self._complete()
                yield frame
            # The other of the two may have received a chunk since.
            if not self.over and ready is self._ready and self._settle():
                yield MORE

    def end(self) -> None:
        """Take the end of the response; once the stream is over, it means nothing."""
        if not self.over:
            self._ended = True
            self._frames = self._decoder.close()
            self._ready = iter(self._frames)

    def interruption(self, error: Exception) -> StreamInterrupted:
        """Give what to raise where the HTTP library raises ``error``."""
        kind, what = StreamInterrupted, "broke"
        if isinstance(error, httpx.TimeoutException):
            kind, what = StreamTimeout, "went silent"
        return kind(
            f"the stream {what} after {self._count()}: {reason(error)}",
            event_count=self.event_count,
            last_event_id=self.last_event_id,
        )

    def abandon(self) -> None:
        """Give nothing more, not even what is ready."""
        self.over = True
        self._frames.clear()

    def _settle(self) -> bool:
        """Account for what came after the last frame, or after the one too large to be one.

        Returns:
            Whether more may come.
        """
        self.last_event_id = self._decoder.last_event_id
        error = self._decoder.error
        if error is not None:
            error.event_count = self.event_count
            raise error
        if self._ended:
            self._finish()
        return not self._ended

    def _finish(self) -> None:
        """Judge the end of the response."""
        self.over = True
        if self._decoder.pending:
            raise self._incomplete("inside an event")
        if self._requires_sentinel:
            sentinel = self._dispatch.sentinel.decode()
            raise self._incomplete(f"without its sentinel {sentinel!r}")
        self.completed = not self._dispatch.has_sentinel

    def _complete(self) -> None:
        self.completed = self.sentinel_came = True
        self.abandon()

    def _rebuild(self, builder: Builder[E], fields: Fields, error: Exception) -> E:
        """Decode what did not decode as it is.

        JSON that is empty is absent, where the variant allows that; and of bad UTF-8 the standard
        says: "Streams must be decoded using the UTF-8 decode algorithm", which replaces it.
        """
        name, data, id, retry = fields
        if not data and not builder.needs_data:
            return builder.without_data(fields)
        valid = (data or b"").decode("utf-8", "replace").encode()
        if valid != data:
            try:
                return builder.build((name, valid, id, retry))
            except (ValueError, RecursionError) as second:
                error = second
        return self._refuse(builder, fields, valid, error)

    def _refuse(
        self, builder: Builder[E], fields: Fields, data: bytes, error: Exception
    ) -> E:
        """Say what is wrong with data that does not decode, if that is not only unknown."""
        unknown = builder.unknown
        tag = None if unknown is None else foreign_tag(error)
        body: object = OMITTED
        # What has a tag is that event, whatever else it has.
        if unknown is None or tag in ("", "error") or fields[0] == "error":
            body = report(fields[0], data, self._dispatch.errors)
        if body is not OMITTED:
            raise self._server_error(fields, data, body) from error
        if unknown is not None and tag is not None:
            return cast("E", self._keep(unknown, tag, fields, data))
        if self._ended and parsed(data) is OMITTED:
            raise self._incomplete("inside an event") from error
        raise self._decode_error(fields, data, error) from error

    def _keep(
        self, kind: type[Unknown], tag: str, fields: Fields, data: bytes
    ) -> Unknown:
        """Give a payload that the document does not know, and count it."""
        unknown = kind(raw=cast("dict[str, Any]", parsed(data)))
        if not self._skips_unknown:
            raise self._unknown(fields, f"is {self._quoted(repr(unknown))}")
        name = _short(tag or fields[0] or "message")
        self.unknown_events[_key(name, self.unknown_events)] += 1
        return unknown

    def _server_error(
        self, fields: Fields, data: bytes, body: object
    ) -> StreamServerError:
        frame = Frame(*fields)
        words = _words(data) or frame.text
        return StreamServerError(
            f"the server reports an error after {self._count()}: {self._quoted(words)}",
            body=body,
            frame=frame,
            event_count=self.event_count,
            last_event_id=frame.id,
        )

    def _decode_error(
        self, fields: Fields, data: bytes, error: Exception
    ) -> EventDecodeError:
        name, words = fields[0], _words(data)
        which = f"event {self.event_count}" + (f" {_short(name)!r}" if name else "")
        says = f" (it says: {self._quoted(words)})" if words else ""
        return EventDecodeError(
            f"{which} does not decode: {reason(error, 'data')}{says}",
            frame=Frame(*fields),
            event_count=self.event_count,
            last_event_id=fields[2],
        )

    def _quoted(self, text: str) -> str:
        return one_line(self._redacted(text))

    def _drop(self, fields: Fields) -> None:
        """Account for a frame without the data that its variant needs."""
        name = _short(fields[0] or "message")
        self.dropped_events[_key(name, self.dropped_events)] += 1

    def _skip(self, fields: Fields) -> None:
        """Account for a frame that the document does not know."""
        name = _short(fields[0] or "message")
        if not self._skips_unknown:
            raise self._unknown(fields, f"is named {name!r}")
        self.unknown_events[_key(name, self.unknown_events)] += 1
        reported = self._dispatch.reported
        if name not in reported and len(reported) < _NAMES:
            reported.add(name)
            _LOGGER.warning(
                "skipping events named %r, which the document does not know", name
            )

    def _unknown(self, fields: Fields, what: str) -> UnknownEventError:
        return UnknownEventError(
            f"event {self.event_count} {what}, which the document does not know",
            frame=Frame(*fields),
            event_count=self.event_count,
            last_event_id=fields[2],
        )

    def _incomplete(self, how: str) -> StreamIncomplete:
        return StreamIncomplete(
            f"the response ended {how}, after {self._count()}",
            event_count=self.event_count,
            last_event_id=self.last_event_id,
        )

    def _count(self) -> str:
        return "1 event" if self.event_count == 1 else f"{self.event_count} events"


def _words(data: bytes) -> str:
    """What an object says to humans."""
    plain = parsed(data)
    return sentence(plain) if isinstance(plain, dict) else ""


def _short(name: str) -> str:
    return name[:_NAME_LENGTH]


def _key(name: str, counter: Counter[str]) -> str:
    """Bound what a server can make a counter hold."""
    return name if name in counter or len(counter) < _NAMES else ""
