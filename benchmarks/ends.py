"""What sends streams: ``python ends.py sender PACKAGE COUNT``, or ``mock DOCUMENT COUNT``.

The sender is a generated package, given by its folder, with a handler that does nothing but number
its events; the mock is that of a document. Each runs under uvicorn and prints its port.
"""

from __future__ import annotations

import socket
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import anyio.lowlevel
import uvicorn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BACKLOG = 4096
"""Connections that may wait to be accepted: all of them come at once."""


def sender(package: str, count: int) -> Any:
    """The generated server, as an ASGI application."""
    folder, _, name = package.rpartition("/")
    sys.path.insert(0, folder)
    server = import_module(f"{name}.server")
    events = import_module(f"{name}.events")

    class Numbers:
        async def chat_stream_text(
            self, request: object, /, **arguments: object
        ) -> AsyncIterator[Any]:
            for number in range(1, count + 1):
                # Others have their turn, as they have where a model writes the text.
                await anyio.lowlevel.checkpoint()
                yield events.TextEvent(data="a piece of the answer", id=str(number))

    return server.create_app(Numbers())


def mock(document: str, count: int) -> Any:
    """The mock, as an ASGI application."""
    from ssegen.load import load
    from ssegen.mock import MockOptions, create_app

    return create_app(load(document), MockOptions(count=count))


def main(app: Any) -> None:
    """Serve an application, and print the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as listener:
        print(listener.getsockname()[1], flush=True)
        config = uvicorn.Config(
            app, log_level="warning", lifespan="off", ws="none", backlog=BACKLOG
        )
        uvicorn.Server(config).run([listener])


if __name__ == "__main__":
    main({"sender": sender, "mock": mock}[sys.argv[1]](sys.argv[2], int(sys.argv[3])))
