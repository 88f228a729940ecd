# SPDX-License-Identifier: 0BSD
"""What a stream makes of the bytes it is given: all of it that waits for nothing.

A stream takes ``events`` or ``frames``, or each of them for a while. Where it finds ``MORE`` among
them, it gives the next chunk of the response to ``receive``, or tells its end by ``end`` or
``broke``, and goes on. Where ``pause`` is set then, it waits, sends the request again, and gives
the new response to ``open``, or tells ``broke`` or ``refused``.
"""

from __future__ import annotations

import enum
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from ._http import httpx
from .compression import Decompressor
from .deadline import Deadline
from .decoder import MAX_EVENT_BYTES
from .errors import (
    APIConnectionError,
    EventDecodeError,
    StreamDeadlineExceeded,
    StreamError,
    StreamIncomplete,
    StreamInterrupted,
    StreamServerError,
    StreamTimeout,
    UnknownEventError,
)
from .frame import Frame, shown
from .framing import decoder
from .logger import LOGGER
from .options import OMITTED
from .reports import report
from .response import parsed
from .unions import foreign_tag
from .wording import one_line, reason, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .errors import APIError
    from .frame import Comment, Fields, Item
    from .models import Unknown
    from .options import StreamOptions
    from .reconnect import Reconnection
    from .variants import Builder, Dispatch

E = TypeVar("E")
S = TypeVar("S", bound=StreamError)


class More(enum.Enum):
    """The type of ``MORE``."""

    MORE = enum.auto()


MORE: Final = More.MORE
"""Says that nothing is ready before there are more bytes."""


class Nothing(enum.Enum):
    """The type of ``_NOTHING``."""

    NOTHING = enum.auto()


_NOTHING: Final = Nothing.NOTHING  # came of a frame: None may be an event
# Where there is no data, that is a ``TypeError``.
_UNDECODED: Final = (ValueError, RecursionError, TypeError)

TRANSPORT_ERRORS: Final = (httpx.RequestError, httpx.StreamError)
_NAME_LENGTH: Final = 100
_NAMES: Final = 1000


class Reader(Generic[E]):
    """The state of one stream, over all its responses.

    Args:
        dispatch: What makes events of frames.
        options: What the user set for the call.
        redacted: Takes the secrets out of what a message quotes of the server.
        reconnection: What may follow where a response breaks off; None where nothing does.
        deadline: Of the stream.

    Attributes:
        event_count: How many events, or frames, were taken.
        last_event_id: The id in force at the last of them.
        completed: Whether the stream ended as it should.
        is_compressed: Whether chunks are to be unpacked, each before the next is received.
        over: Whether nothing more will be taken.
        pause: Set where the response broke off and the stream goes on: the seconds to wait before
            the request is sent again, and its response given to ``open``.
        sentinel_came: Whether the sentinel ended it; the response may go on.
        unknown_events: How often events came that the document does not know, by name, or by tag
            where there is one. Names are cut to 100 characters; beyond 1000 names all are counted
            under the empty name.
        dropped_events: How often events came without the data they need, by name.
    """

    __slots__ = (
        "_chunks",
        "_deadline",
        "_decoder",
        "_decompressor",
        "_dispatch",
        "_ended",
        "_frames",
        "_is_last",
        "_limit",
        "_on_frame",
        "_pieces",
        "_ready",
        "_reconnection",
        "_reconnection_time",
        "_redacted",
        "_requires_sentinel",
        "_skips_unknown",
        "_special",
        "completed",
        "dropped_events",
        "event_count",
        "is_compressed",
        "last_event_id",
        "over",
        "pause",
        "sentinel_came",
        "unknown_events",
    )

    def __init__(
        self,
        dispatch: Dispatch[E],
        options: StreamOptions,
        *,
        redacted: Callable[[str], str] = str,
        reconnection: Reconnection | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        self._dispatch = dispatch
        self._reconnection = reconnection
        self._deadline = deadline or Deadline()
        self._redacted = redacted
        self._limit = options.get("max_event_bytes", MAX_EVENT_BYTES)
        self._on_frame = options.get("on_frame")
        self._requires_sentinel = dispatch.has_sentinel and options.get(
            "require_sentinel", True
        )
        self._skips_unknown = options.get("on_unknown", "skip") == "skip"
        self._reconnection_time: int | None = None
        self.event_count = 0
        self.last_event_id: str | None = options.get("last_event_id")
        self.completed = False
        self.over = False
        self.pause: float | None = None
        self.sentinel_came = False
        self.unknown_events: Counter[str] = Counter()
        self.dropped_events: Counter[str] = Counter()

    def open(
        self,
        media_type: str,
        encodings: str,
        *,
        chunks: Iterator[bytes] | None,
        is_last: bool = False,
    ) -> None:
        """Take that a response begins.

        Args:
            media_type: It says how frames stand in the bytes.
            encodings: How the bytes are compressed: ``Content-Encoding``; empty where not at all.
            chunks: What a stream that blocks reads by. Where nothing is special the loop takes
                chunks from it itself, for the way around by ``receive`` costs as much as the rest.
            is_last: The server has no more (204), so that no response follows.
        """
        self._is_last = is_last
        self._decoder = decoder(media_type, self._limit, self.last_event_id)
        self._decoder.comments = self._on_frame is not None
        self._decompressor = Decompressor(encodings) if encodings else None
        self.is_compressed = self._decompressor is not None
        self._chunks = chunks
        self._ended = False
        # Else a chunk needs no more than to be decoded.
        self._special = self.is_compressed or self._deadline.is_set
        # Their items are ``Item``s, which the loops tell apart as they are typed at run time.
        self._frames: list[Any] = []
        self._ready: Iterator[Any] = iter(self._frames)
        self._pieces: Iterator[bytes] = iter(())
        self.pause = None

    def receive(self, chunk: bytes) -> bool:
        """Take the next bytes of the response; give whether anything came of them."""
        if self._decompressor is not None:
            self._pieces = self._decompressor.feed(chunk)
            return True
        frames = self._decoder.read(chunk)
        if frames:
            self._frames = frames
            self._ready = iter(frames)
            return True
        return self._special or self._stops()

    def _stops(self) -> bool:
        """Whether no frame can follow: another thread may have closed the stream.

        What came without one may have set an id, which is that of the next frame.
        """
        self.last_event_id = self._decoder.last_event_id
        return self._decoder.error is not None or self.over

    def end(self) -> None:
        """Take the end of the response; once the stream is over, it means nothing."""
        if self.over:
            return
        try:
            if self._decompressor is not None:
                self._decompressor.close()
        except httpx.DecodingError as error:
            self.broke(error)
            return
        self._ended = self._special = True
        self._frames = self._decoder.close()
        self._ready = iter(self._frames)

    def broke(self, failure: Exception) -> None:
        """Take that the response broke off, or that none came; once the stream is over, it means
        nothing.

        Raises:
            StreamInterrupted: The stream does not go on, or its deadline has passed.
        """
        if self.over:
            return
        self._check_deadline(failure)
        if isinstance(failure, APIConnectionError) and failure.__cause__:
            failure = cast("Exception", failure.__cause__)
        kind, what = StreamInterrupted, "broke"
        if isinstance(failure, httpx.TimeoutException):
            kind, what = StreamTimeout, "went silent"
        why = self._redacted(reason(failure))
        self._break(
            self._failed(kind, f"the stream {what} after {self._count()}: {why}"),
            failure,
        )

    def refused(self, refusal: APIError) -> None:
        """Take that the server will not go on with the stream; once it is over, it means nothing.

        Raises:
            StreamInterrupted: Always, but for that.
        """
        if self.over:
            return
        self.over = True
        raise self._failed(
            StreamInterrupted,
            f"the stream broke after {self._count()}, and does not go on: {refusal.message}",
        ) from refusal

    def events(self) -> Iterator[E | More]:
        """Give the events to come, and ``MORE`` in between.

        Raises:
            EventDecodeError, StreamServerError, UnknownEventError, EventTooLarge,
            StreamIncomplete, StreamInterrupted: As their names say.
        """
        dispatch = self._dispatch
        sentinel, maker_of = dispatch.sentinel, dispatch.makers.get
        make_unnamed = maker_of(None)
        while not self.over:
            ready = self._ready
            items: Iterator[Any] = ready
            if self._decoder.comments:
                items = self._observed(ready)
            for item in items:
                if type(item) is bytes:
                    data, make = item, make_unnamed
                else:
                    name, data, self.last_event_id, _ = item
                    make = maker_of(name)
                if data == sentinel:
                    self._complete()
                    return
                try:
                    event = self._made(item) if make is None else make(data)
                except _UNDECODED as error:
                    event = self._made(item, error)
                if event is _NOTHING:
                    continue
                self.event_count += 1
                yield event
            # The other of the two may have received a chunk since.
            if ready is not self._ready or self.over:
                continue
            decoder = self._decoder
            if self._special or decoder.error is not None:
                if self._settle():
                    yield MORE
                continue
            self.last_event_id = decoder.last_event_id
            if self._chunks is None:
                yield MORE
                continue
            read = decoder.read
            try:
                for chunk in self._chunks:
                    frames = read(chunk)
                    if frames:
                        self._frames = frames
                        self._ready = iter(frames)
                        break
                    if self._stops():
                        break
                else:
                    yield MORE
            except TRANSPORT_ERRORS as error:
                self.broke(error)

    def frames(self) -> Iterator[Frame | Comment | More]:
        """Give the frames to come as they are, the sentinel's too, and comments, with ``MORE`` in
        between.

        Raises:
            EventTooLarge, StreamIncomplete, StreamInterrupted: As their names say.
        """
        while not self.over:
            self._decoder.comments = True
            ready = self._ready
            for item in ready:
                seen = self._show(item)
                if isinstance(seen, Frame):
                    self.last_event_id = seen.id
                    self.event_count += 1
                    if seen.data == self._dispatch.sentinel:
                        self._complete()
                yield seen
            # The other of the two may have received a chunk since.
            if not self.over and ready is self._ready and self._settle():
                yield MORE

    def abandon(self) -> None:
        """Give nothing more, not even what is ready."""
        self.over = True
        self._frames.clear()

    def _observed(self, items: Iterator[Item]) -> Iterator[Item]:
        """Give the frames, after the user's function has seen them and the comments."""
        for item in items:
            if isinstance(self._show(item), Frame):
                yield item

    def _show(self, item: Item) -> Frame | Comment:
        """Give an item as users see it, and show it to their function."""
        seen = shown(item, self.last_event_id)
        if self._on_frame is not None:
            self._on_frame(seen)
        return seen

    def _fields(self, item: bytes | Fields) -> Fields:
        if isinstance(item, bytes):
            return None, item, self.last_event_id, None
        return item

    def _settle(self) -> bool:
        """Account for what came after the last frame, or after the one too large to be one.

        Returns:
            Whether a chunk is wanted, or another response.
        """
        decoder = self._decoder
        self.last_event_id = decoder.last_event_id
        if decoder.error is not None:
            decoder.error.event_count = self.event_count
            decoder.error.last_event_id = self.last_event_id
            decoder.error.attempts = self._attempts
            raise decoder.error
        if self._deadline.is_set:
            self._check_deadline()
        if self._ended and self.pause is None:
            self._finish()
        return not self.over

    def unpack(self) -> bool:
        """Go on with the next piece of a compressed chunk; give whether there was one.

        Raises:
            StreamInterrupted: It does not decompress, and the stream does not go on.
        """
        try:
            piece = next(self._pieces, None)
        except httpx.DecodingError as error:
            self.broke(error)
            return True
        if piece is not None:
            self._frames = self._decoder.read(piece)
            self._ready = iter(self._frames)
        return piece is not None

    def _finish(self) -> None:
        """Judge the end of the response."""
        if self._decoder.pending:
            self._break(self._incomplete("inside an event"))
        elif self._requires_sentinel:
            sentinel = self._dispatch.sentinel.decode()
            self._break(self._incomplete(f"without its sentinel {sentinel!r}"))
        else:
            self.over = True
            self.completed = not self._dispatch.has_sentinel

    def _break(self, error: StreamError, cause: Exception | None = None) -> None:
        """Arrange for the stream to go on in another response, or raise the error."""
        pause = None
        if self._reconnection is not None and not self._is_last:
            if self._decoder.reconnection_time is not None:
                self._reconnection_time = self._decoder.reconnection_time
            pause = self._reconnection.pause(
                cause or error,
                event_count=self.event_count,
                last_event_id=self.last_event_id,
                reconnection_time=self._reconnection_time,
            )
        if pause is None or pause >= self._deadline.remaining:
            self.over = True
            if error.attempts > 1:
                error.message += f" ({error.attempts} requests were sent)"
                error.args = (error.message,)
            raise error from cause
        self._special = True
        LOGGER.info("%s; going on in %.1f s", error.message, pause)
        self.pause = pause

    def _check_deadline(self, cause: Exception | None = None) -> None:
        # The next attempt of a call may be too late before the deadline is there.
        if self._deadline.passed or isinstance(cause, StreamDeadlineExceeded):
            self.over = True
            raise self._failed(
                StreamDeadlineExceeded,
                f"the deadline of {self._deadline.seconds:g} s passed after"
                f" {self._count()}",
            ) from cause

    def _complete(self) -> None:
        self.completed = self.sentinel_came = True
        self.abandon()

    def _made(
        self, item: bytes | Fields, error: Exception | None = None
    ) -> E | Nothing:
        """Make an event in all other cases than the usual one.

        Args:
            error: Why the usual one failed.
        """
        fields = self._fields(item)
        name, data, _, _ = fields
        builder = self._dispatch.builders.get(name, self._dispatch.fallback)
        if builder is None:
            self._skip(fields)
            return _NOTHING
        if data is None:
            if builder.needs_data:
                self._drop(fields)
                return _NOTHING
            event: E | Nothing = builder.without_data(fields)
        else:
            try:
                if error is not None:
                    raise error
                event = builder.build(fields)
            except (ValueError, RecursionError) as failure:
                if not data and builder.skips_empty:
                    self._drop(fields)
                    return _NOTHING
                event = self._rebuild(builder, fields, failure)
        if event is _NOTHING:
            return event
        if builder.is_error and (body := builder.body(event)) is not OMITTED:
            raise self._server_error(fields, body)
        return event

    def _rebuild(
        self, builder: Builder[E], fields: Fields, error: Exception
    ) -> E | Nothing:
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
    ) -> E | Nothing:
        """Say what is wrong with data that does not decode, if that is not only unknown."""
        unknown = builder.unknown
        tag = None if unknown is None else foreign_tag(error)
        body: object = OMITTED
        # What has a tag is that event, whatever else it has.
        if unknown is None or tag in ("", "error") or fields[0] == "error":
            body = report(fields[0], data, self._dispatch.errors)
        if body is not OMITTED:
            raise self._server_error(fields, body) from error
        if unknown is not None and tag is not None:
            return cast("E", self._keep(unknown, tag, fields, data))
        if self._ended and parsed(data) is OMITTED:
            self._break(self._incomplete("inside an event"), error)
            return _NOTHING
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

    def _server_error(self, fields: Fields, body: object) -> StreamServerError:
        words = _words(fields[1] or b"") or Frame(*fields).text
        error = self._failed(
            StreamServerError,
            f"the server reports an error after {self._count()}: {self._quoted(words)}",
            fields,
        )
        error.body = body
        return error

    def _decode_error(
        self, fields: Fields, data: bytes, error: Exception
    ) -> EventDecodeError:
        name, words = fields[0], _words(data)
        which = f"event {self.event_count}" + (f" {_short(name)!r}" if name else "")
        why = reason(error, "data")
        says = f" (it says: {self._quoted(words)})" if words else ""
        return self._failed(
            EventDecodeError,
            self._redacted(f"{which} does not decode: {why}") + says,
            fields,
        )

    def _quoted(self, text: str) -> str:
        return one_line(self._redacted(text))

    def _drop(self, fields: Fields) -> None:
        """Account for a frame without the data that its variant needs."""
        name = _short(fields[0] or "message")
        self.dropped_events[_key(name, self.dropped_events)] += 1

    def _skip(self, fields: Fields) -> None:
        """Account for a frame that the document does not know."""
        name = _short(self._redacted(fields[0] or "message"))
        if name == "error" and fields[1]:
            # Whatever the document says, no event follows this one as if nothing had happened.
            body = report(name, fields[1], self._dispatch.errors)
            raise self._server_error(fields, body)
        if not self._skips_unknown:
            raise self._unknown(fields, f"is named {name!r}")
        self.unknown_events[_key(name, self.unknown_events)] += 1
        reported = self._dispatch.reported
        if name not in reported and len(reported) < _NAMES:
            reported.add(name)
            LOGGER.warning(
                "skipping events named %r, which the document does not know", name
            )

    def _unknown(self, fields: Fields, what: str) -> UnknownEventError:
        return self._failed(
            UnknownEventError,
            f"event {self.event_count} {what}, which the document does not know",
            fields,
        )

    def _incomplete(self, how: str) -> StreamIncomplete:
        return self._failed(
            StreamIncomplete, f"the response ended {how}, after {self._count()}"
        )

    def _failed(self, kind: type[S], message: str, fields: Fields | None = None) -> S:
        error = kind(
            message,
            frame=None if fields is None else Frame(*fields),
            event_count=self.event_count,
            last_event_id=self.last_event_id,
        )
        error.attempts = self._attempts
        return error

    @property
    def _attempts(self) -> int:
        return 1 if self._reconnection is None else self._reconnection.attempts

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
