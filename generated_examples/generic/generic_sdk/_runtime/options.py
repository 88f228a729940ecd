# SPDX-License-Identifier: 0BSD
"""What users set for a client, or for one call."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict

from ._http import httpx

if TYPE_CHECKING:
    from .frame import Comment, Frame
    from .reconnect import Reconnect


class Omitted(enum.Enum):
    """The type of ``OMITTED``, where ``None`` would mean JSON's ``null``."""

    OMITTED = object()  # has no JSON, so that one inside a dict is refused

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return self.name

    def __reduce_ex__(self, protocol: object) -> tuple[object, ...]:
        return getattr, (Omitted, self.name)  # the value is another in each process


OMITTED: Final = Omitted.OMITTED
"""Leaves an argument out of the request."""

Scalar: TypeAlias = str | int | float | bool
Query: TypeAlias = Mapping[str, Scalar | Sequence[Scalar] | None]
"""A query: a sequence repeats the key, ``None`` leaves it out."""
Timeout: TypeAlias = float | httpx.Timeout | None
"""Seconds for each of connect, read, write and pool; ``None`` waits for ever."""

TIMEOUT: Final = httpx.Timeout(connect=10.0, read=300.0, write=60.0, pool=60.0)
"""In seconds, and made for streams: a model may think for minutes between two events."""


class _Options(TypedDict, total=False):
    base_url: str
    """Where the API lives, instead of what its document says."""
    timeout: Timeout
    headers: Mapping[str, str]
    """Sent with every request, unless the call says otherwise."""
    query: Query
    """Sent with every request, unless the call says otherwise."""
    max_retries: int
    """How often a request is sent again where that is safe and may help: 2 unless told."""


class ClientOptions(_Options, total=False):
    """Options of a client that blocks."""

    http_client: httpx.Client
    """Sends the requests. It stays yours: never closed, its timeout kept unless one is given."""


class AsyncClientOptions(_Options, total=False):
    """Options of a client that awaits."""

    http_client: httpx.AsyncClient
    """Sends the requests. It stays yours: never closed, its timeout kept unless one is given."""


class RequestOptions(TypedDict, total=False):
    """Options of one call. They win over all that the client and the arguments say."""

    timeout: Timeout
    extra_headers: Mapping[str, str]
    extra_query: Query
    extra_body: Mapping[str, object]
    """Properties laid over the JSON object in the body."""
    max_retries: int
    """How often the request is sent again where that is safe and may help."""


class StreamOptions(RequestOptions, total=False):
    """Options of one call that streams."""

    on_unknown: Literal["skip", "raise"]
    """What happens to an event that the document does not know: "raise" raises
    ``UnknownEventError``. Unless told, one of an unknown name is skipped, and one of an unknown tag
    is delivered as the ``Unknown`` of its union."""
    require_sentinel: bool
    """Whether ending without the sentinel raises ``StreamIncomplete``; true unless told."""
    max_event_bytes: int
    """The largest event that is taken, in bytes: 16 MiB unless told."""
    deadline: float
    """Seconds for the call and its stream until the end, attempts and pauses included; then
    ``StreamDeadlineExceeded`` is raised."""
    reconnect: Reconnect
    """How the stream goes on where it breaks off; unless given, that is raised."""
    last_event_id: str
    """From where to go on with an earlier stream: its ``last_event_id``."""
    on_frame: Callable[[Frame | Comment], object]
    """Called with every frame before its event is delivered, and with every comment."""


def check_known(options: Mapping[str, object], known: frozenset[str]) -> None:
    """See that options are known: a misspelt argument arrives as one of them.

    Raises:
        TypeError: One is not.
    """
    for name in options:
        if name not in known:
            raise TypeError(f"there is no argument and no option named {name!r}")


def checked_seconds(name: str, seconds: object) -> float:
    """Give a number of seconds.

    Raises:
        TypeError: It is no number.
        ValueError: It is not positive, or more than Python can wait.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise TypeError(f"{name} must be a number, not {type(seconds).__name__}")
    if not 0 < seconds <= TIMEOUT_MAX:
        raise ValueError(
            f"{name} must be positive, and at most {TIMEOUT_MAX:.0f}, not {seconds}"
        )
    return seconds


def checked_timeout(timeout: Timeout | Omitted) -> Timeout | Omitted:
    """Give a timeout that the HTTP library can keep.

    Raises:
        TypeError, ValueError: A part of it is none that ``checked_seconds`` gives.
    """
    if isinstance(timeout, httpx.Timeout):
        for part, seconds in timeout.as_dict().items():
            if seconds is not None:
                checked_seconds(f"timeout ({part})", seconds)
    elif timeout is not None and not isinstance(timeout, Omitted):
        checked_seconds("timeout", timeout)
    return timeout


def checked_size(name: str, size: object) -> int:
    """Give a number of bytes.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is not positive.
    """
    if isinstance(size, bool) or not isinstance(size, int):
        raise TypeError(f"{name} must be a whole number, not {type(size).__name__}")
    if size < 1:
        raise ValueError(f"{name} must be positive, not {size}")
    return size
