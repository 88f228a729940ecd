# SPDX-License-Identifier: 0BSD
"""Calls that give something open, to be closed by those who asked for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from types import TracebackType


class Closable(Protocol):
    """What holds a connection until it is closed."""

    async def aclose(self) -> None: ...


C_co = TypeVar("C_co", bound=Closable, covariant=True)


class AsyncCall(Generic[C_co]):
    """A call that will give something open: await it, or enter it with ``async with``.

    Nothing is sent before; and it is one call, so either of the two is done once.
    """

    __slots__ = ("_open", "_opened")

    def __init__(self, open: Callable[[], Awaitable[C_co]]) -> None:
        self._open: Callable[[], Awaitable[C_co]] | None = open
        self._opened: C_co | None = None

    def __await__(self) -> Generator[object, object, C_co]:
        if self._open is None:
            raise RuntimeError("this call was made already: call the method again")
        open, self._open = self._open, None
        return (yield from open().__await__())

    async def __aenter__(self) -> C_co:
        self._opened = await self
        return self._opened

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._opened is not None:
            await self._opened.aclose()
