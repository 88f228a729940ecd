"""What a mock does wrong because it is asked to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST_EVENTS: Final = 1_000_000_000
MOST_SECONDS: Final = 86_400.0


class FaultError(ValueError):
    """A fault, or another wish, that cannot be had; the message names it and says what can."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of a response; those that are None or False do not occur.

    The numbers of events count those of one response, from 1.
    """

    cut: int | None = None
    """Break the connection off after so many events."""
    cut_bytes: int | None = None
    """Break the connection off after so many bytes of the body."""
    stall: int | None = None
    """Send nothing more after so many events, and leave the connection open."""
    error: int | None = None
    """Send the document's error event after so many events, and end."""
    malformed: int | None = None
    """The event whose data is no JSON."""
    unknown: int | None = None
    """The event before which comes one that the document does not know."""
    no_sentinel: bool = False
    """Leave out the sentinel."""
    split: bool = False
    """Send each byte by itself."""
    drip: float | None = None
    """Send each byte by itself, with so many seconds between two."""
    bom: bool = False
    """Begin with a byte order mark."""
    cr: bool = False
    """End lines by CR; those of JSON Lines, where that is no end, by CR LF."""
    no_content: bool = False
    """Answer 204, without a body."""
    too_many: int | None = None
    """Answer 429, with so many seconds as ``Retry-After``."""

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Faults:
        """Read faults as users write them: ``cut=3``, ``no-sentinel``, ``429=2``.

        Raises:
            FaultError: There is no such fault, or its value makes no sense.
        """
        found: dict[str, int | float | bool] = {}
        for text in texts:
            name, equals, value = (part.strip() for part in text.partition("="))
            if name not in _KNOWN:
                raise FaultError(f"there is no fault {name!r}; there are {NAMES}")
            field, usual, read = _KNOWN[name]
            if equals and read is None:
                raise FaultError(f"the fault {name} takes no value")
            found[field] = read(name, value) if equals and read else usual
        return cls(**found)  # type: ignore[arg-type] # the table says which field has which type


def count(what: str, text: str) -> int:
    """Read a number of things; raises FaultError."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10:
        raise FaultError(f"{what}: {text[:20]!r} is not a number of 0 or more")
    return min(int(text), MOST_EVENTS)


def seconds(what: str, text: str) -> float:
    """Read a time in seconds; raises FaultError."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_SECONDS:
        raise FaultError(
            f"{what}: {text[:20]!r} is not a number of seconds up to a day"
        )
    return value


def _milliseconds(what: str, text: str) -> float:
    return min(count(what, text) / 1000, MOST_SECONDS)


_KNOWN: Final[
    dict[
        str,
        tuple[str, int | float | bool, Callable[[str, str], int | float] | None],
    ]
] = {
    "cut": ("cut", 1, count),
    "cut-bytes": ("cut_bytes", 1, count),
    "stall": ("stall", 1, count),
    "error": ("error", 1, count),
    "malformed": ("malformed", 1, count),
    "unknown": ("unknown", 1, count),
    "no-sentinel": ("no_sentinel", True, None),
    "split": ("split", True, None),
    "drip": ("drip", 0.01, _milliseconds),
    "bom": ("bom", True, None),
    "cr": ("cr", True, None),
    "204": ("no_content", True, None),
    "429": ("too_many", 1, count),
}
"""By name: the field, what it is without a value, and what reads a value."""

NAMES: Final = ", ".join(_KNOWN)
