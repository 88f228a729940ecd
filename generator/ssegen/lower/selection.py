"""What the user asked for: which operations, and how their streams are taken."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..ir.api import Place
    from ..ir.types import Constant
    from ..openapi import OperationNode


class Subject(enum.Enum):
    """What a selector looks at."""

    TAG = "tag"
    PATH = "path"
    OPERATION = "operation"
    ANY = ""


@dataclass(frozen=True, slots=True)
class Selector:
    """A choice of operations: ``tag:chat``, ``path:/v1/*``, ``operation:create*``, or a glob for
    any of the three.

    Globs know ``*``, ``?`` and ``[...]``, tell upper from lower case, and must match the whole
    text; ``*`` also matches slashes. ``operation:`` compares the operationId, and ``GET /models``
    for the method and path.
    """

    subject: Subject
    glob: str

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Read a selector; a text without one of the three prefixes is a glob for all of them."""
        prefix, colon, glob = text.partition(":")
        for subject in (Subject.TAG, Subject.PATH, Subject.OPERATION):
            if colon and prefix == subject.value:
                return cls(subject, glob)
        return cls(Subject.ANY, text)

    def __str__(self) -> str:
        return f"{self.subject.value}:{self.glob}" if self.subject.value else self.glob

    def matches(self, operation: OperationNode) -> bool:
        """Whether the operation is among the chosen."""
        return any(fnmatchcase(text, self.glob) for text in self._texts(operation))

    def _texts(self, operation: OperationNode) -> Iterable[str]:
        if self.subject in (Subject.TAG, Subject.ANY):
            yield from operation.tags
        if self.subject in (Subject.PATH, Subject.ANY):
            yield operation.path
        if self.subject in (Subject.OPERATION, Subject.ANY):
            if operation.id:
                yield operation.id
            yield operation.key


@dataclass(frozen=True, slots=True)
class SwitchChoice:
    """The flag that makes an operation stream, as the user names it."""

    place: Place
    """Body or query."""
    name: str
    streaming: Constant = True
    """What asks for a stream."""
    at_once: Constant | None = False
    """What asks for an answer at once; None sends nothing then."""


@dataclass(frozen=True, slots=True)
class StreamChoice:
    """What the user says of one operation's stream."""

    payload: bool | None = None
    """Whether its schema may describe what ``data`` holds; None leaves it to `Options`."""
    switch: SwitchChoice | None = None
    error_events: frozenset[str] | None = None
    """The names of events that report errors; None leaves them to `Options`."""


@dataclass(frozen=True, slots=True)
class Options:
    """What of the document becomes part of the API, and how its streams are taken."""

    only_streaming: bool = False
    """Leave out what does not stream."""
    include: tuple[Selector, ...] = ()
    """Only what one of these matches; empty means all."""
    exclude: tuple[Selector, ...] = ()
    """Nothing that one of these matches; goes before ``include``."""
    payloads: bool = False
    """Whether the schemas of event streams may describe what ``data`` holds."""
    error_events: frozenset[str] = frozenset()
    """The names of events that report errors, besides those that the document marks."""
    streams: Mapping[str, StreamChoice] = field(default_factory=dict[str, StreamChoice])
    """By operationId, or by method and path (``POST /chat``)."""

    def wants(self, operation: OperationNode) -> bool:
        """Whether ``include`` and ``exclude`` leave the operation in."""
        if any(selector.matches(operation) for selector in self.exclude):
            return False
        return not self.include or any(s.matches(operation) for s in self.include)

    def choice(self, operation: OperationNode) -> StreamChoice:
        """What the user says of an operation's stream."""
        none = StreamChoice()
        return self.streams.get(operation.key) or self.streams.get(operation.id, none)

    def allows_payload(self, operation: OperationNode) -> bool:
        """Whether the operation's stream may be described by what ``data`` holds."""
        chosen = self.choice(operation).payload
        return self.payloads if chosen is None else chosen

    def errors_of(self, operation: OperationNode) -> frozenset[str]:
        """The names of events that report errors in the operation's stream."""
        chosen = self.choice(operation).error_events
        return self.error_events if chosen is None else chosen
