"""Time limits of calls and streams, with both clients over both HTTP libraries."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest
from tests.python.runtime.caller import Caller
from tests.server import Action, Framing, Reply

from ssegen.python.runtime.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Server

EVENT = b"id: 1\ndata: a\n\n"
DONE = b"data: [DONE]\n\n"
SHORT = 0.1
ENOUGH = 0.4  # for a request over a connection that is there, on a busy machine


@pytest.fixture(params=["sync", "asyncio", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def caller(runtime: Any, server: Server, face: str) -> Iterator[Caller]:
    """A caller that has its connection, which costs no time of a deadline then."""
    caller = Caller(runtime, server, face)
    server.reply(reply(DONE))
    caller.events(feed(caller))
    server.requests.clear()
    yield caller
    caller.end()


def reply(*body: Any, framing: Framing = Framing.CHUNKED) -> Reply:
    headers = {"content-type": "text/event-stream"}
    return Reply(headers=headers, body=body, framing=framing)


def feed(caller: Caller) -> Any:
    return caller.runtime.StreamOperation("GET", "/feed", sentinel="[DONE]")


@pytest.mark.parametrize("framing", [Framing.CHUNKED, Framing.CLOSE])
def test_a_stream_that_outlasts_its_deadline_raises(
    server: Server, caller: Caller, framing: Framing
) -> None:
    server.reply(reply(EVENT, Action.HANG, framing=framing))
    with pytest.raises(caller.runtime.StreamDeadlineExceeded) as raised:
        caller.events(feed(caller), deadline=ENOUGH)
    assert str(raised.value) == "the deadline of 0.4 s passed after 1 event"
    assert (raised.value.event_count, raised.value.last_event_id) == (1, "1")
    assert isinstance(raised.value, caller.runtime.APITimeoutError)
    server.wait_closed()


def test_a_drip_of_comments_does_not_keep_a_stream_beyond_its_deadline(
    server: Server, caller: Caller
) -> None:
    def drip() -> Iterator[bytes]:
        pause = threading.Event()
        while True:
            pause.wait(0.01)
            yield b": still here\n"

    server.reply(Reply(headers={"content-type": "text/event-stream"}, body=drip()))
    with pytest.raises(caller.runtime.StreamDeadlineExceeded):
        caller.events(feed(caller), deadline=SHORT)


def test_an_answer_that_does_not_begin_before_the_deadline_raises(
    server: Server, caller: Caller
) -> None:
    server.reply(Reply(raw=[Action.HANG]))
    with pytest.raises(caller.runtime.StreamDeadlineExceeded) as raised:
        caller.events(feed(caller), deadline=SHORT)
    assert str(raised.value).startswith(
        f"the deadline of 0.1 s passed: GET {server.url}"
    )


def test_a_pause_that_would_outlast_the_deadline_is_not_begun(
    server: Server, caller: Caller
) -> None:
    server.reply(Reply(503, {"retry-after": "30"}))
    with pytest.raises(caller.runtime.StreamDeadlineExceeded):
        caller.events(feed(caller), deadline=20, max_retries=1)
    server.reply(reply(EVENT, Action.VANISH))
    later = caller.runtime.Reconnect(backoff=30)
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), deadline=20, reconnect=later)
    assert raised.value.event_count == 1


def test_nor_is_one_that_a_refusal_to_go_on_asks_for(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(EVENT), Reply(503, {"retry-after": "30"}))
    at_once = caller.runtime.Reconnect(backoff=0)
    with pytest.raises(caller.runtime.StreamDeadlineExceeded) as raised:
        caller.events(feed(caller), deadline=20, max_retries=1, reconnect=at_once)
    assert (raised.value.event_count, raised.value.last_event_id) == (1, "1")
    assert len(server.requests) == 2


def test_the_deadline_holds_for_the_responses_that_go_on_too(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(EVENT), reply(Action.HANG))
    at_once = caller.runtime.Reconnect(backoff=0)
    with pytest.raises(caller.runtime.StreamDeadlineExceeded) as raised:
        caller.events(feed(caller), deadline=ENOUGH, reconnect=at_once)
    assert raised.value.event_count == 1
    server.wait_closed()


def test_a_stream_that_ends_in_time_is_left_alone(
    server: Server, caller: Caller
) -> None:
    server.reply(*[reply(EVENT, DONE)] * 2)
    for _ in range(2):
        assert caller.drained(feed(caller), deadline=20).completed
    assert [request.connection for request in server.requests] == [0, 0]


def test_silence_raises_a_timeout_of_its_own(server: Server, caller: Caller) -> None:
    server.reply(reply(EVENT, Action.HANG))
    with pytest.raises(caller.runtime.StreamTimeout) as raised:
        caller.events(feed(caller), timeout=SHORT)
    assert not isinstance(raised.value, caller.runtime.StreamDeadlineExceeded)
    assert str(raised.value).startswith("the stream went silent after 1 event: ")


def test_a_connection_that_is_not_made_in_time_raises_an_error_of_its_own(
    caller: Caller,
) -> None:
    # A queue for one connection, which is taken: the kernel answers no other.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        with socket.create_connection(listener.getsockname()):
            host, port = listener.getsockname()
            client = caller.make(base_url=f"http://{host}:{port}")
            with pytest.raises(caller.runtime.APIConnectTimeoutError) as raised:
                caller.events(feed(caller), client, timeout=SHORT)
    assert isinstance(raised.value, caller.runtime.APITimeoutError)


@pytest.mark.parametrize("wrong", [0, -1, 1e12, float("inf"), float("nan")])
def test_a_deadline_without_meaning_is_refused(
    server: Server, caller: Caller, wrong: float
) -> None:
    with pytest.raises(ValueError, match="deadline must be positive, and at most"):
        caller.events(feed(caller), deadline=wrong)
    assert server.requests == []


def test_without_seconds_there_is_no_deadline() -> None:
    deadline = Deadline()
    assert not deadline.is_set
    assert not deadline.passed
    assert deadline.remaining == float("inf")
