"""Clients of every kind that drive an SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


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
