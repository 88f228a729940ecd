"""Applications served by uvicorn on loopback, and clients of every kind that drive their SDKs."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import uvicorn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application from a thread; gives its URL."""
    # The socket listens before the server runs, so a request that is early waits for it.
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def importing(package: str, folder: Path) -> Iterator[ModuleType]:
    """Import a package from a folder that is on the path meanwhile."""
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        yield import_module(package)
    finally:
        sys.path.remove(str(folder))


class Blocking:
    """Drives the blocking client."""

    def __init__(self, sdk: ModuleType, url: str, **options: Any) -> None:
        self._open: Callable[[], Any] = lambda: sdk.Client(base_url=url, **options)

    def answer(self, call: Callable[[Any], Any]) -> Any:
        """What a call gives."""
        with self._open() as client:
            return call(client)

    def stream(self, call: Callable[[Any], Any]) -> tuple[list[Any], Any]:
        """All events of a call, and the stream when it has ended."""
        with self._open() as client, call(client) as stream:
            return list(stream), stream


class Awaiting:
    """Drives the awaiting client, on one of the event loops."""

    def __init__(self, backend: str, sdk: ModuleType, url: str, **options: Any) -> None:
        self._backend = backend
        self._open: Callable[[], Any] = lambda: sdk.AsyncClient(base_url=url, **options)

    def answer(self, call: Callable[[Any], Any]) -> Any:
        """What a call gives."""

        async def run() -> Any:
            async with self._open() as client:
                return await call(client)

        return anyio.run(run, backend=self._backend)

    def stream(self, call: Callable[[Any], Any]) -> tuple[list[Any], Any]:
        """All events of a call, and the stream when it has ended."""

        async def run() -> tuple[list[Any], Any]:
            async with self._open() as client, call(client) as stream:
                return [event async for event in stream], stream

        return anyio.run(run, backend=self._backend)


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def driver(request: pytest.FixtureRequest) -> Callable[..., Blocking | Awaiting]:
    """Make what drives an SDK: ``driver(sdk, url, **options)``."""
    backend: str = request.param

    def make(sdk: ModuleType, url: str, **options: Any) -> Blocking | Awaiting:
        if backend == "blocking":
            return Blocking(sdk, url, **options)
        return Awaiting(backend, sdk, url, **options)

    return make
