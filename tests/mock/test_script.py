"""The very bytes that a mock sends, and in which pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.mock import Faults
from ssegen.mock.script import Break, Pause, in_pieces, recorded_steps
from ssegen.python.runtime.recording import Chunk, Recording

from .conftest import spec

if TYPE_CHECKING:
    from .conftest import Mocking


@pytest.mark.parametrize(
    ("faults", "start"),
    [
        ("", b"id: 1\ndata: "),
        ("cr", b"id: 1\rdata: "),
        ("bom", b"\xef\xbb\xbfid: 1\n"),
        ("malformed=1", b"id: 1\ndata: {"),
        ("unknown=1", b'event: mock-unknown\ndata: {"type":"mock-unknown"}\n\nid: 1\n'),
        ("error=0", b"event: error\ndata: {"),
    ],
)
def test_faults_are_in_the_bytes(mocking: Mocking, faults: str, start: bytes) -> None:
    content = (
        mocking(spec("generic"))
        .client.get("/log", headers={"Mock-Fault": faults})
        .content
    )

    assert content.startswith(start)
    assert (b"\n" in content) is (faults != "cr")


def test_lines_of_json_end_by_cr_lf_where_cr_alone_is_no_end(mocking: Mocking) -> None:
    mocked = mocking(spec("fastapi_items"), faults=Faults(cr=True), count=3)
    headers = {"Authorization": "Bearer t"}

    lines = mocked.client.get("/stream/lines", headers=headers).content.split(b"\r\n")

    assert len(lines) == 4
    assert lines[-1] == b""


@given(st.lists(st.binary()), st.integers(0, 50))
def test_pieces_are_the_same_bytes(chunks: list[bytes], cut: int) -> None:
    whole = b"".join(chunks)

    split = list(in_pieces(chunks, Faults(split=True)))
    dripped = list(in_pieces(chunks, Faults(drip=0.5)))
    cut_off = list(in_pieces(chunks, Faults(cut_bytes=cut)))

    assert split == [whole[at : at + 1] for at in range(len(whole))]
    assert dripped == [step for piece in split for step in (piece, Pause(0.5))]
    assert b"".join(step for step in cut_off if isinstance(step, bytes)) == whole[:cut]
    assert (Break.CUT in cut_off) is (len(whole) >= cut and bool(chunks))


def test_a_recording_keeps_its_own_time_unless_told() -> None:
    chunks = (Chunk(0.5, b"a"), Chunk(0.75, b"b"))
    recording = Recording("GET", "/", 200, (), chunks, 1.0, complete=False)

    assert list(recorded_steps(recording, None)) == [
        *(Pause(0.5), b"a", Pause(0.25), b"b", Pause(0.25)),
        Break.CUT,
    ]
    assert next(recorded_steps(recording, None, speed=2.0)) == Pause(0.25)
    assert list(recorded_steps(recording, None, speed=0)) == [b"a", b"b", Break.CUT]
    assert list(recorded_steps(recording, 2.0)) == [
        *(b"a", Pause(2.0), b"b"),
        Break.CUT,
    ]
