"""Streams that break off and go on, where ``reconnect=`` asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.endings import RESUMED
from tests.faults.fault import stream
from tests.faults.recording import (
    BLOCKS,
    COMPLETE,
    RECORDING,
    SENTINEL,
    SIZES,
    arrived,
)
from tests.python.runtime.streams import DONE, chat, reply
from tests.server import Action, Reply, Request

if TYPE_CHECKING:
    from tests.faults.endings import Ending
    from tests.faults.observer import Observer
    from tests.server import Server


def rest(request: Request) -> bytes:
    """Give what follows the event whose id the request names, as a server does that keeps them."""
    last = request.headers.get("last-event-id")
    known = [block.id for block in BLOCKS]
    follow = BLOCKS if last is None else BLOCKS[len(known) - known[::-1].index(last) :]
    return b"".join(block.wire for block in follow) or SENTINEL


def at_once(observer: Observer, **options: Any) -> dict[str, Any]:
    """Give the option that goes on without a pause."""
    policy = observer.runtime.Reconnect(
        backoff=0, jitter=0, retry_range=(0, 0), **options
    )
    return {"reconnect": policy}


@pytest.mark.parametrize("ending", RESUMED)
def test_a_stream_that_breaks_off_at_any_byte_goes_on_and_every_event_comes_once(
    observer: Observer, server: Server, ending: Ending
) -> None:
    options = at_once(observer)
    for size in SIZES:
        server.requests.clear()
        server.reply(ending(RECORDING[:size]), lambda request: reply(rest(request)))
        outcome = observer.observe("chat", **options)

        assert (size, outcome.summary) == (size, COMPLETE)
        ids = [request.headers.get("last-event-id") for request in server.requests]
        whole = arrived(size)
        if len(whole) == len(BLOCKS):
            assert (size, ids) == (size, [None])
        else:
            assert (size, ids) == (size, [None, whole[-1].id if whole else None])
        server.discard()


@pytest.mark.parametrize("size", [100, 150, 200])
def test_a_server_that_always_breaks_off_is_read_to_the_end_while_it_gets_on(
    observer: Observer, server: Server, size: int
) -> None:
    def some(request: Request) -> Reply:
        return reply(rest(request)[:size], Action.RESET)

    server.reply(*[some] * len(BLOCKS))
    outcome = observer.observe("chat", **at_once(observer, max_attempts=1))
    assert outcome.summary == COMPLETE
    assert len(server.requests) > len(RECORDING) / size


def test_attempts_that_run_out_raise_the_last_break(
    observer: Observer, server: Server
) -> None:
    cut = reply(chat("a", "1"), Action.RESET)
    server.reply(cut, *[reply(Action.RESET)] * 3)
    outcome = observer.observe("chat", **at_once(observer, max_attempts=3))
    assert outcome.summary == (("a",), "StreamInterrupted", False, "1")
    ids = [request.headers.get("last-event-id") for request in server.requests]
    assert ids == [None, "1", "1", "1"]


def test_an_answer_of_204_ends_a_stream_that_goes_on(
    observer: Observer, server: Server
) -> None:
    cut = stream(b"id: 1\ndata: a\n\n", Action.RESET)
    server.reply(cut, Reply(204))
    outcome = observer.observe("text", **at_once(observer))
    assert outcome.summary == (("a",), "", True, "1")


def test_an_answer_of_204_does_not_stand_for_a_sentinel(
    observer: Observer, server: Server
) -> None:
    server.reply(reply(chat("a", "1"), Action.RESET), Reply(204))
    outcome = observer.observe("chat", **at_once(observer))
    assert outcome.summary == (("a",), "StreamIncomplete", False, "1")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        (Reply(400), "BadRequestError"),
        (Reply(401), "AuthenticationError"),
        (Reply(404), "NotFoundError"),
        (Reply(429), "RateLimitError"),
        (Reply(503), "ServerError"),
        (Reply(307, {"location": "/v1/elsewhere"}), "APIStatusError"),
        (Reply(200, {"content-type": "text/html"}, [b"<p>"]), "ContentTypeError"),
    ],
    ids=lambda value: str(getattr(value, "status", "")),
)
def test_a_refusal_ends_a_stream_that_would_go_on(
    observer: Observer, server: Server, refusal: Reply, cause: str
) -> None:
    server.reply(reply(chat("a", "1"), Action.RESET), refusal)
    outcome = observer.observe("chat", **at_once(observer))
    assert outcome.summary == (("a",), "StreamInterrupted", False, "1")
    assert type(outcome.error.__cause__).__name__ == cause
    assert len(server.requests) == 2


def test_a_refusal_that_may_pass_is_tried_again(
    observer: Observer, server: Server
) -> None:
    busy = Reply(503, {"retry-after": "0"})
    again = reply(chat("b", "2"), DONE)
    server.reply(reply(chat("a", "1"), Action.RESET), busy, busy, again)
    outcome = observer.observe("chat", max_retries=2, **at_once(observer))
    assert outcome.summary == (("a", "b"), "", True, "2")


def test_events_without_an_id_do_not_go_on_for_some_might_be_missed(
    observer: Observer, server: Server
) -> None:
    server.reply(reply(chat("a"), Action.RESET))
    outcome = observer.observe("chat", **at_once(observer))
    assert outcome.summary == (("a",), "StreamInterrupted", False, None)
    assert len(server.requests) == 1


def test_events_without_an_id_go_on_where_that_is_asked_for(
    observer: Observer, server: Server
) -> None:
    server.reply(reply(chat("a"), Action.RESET), reply(chat("b"), DONE))
    outcome = observer.observe("chat", **at_once(observer, without_id=True))
    assert outcome.summary == (("a", "b"), "", True, None)
    assert "last-event-id" not in server.requests[1].headers


def test_an_earlier_stream_goes_on_by_its_last_id(
    observer: Observer, server: Server
) -> None:
    for block in BLOCKS:
        if block.id is not None:
            server.reply(lambda request: reply(rest(request)))
            outcome = observer.observe("chat", last_event_id=block.id)
            follow = BLOCKS[max(i for i, b in enumerate(BLOCKS) if b.id == block.id) :]
            expected = tuple(b.event for b in follow[1:] if b.event is not None)
            assert (block.id, tuple(outcome.events)) == (block.id, expected)


def test_silence_is_a_break_and_a_deadline_is_the_end(
    observer: Observer, server: Server
) -> None:
    silent = reply(chat("a", "1"), Action.HANG)
    server.reply(silent, reply(chat("b", "2"), DONE))
    outcome = observer.observe("chat", timeout=0.2, **at_once(observer))
    assert outcome.summary == (("a", "b"), "", True, "2")

    server.reply(silent, reply(chat("b", "2"), DONE))
    outcome = observer.observe("chat", deadline=0.2, **at_once(observer))
    assert outcome.summary == (("a",), "StreamDeadlineExceeded", False, "1")
    server.discard()
