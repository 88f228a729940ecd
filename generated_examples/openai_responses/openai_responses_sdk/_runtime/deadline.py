# SPDX-License-Identifier: 0BSD
"""The moment by which a call must be over, and its stream with it."""

from __future__ import annotations

from math import inf
from time import monotonic


class Deadline:
    """So many seconds from now; without any, never.

    Attributes:
        seconds: As they were given.
        is_set: Whether they were.
    """

    __slots__ = ("_at", "is_set", "seconds")

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self.is_set = seconds is not None
        self._at = inf if seconds is None else monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds, infinitely many where none is set; 0 once it has passed."""
        return max(0.0, self._at - monotonic()) if self.is_set else inf

    @property
    def passed(self) -> bool:
        return self.remaining == 0
