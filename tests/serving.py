"""Applications served by uvicorn on loopback, and the packages that they and their clients are."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING, Any

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator
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
