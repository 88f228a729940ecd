from __future__ import annotations

import asyncio
import io
import os
import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime.content import CHUNK_BYTES, Pieces, source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


class Letters:
    """Looks new to everyone who asks, and is gone after the first."""

    def __init__(self) -> None:
        self.left = [b"b", b"a"]

    def __iter__(self) -> Iterator[bytes]:
        while self.left:
            yield self.left.pop()


class AwaitedLetters(Letters):
    __iter__ = None  # type: ignore[assignment]  # it is only awaited

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.left:
            yield self.left.pop()


class Download(Letters):
    """Reads all there is, as answers of bytes do."""

    def read(self) -> bytes:
        return b"".join(self)


class AsyncFile:
    """Reads as anyio's files do."""

    async def read(self, size: int = -1) -> bytes:
        raise NotImplementedError

    def readline(self) -> bytes:
        raise NotImplementedError

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"


class Upload:
    """Reads as the files of web frameworks do."""

    async def read(self, size: int = -1) -> bytes:
        raise NotImplementedError


class OneWay(io.BytesIO):
    def seekable(self) -> bool:
        return False


def pieces(*contents: Any) -> Pieces:
    return Pieces(tuple(source("body", content) for content in contents))


def read(body: Pieces) -> bytes:
    """What either client reads; a body that needs an event loop is read by the awaiting one."""

    async def awaited() -> bytes:
        return b"".join([piece async for piece in body.awaiting()])

    return asyncio.run(awaited())


@given(st.lists(st.binary()))
def test_bytes_are_read_one_after_another_by_both_clients(
    contents: list[bytes],
) -> None:
    body = pieces(*contents)
    assert b"".join(body.blocking()) == read(body) == b"".join(contents)
    assert body.length == len(b"".join(contents))
    assert body.replayable


def test_what_can_be_read_again_is(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"ab" * CHUNK_BYTES)
    with path.open("rb") as file:
        file.read(2)
        for body, length in (
            (pieces(path), 2 * CHUNK_BYTES),
            (pieces(file), 2 * CHUNK_BYTES - 2),
            (pieces(io.BytesIO(b"ab")), 2),
            (pieces("ü"), 2),
            (pieces(bytearray(b"ab")), 2),
            (pieces([b"a", b"b"]), None),
            (pieces({b"a": 1, b"b": 2}.keys()), None),
            (pieces(b"a", path), 2 * CHUNK_BYTES + 1),
        ):
            assert body.replayable
            assert body.length == length
            assert read(body) == read(body) != b""


def test_what_is_gone_once_it_is_read_cannot_be_sent_again() -> None:
    async def awaited() -> AsyncIterator[bytes]:
        yield b"a"

    for content in (iter([b"a"]), OneWay(b"a"), awaited()):
        body = pieces(b"before", content)
        assert not body.replayable
        assert body.length is None
        assert read(body) == b"beforea"


@pytest.mark.parametrize("kind", [Letters, AwaitedLetters, Download, AsyncFile])
def test_what_may_be_gone_once_it_is_read_is_not_sent_again(kind: Any) -> None:
    body = pieces(kind())
    assert not body.replayable
    assert body.length is None
    assert read(body) == b"ab"


def test_a_file_that_grows_is_sent_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"ab")
    with path.open("rb") as file:
        both = pieces(path, file)
        with path.open("ab") as log:
            log.write(b"c")
        assert both.length == 4
        assert read(both) == b"abab"


def test_a_file_that_shrinks_is_an_error_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"ab")
    body = pieces(path)
    path.write_bytes(b"a")
    with pytest.raises(OSError, match="became shorter while it was sent"):
        list(body.blocking())


def test_a_large_file_is_never_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(100 * CHUNK_BYTES)
    assert {len(piece) for piece in pieces(path).blocking()} == {CHUNK_BYTES}


def test_a_path_that_is_no_file_has_no_length(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    body = pieces(path)
    assert (body.length, body.replayable) == (None, False)
    writing = threading.Thread(target=path.write_bytes, args=(b"ab",))
    writing.start()
    assert b"".join(body.blocking()) == b"ab"
    writing.join()


def test_a_file_that_is_not_there_is_told_before_anything_is_sent(
    tmp_path: Path,
) -> None:
    with pytest.raises(FileNotFoundError):
        pieces(tmp_path / "absent")


def test_a_blocking_client_takes_no_async_iterable() -> None:
    with pytest.raises(TypeError, match="cannot be sent by the blocking client"):
        pieces(b"a", AwaitedLetters()).blocking()


def test_a_file_of_text_is_refused() -> None:
    with pytest.raises(TypeError, match="open it with mode 'rb'"):
        pieces(io.StringIO("a"))


@pytest.mark.parametrize("content", [1, {"a": b"b"}, None, Upload()])
def test_what_gives_no_bytes_is_refused(content: object) -> None:
    with pytest.raises(TypeError, match="body must be bytes, a path, a file or an"):
        pieces(content)


def test_a_piece_that_is_no_bytes_is_refused() -> None:
    with pytest.raises(TypeError, match="a piece that is a str: bytes are sent"):
        list(pieces(["text"]).blocking())
