"""What a comparison finds, before it has a place in a file."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Side(enum.Enum):
    """Which of the two documents."""

    OLD = "old"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands, as far as the API knows: the most special thing that is found in the
    document counts."""

    side: Side
    operation: str = ""
    """The operation's key."""
    key: str = ""
    """The key of a definition, a variant or a stream, which is the place of a schema."""
    member: str = ""
    """The wire name of one of its properties, or of a parameter of the operation."""
    keyword: str = ""
    """What of the operation, or else of the whole document: ``security``, ``servers``."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was."""

    rule: str
    """The id of the kind of change."""
    what: str
    """What became of the subject: ``is no longer sent``."""
    spot: Spot
    operations: tuple[str, ...] = ()
    """The keys of the operations that it concerns; none where it concerns all of the SDK."""
    subject: str = ""
    """What of the first operation changed: ``event `delta`: `data.text```; empty: all of it."""
