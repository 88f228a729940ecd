"""Recordings, served again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from .answers import is_visible
from .faults import Faults
from .script import in_pieces, recorded_steps
from .streaming import Streaming

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ..python.runtime.recording import Recording

_LEFT_OUT: Final = frozenset(
    {
        *("connection", "content-length", "date", "keep-alive", "server"),
        *("set-cookie", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers of a recording that are not for another connection, or for everybody."""


def recorded(
    recording: Recording,
    faults: Faults,
    *,
    delay: float | None = None,
    speed: float = 1.0,
) -> Streaming:
    """The response that was recorded.

    Args:
        recording: What came.
        faults: What goes wrong with its bytes.
        delay: Seconds before each chunk. None: they come as they came.
        speed: How many times as fast as they came; 0 is all at once.
    """
    headers = [
        (name.lower(), value)
        for name, value in recording.headers
        if is_visible(name, value) and name.lower() not in _LEFT_OUT
    ]
    steps = recorded_steps(recording, delay, speed)
    return Streaming(recording.status, headers, in_pieces(steps, faults))


def create_replay(recording: Recording, *, speed: float = 1.0) -> Starlette:
    """Make the ASGI application that answers every request with a recording.

    Pages of every origin may call it.

    Args:
        recording: What it answers.
        speed: How many times as fast as it came; 0 is all at once.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await recorded(recording, Faults(), speed=speed)(scope, receive, send)

    any_origin = Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["*"],
    )
    app = Starlette(middleware=[any_origin])
    app.router.default = answer
    return app
