"""Compressed bodies are unpacked whole, in small pieces, and what is wrong with them is told."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime.compression import PIECE_BYTES, Decompressor, unsupported

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024


def raw_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def two_members(content: bytes) -> bytes:
    half = len(content) // 2
    return gzipped(content[:half]) + gzipped(content[half:])


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "X-GZIP": two_members,
    "deflate": zlib.compress,
    " deflate ,identity": raw_deflate,
    "gzip, deflate": lambda content: zlib.compress(gzipped(content)),
    "deflate,gzip": lambda content: gzipped(raw_deflate(content)),
    "identity": bytes,
    "": bytes,
}


def chunked(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def unpacked(encodings: str, chunks: list[bytes]) -> bytes:
    decompressor = Decompressor(encodings)
    pieces = [piece for chunk in chunks for piece in decompressor.feed(chunk)]
    decompressor.close()
    return b"".join(pieces)


@pytest.mark.parametrize("encodings", PACKERS)
@given(content=st.binary(max_size=3000), size=st.integers(1, 400))
def test_what_was_packed_comes_out_whatever_the_chunks(
    encodings: str, content: bytes, size: int
) -> None:
    packed = PACKERS[encodings](content)
    assert unpacked(encodings, chunked(packed, size)) == content


@given(content=st.binary(min_size=1, max_size=200), times=st.integers(1, 20_000))
def test_what_repeats_comes_out_whole(content: bytes, times: int) -> None:
    assert unpacked("gzip", [gzipped(content * times)]) == content * times


@pytest.mark.parametrize("encodings", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_is_unpacked_a_little_at_a_time(encodings: str) -> None:
    bomb = bytes(64 * MIB)
    for coding in encodings.split(", "):
        bomb = PACKERS[coding](bomb)
    count = largest = 0
    tracemalloc.start()
    for piece in Decompressor(encodings).feed(bomb):
        count += len(piece)
        largest = max(largest, len(piece))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 64 * MIB
    assert largest == PIECE_BYTES
    assert peak < MIB


def test_nothing_is_unpacked_before_it_is_asked_for() -> None:
    pieces = Decompressor("gzip").feed(gzipped(bytes(MIB)) + b"no gzip at all")
    assert next(pieces) == bytes(PIECE_BYTES)


@pytest.mark.parametrize("encodings", PACKERS)
def test_a_body_may_be_empty(encodings: str) -> None:
    assert unpacked(encodings, []) == b""


@pytest.mark.parametrize("encodings", ["gzip", "deflate", "gzip, deflate"])
@given(cut=st.integers(1, 10_000), content=st.binary(max_size=200))
def test_an_end_that_comes_too_early_is_told(
    encodings: str, cut: int, content: bytes
) -> None:
    packed = PACKERS[encodings](content)
    beginning = packed[: 1 + cut % (len(packed) - 1)]
    with pytest.raises(httpx.DecodingError, match="ends too early"):
        unpacked(encodings, [beginning])


@pytest.mark.parametrize(
    ("encodings", "body"),
    [
        ("gzip", b"data: not packed\n\n"),
        ("gzip", gzipped(b"data") + b"and more"),
        ("gzip", gzipped(b"data")[:-8] + bytes(8)),
        ("deflate", zlib.compress(b"data")[:-4] + bytes(4)),
        ("deflate", b"\xff"),
        ("gzip, gzip", gzipped(b"packed once")),
    ],
)
def test_a_body_that_is_something_else_is_told(encodings: str, body: bytes) -> None:
    with pytest.raises(httpx.DecodingError, match="the body does not decompress"):
        unpacked(encodings, [body])


@pytest.mark.parametrize("encodings", PACKERS)
def test_what_can_be_unpacked_is_not_unsupported(encodings: str) -> None:
    assert unsupported(encodings) is None


@pytest.mark.parametrize(
    ("encodings", "what"),
    [
        ("br", "br"),
        ("gzip, ZSTD", "zstd"),
        ("compress,deflate", "compress"),
        (", ".join(["gzip"] * 6), "6 codings"),
    ],
)
def test_what_cannot_be_unpacked_is_named(encodings: str, what: str) -> None:
    assert unsupported(encodings) == what
