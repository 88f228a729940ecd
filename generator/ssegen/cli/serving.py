"""Serving an application on this machine until it is interrupted."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
from typing import TYPE_CHECKING

import typer
import uvicorn

from ..diagnostics.text import printable
from .terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp


def serve_or_exit(
    make: Callable[[Callable[[str], None]], ASGIApp],
    host: str,
    port: int,
    *,
    path: str = "/",
) -> None:
    """Serve at an address, tell the URL in a line on stdout, and end with Ctrl-C.

    Where nothing can be served there, say why on stderr and exit with 2.

    Args:
        make: Gives the application; it takes what prints a line.
        host: A name or an address of this machine.
        port: 0 stands for any free one.
        path: Of the URL that is told.
    """

    def tell(line: str) -> None:
        try:
            print(printable(line), flush=True)
        except OSError:
            server.should_exit = True  # nobody reads it any more

    with _listening_or_exit(host, port) as listener:
        config = uvicorn.Config(
            make(tell),
            lifespan="off",
            log_level="error",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=0,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_fault)
        name = f"[{host}]" if ":" in host else host
        url = f"http://{name}:{listener.getsockname()[1]}{path}"

        class Server(uvicorn.Server):
            """Tells the URL when Ctrl-C would end it cleanly, and not before."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                tell(url)

        server = Server(config)
        # uvicorn raises the signal again when it has ended.
        with contextlib.suppress(KeyboardInterrupt):
            server.run([listener])


def _is_fault(record: logging.LogRecord) -> bool:
    """Whether this is an error of ours; that responses are cut, or cancelled, is meant."""
    kind = record.exc_info[0] if record.exc_info else None
    return kind is not None and issubclass(kind, Exception)


def _listening_or_exit(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        reason = reason.partition(" (while")[0]  # and then it repeats the address
        of_port = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
        advice = (
            "choose another --port, or 0 for any that is free"
            if of_port
            else "choose another --host"
        )
        where = f"{host}, port {port}"
        say(f"error: nothing can be served at {where}: {reason}; {advice}")
        raise typer.Exit(2) from None
