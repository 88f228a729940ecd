"""Which operations the user asked for."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
class Options:
    """What of the document becomes part of the API."""

    only_streaming: bool = False
    """Leave out what does not stream."""
    include: tuple[Selector, ...] = ()
    """Only what one of these matches; empty means all."""
    exclude: tuple[Selector, ...] = ()
    """Nothing that one of these matches; goes before ``include``."""

    def wants(self, operation: OperationNode) -> bool:
        """Whether ``include`` and ``exclude`` leave the operation in."""
        if any(selector.matches(operation) for selector in self.exclude):
            return False
        return not self.include or any(s.matches(operation) for s in self.include)
