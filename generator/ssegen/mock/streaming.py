"""Responses that are sent step by step."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import anyio
import anyio.lowlevel

from .script import Break, Pause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Receive, Scope, Send

    from .script import Step

_READ: Final = 0.1
"""Seconds before a cut: when a connection breaks, browsers drop what has come and is not read."""


class Streaming:
    """An ASGI response of steps; the next one is asked for when the last one was taken.

    Args:
        status: Of the response.
        headers: Of the response, names in lower case.
        steps: What is sent. A response that is cut is left unfinished, and the server closes the
            connection.

    Attributes:
        ended: How it ended: empty as it should, else in words.
        size: How many bytes of the body were sent.
    """

    def __init__(
        self,
        status: int,
        headers: Iterable[tuple[str, str]],
        steps: Iterable[Step],
    ) -> None:
        self.ended = "broken off"
        self.size = 0
        self._status = status
        self._headers = [(n.encode(), v.encode()) for n, v in headers]
        self._steps = steps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_left, receive, tasks.cancel_scope)
            with suppress(OSError):  # how servers may tell that the client has left
                await self._send(scope, send)
            tasks.cancel_scope.cancel()

    async def _send(self, scope: Scope, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self._status,
                "headers": self._headers,
            }
        )
        if scope["method"] != "HEAD":
            for step in self._steps:
                match step:
                    case bytes():
                        await _send_piece(send, step)
                        self.size += len(step)
                        # Others may be served between two pieces, however fast this client reads.
                        await anyio.lowlevel.checkpoint()
                    case Pause(seconds):
                        await anyio.sleep(seconds)
                    case Break.STALL:
                        await anyio.sleep_forever()
                    case Break.CUT:
                        await anyio.sleep(_READ)
                        self.ended = "cut"
                        return
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        self.ended = ""


async def _send_piece(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _until_left(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
