# SPDX-License-Identifier: 0BSD
"""The connection under a response: may it serve another request, and how a wait on it is ended."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from ._http import httpx


class Connection:
    """The connection that a response came over."""

    __slots__ = ("_response", "_socket")

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        stream = response.extensions.get("network_stream")
        self._socket = None
        # The streams of HTTP/2 share one, and other transports have none.
        if stream is not None and response.http_version.startswith("HTTP/1"):
            self._socket = stream.get_extra_info("socket")

    @property
    def is_its_own(self) -> bool:
        """Whether there is one, and no other response comes over it."""
        return self._socket is not None

    @property
    def is_worth_keeping(self) -> bool:
        """Whether reading the response to its end frees the connection for another request."""
        return (
            self.is_its_own
            and self._response.http_version == "HTTP/1.1"
            and self._response.headers.get("connection", "").lower() != "close"
        )

    def shut_down(self) -> None:
        """End a read that waits, in whatever thread or task: it sees the end of the connection.

        The HTTP library closes the socket; this works on a duplicate of it, for TLS and the event
        loops wrap it in objects that refuse.
        """
        if self._socket is None or self._response.is_closed:
            return
        with (
            suppress(OSError),
            socket.socket(fileno=socket.dup(self._socket.fileno())) as duplicate,
        ):
            duplicate.shutdown(socket.SHUT_RDWR)


class Deadline:
    """Shuts a connection down unless its block is left in time, sync and async alike."""

    __slots__ = ("_timer",)

    def __init__(self, connection: Connection, seconds: float) -> None:
        self._timer = Timer(seconds, connection.shut_down)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
