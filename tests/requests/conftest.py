"""A document with every kind of request, its SDK, and clients of both kinds that call it."""

from __future__ import annotations

import sys
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import anyio
import pytest
from tests.server import Reply

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tests.server import Request, Server

PACKAGE = "every_request_sdk"


class Send(Protocol):
    """Call a method of a client, and give what arrived."""

    def __call__(self, method: str, **arguments: Any) -> Request: ...


@pytest.fixture(scope="session")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder = tmp_path_factory.mktemp(PACKAGE)
    document = load(str(Path(__file__).with_name("every_request.yaml")))
    generated = generate(document, Config(package_name=PACKAGE))
    assert not generated.skipped
    for path, text in generated.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    invalidate_caches()
    yield import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture(params=["blocking", "asyncio"])
def send(request: pytest.FixtureRequest, sdk: ModuleType, server: Server) -> Send:

    def sent(method: str, **arguments: Any) -> Request:
        server.reply(Reply(204))
        resource, _, name = method.partition(".")

        async def run() -> None:
            async with sdk.AsyncClient(base_url=server.url) as client:
                await getattr(getattr(client, resource), name)(**arguments)

        if request.param == "asyncio":
            anyio.run(run)
        else:
            with sdk.Client(base_url=server.url) as client:
                getattr(getattr(client, resource), name)(**arguments)
        return server.requests[-1]

    return sent
