"""What was opened and dropped without being closed, over both HTTP libraries."""

from __future__ import annotations

import gc
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Action, Reply

if TYPE_CHECKING:

    from tests.python.runtime.caller import Caller
    from tests.server import Server


@pytest.fixture(params=["sync", "asyncio", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", ["stream", "binary"])
def test_its_connection_ends_and_its_place_in_the_pool_is_free(
    server: Server, caller: Caller, kind: str, recwarn: pytest.WarningsRecorder
) -> None:
    warnings.simplefilter("always")
    media_type = "text/event-stream" if kind == "stream" else "image/png"
    body: list[Any] = [b"data: a\n\n", Action.HANG]
    server.reply(*[Reply(headers={"content-type": media_type}, body=body)] * 3)
    operations = {
        "stream": caller.runtime.StreamOperation("GET", "/feed"),
        "binary": caller.runtime.BinaryOperation("GET", "/file", accept="image/png"),
    }
    limits = caller.httpx.Limits(max_connections=1)
    client = caller.make(http_client=caller.http_client(limits=limits, timeout=10))
    open = getattr(client, kind)

    async def awaited() -> None:
        opened = await open(operations[kind], {}, {})
        async for _ in opened:
            break

    def blocking() -> None:
        for _ in open(operations[kind], {}, {}):
            break

    for number in range(3):
        if caller.awaits:
            caller.runner.run(awaited())
        else:
            blocking()
        gc.collect()
        server.wait_closed(number)
    assert [str(warning.message) for warning in recwarn] == []
