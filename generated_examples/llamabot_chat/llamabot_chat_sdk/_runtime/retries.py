# SPDX-License-Identifier: 0BSD
"""When a request is sent again, and after how long. Waiting is left to the clients.

What failed for a reason that may pass is tried again, where that is safe: if the method is
idempotent (RFC 9110, section 9.2.2), or the request carries an ``Idempotency-Key``, or the server
cannot have acted on it.
"""

from __future__ import annotations

import random
import re
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from ._http import httpx

if TYPE_CHECKING:
    from collections.abc import Callable

    from .request import Request

MAX_RETRIES: Final = 2
"""Attempts after the first, unless told."""
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 8.0
"""In seconds. A pause is random between none and a bound that starts at the one, and doubles up to
the other: clients that failed together do not come back together."""
LONGEST_WAIT: Final = 60.0
"""In seconds; a server that asks for more (``Retry-After``) is not asked again."""

Failure: TypeAlias = httpx.Response | httpx.RequestError

_IDEMPOTENT: Final = frozenset(
    ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY")
)
_PASSING: Final = frozenset((408, 409, 429))
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_BROKEN: Final = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.ProxyError,
    httpx.RemoteProtocolError,
)
_SECONDS: Final = re.compile(r"[0-9]+(\.[0-9]+)?")


def checked_limit(limit: object) -> int:
    """Give how often a request may be sent again.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is negative.
    """
    if not isinstance(limit, int):
        raise TypeError(
            f"max_retries must be a whole number, not {type(limit).__name__}"
        )
    if limit < 0:
        raise ValueError(f"max_retries must be 0 or more, not {limit}")
    return limit


class Retries:
    """The attempts of one call.

    Args:
        request: What is sent.
        limit: How often it may be sent again, as ``checked_limit`` gives it.
        clock: Seconds since the epoch.
        chance: A random number from 0 to 1.

    Attributes:
        attempts: How many there were, with the one under way.
    """

    __slots__ = ("_bound", "_chance", "_clock", "_limit", "_request", "attempts")

    def __init__(
        self,
        request: Request,
        limit: int,
        *,
        clock: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._request = request
        self._limit = limit
        self._clock = clock
        self._chance = chance
        self._bound = FIRST_PAUSE
        self.attempts = 1

    def pause(self, failure: Failure) -> float | None:
        """Give the seconds to wait before the next attempt; None where there is none."""
        if self.attempts > self._limit or not self._request.replayable:
            return None
        wait = self._asked(failure)
        if not self._is_safe(failure, asked=wait is not None):
            return None
        if wait is None:
            wait = self._chance() * self._bound
            self._bound = min(2 * self._bound, LONGEST_PAUSE)
        elif wait > LONGEST_WAIT:
            return None
        self.attempts += 1
        return wait

    def _is_safe(self, failure: Failure, *, asked: bool) -> bool:
        """Whether the failure may pass, and another attempt does no harm."""
        idempotent = _is_idempotent(self._request)
        if isinstance(failure, httpx.RequestError):
            return isinstance(failure, _BROKEN if idempotent else _NEVER_SENT)
        status = failure.status_code
        if idempotent:
            return status in _PASSING or 500 <= status <= 599
        # RFC 9110, sections 15.5.9 and 15.6.4: these were not acted on.
        return status in (408, 429) or (status == 503 and asked)

    def _asked(self, failure: Failure) -> float | None:
        """Give the seconds of ``Retry-After`` (RFC 9110, section 10.2.3); None without."""
        if isinstance(failure, httpx.RequestError):
            return None
        text: str = failure.headers.get("retry-after", "").strip()
        if _SECONDS.fullmatch(text):
            return float(text)
        try:
            when = parsedate_to_datetime(text).timestamp()
        except (ValueError, OverflowError):
            return None
        return max(0.0, when - self._clock())


def _is_idempotent(request: Request) -> bool:
    return request.method in _IDEMPOTENT or any(
        name.lower() == b"idempotency-key" and key for name, key in request.headers
    )
