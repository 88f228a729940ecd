"""Streams that are left while a read waits: from elsewhere, or by cancelling the reader."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from tests.faults.fault import FACES, raw, stream
from tests.faults.observer import text
from tests.python.runtime.streams import DONE, chat, reply
from tests.server import PATIENCE, Action, Framing, Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.observer import Observer

_A = chat("a", "1")

WAITS = {
    "between events": stream(_A, Action.HANG),
    "inside an event": stream(_A + chat("b")[:-1], Action.HANG),
    "inside a chunk": raw(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n",
        b"transfer-encoding: chunked\r\n\r\nff\r\n" + _A,
        Action.HANG,
    ),
    "before the length is reached": stream(
        _A, Action.HANG, framing=Framing.LENGTH, content_length="999"
    ),
    "before the connection is closed": stream(_A, Action.HANG, framing=Framing.CLOSE),
    "after comments": stream(_A, b": ping\n\n" * 9, Action.HANG),
}
"""Where a server says nothing more after one event."""


TASKS = FACES[1:]
"""The clients whose reader can be cancelled: a thread cannot."""


@pytest.fixture(params=WAITS)
def silent(request: pytest.FixtureRequest) -> Reply:
    """A stream that waits after its first event."""
    return WAITS[request.param]


def check_left(observer: Observer, stream: Any, seen: list[str]) -> None:
    """See that a stream is over, its connection closed, and the client as good as before."""
    assert seen == ["a"]
    assert not stream.completed
    assert stream.response.is_closed
    assert stream.last_event_id == "1"
    observer.server.wait_closed(0)
    observer.server.reply(reply(chat("next"), DONE))
    assert observer.observe("chat").events == ["next"]


def read_by_thread(observer: Observer, leave: Callable[[Any], None]) -> None:
    """Read by one thread, and leave by another while the first waits."""
    seen: list[str] = []
    waits = threading.Event()
    stream = observer.call("chat")

    def read() -> None:
        for event in stream:
            seen.append(text(event))
            waits.set()

    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read)
        assert waits.wait(PATIENCE)
        leave(stream)
        reading.result(PATIENCE)
    check_left(observer, stream, seen)


def read_by_task(observer: Observer, leave: Callable[[Any, Any], Any]) -> None:
    """Read by one task, and leave by another while the first waits."""
    seen: list[str] = []
    streams: list[Any] = []

    async def run() -> None:
        waits = anyio.Event()

        async def read(scope: anyio.CancelScope) -> None:
            with scope:
                async with observer.call("chat") as stream:
                    streams.append(stream)
                    async for event in stream:
                        seen.append(text(event))
                        waits.set()

        async with anyio.create_task_group() as tasks:
            scope = anyio.CancelScope()
            tasks.start_soon(read, scope)
            await waits.wait()
            await leave(streams[0], scope)

    observer.caller.runner.run(run())
    check_left(observer, streams[0], seen)


def test_close_from_elsewhere_ends_a_loop_that_waits(
    observer: Observer, silent: Reply
) -> None:
    observer.server.reply(silent)
    if not observer.caller.awaits:
        read_by_thread(observer, lambda stream: stream.close())
        return

    async def close(stream: Any, _: anyio.CancelScope) -> None:
        await stream.aclose()

    read_by_task(observer, close)


def test_close_from_elsewhere_ends_a_loop_that_waits_over_tls(secure: Observer) -> None:
    test_close_from_elsewhere_ends_a_loop_that_waits(secure, WAITS["between events"])


@pytest.mark.parametrize("observer", TASKS, indirect=True)
def test_a_reader_that_is_cancelled_leaves_nothing_behind(
    observer: Observer, silent: Reply
) -> None:
    observer.server.reply(silent)

    async def cancel(_: Any, scope: anyio.CancelScope) -> None:
        scope.cancel()

    read_by_task(observer, cancel)


@pytest.mark.parametrize("observer", TASKS, indirect=True)
def test_a_call_that_is_cancelled_before_its_answer_leaves_nothing_behind(
    observer: Observer,
) -> None:
    arrived = threading.Event()

    def silence(request: Request) -> Reply:
        arrived.set()
        return raw(Action.HANG)

    observer.server.reply(silence)

    async def run() -> None:
        async def call(scope: anyio.CancelScope) -> None:
            with scope:
                async with observer.call("chat"):
                    pass
            assert scope.cancelled_caught

        async with anyio.create_task_group() as tasks:
            scope = anyio.CancelScope()
            tasks.start_soon(call, scope)
            assert await anyio.to_thread.run_sync(arrived.wait, PATIENCE)
            scope.cancel()

    observer.caller.runner.run(run())
    observer.server.wait_closed(0)
    observer.server.reply(reply(chat("next"), DONE))
    assert observer.observe("chat").events == ["next"]


def test_a_stream_that_is_left_early_closes_its_connection(observer: Observer) -> None:
    observer.server.reply(stream(_A, chat("b"), Action.HANG))

    async def awaited() -> Any:
        async with observer.call("chat") as stream:
            async for _ in stream:
                break
        return stream

    if observer.caller.awaits:
        left = observer.caller.runner.run(awaited())
    else:
        with observer.call("chat") as left:
            for _ in left:
                break
    check_left(observer, left, ["a"])
