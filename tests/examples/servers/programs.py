"""The server programs of the examples, served over loopback, with models that misbehave."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import anyio
from generated_examples.regenerate import ROOT
from tests.serving import importing, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import ModuleType

    import pytest
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Served:
    """A program that is served: its module, the SDK of its example, and where it listens."""

    program: ModuleType
    sdk: ModuleType
    url: str


@contextmanager
def served(example: str, program: str) -> Iterator[Served]:
    """Serve a program of an example."""
    with importing(program, ROOT / "generated_examples" / example) as module:
        sdk = import_module(f"{example}_sdk")
        with serving(module.app) as url:
            yield Served(module, sdk, url)


def failing(
    monkeypatch: pytest.MonkeyPatch,
    server: Served,
    *words: str,
    status: int | None = None,
) -> None:
    """Let the model fail after some words, by a ``ServerError`` where there is a status."""
    failure: Exception = RuntimeError("a secret")
    if status is not None:
        error = import_module(f"{server.sdk.__name__}.server").ServerError
        failure = error("busy", status=status)

    async def reply(_: object) -> AsyncIterator[str]:
        for word in words:
            yield word
        raise failure

    monkeypatch.setattr(server.program, "reply", reply)


@contextmanager
def pausing(
    monkeypatch: pytest.MonkeyPatch, server: Served, handlers: Any
) -> Iterator[str]:
    """Serve handlers whose model waits, between its words, for three keep-alives.

    Gives the URL.
    """
    pause = _Pause(server.program.create_app(handlers, keep_alive=0.001), comments=3)
    monkeypatch.setattr(server.program, "reply", pause.reply)
    with serving(pause) as url:
        yield url


class _Pause:
    """An application around another, which sees the comments that this one sends."""

    def __init__(self, app: ASGIApp, comments: int) -> None:
        self._app = app
        self._left = comments
        self._over: anyio.Event | None = None

    async def reply(self, _: object) -> AsyncIterator[str]:
        yield "Hel"
        self._over = anyio.Event()
        await self._over.wait()
        yield "lo"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            await send(message)
            if self._over and message.get("body", b"").startswith(b":"):
                self._left -= 1
                if self._left == 0:
                    self._over.set()

        await self._app(scope, receive, watched)
