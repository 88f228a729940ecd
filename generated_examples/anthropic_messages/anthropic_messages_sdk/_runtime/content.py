# SPDX-License-Identifier: 0BSD
"""Bytes of the caller's that a request carries: files, and whole bodies read while they are sent.

A ``Source`` is such bytes from one place. ``Pieces`` are several one after another; they are what
an HTTP client reads. Nothing is opened before that, and a file is closed by the one who opened it.
"""

from __future__ import annotations

import io
import os
import stat
from collections.abc import AsyncIterable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import iscoroutinefunction
from typing import IO, TYPE_CHECKING, TypeAlias, TypeGuard, cast

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

_Data: TypeAlias = "bytes | os.PathLike[str] | IO[bytes]"

File: TypeAlias = (
    "_Data | tuple[str | None, _Data] | tuple[str | None, _Data, str | None]"
)
"""A part of a form: bytes, a path or a file opened for reading bytes, alone or in a tuple after
its file name and before its media type. A ``str`` is never a path."""

Content: TypeAlias = "_Data | Iterable[bytes] | AsyncIterable[bytes]"
"""A whole body. Only the awaiting client reads an ``AsyncIterable``."""

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes from one place, read while they are sent.

    Attributes:
        read: Gives them, from the beginning each time where they are replayable.
        length: In bytes; None where only reading tells.
        replayable: They can be read again.
    """

    read: Callable[[], Iterable[bytes] | AsyncIterable[bytes]]
    length: int | None
    replayable: bool
    awaited: bool = False
    """Reading them takes an event loop."""


def source(name: str, content: object) -> Source:
    """Give the bytes of an argument, without reading any.

    Raises:
        TypeError: It is nothing that gives bytes.
        OSError: A file cannot be looked at.
    """
    match content:
        case str():
            return source(name, content.encode())
        case bytes() | bytearray() | memoryview():
            data = bytes(cast("bytes", content))
            return Source(lambda: (data,), len(data), True)
        case os.PathLike():
            return _from_path(cast("os.PathLike[str]", content))
        case io.TextIOBase():
            raise TypeError(f"{name} is a file of text: open it with mode 'rb'")
        case _ if is_file(content):
            return _from_file(content)
        case AsyncIterable():
            awaited = cast("AsyncIterable[bytes]", content)
            return Source(lambda: awaited, None, False, awaited=True)
        case Iterable() if not isinstance(content, Mapping):
            pieces = cast("Iterable[bytes]", content)
            # Another iterable may have nothing left the second time, and the body would be empty.
            return Source(lambda: pieces, None, isinstance(content, Collection))
        case _:
            raise TypeError(
                f"{name} must be bytes, a path, a file or an iterable of bytes,"
                f" not {type(content).__name__}"
            )


def is_data(value: object) -> bool:
    """Tell whether a value is bytes, text, or a file that holds them."""
    return isinstance(
        value, str | bytes | bytearray | memoryview | os.PathLike
    ) or is_file(value)


def is_file(value: object) -> TypeGuard[IO[bytes]]:
    """Tell whether a value is read as files are.

    What gives no lines but pieces of its own, such as an answer of bytes, is an iterable instead.
    """
    read = getattr(value, "read", None)
    if not callable(read) or iscoroutinefunction(read):
        return False
    return hasattr(value, "readline") or not isinstance(value, Iterable)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bytes from one place after another, as the body of a request.

    Attributes:
        said: How many there are, as the user says who knows; reading others raises ValueError.
    """

    sources: tuple[Source, ...]
    said: int | None = None

    @property
    def length(self) -> int | None:
        """In bytes; None where only reading tells."""
        total = 0
        for one in self.sources:
            if one.length is None:
                return None
            total += one.length
        return total

    @property
    def replayable(self) -> bool:
        """Whether all of it can be read again."""
        return all(one.replayable for one in self.sources)

    def blocking(self) -> Iterable[bytes]:
        """Give what a blocking client reads.

        Raises:
            TypeError: A part of it takes an event loop.
        """
        if any(one.awaited for one in self.sources):
            raise TypeError(
                "an async iterable cannot be sent by the blocking client: give it an iterable, or"
                " use the async client"
            )
        return _Blocking(self)

    def awaiting(self) -> AsyncIterable[bytes]:
        """Give what an awaiting client reads."""
        return _Awaiting(self)


@dataclass(frozen=True, slots=True)
class _Blocking:
    pieces: Pieces

    def __iter__(self) -> Iterator[bytes]:
        count = _Count(self.pieces.said)
        for one in self.pieces.sources:
            pieces = one.read()
            assert not isinstance(pieces, AsyncIterable)
            for piece in pieces:
                yield count.checked(piece)
        count.end()


@dataclass(frozen=True, slots=True)
class _Awaiting:
    pieces: Pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = _Count(self.pieces.said)
        for one in self.pieces.sources:
            pieces = one.read()
            if isinstance(pieces, AsyncIterable):
                async for piece in pieces:
                    yield count.checked(piece)
            else:
                for piece in pieces:
                    yield count.checked(piece)
        count.end()


class _Count:
    """Compares what is sent with what was said of it: HTTP cannot take back a length."""

    __slots__ = ("_said", "_sent")

    def __init__(self, said: int | None) -> None:
        self._said = said
        self._sent = 0

    def checked(self, piece: object) -> bytes:
        if not isinstance(piece, bytes | bytearray | memoryview):
            raise TypeError(
                f"the body gave a piece that is a {type(piece).__name__}: bytes are sent"
            )
        content = bytes(cast("bytes", piece))
        self._sent += len(content)
        if self._said is not None and self._sent > self._said:
            raise self._wrong("more")
        return content

    def end(self) -> None:
        if self._said is not None and self._sent < self._said:
            raise self._wrong("less")

    def _wrong(self, how: str) -> ValueError:
        return ValueError(
            f"the body is {how} than the {self._said} bytes that 'Content-Length' says: leave"
            " it out"
        )


def _from_path(path: os.PathLike[str]) -> Source:
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        return Source(partial(_opened, path, None), None, False)
    return Source(partial(_opened, path, status.st_size), status.st_size, True)


def _opened(path: os.PathLike[str], length: int | None) -> Iterator[bytes]:
    with open(path, "rb") as file:
        yield from _chunks(file, length)


def _from_file(file: IO[bytes]) -> Source:
    if not _is_seekable(file):
        return Source(partial(_chunks, file, None), None, False)
    start = file.tell()
    length = max(file.seek(0, os.SEEK_END) - start, 0)
    file.seek(start)
    return Source(partial(_from_start, file, start, length), length, True)


def _from_start(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    file.seek(start)
    yield from _chunks(file, length)


def _chunks(file: IO[bytes], length: int | None) -> Iterator[bytes]:
    """Read a file to its end, or so many bytes of one that goes on growing."""
    if length is None:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
        return
    while length and (chunk := file.read(min(CHUNK_BYTES, length))):
        length -= len(chunk)
        yield chunk
    if length:
        raise OSError("a file became shorter while it was sent")


def _is_seekable(file: IO[bytes]) -> bool:
    seekable = getattr(file, "seekable", None)
    return callable(seekable) and bool(seekable())
