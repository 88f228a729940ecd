# SPDX-License-Identifier: 0BSD
"""From frames to typed events: which variant a frame is, and what is made of it."""

from __future__ import annotations

from dataclasses import KW_ONLY, MISSING, dataclass, fields
from functools import partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Generic,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from ._pydantic import pydantic
from .options import OMITTED
from .unions import closed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .frame import Fields
    from .models import Unknown

E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)

TEXT: Final = object()
"""Stands for a type where ``data`` is text."""

_FIELDS: Final = ("event", "data", "id", "retry")


@dataclass(slots=True)
class TextEvent:
    """An event whose data is text.

    Attributes:
        data: The text.
        event: The event's name.
        id: The last event id; None where the server never gave one.
        retry: The reconnection time that this event sets, in milliseconds.
    """

    data: str
    event: str = "message"
    id: str | None = None
    retry: int | None = None


@dataclass(frozen=True, slots=True)
class Variant(Generic[E_co]):
    """One kind of event that a stream delivers.

    Attributes:
        envelope: A dataclass with fields out of ``event``, ``data``, ``id`` and ``retry``. It is
            given those that it declares; one with a default may be absent. None delivers what
            ``data`` holds, the payload, instead.
        event: The names that select it. Without any it takes what no other variant takes.
        json: The type that ``data`` decodes to, in any form pydantic understands; ``data`` is
            text where it is not given.
        error: Whether it reports an error of the server.
        error_payloads: The types of payloads that do, beside ``json``.
    """

    envelope: type[E_co] | None
    _: KW_ONLY
    event: str | tuple[str, ...] = ()
    json: object = TEXT
    error: bool = False
    error_payloads: tuple[object, ...] = ()

    @property
    def events(self) -> tuple[str, ...]:
        return (self.event,) if isinstance(self.event, str) else self.event


class Builder(Generic[E]):
    """Makes the events of one variant: fills its envelope, or gives the payload.

    Attributes:
        build: Takes the fields of a frame that has data; raises what the JSON decoder raises,
            which is ``ValueError`` or ``RecursionError``.
        body: Takes an event, and gives what it reports where it reports an error, else
            ``OMITTED``.
        is_error: Whether events may report errors; asking for the ``body`` is idle otherwise.
        is_json: Whether data is JSON.
        make: As ``build``, of the data alone; None where that is not enough.
        needs_data: Whether there is no event without data.
        skips_empty: Whether data that is empty is none.
        unknown: Takes the payloads that ``build`` refuses because none of a union's members has
            their tag.
    """

    __slots__ = (
        "_defaults",
        "_envelope",
        "body",
        "build",
        "is_error",
        "is_json",
        "make",
        "needs_data",
        "skips_empty",
        "unknown",
    )

    def __init__(self, variant: Variant[E]) -> None:
        self._envelope = variant.envelope
        self._defaults: dict[str, Any] = {}
        self.build: Callable[[Fields], E]
        self.make: Callable[[bytes], E] | None = None
        self.unknown: type[Unknown] | None = None
        self.is_error = variant.error or bool(variant.error_payloads)
        self.body: Callable[[object], object] = _data if variant.error else _omitted
        if variant.envelope is None:
            self.is_json = self.skips_empty = variant.json is not TEXT
            self.needs_data = True
            known, self.unknown = closed(variant.json, variant.error_payloads)
            if variant.error_payloads:
                self.body = _one_of(variant.error_payloads, variant.json)
            decode = _json(known) if self.is_json else _text
            self._make(cast("Callable[[Any], E]", decode))
            return
        declared = {
            field.name: field for field in fields(cast("Any", variant.envelope))
        }
        unknown = declared.keys() - set(_FIELDS)
        if unknown:
            raise TypeError(
                f"{variant.envelope.__name__} is no envelope: it has the fields"
                f" {', '.join(sorted(unknown))} beside {', '.join(_FIELDS)}"
            )
        self._defaults = {
            name: None if field.default is MISSING else field.default
            for name, field in declared.items()
        }
        if self._defaults.get("event", "") is None:
            self._defaults["event"] = "message"
        self.is_json = "data" in declared and variant.json is not TEXT
        needs_data = "data" in declared and declared["data"].default is MISSING
        # An error is one with anything for data, and without.
        self.needs_data = needs_data and not variant.error
        self.skips_empty = False
        decode = _json(variant.json) if self.is_json else _text
        if self.is_json and variant.error:
            decode = _leniently(decode)
        self._choose(tuple(declared), variant.events, decode)

    def without_data(self, fields: Fields) -> E:
        """Fill the envelope of a variant that needs no data from a frame that has none."""
        event, _, id, retry = fields
        values = {"event": event or None, "id": id, "retry": retry}
        envelope = cast("Callable[..., E]", self._envelope)
        return envelope(
            **{
                name: default if values.get(name) is None else values[name]
                for name, default in self._defaults.items()
            }
        )

    def _choose(
        self,
        declared: tuple[str, ...],
        events: tuple[str, ...],
        decode: Callable[[Any], object],
    ) -> None:
        """Choose functions that do only what the envelope at hand needs."""
        envelope = cast("Callable[..., E]", self._envelope)
        default = self._defaults.get
        # A name that is the default of the field, and the only one there is, need not be passed.
        implied = (default("event"),) == events
        match tuple(name for name in declared if not (implied and name == "event")):
            case ():
                self._make(lambda _: envelope())
            case ("data",) if declared[0] == "data":
                self._make(lambda data: envelope(decode(data)))
            case ("data", "id") if declared[0] == "data" and default("id") is None:
                self.build = lambda fields: envelope(decode(fields[1]), id=fields[2])
            case _:
                self.build = self._build_any(
                    declared, decode if "data" in declared else _nothing
                )

    def _make(self, make: Callable[[Any], E]) -> None:
        """Take what makes events of data alone."""
        self.build = lambda fields: make(fields[1])
        if not self.is_error:
            self.make = make

    def _build_any(
        self, declared: tuple[str, ...], decode: Callable[[Any], object]
    ) -> Callable[[Fields], E]:
        envelope = cast("Callable[..., E]", self._envelope)
        default_event, default_id, default_retry = map(
            self._defaults.get, ("event", "id", "retry")
        )
        places = [_FIELDS.index(name) for name in declared]

        def build(fields: Fields) -> E:
            event, data, id, retry = fields
            values = (
                event or default_event,
                decode(data),
                default_id if id is None else id,
                default_retry if retry is None else retry,
            )
            return envelope(*[values[place] for place in places])

        return build


class Dispatch(Generic[E]):
    """All variants of one operation, and what ends its streams.

    Attributes:
        builders: By what the ``event`` field of a frame says.
        fallback: Takes frames of all other names; None where those are unknown.
        makers: What makes events of data alone, by name; those that are not here need a builder.
        sentinel: The data that ends a stream.
        has_sentinel: Whether the document declares one.
        errors: The types of the operation's error bodies and error payloads, as callables without
            arguments.
        reported: Unknown names that were logged already.
    """

    __slots__ = (
        "builders",
        "errors",
        "fallback",
        "has_sentinel",
        "makers",
        "reported",
        "sentinel",
    )

    def __init__(
        self,
        variants: Iterable[Variant[E]],
        sentinel: str | None,
        errors: Iterable[Callable[[], object]] = (),
    ) -> None:
        self.builders: dict[str | None, Builder[E]] = {}
        self.fallback: Builder[E] | None = None
        self.errors = tuple(errors)
        for variant in variants:
            builder = Builder(variant)
            # Those without their union's tag are told from what is unknown by what they hold.
            self.errors += tuple(partial(_given, one) for one in variant.error_payloads)
            if not variant.events:
                self.fallback = self.fallback or builder
            for name in variant.events:
                self.builders.setdefault(name, builder)
        # "If the event type buffer has a value other than the empty string, change the type of
        # the newly created event to equal the value": else it is "message".
        unnamed = self.builders.get("message")
        if unnamed is not None:
            self.builders[None] = self.builders[""] = unnamed
        self.makers = {name: builder.make for name, builder in self.builders.items()}
        if self.fallback is not None:
            self.makers.setdefault(None, self.fallback.make)
        self.has_sentinel = sentinel is not None
        # No data holds a carriage return, for that ends a line.
        self.sentinel = b"\r" if sentinel is None else sentinel.encode()
        self.reported: set[str] = set()


def _json(type_: object) -> Callable[[bytes], object]:
    adapter: pydantic.TypeAdapter[object] = pydantic.TypeAdapter(cast("Any", type_))
    adapter.rebuild()  # of a model that puts off its own
    return adapter.validator.validate_json


def _leniently(decode: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """Decode what is of another type as plain JSON, or as text; None where there is nothing."""
    plain = _json(object)

    def decode_any(data: bytes) -> object:
        for attempt in (decode, plain):
            try:
                return attempt(data)
            except (ValueError, RecursionError):
                pass
        return _text(data) or None

    return decode_any


def _one_of(errors: Iterable[object], others: object) -> Callable[[object], object]:
    """Give a function that gives payloads of some types, and ``OMITTED`` for those of others."""
    reported = {class_ for type_ in errors for class_ in _classes(type_)}
    reported.difference_update(_classes(others))
    return lambda payload: payload if type(payload) in reported else OMITTED


def _classes(type_: object) -> Iterator[object]:
    """Give the classes of the values that a type has, but not None's."""
    origin = get_origin(type_)
    if origin is Annotated:
        yield from _classes(get_args(type_)[0])
    elif origin in (Union, UnionType):
        for member in get_args(type_):
            yield from _classes(member)
    elif type_ is not NoneType:
        yield origin or type_


def _data(envelope: object) -> object:
    return getattr(envelope, "data", None)


def _omitted(_: object) -> object:
    return OMITTED


def _given(type_: object) -> object:
    return type_


def _text(data: bytes) -> str:
    return str(data, "utf-8", "replace")


def _nothing(_: object) -> None:
    return None
