"""An observation sees what an SDK sees, and goes on where that stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.faults.recording import RECORDING
from tests.python.runtime.streams import CHAT

from ssegen.live import Observation
from ssegen.python.runtime import Comment, Frame
from ssegen.python.runtime.recording import Chunk

if TYPE_CHECKING:
    from ssegen.conformance import Problem
    from ssegen.live import Seen

EVENTS = (("content-type", "text/event-stream"),)
BAD = b'event: chat\ndata: {"content": []}\n\n'


def conforming(frame: Frame) -> tuple[Problem, ...]:
    return ()


def observed(
    *chunks: bytes, headers: tuple[tuple[str, str], ...] = EVENTS
) -> tuple[list[Seen], Observation]:
    observation = Observation(CHAT, conforming)
    timed = [Chunk(float(number), data) for number, data in enumerate(chunks, 1)]
    return [*observation.seen(headers, iter(timed))], observation


@given(st.lists(st.integers(0, len(RECORDING)), max_size=9).map(sorted))
def test_what_is_seen_does_not_depend_on_how_the_bytes_are_cut(cuts: list[int]) -> None:
    ends = [*cuts, len(RECORDING)]
    pieces = [RECORDING[a:b] for a, b in zip([0, *cuts], ends, strict=True)]
    cut, observation = observed(*pieces)
    whole, _ = observed(RECORDING)
    assert [(s.item, s.event, s.failure) for s in cut] == [
        (s.item, s.event, s.failure) for s in whole
    ]
    assert observation.completed


def test_what_came_is_as_old_as_the_chunk_that_ended_it() -> None:
    seen, observation = observed(b": a\n\nevent: pi", b"ng\n\n", b"data: [DONE]\n\n")
    assert [(s.at, type(s.item)) for s in seen] == [
        *((1.0, Comment), (2.0, Frame), (3.0, Frame))
    ]
    assert [s.is_sentinel for s in seen] == [False, False, True]
    assert observation.seconds == 3.0


def test_what_the_sdk_cannot_decode_counts_and_the_next_event_comes() -> None:
    seen, observation = observed(BAD + b"event: ping\n\n" + BAD, b"data: [DONE]\n\n")
    assert [bool(s.failure) for s in seen] == [True, False, True, False]
    assert (observation.event_count, observation.bad_frames) == (1, 2)
    assert observation.completed
    assert not observation.conforms


def test_an_event_without_a_name_that_the_document_knows_is_skipped() -> None:
    seen, observation = observed(b"event: new\ndata: {}\n\ndata: [DONE]\n\n")
    assert seen[0].failure == "skipped: the document has no event of this name"
    assert not observation.conforms


def test_without_a_media_type_it_is_what_was_asked_for() -> None:
    seen, observation = observed(b"event: ping\n\ndata: [DONE]\n\n", headers=())
    assert [s.failure for s in seen] == ["", ""]
    assert observation.completed
