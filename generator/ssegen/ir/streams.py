"""Responses that deliver a sequence of events."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .types import Name, Type


class Style(enum.Enum):
    """How the document models the events of a stream."""

    ENVELOPE = "envelope"
    ENVELOPE_UNION = "envelope union"
    STRING = "string"
    PAYLOAD = "payload"
    """The loop receives what ``data``, or a line of JSON Lines, holds."""


@dataclass(frozen=True, slots=True)
class Field:
    """One of ``id``, ``event``, ``data``, ``retry`` as an envelope declares it."""

    name: str
    type: Type
    required: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One envelope."""

    key: str
    name: Name
    description: str
    fields: tuple[Field, ...]
    """The declared ones, in document order."""
    events: tuple[str, ...]
    """The event names that select it; empty where any name does."""
    json: bool
    """Whether ``data`` holds JSON; otherwise it is text."""
    is_error: bool = False
    """Whether it is raised, for it reports an error of the server."""


@dataclass(frozen=True, slots=True)
class EventStream:
    media_type: str
    """What is asked for: ``text/event-stream``, ``application/x-ndjson``, ..."""
    style: Style
    variants: tuple[Variant, ...]
    """Empty for ``Style.STRING``: every frame is an event with text data; and for
    ``Style.PAYLOAD``."""
    sentinel: str | None
    name: Name
    """Of the union, where there are several variants."""
    key: str = ""
    """Place of the event schema; streams of one schema share their variants."""
    description: str = ""
    payload: Type | None = None
    """What every event is, for ``Style.PAYLOAD``."""
    error_payloads: tuple[Type, ...] = ()
    """What else arrives in place of a payload, and is raised."""

    @property
    def events(self) -> tuple[Variant, ...]:
        """The variants that are delivered."""
        return tuple(variant for variant in self.variants if not variant.is_error)
