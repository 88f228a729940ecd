# SPDX-License-Identifier: 0BSD
"""Compressed bodies, unpacked within bounds.

A chunk of 64 KiB may unpack to 64 MiB, and the HTTP library gives that in one piece. Here it comes
piece by piece, so that whoever counts bytes can stop in between.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final, Protocol

from ._http import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE_BYTES: Final = 64 * 1024
"""The most that is unpacked at once."""
# zlib copies what it leaves of its input at every call, so it is given little at a time.
_INPUT_BYTES: Final = 4096
# Each could be a thousand times what the next one unpacks to; servers send one.
_MOST_CODINGS: Final = 5


def unsupported(encodings: str) -> str | None:
    """Give what is asked too much by a ``Content-Encoding``; None where it can be unpacked.

    Args:
        encodings: The header's value (RFC 9110, section 8.4), empty where there is none.
    """
    codings = _codings(encodings)
    if len(codings) > _MOST_CODINGS:
        return f"{len(codings)} codings"
    return next((name for name in codings if name not in _UNPACKERS), None)


class Decompressor:
    """Unpacks one body: ``gzip`` (RFC 1952), ``deflate`` (RFC 1950, or 1951 as some send it), or
    several of these after each other.

    Args:
        encodings: The value of ``Content-Encoding``, of which nothing is ``unsupported``.
    """

    __slots__ = ("_unpackers",)

    def __init__(self, encodings: str) -> None:
        # They are listed in the order in which they were applied.
        self._unpackers = [_UNPACKERS[name]() for name in _codings(encodings)[::-1]]

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Give what a chunk unpacks to, in pieces of at most ``PIECE_BYTES``.

        Take all of them before the next chunk is fed. Where nothing is compressed, the chunk
        itself is the piece.

        Raises:
            httpx.DecodingError: It is not what the encodings say.
        """
        pieces: Iterable[bytes] = (chunk,)
        for unpacker in self._unpackers:
            pieces = unpacker.unpack(pieces)
        return iter(pieces)

    def close(self) -> None:
        """Take the end of the body.

        Raises:
            httpx.DecodingError: It came too early.
        """
        if not all(unpacker.complete for unpacker in self._unpackers):
            raise httpx.DecodingError("the compressed body ends too early")


class _Member(Protocol):
    """What ``zlib.decompressobj`` gives, whose type has no public name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Inflate:
    """``deflate``, with or without zlib's header."""

    __slots__ = ("_member",)

    def __init__(self) -> None:
        self._member: _Member | None = None

    @property
    def complete(self) -> bool:
        """Whether the end may come here."""
        return self._member is None

    def unpack(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            for start in range(0, len(piece), _INPUT_BYTES):
                try:
                    yield from self._inflate(piece[start : start + _INPUT_BYTES])
                except zlib.error as error:
                    raise httpx.DecodingError(
                        f"the body does not decompress: {error}"
                    ) from error

    def _inflate(self, packed: bytes) -> Iterator[bytes]:
        full = False
        # zlib may hold back output although it has taken all input.
        while packed or full:
            if self._member is None:
                self._member = zlib.decompressobj(self._window(packed[0]))
            unpacked = self._member.decompress(packed, PIECE_BYTES)
            packed, full = self._member.unconsumed_tail, len(unpacked) == PIECE_BYTES
            if self._member.eof:
                # RFC 1952, section 2.2: another member may follow.
                packed, full, self._member = self._member.unused_data, False, None
            if unpacked:
                yield unpacked

    def _window(self, first: int) -> int:
        # RFC 1950, section 2.2: the lower half of the first byte is 8. As the beginning of deflate
        # data it would be padding that is not zero.
        return zlib.MAX_WBITS if first & 0x0F == 8 else -zlib.MAX_WBITS


class _Gunzip(_Inflate):
    """``gzip``."""

    __slots__ = ()

    def _window(self, first: int) -> int:
        return 16 + zlib.MAX_WBITS


_UNPACKERS: Final[dict[str, type[_Inflate]]] = {
    "deflate": _Inflate,
    "gzip": _Gunzip,
    "x-gzip": _Gunzip,
}


def _codings(encodings: str) -> list[str]:
    names = [name.strip().lower() for name in encodings.split(",")]
    return [name for name in names if name not in ("", "identity")]
