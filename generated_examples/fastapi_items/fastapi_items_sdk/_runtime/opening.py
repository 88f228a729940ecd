# SPDX-License-Identifier: 0BSD
"""What is open until it is closed, and calls that give such a thing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator
    from types import TracebackType


class Open(ABC):
    """What leaving a ``with`` block closes."""

    __slots__ = ()

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncOpen(ABC):
    """What leaving an ``async with`` block closes."""

    __slots__ = ()

    @abstractmethod
    async def aclose(self) -> None: ...

    async def close(self) -> None:
        """The same as ``aclose``."""
        await self.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()


C_co = TypeVar("C_co", bound=AsyncOpen, covariant=True)


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
