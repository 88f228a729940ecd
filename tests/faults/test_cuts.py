"""A recorded stream, cut at every byte: ended there in every way, and sent in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.faults.endings import ENDINGS, clean_end
from tests.faults.fault import stream
from tests.faults.recording import (
    COMPLETE,
    RECORDING,
    SIZES,
    after_cut,
    is_inside_event,
)

if TYPE_CHECKING:
    from tests.faults.endings import Ending
    from tests.faults.observer import Observer
    from tests.server import Server


@pytest.mark.parametrize("ending", ENDINGS)
def test_of_a_stream_that_ends_at_any_byte_whole_events_are_delivered_and_the_end_is_told(
    observer: Observer, server: Server, ending: Ending
) -> None:
    for size in SIZES:
        server.reply(ending(RECORDING[:size]))
        outcome = observer.observe("chat")

        expected = after_cut(size, ENDINGS[ending])
        assert (size, outcome.summary) == (size, expected)
        assert outcome.stream.event_count == len(expected.events), size
        assert outcome.closed, size
        if outcome.error:
            assert outcome.error.event_count == len(expected.events), size
            assert outcome.error.last_event_id == expected.last_event_id, size
        if ending is clean_end and outcome.error:
            inside = "inside an event" in outcome.error.message
            assert inside == is_inside_event(size), size

    # What ends cleanly is read on the same connection; whatever broke is not used again.
    assert server.connections == (1 if ending is clean_end else len(SIZES))


def test_where_no_sentinel_is_required_only_an_end_inside_an_event_is_an_error(
    observer: Observer, server: Server
) -> None:
    for size in SIZES:
        server.reply(clean_end(RECORDING[:size]))
        outcome = observer.observe("chat", require_sentinel=False)

        error = "StreamIncomplete" if is_inside_event(size) else ""
        assert (size, outcome.summary) == (size, after_cut(size, error))
    assert server.connections == 1


def test_a_stream_in_any_two_pieces_is_the_same_stream(
    observer: Observer, server: Server
) -> None:
    for size in SIZES:
        server.reply(stream(RECORDING[:size], RECORDING[size:]))
        assert (size, observer.observe("chat").summary) == (size, COMPLETE)
    assert server.connections == 1


@pytest.mark.parametrize("step", range(1, 12))
def test_a_stream_in_small_pieces_is_the_same_stream(
    observer: Observer, server: Server, step: int
) -> None:
    pieces = [RECORDING[start : start + step] for start in SIZES[::step]]
    server.reply(stream(*pieces))
    assert observer.observe("chat").summary == COMPLETE
