"""Streams that go on after a break, with both clients over both HTTP libraries."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.python.runtime.caller import Caller
from tests.server import Action, Framing, Reply

from ssegen.python.runtime import Reconnect, StreamOperation
from ssegen.python.runtime.reconnect import Reconnection
from ssegen.python.runtime.request import Request
from ssegen.python.runtime.retries import Retries

if TYPE_CHECKING:

    from tests.server import Server

DONE = b"data: [DONE]\n\n"
AT_ONCE = {"backoff": 0.0, "retry_range": (0.0, 0.01)}


@pytest.fixture(params=["sync", "asyncio", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def event(text: str, id: str = "") -> bytes:
    return (f"id: {id}\n" if id else "").encode() + f"data: {text}\n\n".encode()


def reply(*body: Any, framing: Framing = Framing.CHUNKED) -> Reply:
    headers = {"content-type": "text/event-stream"}
    return Reply(headers=headers, body=body, framing=framing)


def feed(
    caller: Caller, method: str = "GET", *, sentinel: str | None = "[DONE]"
) -> Any:
    return caller.runtime.StreamOperation(method, "/feed", sentinel=sentinel)


def texts(events: list[Any]) -> list[str]:
    return [event.data for event in events]


def ids(server: Server) -> list[str | None]:
    return [request.headers.get("last-event-id") for request in server.requests]


def policy(caller: Caller, *arguments: Any, **options: Any) -> Any:
    return caller.runtime.Reconnect(*arguments, **AT_ONCE | options)


@pytest.mark.parametrize(
    "end",
    [
        pytest.param((Action.VANISH,), id="the connection closes"),
        pytest.param((Action.RESET,), id="the connection is reset"),
        pytest.param((), id="the response ends without the sentinel"),
        pytest.param((b"id: 9\ndata: lost",), id="the response ends inside an event"),
    ],
)
def test_a_stream_goes_on_after_the_last_event(
    server: Server, caller: Caller, end: tuple[Any, ...]
) -> None:
    server.reply(
        reply(event("a", "1") + event("b", "2"), *end),
        reply(event("c", "é3"), *end),
        reply(event("d", "4") + DONE),
    )
    events = caller.events(feed(caller), reconnect=policy(caller))
    assert texts(events) == ["a", "b", "c", "d"]
    assert [event.id for event in events] == ["1", "2", "é3", "4"]
    assert ids(server) == [None, "2", "é3"]


def test_a_clean_end_is_no_break_where_no_sentinel_is_declared(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(event("a", "1")))
    events = caller.events(feed(caller, sentinel=None), reconnect=policy(caller))
    assert texts(events) == ["a"]
    assert len(server.requests) == 1


def test_a_post_is_sent_again_only_where_it_is_named(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(event("a", "1"), Action.VANISH))
    with pytest.raises(caller.runtime.StreamInterrupted):
        caller.events(feed(caller, "POST"), reconnect=policy(caller))
    server.reply(reply(event("a", "1"), Action.VANISH), reply(event("b") + DONE))
    named = policy(caller, methods={"POST"})
    assert texts(caller.events(feed(caller, "POST"), reconnect=named)) == ["a", "b"]


def test_without_ids_it_goes_on_only_where_that_is_allowed(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(event("a"), Action.VANISH))
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), reconnect=policy(caller))
    assert (raised.value.event_count, raised.value.attempts) == (1, 1)
    server.reply(reply(event("a"), Action.VANISH), reply(event("a"), DONE))
    anew = policy(caller, without_id=True)
    assert texts(caller.events(feed(caller), reconnect=anew)) == ["a", "a"]


def test_an_id_that_no_header_can_carry_ends_it(server: Server, caller: Caller) -> None:
    server.reply(reply(b"id: a\x01b\ndata: x\n\n", Action.VANISH))
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), reconnect=policy(caller))
    assert raised.value.last_event_id == "a\x01b"
    assert len(server.requests) == 1


def test_attempts_are_counted_anew_after_an_event(
    server: Server, caller: Caller
) -> None:
    broken = [reply(event(str(n), str(n)), Action.VANISH) for n in range(4)]
    server.reply(*broken, reply(DONE))
    events = caller.events(feed(caller), reconnect=policy(caller, 1))
    assert texts(events) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("framing", [Framing.CHUNKED, Framing.CLOSE])
def test_responses_without_an_event_are_counted_and_then_raise(
    server: Server, caller: Caller, framing: Framing
) -> None:
    server.reply(*[reply(b": hello\n\n", framing=framing)] * 5)
    with pytest.raises(caller.runtime.StreamIncomplete) as raised:
        caller.events(feed(caller), reconnect=policy(caller, 3))
    assert str(raised.value) == (
        "the response ended without its sentinel '[DONE]', after 0 events"
        " (4 requests were sent)"
    )
    assert len(server.requests) == raised.value.attempts == 4


def test_connections_that_fail_are_attempts(server: Server, caller: Caller) -> None:
    server.reply(
        reply(event("a", "1"), Action.VANISH),
        Reply(raw=[Action.VANISH]),
        Reply(raw=[Action.RESET]),
        reply(event("b", "2"), DONE),
    )
    events = caller.events(feed(caller), reconnect=policy(caller, 3))
    assert texts(events) == ["a", "b"]
    assert ids(server) == [None, "1", "1", "1"]


def test_an_end_counts_once_though_the_next_connection_fails(
    server: Server, caller: Caller
) -> None:
    server.reply(
        reply(event("a", "1")), Reply(raw=[Action.VANISH]), reply(event("b", "2"), DONE)
    )
    events = caller.events(feed(caller), reconnect=policy(caller, 2))
    assert texts(events) == ["a", "b"]


def test_attempts_that_run_out_raise_the_last_break(
    server: Server, caller: Caller
) -> None:
    server.reply(
        reply(event("a", "1"), Action.VANISH), *[Reply(raw=[Action.VANISH])] * 2
    )
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), reconnect=policy(caller, 2))
    error = raised.value
    assert (error.event_count, error.last_event_id, error.attempts) == (1, "1", 3)
    assert isinstance(error.__cause__, caller.httpx.RemoteProtocolError)


def test_204_ends_a_stream_that_has_no_sentinel(server: Server, caller: Caller) -> None:
    server.reply(reply(event("a", "1"), Action.VANISH), Reply(204))
    stream = caller.drained(feed(caller, sentinel=None), reconnect=policy(caller))
    assert stream.completed
    assert stream.event_count == 1


def test_204_does_not_stand_in_for_the_sentinel(server: Server, caller: Caller) -> None:
    server.reply(reply(event("a", "1"), Action.VANISH), Reply(204))
    with pytest.raises(caller.runtime.StreamIncomplete) as raised:
        caller.events(feed(caller), reconnect=policy(caller))
    assert (raised.value.last_event_id, raised.value.attempts) == ("1", 2)
    assert len(server.requests) == 2


def test_a_refusal_raises_and_is_the_cause(server: Server, caller: Caller) -> None:
    server.reply(
        reply(event("a", "1"), Action.VANISH),
        Reply(404, {"content-type": "application/json"}, [b'{"message": "gone"}']),
    )
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), reconnect=policy(caller))
    assert str(raised.value) == (
        "the stream broke after 1 event, and does not go on: 404 Not Found: gone"
    )
    assert isinstance(raised.value.__cause__, caller.runtime.NotFoundError)
    assert (raised.value.event_count, raised.value.last_event_id) == (1, "1")


def test_a_refusal_that_may_pass_is_for_the_ordinary_retries(
    server: Server, caller: Caller
) -> None:
    server.reply(
        reply(event("a", "1"), Action.VANISH),
        Reply(503, {"retry-after": "0"}),
        reply(event("b", "2"), DONE),
    )
    events = caller.events(feed(caller), reconnect=policy(caller), max_retries=1)
    assert texts(events) == ["a", "b"]
    assert ids(server) == [None, "1", "1"]


def test_an_answer_that_is_no_event_stream_ends_it(
    server: Server, caller: Caller
) -> None:
    page = Reply(200, {"content-type": "text/html"}, [b"<h1>Sign in</h1>"])
    server.reply(reply(event("a", "1"), Action.VANISH), page)
    with pytest.raises(caller.runtime.StreamInterrupted) as raised:
        caller.events(feed(caller), reconnect=policy(caller))
    assert isinstance(raised.value.__cause__, caller.runtime.ContentTypeError)


def test_an_earlier_stream_is_gone_on_with(server: Server, caller: Caller) -> None:
    server.reply(reply(event("b"), Action.VANISH), reply(event("c", "2") + DONE))
    stream = caller.drained(feed(caller), last_event_id="é1", reconnect=policy(caller))
    assert stream.last_event_id == "2"
    assert stream.event_count == 2
    assert ids(server) == ["é1", "é1"]


def test_a_line_too_large_leaves_the_id_that_was_gone_on_from(
    server: Server, caller: Caller
) -> None:
    lines = caller.runtime.StreamOperation(
        "GET", "/lines", payload=lambda: dict, accept="application/jsonl"
    )
    server.reply(Reply(headers={"content-type": "application/jsonl"}, body=[b"1" * 9]))
    with pytest.raises(caller.runtime.EventTooLarge) as raised:
        caller.events(lines, last_event_id="7", max_event_bytes=8)
    assert raised.value.last_event_id == "7"


def test_an_earlier_stream_that_has_no_more_ends_at_once(
    server: Server, caller: Caller
) -> None:
    server.reply(Reply(204))
    stream = caller.drained(feed(caller, sentinel=None), last_event_id="7")
    assert stream.completed
    assert (stream.event_count, stream.last_event_id) == (0, "7")


def test_204_at_first_is_no_stream(server: Server, caller: Caller) -> None:
    server.reply(Reply(204))
    with pytest.raises(caller.runtime.ContentTypeError):
        caller.events(feed(caller))


@pytest.mark.parametrize("id", ["a\r\nX-Evil: 1", "a\nb", "a\0b"])
def test_an_id_with_a_line_break_is_refused_before_anything_is_sent(
    server: Server, caller: Caller, id: str
) -> None:
    with pytest.raises(ValueError, match="Last-Event-ID"):
        caller.events(feed(caller), last_event_id=id)
    assert server.requests == []


def test_before_the_first_event_an_ordinary_retry_is_enough(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(b": hello\n\n", Action.RESET), reply(event("a"), DONE))
    assert texts(caller.events(feed(caller), max_retries=1)) == ["a"]


def test_after_the_first_event_and_for_a_post_no_ordinary_retry_is(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(event("a", "1"), Action.VANISH))
    with pytest.raises(caller.runtime.StreamInterrupted):
        caller.events(feed(caller), max_retries=2)
    server.reply(reply(b": hello\n\n", Action.VANISH))
    with pytest.raises(caller.runtime.StreamInterrupted):
        caller.events(feed(caller, "POST"), max_retries=2)
    assert len(server.requests) == 2


def test_json_lines_go_on_too_where_that_is_allowed(
    server: Server, caller: Caller
) -> None:
    lines = caller.runtime.StreamOperation(
        "GET", "/lines", payload=lambda: dict, accept="application/jsonl"
    )
    headers = {"content-type": "application/jsonl"}
    server.reply(
        Reply(headers=headers, body=[b'{"n": 1}\n{"n"', Action.VANISH]),
        Reply(headers=headers, body=[b'{"n": 2}\n']),
    )
    anew = policy(caller, without_id=True)
    assert caller.events(lines, reconnect=anew) == [{"n": 1}, {"n": 2}]


def test_json_lines_that_end_inside_one_go_on_too(
    server: Server, caller: Caller
) -> None:
    lines = caller.runtime.StreamOperation(
        "GET", "/lines", payload=lambda: dict, accept="application/jsonl"
    )
    headers = {"content-type": "application/jsonl"}
    server.reply(
        Reply(headers=headers, body=[b'{"n": 1}\n{"n"']),
        Reply(headers=headers, body=[b'{"n": 2}\n']),
        Reply(headers=headers, body=[b'{"n"']),
    )
    anew = policy(caller, without_id=True)
    assert caller.events(lines, reconnect=anew) == [{"n": 1}, {"n": 2}]
    with pytest.raises(caller.runtime.StreamIncomplete):
        caller.events(lines)


@pytest.mark.parametrize("reads", ["events", "frames"])
def test_an_id_that_comes_in_a_chunk_without_an_event_is_that_of_the_next(
    server: Server, caller: Caller, reads: str
) -> None:
    server.reply(reply(event("a", "1"), b"id: 2\n\n", event("b"), DONE))
    call = caller.client.stream(feed(caller), {}, {})

    async def awaited() -> list[Any]:
        async with call as stream:
            items = stream if reads == "events" else stream.frames()
            return [(item.id, stream.last_event_id) async for item in items]

    def blocking() -> list[Any]:
        with call as stream:
            items = stream if reads == "events" else stream.frames()
            return [(item.id, stream.last_event_id) for item in items]

    found = caller.run(awaited()) if caller.awaits else blocking()
    assert found[:2] == [("1", "1"), ("2", "2")]


def test_it_is_told_in_the_log(
    server: Server, caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    server.reply(reply(event("a", "1"), Action.VANISH), reply(DONE))
    with caplog.at_level("INFO", logger=caller.runtime.__name__):
        caller.events(feed(caller), reconnect=policy(caller))
    (record,) = [r for r in caplog.records if r.name == caller.runtime.__name__]
    assert record.getMessage().startswith("the stream broke after 1 event: ")
    assert record.getMessage().endswith("; going on in 0.0 s")


def test_closing_from_another_thread_ends_the_pause(
    server: Server, runtime: Any
) -> None:
    caller = Caller(runtime, server, "sync")
    server.reply(reply(event("a", "1"), Action.VANISH))
    stream = caller.client.stream(
        feed(caller),
        {},
        {"reconnect": runtime.Reconnect(backoff=1000, max_backoff=1000)},
    )
    assert next(stream).data == "a"
    with ThreadPoolExecutor(1) as threads:
        rest = threads.submit(list, stream)
        server.wait_closed()
        stream.close()
        assert rest.result(10) == []
    assert not stream.completed
    caller.end()


def test_closing_from_another_task_ends_the_pause(server: Server, runtime: Any) -> None:
    caller = Caller(runtime, server, "asyncio")
    server.reply(reply(event("a", "1"), Action.VANISH))
    waits = runtime.Reconnect(backoff=1000, max_backoff=1000)

    async def main() -> None:
        stream = await caller.client.stream(feed(caller), {}, {"reconnect": waits})
        assert (await anext(stream)).data == "a"
        rest = asyncio.ensure_future(anext(stream, None))
        while stream._waking is None:
            await asyncio.sleep(0)
        await stream.aclose()
        assert await rest is None
        assert not stream.completed

    caller.runner.run(main())
    caller.end()


GET = Request(
    endpoint=StreamOperation("GET", "/"),
    method="GET",
    url="http://localhost/",
    headers=(),
    cookies=(),
    content=None,
    timeout=None,
    secrets=None,  # type: ignore[arg-type] # nothing here quotes a server
    advice="",
)


def pauses(
    policy: Reconnect | None, asked: int | None, count: int, chance: float = 0.0
) -> list[float | None]:
    """Give the pauses of several attempts in a row."""
    attempts = Reconnection(policy, GET, Retries(GET, 0), chance=lambda: chance)
    return [
        attempts.pause(
            httpx.ReadError("broken"),
            event_count=1,
            last_event_id="1",
            reconnection_time=asked,
        )
        for _ in range(count)
    ]


def test_pauses_double_up_to_a_bound() -> None:
    bounded = Reconnect(6, backoff=1, max_backoff=10)
    assert pauses(bounded, None, 7) == [1, 2, 4, 8, 10, 10, None]


def test_chance_adds_a_share_of_the_pause() -> None:
    assert pauses(Reconnect(2, backoff=1, jitter=0.5), None, 2, chance=1) == [1.5, 3]


@pytest.mark.parametrize(
    ("asked", "pause"),
    [(0, 0.1), (50, 0.1), (2_000, 2), (99_999, 60), (10**400, 60)],
)
def test_what_the_server_asks_for_is_brought_into_the_range(
    asked: int, pause: float
) -> None:
    assert pauses(Reconnect(), asked, 1) == [pause]


def test_what_the_server_asks_for_doubles_too() -> None:
    assert pauses(Reconnect(max_backoff=3), 2_000, 2) == [2, 3]
    assert pauses(Reconnect(max_backoff=3), 5_000, 2) == [5, 5]


def test_many_attempts_do_not_overflow() -> None:
    assert pauses(Reconnect(5_000, backoff=1), None, 5_000)[-1] == 30


def test_what_cannot_be_sent_again_is_not() -> None:
    assert pauses(None, None, 1) == [None]


@pytest.mark.parametrize(
    "wrong",
    [
        {"backoff": -1},
        {"backoff": float("inf")},
        {"jitter": float("nan")},
        {"max_attempts": -1},
        {"retry_range": (2, 1)},
        {"retry_range": (0, float("inf"))},
    ],
)
def test_numbers_without_meaning_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="finite numbers"):
        Reconnect(**wrong)


def test_methods_given_as_one_string_are_refused() -> None:
    with pytest.raises(TypeError, match="collection"):
        Reconnect(methods="POST")


def test_a_stream_that_is_closed_while_it_is_reopened_stays_closed(
    server: Server, runtime: Any
) -> None:
    caller = Caller(runtime, server, "sync")
    asked, closed = threading.Event(), threading.Event()

    def late(_: Any) -> Reply:
        asked.set()
        return reply(closed, event("b"), Action.HANG)

    server.reply(reply(event("a", "1"), Action.VANISH), late)
    stream = caller.client.stream(feed(caller), {}, {"reconnect": policy(caller)})
    assert next(stream).data == "a"
    with ThreadPoolExecutor(1) as threads:
        rest = threads.submit(list, stream)
        assert asked.wait(10)
        stream.close()
        closed.set()
        assert rest.result(10) == []
    assert stream.response.is_closed
    caller.end()


def test_a_refusal_of_a_stream_that_was_closed_means_nothing(
    server: Server, runtime: Any
) -> None:
    caller = Caller(runtime, server, "sync")
    asked, closed = threading.Event(), threading.Event()

    def refusal(_: Any) -> Reply:
        asked.set()
        return Reply(404, body=[closed])

    server.reply(reply(event("a", "1"), Action.VANISH), refusal)
    stream = caller.client.stream(feed(caller), {}, {"reconnect": policy(caller)})
    assert next(stream).data == "a"
    with ThreadPoolExecutor(1) as threads:
        rest = threads.submit(list, stream)
        assert asked.wait(10)
        stream.close()
        closed.set()
        assert rest.result(10) == []
    caller.end()


def test_a_stream_that_is_closed_while_its_response_is_sends_nothing_more(
    runtime: Any, server: Server
) -> None:
    caller = Caller(runtime, server, "asyncio")
    any_stream: Any = caller.httpx.AsyncByteStream
    any_transport: Any = caller.httpx.AsyncBaseTransport
    sent: list[Any] = []
    closing, closed = asyncio.Event(), asyncio.Event()

    class Body(any_stream):  # type: ignore[misc] # either of two libraries
        async def __aiter__(self) -> Any:
            yield event("a", "1")
            raise caller.httpx.ReadError("broken")

        async def aclose(self) -> None:
            closing.set()
            await closed.wait()

    class Transport(any_transport):  # type: ignore[misc] # as above
        async def handle_async_request(self, request: Any) -> Any:
            sent.append(request)
            headers = {"content-type": "text/event-stream"}
            return caller.httpx.Response(200, headers=headers, stream=Body())

    client = caller.make(http_client=caller.http_client(transport=Transport()))
    anew = policy(caller)

    async def main() -> None:
        stream = await client.stream(feed(caller), {}, {"reconnect": anew})
        assert (await anext(stream)).data == "a"
        rest = asyncio.ensure_future(anext(stream, None))
        await closing.wait()
        await stream.aclose()
        closed.set()
        assert await rest is None

    caller.runner.run(main())
    assert len(sent) == 1
    caller.end()
