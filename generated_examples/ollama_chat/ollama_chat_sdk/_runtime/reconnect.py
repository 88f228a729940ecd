# SPDX-License-Identifier: 0BSD
"""How a stream that broke off goes on, for those who ask for it: as browsers reconnect.

The standard is HTML, section 9.2.3 "Processing model". It reconnects after any end for as long as
it can; here the end of a stream can be told from a break, and attempts are counted.
"""

from __future__ import annotations

import random
from dataclasses import KW_ONLY, dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

from ._http import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from .request import Request
    from .retries import Retries

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
_DOUBLINGS: Final = 30


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


class Reconnection:
    """The attempts of one stream to go on.

    Args:
        policy: What the user asked for. Without it a stream goes on only before its first event,
            where an ordinary retry would.
        request: What is sent.
        retries: The ordinary ones, of the call that opened the stream.
        chance: A random number from 0 to 1.
    """

    __slots__ = (
        "_attempts",
        "_chance",
        "_policy",
        "_progress",
        "_request",
        "_retries",
    )

    def __init__(
        self,
        policy: Reconnect | None,
        request: Request,
        retries: Retries,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._policy = policy
        self._request = request
        self._retries = retries
        self._chance = chance
        self._attempts = 0  # in a row
        self._progress: tuple[int, str | None] = (0, None)

    @property
    def attempts(self) -> int:
        """How many requests were sent, with those that opened the stream."""
        return self._retries.attempts

    def pause(
        self,
        failure: Exception,
        *,
        event_count: int,
        last_event_id: str | None,
        reconnection_time: int | None,
    ) -> float | None:
        """Give the seconds to wait before the next attempt; None where there is none.

        Args:
            failure: What ended the response.
            event_count: How many events were delivered.
            last_event_id: The id in force at the last of them.
            reconnection_time: What the server asks for, in milliseconds.
        """
        policy = self._policy
        if policy is None:
            if event_count or not isinstance(failure, httpx.RequestError):
                return None
            return self._retries.pause(failure)
        progress = (event_count, last_event_id)
        if progress != self._progress:
            self._progress, self._attempts = progress, 0
        if (
            self._attempts >= policy.max_attempts
            or self._request.method not in policy.methods
            or not self._request.replayable
            or not self._can_go_on(policy, event_count, last_event_id)
        ):
            return None
        first = policy.backoff
        if reconnection_time is not None:
            low, high = policy.retry_range
            first = max(low, min(reconnection_time, 1000 * high) / 1000)
        doubled = first * (1 << min(self._attempts, _DOUBLINGS))
        self._attempts += 1
        self._retries.attempts += 1
        bound = min(doubled, max(first, policy.max_backoff))
        return bound * (1 + policy.jitter * self._chance())

    def _can_go_on(
        self, policy: Reconnect, event_count: int, last_event_id: str | None
    ) -> bool:
        """Whether a new response would begin where the last one broke off."""
        if last_event_id:
            return self._request.can_resume(last_event_id)
        return event_count == 0 or policy.without_id
