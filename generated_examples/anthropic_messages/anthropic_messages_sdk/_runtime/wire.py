# SPDX-License-Identifier: 0BSD
"""How the events of an operation stand on the wire: the other direction of ``reader``."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from .encoding import json_text, plain
from .errors import StreamError, StreamServerError
from .frame import Comment, Frame
from .framing import EVENT_STREAM
from .media_types import is_json_sequence
from .models import Unknown
from .options import OMITTED
from .reader import MORE, Reader
from .variants import TextEvent
from .wording import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .operation import StreamOperation
    from .variants import Builder

_RS = b"\x1e"
# For these too many clients end a line. In JSON they stand in strings alone.
_LINE_ENDS = "\x85\u2028\u2029"


class Wire:
    """How the events of an operation stand in bytes of a media type.

    Each is read again as a client reads it, so that there is no second set of rules for what an
    operation delivers.

    Args:
        media_type: As ``essence`` gives it.
        exact: Whether an event is refused that would come as another one than it is. Else it needs
            to come as one of its class, and a carriage return in text becomes the line feed that
            clients take it for (HTML, 9.2.6).
    """

    def __init__(
        self, operation: StreamOperation[Any], media_type: str, *, exact: bool = True
    ) -> None:
        self._operation = operation
        self._media_type = media_type
        self._exact = exact
        self._names: dict[type[Any], tuple[str | None, ...]] = {}
        """Under which names an envelope is sent; a stream of payloads has none."""
        if operation.variants is not None:
            for variant in operation.variants():
                if variant.envelope is not None:
                    known = self._names.get(variant.envelope, ())
                    self._names[variant.envelope] = known + (variant.events or (None,))
        elif operation.payload is None:
            self._names[TextEvent] = (None,)

    def encoded(self, item: object) -> bytes:
        """Give the bytes of an event, a frame or a comment.

        Raises:
            TypeError: The operation delivers no such event.
            ValueError: There are no such bytes.
        """
        match item:
            case bytes():
                return item
            case Comment(text) if self._media_type == EVENT_STREAM:
                return b": " + _line("a comment", text) + b"\n\n"
            case Frame():
                block = self.block(item.event, item.data, item.id, item.retry)
                self._check(item, block)
                return block
            case _:
                return self.event(item)[0]

    def event(self, event: object) -> tuple[bytes, bool]:
        """Give the bytes of an event, and whether it reports an error.

        Raises:
            TypeError: The operation delivers no such event.
            ValueError: There are no such bytes.
        """
        if isinstance(event, str) and TextEvent in self._names:
            event = TextEvent(event)
        envelope: Any = event if is_dataclass(event) else None
        failures: list[TypeError] = []
        for name in self._sent_as(event):
            builder = self._builder(name)
            if builder is None:
                failures.append(self._refused(event, f"there is none named {name!r}"))
                continue
            try:
                data = self._data(event, builder)
                id, retry = (getattr(envelope, key, None) for key in ("id", "retry"))
                block = self.block(name, data, id, retry)
                return block, self._check(event, block)
            except TypeError as failure:
                failures.append(failure)
        raise failures[-1]

    def report(self, error: object) -> bytes:
        """Give the bytes of an error object that the operation declares for refusals.

        Clients look for it among the events, whatever the operation says of these.

        Raises:
            TypeError: A client would not take it for the report of an error.
            ValueError: There are no such bytes.
        """
        data = _json("the error", error)
        failure = self._refused(error, "it reports no error")
        for name in (None, "error"):
            block = self.block(name, data)
            try:
                if self._check(error, block):
                    return block
            except TypeError as refusal:
                failure = refusal
        raise failure

    def block(
        self,
        event: str | None = None,
        data: bytes | None = None,
        id: str | None = None,
        retry: int | None = None,
    ) -> bytes:
        """Give the bytes of a frame.

        Raises:
            ValueError: There is a line break where none can be.
        """
        return block(self._media_type, event, data, id, retry)

    def _sent_as(self, event: object) -> tuple[str | None, ...]:
        """Give the names to try, which an envelope that does not say its own leaves open.

        Raises:
            TypeError: It is of no class that the operation delivers.
        """
        if not self._names:
            return (None,)
        names = self._names.get(type(event))
        if names is None:
            # A class of the user's own may extend one.
            classes = (one for one in self._names if isinstance(event, one))
            found = next(classes, None)
            if found is None:
                known = ", ".join(one.__name__ for one in self._names)
                raise self._refused(event, f"its events are {known}")
            names = self._names[found]
        named = getattr(event, "event", OMITTED)
        # A server need not say this one.
        return names if named is OMITTED else (None if named == "message" else named,)

    def _builder(self, name: str | None) -> Builder[Any] | None:
        dispatch = self._operation.dispatch
        return dispatch.builders.get(name, dispatch.fallback)

    def _data(self, event: object, builder: Builder[Any]) -> bytes | None:
        data: object = event
        if is_dataclass(event):
            data = getattr(event, "data", None)
            if data is None and not builder.needs_data:
                return None
        if builder.is_json:
            return _json("data", data)
        if not isinstance(data, str):
            raise self._refused(event, f"its data is text, not {type(data).__name__}")
        if "\r" in data:
            if self._exact:
                raise ValueError(
                    f"{one_line(repr(data))} cannot be data: a carriage return ends a line"
                )
            data = data.replace("\r\n", "\n").replace("\r", "\n")
        return _utf8("data", data)

    def _check(self, item: object, block: bytes) -> bool:
        """See that a client makes of the bytes what they are meant to be.

        Returns:
            Whether it is the report of an error.
        """
        try:
            items = [*self._read(item, block)]
        except StreamServerError as error:
            # What an envelope reports is its data.
            reported = getattr(item, "data", None) if is_dataclass(item) else item
            if self._is_same(error.body, reported):
                return True
            raise self._refused(item, str(error)) from error
        except StreamError as error:
            raise self._refused(item, str(error)) from error
        if len(items) != 1 or not self._is_same(items[0], item):
            came = one_line(repr(items[0])) if items else "nothing"
            raise self._refused(item, f"of it would come {came}")
        return False

    def _read(self, item: object, block: bytes) -> Iterator[object]:
        """Give what a client makes of the bytes."""
        reader = Reader(
            self._operation.dispatch,
            {
                "require_sentinel": False,
                "on_unknown": "skip" if isinstance(item, Unknown) else "raise",
            },
        )
        reader.open(self._media_type, "", chunks=None)
        reader.receive(block)
        for one in reader.frames() if isinstance(item, Frame) else reader.events():
            if one is MORE:
                reader.end()
            else:
                yield one

    def _is_same(self, came: object, item: object) -> bool:
        return came == item or (not self._exact and isinstance(item, type(came)))

    def _refused(self, item: object, why: str) -> TypeError:
        operation = self._operation
        return TypeError(
            f"{operation.method} {operation.path} does not deliver"
            f" {one_line(repr(item))}: {why}"
        )


def block(
    media_type: str,
    event: str | None = None,
    data: bytes | None = None,
    id: str | None = None,
    retry: int | None = None,
) -> bytes:
    """Give the bytes of a frame in a media type; lines of its data end by line feeds alone.

    Raises:
        ValueError: There is a line break where none can be.
    """
    if media_type != EVENT_STREAM:
        start = _RS if is_json_sequence(media_type) else b""
        return start + (data or b"") + b"\n"
    lines: list[bytes] = []
    if event is not None:
        lines.append(b"event: " + _line("the name of an event", event))
    if id is not None:
        lines.append(b"id: " + _line("an id", id))
    if retry is not None:
        lines.append(b"retry: %d" % retry)
    if data is not None:
        lines += [b"data: " + line for line in data.split(b"\n")]
    return b"\n".join([*lines, b"", b""])


def _json(what: str, value: object) -> bytes:
    text = json_text(what, plain(what, value))
    if not text.isascii():
        for character in _LINE_ENDS:
            text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()


def _line(what: str, text: str) -> bytes:
    """Give what stands in one line (HTML, 9.2.5)."""
    if "\r" in text or "\n" in text or (what == "an id" and "\0" in text):
        raise ValueError(
            f"{one_line(repr(text))} cannot be {what}: it holds a control character"
        )
    return _utf8(what, text)


def _utf8(what: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ValueError(
            f"{one_line(repr(text))} cannot be {what}: it holds a lone surrogate"
        ) from None
