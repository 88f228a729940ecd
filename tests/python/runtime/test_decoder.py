"""The decoder against the cases of the standard, however the bytes are cut."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz import decoder as fuzz
from tests.vectors import VECTORS, Vector

from ssegen.python.runtime.decoder import Decoder
from ssegen.python.runtime.errors import EventTooLarge
from ssegen.python.runtime.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SMALL = 2_000
"""Bytes up to which a case is tried byte by byte and with every cut in two."""


EVERY = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)


def decode(decoder: Decoder, chunks: Iterable[bytes]) -> list[Frame]:
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    assert decoder.close() == []
    return frames


def cut(content: bytes, *positions: int) -> Iterator[bytes]:
    for start, end in pairwise((0, *positions, len(content))):
        yield content[start:end]


def sized(content: bytes, sizes: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield content[start : start + size]
        start += size
    yield content[start:]


def assert_as_expected(vector: Vector, chunks: Iterable[bytes]) -> None:
    decoder = vector.decoder()
    frames = decode(decoder, chunks)
    dispatched = [frame for frame in frames if frame.data is not None]
    assert [
        {
            "event": frame.name,
            "event_field": frame.event,
            "data": frame.text,
            "id": frame.id or "",
            "retry": frame.retry,
        }
        for frame in dispatched
    ] == [
        {
            "event": event["event"],
            "event_field": event["event_field"],
            "data": event["data"],
            "id": event["id"],
            "retry": event["retry"],
        }
        for event in vector.events
    ]
    assert decoder.reconnection_time == vector.reconnection_time
    assert (decoder.last_event_id or "") == vector.last_event_id
    assert all(frame.event is not None for frame in frames if frame.data is None)


@EVERY
def test_a_case_of_the_standard_holds_whole(vector: Vector) -> None:
    assert_as_expected(vector, [vector.content])


@EVERY
def test_a_case_of_the_standard_holds_byte_by_byte(vector: Vector) -> None:
    content = vector.content
    size = 1 if len(content) <= 1_000_000 else 17
    assert_as_expected(vector, sized(content, [size] * (len(content) // size)))


@EVERY
def test_a_case_of_the_standard_holds_for_every_cut_in_two(vector: Vector) -> None:
    length = len(vector.content)
    step = 1 if length <= SMALL else length // 23
    for position in range(0, length + 1, step):
        assert_as_expected(vector, cut(vector.content, position))


@pytest.mark.parametrize(
    "vector",
    [vector for vector in VECTORS if vector.chunk_sizes],
    ids=lambda vector: vector.name,
)
def test_a_case_of_the_standard_holds_for_its_own_cuts(vector: Vector) -> None:
    assert_as_expected(vector, sized(vector.content, vector.chunk_sizes))


STARTS = (
    *(b"", b"data", b"data: ", b"data: x", b"data:  \xff", b"datax: 1", b"d", b"event"),
    *(
        b"event: e",
        b"event: \xc3\xa9\xe2\x80\xa8",
        b"id: 1",
        b"id: \0",
        b"id",
        b"retry: 1",
    ),
    *(b"retry: x", b": x", b":", b" ", b"x", b"\xef", b"\xef\xbb\xbf", b"data: xxxxxx"),
)
ENDS = (b"\n", b"\r", b"\r\n", b"\n\n", b"\r\n\r\n", b"")
LINES = st.tuples(st.sampled_from(STARTS), st.sampled_from(ENDS)).map(b"".join)


@settings(max_examples=500)
@given(
    kind=st.sampled_from(fuzz.EVENT_STREAMS),
    limit=st.just(0) | st.integers(1, 12),
    sizes=st.sampled_from([0x00, 0x01, 0x12, 0xFF]),
    lines=st.lists(LINES, max_size=20),
)
def test_any_bytes_decode_by_the_letter_however_they_are_cut(
    kind: int, limit: int, sizes: int, lines: list[bytes]
) -> None:
    fuzz.check(bytes((kind, limit, sizes)) + b"".join(lines))


@pytest.mark.parametrize("blank", [b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r", b"\r\r\n"])
@pytest.mark.parametrize(
    "before", [b"", b"data: a", b"data: a\n", b"event: e\nid: 1\ndata: b\r\n"]
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_frame_whose_blank_line_has_arrived_never_waits(
    blank: bytes, before: bytes, size: int
) -> None:
    decoder = Decoder()
    content = before + b"\ndata: x" + blank
    chunks = list(sized(content, [size] * (len(content) // size)))
    frames = [frame for chunk in chunks for frame in decoder.feed(chunk)]
    assert frames[-1].text.endswith("x")


def test_a_named_block_without_data_is_a_frame_and_an_unnamed_one_is_not() -> None:
    content = b"event: ping\n\nid: 1\n\nretry: 5\n\n: comment\n\nevent\nid: 2\n\n"
    decoder = Decoder()
    assert decode(decoder, [content]) == [Frame("ping"), Frame("", None, "2")]
    assert (decoder.last_event_id, decoder.reconnection_time) == ("2", 5)


@pytest.mark.parametrize(
    ("content", "pending"),
    [
        (b"", False),
        (b"data: a\n\n", False),
        (b"data", True),
        (b"data: a\n", True),
        (b"event: a\n", True),
        (b"id: 1\n", True),
        (b"retry: 1\n", False),
        (b": comment", False),
        (b"unknown", False),
        (b"\xef\xbb", False),
    ],
)
def test_what_was_pending_at_the_end_is_told(content: bytes, pending: bool) -> None:
    for chunks in (
        [content],
        [content[:1], content[1:]],
        sized(content, [1] * len(content)),
    ):
        decoder = Decoder()
        decode(decoder, chunks)
        assert decoder.pending is pending


def too_large(*chunks: bytes, limit: int) -> list[Frame]:
    """Feed until something is too large; give the frames before."""
    decoder = Decoder(max_event_bytes=limit)
    frames: list[Frame] = []
    with pytest.raises(EventTooLarge, match="max_event_bytes"):
        for chunk in chunks:
            frames += decoder.feed(chunk)
        decoder.close()
    with pytest.raises(EventTooLarge):
        decoder.feed(b"\n\n")
    return frames


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "content",
    [
        b"data: 12345678901\n\n",
        b"data: 12345\ndata: 67890\n\n",
        b"data\n" * 12 + b"\n",
        b"event: 12345678901\n\n",
        b"id: 12345678901\n\n",
        b"data: " + b"x" * 100,
    ],
)
def test_what_is_too_large_is_refused_after_the_frames_before_it(
    content: bytes, size: int
) -> None:
    content = b"data: 1234567890\n\n" + content
    chunks = list(sized(content, [size] * (len(content) // size)))
    assert too_large(*chunks, b"", limit=10) == [Frame(None, b"1234567890")]


@pytest.mark.parametrize("line", [b":", b"unknown: ", b"dat: ", b"\xff"])
def test_a_line_that_means_nothing_may_be_endless(line: bytes) -> None:
    decoder = Decoder(max_event_bytes=10)
    frames = decode(
        decoder, [b"data: a\n", line, *[b"x" * 100] * 100, b"\n", b"\ndata: b\n\n"]
    )
    assert frames == [Frame(None, b"a"), Frame(None, b"b")]
    assert not decoder.pending


def test_a_number_longer_than_python_reads_is_no_retry() -> None:
    decoder = Decoder()
    assert decode(decoder, [b"retry: " + b"9" * 100_000 + b"\ndata: x\n\n"]) == [
        Frame(None, b"x")
    ]


def test_a_resumed_response_goes_on_with_the_id_it_was_given() -> None:
    decoder = Decoder(last_event_id="7")
    assert decode(decoder, [b"data: x\n\n"]) == [Frame(None, b"x", "7")]


def test_a_frame_reads_as_text() -> None:
    assert Frame(None, b"caf\xe9").text == "caf\N{REPLACEMENT CHARACTER}"
    assert (Frame("x").text, Frame("x").name, Frame("").name) == ("", "x", "message")
