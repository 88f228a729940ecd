"""One way to call both clients, over both HTTP libraries."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from anyio.from_thread import start_blocking_portal

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.server import Server


class Trio:
    """Runs coroutines on trio, one after the other, as ``asyncio.Runner`` does on asyncio."""

    def __init__(self) -> None:
        self._opening = start_blocking_portal(backend="trio")
        self._portal = self._opening.__enter__()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        async def awaited() -> Any:
            return await coroutine

        return self._portal.call(awaited)

    def close(self) -> None:
        self._opening.__exit__(None, None, None)


class Caller:
    """Calls a client and waits, whichever face it has."""

    def __init__(self, runtime: Any, server: Server, face: str) -> None:
        self.runtime = runtime
        self.httpx = runtime.client.httpx
        self.awaits = face != "sync"
        self.api = runtime.API(
            "chat_sdk",
            servers=(runtime.Server(server.url + "/{version}", version="v1"),),
            schemes=(
                runtime.APIKey("api_key", header="X-API-Key"),
                runtime.BearerToken("token"),
                runtime.APIKey("cookie_key", cookie="sid"),
            ),
        )
        self.runner = Trio() if face == "trio" else asyncio.Runner()
        self.clients: list[Any] = []
        self.http_clients: list[Any] = []
        self.client = self.make()

    def make(self, *, credentials: Any = None, **options: Any) -> Any:
        kind = "AsyncRuntimeClient" if self.awaits else "RuntimeClient"
        options.setdefault("max_retries", 0)
        made = getattr(self.runtime, kind)(
            self.api, credentials=credentials or {}, variables={}, options=options
        )
        self.clients.append(made)
        return made

    def http_client(self, **options: Any) -> Any:
        kind = self.httpx.AsyncClient if self.awaits else self.httpx.Client
        self.http_clients.append(kind(**options))
        return self.http_clients[-1]

    def request(
        self, operation: Any, arguments: Any = None, client: Any = None, **options: Any
    ) -> Any:
        result = (client or self.client).request(operation, arguments or {}, options)
        return self.run(result)

    def run(self, result: Any) -> Any:
        """Give what a call gives, once awaited where it is to be."""
        return self.runner.run(result) if self.awaits else result

    def events(self, operation: Any, client: Any = None, **options: Any) -> list[Any]:
        """Give what a stream delivers."""
        return self._collected(operation, client, options)[1]

    def drained(self, operation: Any, client: Any = None, **options: Any) -> Any:
        """Give a stream at its end."""
        return self._collected(operation, client, options)[0]

    def _collected(
        self, operation: Any, client: Any, options: dict[str, Any]
    ) -> tuple[Any, list[Any]]:
        call = (client or self.client).stream(operation, {}, options)

        async def collected() -> tuple[Any, list[Any]]:
            async with call as stream:
                return stream, [event async for event in stream]

        if self.awaits:
            return self.runner.run(collected())
        with call as stream:
            return stream, list(stream)

    def close(self, client: Any) -> None:
        if self.awaits:
            self.runner.run(client.aclose())
        else:
            client.close()

    def end(self) -> None:
        for client in self.clients + self.http_clients:
            self.close(client)
        self.runner.close()
