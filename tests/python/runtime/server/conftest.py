"""Servers of two kinds: uvicorn on asyncio, and hypercorn on trio."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import hypercorn.trio
import pytest
import trio
from hypercorn.config import Config
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.python.runtime.server.operations import Serve


@contextmanager
def serving_on_trio(app: Any) -> Iterator[str]:
    """Serve an ASGI application from a thread; gives its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]  # it closes that
    config.errorlog = None
    config.graceful_timeout = 0
    stop = trio.Event()
    entered = threading.Event()
    token: list[trio.lowlevel.TrioToken] = []

    async def main() -> None:
        token.append(trio.lowlevel.current_trio_token())
        entered.set()
        await hypercorn.trio.serve(app, config, shutdown_trigger=stop.wait)

    thread = threading.Thread(target=trio.run, args=(main,))
    thread.start()
    entered.wait()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        token[0].run_sync_soon(stop.set)
        thread.join()


@pytest.fixture(params=[serving, serving_on_trio], ids=["uvicorn", "trio"])
def serve(request: pytest.FixtureRequest) -> Serve:
    """What serves an application, from entering to leaving it."""
    function: Serve = request.param
    return function
