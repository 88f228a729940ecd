"""What a check found in the user's document, and where."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .repair import Repair


class Severity(enum.Enum):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error"
    """The document is wrong; nothing is generated from it."""
    UNSUPPORTED = "unsupported"
    """The document may be right, but this part is not generated; ``--strict`` makes it an error."""
    WARNING = "warning"
    """It works, yet somebody will be surprised at run time."""
    INFO = "info"
    """Worth knowing."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a source file: the name the user gave it, and 1-based line and column."""

    file: str
    line: int
    column: int
    pointer: str = ""
    """The JSON Pointer (RFC 6901) of the node, such as ``/paths/~1chat/post``."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of one rule at one place."""

    rule: str
    """The rule's id, such as ``SSE101``."""
    severity: Severity
    location: Location
    message: str
    """Lower case; names the thing and says what is wrong with it."""
    remedy: str = ""
    """What to do about it; empty where the message says it already."""
    why: str = field(default="", compare=False)
    """What happens at run time where nobody does it: a sentence or two, as the rule's page says."""
    repair: Repair | None = field(default=None, compare=False)
    """The changes that would mend it, of which a snippet for this very place is made."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one document, in the order of their places."""

    diagnostics: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> Report:
        """Sort by place, then by rule, and drop exact repetitions."""
        unique = dict.fromkeys(diagnostics)
        return cls(tuple(sorted(unique, key=lambda d: (d.location, d.rule, d.message))))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.diagnostics)

    def __len__(self) -> int:
        return len(self.diagnostics)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(d.severity is severity for d in self.diagnostics)

    def fails(self, *, strict: bool) -> bool:
        """Whether generation must not go on: an error, or under ``strict`` anything unsupported."""
        return any(
            d.severity is Severity.ERROR
            or (strict and d.severity is Severity.UNSUPPORTED)
            for d in self.diagnostics
        )
