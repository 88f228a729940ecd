"""Both streams, against a real server."""

from __future__ import annotations

import asyncio
import gc
import gzip
import logging
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import trio
from tests.python.runtime.streams import (
    CHAT,
    DONE,
    TEXT,
    Chat,
    Delta,
    Heartbeat,
    Loop,
    awaiting,
    blocking,
    chat,
    frames,
    reply,
)
from tests.server import Action, Framing, Reply

from ssegen.python.runtime.errors import (
    APIConnectionError,
    APITimeoutError,
    EventDecodeError,
    EventTooLarge,
    StreamIncomplete,
    StreamInterrupted,
    StreamTimeout,
    UnknownEventError,
)
from ssegen.python.runtime.frame import Frame
from ssegen.python.runtime.stream import AsyncEventStream, AsyncStreamCall, EventStream
from ssegen.python.runtime.variants import TextEvent

if TYPE_CHECKING:
    from tests.server import Server

LOGGER = "ssegen.python.runtime"


@pytest.fixture(params=[blocking, awaiting])
def loop(request: pytest.FixtureRequest) -> Loop:
    """Loops over a stream to its end; once by blocking, once by awaiting."""
    chosen: Loop = request.param
    return chosen


def test_events_are_typed_and_in_order_and_the_sentinel_is_hidden(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(b"event: ping\n\n", chat("a", "1") + chat("b"), DONE))
    outcome = loop(server, CHAT)
    assert outcome.items == [
        Heartbeat(),
        Chat(Delta(content="a"), id="1"),
        Chat(Delta(content="b"), id="1"),
    ]
    assert outcome.error is None
    assert outcome.stream.completed
    assert outcome.stream.event_count == 3
    assert outcome.stream.last_event_id == "1"


def test_headers_and_status_are_there(server: Server, loop: Loop) -> None:
    server.reply(Reply(201, {"x-request-id": "7"}, [DONE]))
    stream = loop(server, CHAT).stream
    assert (stream.status_code, stream.headers["x-request-id"]) == (201, "7")


def test_an_event_is_delivered_before_the_next_bytes_arrive(
    server: Server, loop: Loop
) -> None:
    delivered = threading.Event()
    server.reply(reply(chat("a"), delivered, DONE))
    outcome = loop(server, CHAT, seen=lambda _: delivered.set())
    assert outcome.stream.completed


def test_where_no_sentinel_is_declared_a_clean_end_completes(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(b"id: 5\nevent: x\nretry: 7\ndata: a\ndata: b\n\ndata\n\n"))
    outcome = loop(server, TEXT)
    assert outcome.items == [TextEvent("a\nb", "x", "5", 7), TextEvent("", id="5")]
    assert outcome.stream.completed


def test_without_its_sentinel_a_stream_is_incomplete(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(chat("a", "9")))
    outcome = loop(server, CHAT)
    assert isinstance(outcome.error, StreamIncomplete)
    assert (
        str(outcome.error)
        == "the response ended without its sentinel '[DONE]', after 1 event"
    )
    assert (outcome.error.event_count, outcome.error.last_event_id) == (1, "9")
    assert not outcome.stream.completed


def test_a_missing_sentinel_can_be_allowed_and_is_still_told(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(chat("a")))
    outcome = loop(server, CHAT, options={"require_sentinel": False})
    assert outcome.error is None
    assert not outcome.stream.completed


@pytest.mark.parametrize(
    "end", [b"data: cut", b"data: cut\n", b"event: x\n", b"id: 3\n"]
)
def test_an_end_inside_an_event_is_incomplete(
    server: Server, loop: Loop, end: bytes
) -> None:
    server.reply(reply(b"data: a\n\n" + end))
    outcome = loop(server, TEXT, options={"require_sentinel": False})
    assert outcome.items == [TextEvent("a")]
    assert isinstance(outcome.error, StreamIncomplete)
    assert "inside an event" in str(outcome.error)


def test_a_comment_or_a_retry_at_the_end_is_no_event(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(b"data: a\n\nretry: 5\n: bye"))
    assert loop(server, TEXT).stream.completed


@pytest.mark.parametrize("action", [Action.VANISH, Action.RESET])
def test_a_connection_that_breaks_interrupts(
    server: Server, loop: Loop, action: Action
) -> None:
    server.reply(reply(chat("a", "1"), action))
    outcome = loop(server, CHAT)
    error = outcome.error
    assert isinstance(error, StreamInterrupted)
    assert isinstance(error, APIConnectionError)
    assert not isinstance(error, StreamTimeout)
    assert isinstance(error.__cause__, httpx.TransportError)
    assert not outcome.stream.completed


def test_silence_is_a_timeout(server: Server, loop: Loop) -> None:
    server.reply(reply(chat("a", "1"), Action.HANG))
    outcome = loop(server, CHAT, timeout=0.05)
    error = outcome.error
    assert isinstance(error, StreamTimeout)
    assert isinstance(error, APITimeoutError)
    assert (error.event_count, error.last_event_id) == (1, "1")
    server.wait_closed()


def test_a_known_event_that_does_not_decode_raises_with_its_frame(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(chat("a", "1") + b'event: chat\ndata: {"x": 1}\n\n' + chat("b")))
    outcome = loop(server, CHAT)
    error = outcome.error
    assert outcome.items == [Chat(Delta(content="a"), "1")]
    assert isinstance(error, EventDecodeError)
    assert str(error) == "event 1 'chat' does not decode: data.content: Field required"
    assert error.frame == Frame("chat", b'{"x": 1}', "1")
    assert (error.event_count, error.last_event_id) == (1, "1")
    assert error.__cause__ is not None
    server.wait_closed()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense " * 1000,
        b"[" * 100_000,
        b'{"content": ' + b"9" * 5_000 + b"}",
        b'{"content": "\\ud800"}',
    ],
    ids=["empty", "not JSON", "deep", "long integer", "lone surrogate"],
)
def test_no_json_raises_anything_but_a_decode_error_and_its_message_is_short(
    server: Server, loop: Loop, data: bytes
) -> None:
    server.reply(reply(b"event: chat\ndata: %b\n\n" % data, DONE))
    error = loop(server, CHAT).error
    assert isinstance(error, EventDecodeError)
    assert len(str(error)) < 700


def test_bad_utf_8_is_replaced_in_text_and_in_json(server: Server, loop: Loop) -> None:
    server.reply(reply(b'event: chat\ndata: {"content": "caf\xe9"}\n\n', DONE))
    assert loop(server, CHAT).items == [
        Chat(Delta(content="caf\N{REPLACEMENT CHARACTER}"))
    ]


def test_unknown_events_are_skipped_counted_and_logged_once(
    server: Server, loop: Loop, caplog: pytest.LogCaptureFixture
) -> None:
    CHAT.dispatch.reported.clear()
    strange = b"event: strange\ndata: x\n\n"
    server.reply(reply(strange + b"data: y\n\n" + chat("a"), strange, DONE))
    with caplog.at_level(logging.WARNING, logger=LOGGER):
        outcome = loop(server, CHAT)
    assert outcome.items == [Chat(Delta(content="a"))]
    assert outcome.stream.unknown_events == {"strange": 2, "message": 1}
    assert [record.args for record in caplog.records] == [("strange",), ("message",)]


def test_unknown_events_raise_for_the_strict(server: Server, loop: Loop) -> None:
    server.reply(reply(chat("a") + b"event: strange\ndata: x\n\n", DONE))
    outcome = loop(server, CHAT, options={"on_unknown": "raise"})
    assert isinstance(outcome.error, UnknownEventError)
    assert outcome.error.frame == Frame("strange", b"x")
    assert outcome.error.event_count == 1
    assert not outcome.stream.completed


def test_an_event_without_the_data_it_needs_is_dropped_and_counted(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(b"event: chat\n\nevent: ping\n\n: comment\n\nid: 4\n\n", DONE))
    outcome = loop(server, CHAT)
    assert outcome.items == [Heartbeat()]
    assert outcome.stream.dropped_events == {"chat": 1}
    assert outcome.stream.last_event_id == "4"


def test_an_event_too_large_raises_after_those_before_it(
    server: Server, loop: Loop
) -> None:
    server.reply(reply(b"id: 1\ndata: a\n\ndata: " + b"x" * 100 + b"\n\n", Action.HANG))
    outcome = loop(server, TEXT, options={"max_event_bytes": 99})
    assert outcome.items == [TextEvent("a", id="1")]
    assert isinstance(outcome.error, EventTooLarge)
    assert (outcome.error.event_count, outcome.error.last_event_id) == (1, "1")
    server.wait_closed()


def test_frames_are_what_comes_off_the_wire(server: Server, loop: Loop) -> None:
    server.reply(
        reply(b"event: strange\n\nid: 1\nretry: 5\ndata: x\n\n", DONE, b"data: y\n\n")
    )
    outcome = loop(server, CHAT, raw=True)
    assert frames(outcome) == [
        Frame("strange"),
        Frame(None, b"x", "1", 5),
        Frame(None, b"[DONE]", "1"),
    ]
    assert outcome.stream.completed


def test_a_compressed_stream_is_read(server: Server, loop: Loop) -> None:
    content = gzip.compress(chat("a") + DONE)
    server.reply(Reply(headers={"content-encoding": "gzip"}, body=[content]))
    assert loop(server, CHAT).items == [Chat(Delta(content="a"))]


def opened(
    client: httpx.Client, server: Server, operation: Any = CHAT
) -> EventStream[Any]:
    request = client.build_request("GET", server.url)
    return EventStream(client.send(request, stream=True), operation, {})


async def opened_async(
    client: httpx.AsyncClient, server: Server, operation: Any = CHAT
) -> AsyncEventStream[Any]:
    request = client.build_request("GET", server.url)
    return AsyncEventStream(await client.send(request, stream=True), operation, {})


@pytest.mark.parametrize("framing", [Framing.CHUNKED, Framing.LENGTH])
def test_after_the_sentinel_the_connection_serves_the_next_request(
    server: Server, framing: Framing
) -> None:
    server.reply(*[Reply(body=[chat("a"), DONE, b": bye\n"], framing=framing)] * 2)
    with httpx.Client(verify=False) as client:
        for _ in range(2):
            stream = opened(client, server)
            assert len(list(stream)) == 1
            assert stream.response.is_closed
    assert [request.connection for request in server.requests] == [0, 0]


def test_after_the_sentinel_the_connection_serves_the_next_request_awaited(
    server: Server,
) -> None:
    server.reply(*[reply(chat("a"), DONE)] * 2)

    async def loop() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            for _ in range(2):
                stream = await opened_async(client, server)
                assert len([event async for event in stream]) == 1
                assert stream.response.is_closed

    asyncio.run(loop())
    assert [request.connection for request in server.requests] == [0, 0]


def test_a_server_that_goes_on_after_the_sentinel_is_left(
    server: Server, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssegen.python.runtime.stream.DRAIN_SECONDS", 0.01)
    server.reply(reply(DONE, Action.HANG))
    outcome = loop(server, CHAT)
    assert outcome.stream.completed
    assert outcome.error is None
    server.wait_closed()


def test_a_flood_after_the_sentinel_is_left(server: Server, loop: Loop) -> None:
    server.reply(reply(DONE, *[b"x" * 60_000] * 4, Action.HANG))
    assert loop(server, CHAT).stream.completed
    server.wait_closed()


def test_leaving_early_closes(server: Server) -> None:
    server.reply(reply(chat("a"), Action.HANG))
    with httpx.Client(verify=False) as client, opened(client, server) as stream:
        next(stream)
    assert stream.response.is_closed
    assert not stream.completed
    server.wait_closed()


def test_leaving_early_closes_awaited(server: Server) -> None:
    server.reply(reply(chat("a"), Action.HANG))

    async def loop() -> AsyncEventStream[Any]:
        async with (
            httpx.AsyncClient(verify=False) as client,
            await opened_async(client, server) as stream,
        ):
            async for _ in stream:
                break
        return stream

    stream = asyncio.run(loop())
    assert stream.response.is_closed
    assert not stream.completed
    server.wait_closed()


def test_a_second_loop_goes_on_where_the_first_was_left(server: Server) -> None:
    server.reply(reply(chat("a") + chat("b") + chat("c"), chat("d"), DONE))
    with httpx.Client(verify=False) as client, opened(client, server) as stream:
        contents = [next(stream).data.content]
        for event in stream:
            contents.append(event.data.content)
            break
        contents += [event.data.content for event in stream]
        assert contents == ["a", "b", "c", "d"]
        assert stream.completed
        assert list(stream) == []
        with pytest.raises(StopIteration):
            next(stream)


def test_a_second_loop_goes_on_where_the_first_was_left_awaited(server: Server) -> None:
    server.reply(reply(chat("a") + chat("b") + chat("c"), chat("d"), DONE))

    async def loop() -> None:
        async with (
            httpx.AsyncClient(verify=False) as client,
            await opened_async(client, server) as stream,
        ):
            contents = [(await anext(stream)).data.content]
            async for event in stream:
                contents.append(event.data.content)
                break
            contents += [event.data.content async for event in stream]
            assert contents == ["a", "b", "c", "d"]
            assert stream.completed
            assert await anext(stream, None) is None

    asyncio.run(loop())


def test_the_last_event_id_is_that_of_the_event_at_hand(server: Server) -> None:
    server.reply(reply(chat("a", "1") + chat("b", "2") + b"id: 3\n\n" + DONE))
    with httpx.Client(verify=False) as client, opened(client, server) as stream:
        assert [stream.last_event_id for _ in stream] == ["1", "2"]
        assert stream.last_event_id == "3"


def test_closing_inside_the_loop_ends_it(server: Server) -> None:
    server.reply(reply(chat("a") + chat("b"), Action.HANG))
    with httpx.Client(verify=False) as client:
        stream = opened(client, server)
        for _ in stream:
            stream.close()
            stream.close()
        assert stream.event_count == 1
        assert not stream.completed


def test_closing_inside_the_loop_ends_it_awaited(server: Server) -> None:
    server.reply(reply(chat("a") + chat("b"), Action.HANG))

    async def loop() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            stream = await opened_async(client, server)
            async for _ in stream:
                await stream.close()
                await stream.aclose()
            assert stream.event_count == 1
            assert not stream.completed

    asyncio.run(loop())


def test_a_stream_that_is_dropped_frees_its_connection(server: Server) -> None:
    server.reply(*[reply(chat("a"), Action.HANG)] * 2)
    with httpx.Client(verify=False) as client:
        for _ in opened(client, server):
            break
        gc.collect()
        server.wait_closed(0)
        opened(client, server)
        gc.collect()
        server.wait_closed(1)


def test_a_wait_that_is_cancelled_does_not_look_like_an_end(server: Server) -> None:
    server.reply(reply(b"data: a\n\n", Action.HANG))

    async def loop() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            stream = await opened_async(client, server, TEXT)
            assert await anext(stream) == TextEvent("a")
            waiting = asyncio.ensure_future(anext(stream))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert [event async for event in stream] == []
            assert not stream.completed

    asyncio.run(loop())
    server.wait_closed()


def test_a_call_is_awaited_or_entered_and_only_once(server: Server) -> None:
    server.reply(*[reply(chat("a"), DONE)] * 2)

    async def loop() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            call = AsyncStreamCall(lambda: opened_async(client, server))
            async with call as stream:
                assert len([event async for event in stream]) == 1
            with pytest.raises(RuntimeError, match="made already"):
                await call
            stream = await AsyncStreamCall(lambda: opened_async(client, server))
            assert len([event async for event in stream]) == 1

    asyncio.run(loop())
    assert len(server.requests) == 2


def test_a_call_that_is_left_early_closes(server: Server) -> None:
    server.reply(reply(chat("a"), Action.HANG))

    async def loop() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            with pytest.raises(ZeroDivisionError):
                async with AsyncStreamCall(lambda: opened_async(client, server)):
                    raise ZeroDivisionError

    asyncio.run(loop())
    server.wait_closed()


def test_a_stream_tells_how_far_it_is(server: Server, loop: Loop) -> None:
    server.reply(reply(chat("a"), DONE))
    assert repr(loop(server, CHAT).stream).endswith("EventStream completed, 1 events>")


def test_events_and_frames_by_turns_lose_nothing(server: Server) -> None:
    first, second = threading.Event(), threading.Event()
    server.reply(
        reply(b"data: a\n\n", first, b"data: b\n\ndata: c\n\n", second, b"data: d\n\n")
    )
    with httpx.Client(verify=False) as client:
        response = client.send(client.build_request("GET", server.url), stream=True)
        with EventStream(response, TEXT, {}) as stream:
            assert next(stream).data == "a"
            first.set()
            assert next(stream.frames()) == Frame(data=b"b")
            second.set()
            assert [event.data for event in stream] == ["c", "d"]


@pytest.mark.parametrize("framing", Framing)
def test_closing_from_another_thread_ends_a_loop_that_waits(
    server: Server, framing: Framing
) -> None:
    headers = {"content-type": "text/event-stream"}
    body: list[Any] = [b"data: a\n\n", Action.HANG]
    if framing is Framing.LENGTH:
        headers["content-length"] = "100"
    server.reply(Reply(headers=headers, body=body, framing=framing))
    seen = list[str]()
    waits = threading.Event()

    def read(stream: EventStream[Any]) -> None:
        for event in stream:
            seen.append(event.data)
            waits.set()

    with httpx.Client(verify=False, timeout=20) as client:
        response = client.send(client.build_request("GET", server.url), stream=True)
        stream = EventStream(response, TEXT, {})
        with ThreadPoolExecutor(1) as threads:
            reading = threads.submit(read, stream)
            assert waits.wait(20)
            stream.close()
            reading.result(10)
        assert seen == ["a"]
        assert not stream.completed


def test_closing_from_another_task_ends_a_loop_that_waits(server: Server) -> None:
    server.reply(reply(b"data: a\n\n", Action.HANG))

    async def main() -> None:
        waits = asyncio.Event()

        async def read(stream: AsyncEventStream[Any]) -> list[str]:
            seen: list[str] = []
            async for event in stream:
                seen.append(event.data)
                waits.set()
            return seen

        async with httpx.AsyncClient(verify=False, timeout=20) as client:
            stream = await opened_async(client, server, TEXT)
            reading = asyncio.create_task(read(stream))
            await waits.wait()
            await stream.aclose()
            assert await reading == ["a"]
            assert not stream.completed

    asyncio.run(main())


def test_nothing_is_left_to_the_garbage_collector_of_trio(
    server: Server, recwarn: pytest.WarningsRecorder
) -> None:
    server.reply(reply(b"data: a\n\n", Action.HANG))
    warnings.simplefilter("always")

    async def main() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            async with await opened_async(client, server, TEXT) as stream:
                async for _ in stream:
                    break
            del stream
            gc.collect()

    trio.run(main)
    assert [str(warning.message) for warning in recwarn] == []
