# SPDX-License-Identifier: 0BSD
"""What users set for a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

if TYPE_CHECKING:
    from starlette.types import ASGIApp

KEEP_ALIVE: Final = 15.0
MAX_BODY_BYTES: Final = 16 * 1024 * 1024


class ServerOptions(TypedDict, total=False):
    """Options of a server."""

    keep_alive: float | None
    """Seconds of silence after which an event stream is sent a comment, so that nothing on the way
    takes the connection for dead: 15 unless told, None for never."""
    max_body_bytes: int
    """The largest body of a request that is read: 16 MiB unless told."""
    otherwise: ASGIApp
    """Answers what is none of the operations, and requests that do not ask for the stream at a path
    that also streams. Unless given, these are refused with 404, and with 400 or 406. If it is
    Starlette's or FastAPI's, its lifespan is run as well."""
