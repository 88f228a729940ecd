# SPDX-License-Identifier: 0BSD
"""Answers that are bytes: ``BinaryResponse`` blocks, ``AsyncBinaryResponse`` awaits."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Generic, Self, TypeAlias

from ._http import httpx
from .connection import C, Dropped, release, release_awaited
from .opening import AsyncCall, AsyncOpen, Open
from .response import connection_error, media_type

if TYPE_CHECKING:
    from collections.abc import Generator

    from .request import Request

FilePath: TypeAlias = str | os.PathLike[str]


class _Binary(Generic[C]):
    """What both tell about themselves.

    Attributes:
        response: The response; its body is this object's to read.
    """

    _chunks: C

    def __init__(
        self, response: httpx.Response, request: Request, dropped: Dropped[C]
    ) -> None:
        self.response = response
        self._request = request
        self._dropped = dropped
        self._begun = False
        self._broken: httpx.RequestError | None = None

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers

    @property
    def content_type(self) -> str:
        """The media type: lower case, no parameters; empty where the server gave none."""
        return media_type(self.response)

    def _held(self) -> bytes | None:
        """Give all bytes, where they were read; None where all are still to come.

        Raises:
            RuntimeError: Some were taken already, and are not held.
        """
        with suppress(httpx.ResponseNotRead):
            content: bytes = self.response.content
            return content
        if self._begun:
            raise RuntimeError("some bytes were taken from the stream already")
        self._begun = True
        return None

    @contextmanager
    def _reading(self) -> Generator[None]:
        """Turn the HTTP library's errors into ours. After one, all reading raises it again, for
        what was cut would look complete."""
        try:
            if self._broken is not None:
                raise self._broken
            yield
        except httpx.RequestError as error:
            self._broken = error
            raise connection_error(self._request, error) from error

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status_code} {self.content_type}>"

    def __del__(self) -> None:
        chunks: C | None = getattr(self, "_chunks", None)
        if chunks is not None:
            self._dropped.put(self.response, chunks)


class BinaryResponse(_Binary[Iterator[bytes]], Open):
    """Bytes, as they come: read them whole, loop over them, or save them to a file.

    The connection is free once all is read, or a ``with`` block is left. Dropping this ends it,
    and its place in the pool is free for the client's next call. A second loop goes on where the
    first was left.

    Reading raises:
        APIConnectionError: The connection broke before all had come.
    """

    def __init__(
        self,
        response: httpx.Response,
        request: Request,
        dropped: Dropped[Iterator[bytes]],
    ) -> None:
        super().__init__(response, request, dropped)
        self._chunks = response.iter_bytes()

    def read(self) -> bytes:
        """Give all bytes; again, if called again.

        Raises:
            RuntimeError: Some were taken otherwise, or this was closed before.
        """
        with self._reading():
            held = self._held()
            return self.response.read() if held is None else held

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the bytes in pieces, as they come."""
        return self

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        self._begun = True
        with self._reading():
            return next(self._chunks)

    def save(self, path: FilePath) -> None:
        """Write all bytes to a file, in pieces. It is there once it is whole, and not before.

        Raises:
            OSError: The file cannot be written.
            RuntimeError: Some bytes were taken already, or this was closed before.
        """
        with _written(path) as file:
            held = self._held()
            for chunk in self if held is None else (held,):
                file.write(chunk)

    def close(self) -> None:
        """Free the connection, ending it where not all was read.

        May be called again, and by another thread: a read that waits there ends.
        """
        release(self.response)


class AsyncBinaryResponse(_Binary[AsyncIterator[bytes]], AsyncOpen):
    """Bytes, as they come: read them whole, loop over them, or save them to a file.

    The connection is free once all is read, or an ``async with`` block is left. Dropping this ends
    it, and its place in the pool is free for the client's next call. A second loop goes on where
    the first was left.

    Reading raises:
        APIConnectionError: The connection broke before all had come.
    """

    def __init__(
        self,
        response: httpx.Response,
        request: Request,
        dropped: Dropped[AsyncIterator[bytes]],
    ) -> None:
        super().__init__(response, request, dropped)
        self._chunks = response.aiter_bytes()

    async def read(self) -> bytes:
        """Give all bytes; again, if called again.

        Raises:
            RuntimeError: Some were taken otherwise, or this was closed before.
        """
        with self._reading():
            held = self._held()
            return await self.response.aread() if held is None else held

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """Give the bytes in pieces, as they come."""
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        self._begun = True
        with self._reading():
            return await anext(self._chunks)

    async def save(self, path: FilePath) -> None:
        """Write all bytes to a file, in pieces. It is there once it is whole, and not before.

        Raises:
            OSError: The file cannot be written.
            RuntimeError: Some bytes were taken already, or this was closed before.
        """
        # Both HTTP libraries depend on it; it loads an event loop, which blocking users need not.
        from anyio import to_thread

        with _written(path) as file:
            held = self._held()
            if held is not None:
                await to_thread.run_sync(file.write, held)
                return
            async for chunk in self:
                await to_thread.run_sync(file.write, chunk)

    async def aclose(self) -> None:
        """Free the connection, ending it where not all was read.

        May be called again, and by another task: a read that waits there ends.
        """
        await release_awaited(self.response, self._chunks)


class AsyncBinaryCall(AsyncCall[AsyncBinaryResponse]):
    """A call that will give bytes: await it, or enter it with ``async with``.

    Nothing is sent before; and it is one call, so either of the two is done once.
    """

    __slots__ = ()


@contextmanager
def _written(path: FilePath) -> Generator[BinaryIO]:
    """Open a file that takes the place of the one at ``path`` when all went well."""
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:  # a pipe or a device, which cannot be replaced
            yield file
        return
    part = target.with_name(f".{os.urandom(8).hex()}.part")
    try:
        with part.open("xb") as file:
            if target.exists():
                shutil.copymode(target, part)
            yield file
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
