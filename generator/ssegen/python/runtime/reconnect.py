# SPDX-License-Identifier: 0BSD
"""How a stream that broke off goes on, for those who ask for it: as browsers reconnect."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Sends the request of a stream again where it breaks off, with ``Last-Event-ID``.

    It breaks off where the transport does, or where the response ends inside an event, or without
    the sentinel that the document declares. A refusal, or anything that is no event stream, ends
    it; 204 says that there is nothing more.

    Attributes:
        max_attempts: How often in a row, with no event between, until the break is raised.
        methods: Those whose requests are sent again. POST has to be named: it may act twice.
        backoff: Seconds before the first attempt where the server has not set them (``retry``).
            They double with each attempt in a row.
        max_backoff: The most that they become.
        jitter: The share of a pause that is added to it, at random up to this: 0.5 makes two
            seconds two to three.
        retry_range: What the server sets is brought into these seconds.
        without_id: Whether to go on too where the server gave no id for events that were
            delivered. Then some may come twice, or be missed.
    """

    max_attempts: int = 5
    _: KW_ONLY
    methods: Collection[str] = SAFE_METHODS
    backoff: float = 0.5
    max_backoff: float = 30.0
    jitter: float = 0.5
    retry_range: tuple[float, float] = (0.1, 60.0)
    without_id: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.methods, str):
            raise TypeError("methods is a collection of strings, not one string")
        low, high = self.retry_range
        numbers = (self.max_attempts, self.backoff, self.max_backoff, self.jitter, low)
        if not all(isfinite(n) and n >= 0 for n in (*numbers, high)) or low > high:
            raise ValueError(
                "reconnect takes finite numbers from 0, and a range from low to high"
            )
