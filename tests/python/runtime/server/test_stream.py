"""Streams over real connections: what is sent, when it is sent, and how they end."""

from __future__ import annotations

import socket
import threading
from contextlib import asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from anyio import wait_all_tasks_blocked
from anyio.lowlevel import checkpoint
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from tests.python.runtime.server.operations import (
    CHAT,
    LINES,
    TEXT,
    ChatEvent,
    Delta,
    ErrorEvent,
    Failure,
    FailureDetail,
    Part,
    PingEvent,
    Stop,
    app,
    silent,
)
from tests.server import PATIENCE
from tests.serving import serving

from ssegen.python.runtime import (
    API,
    APIStatusError,
    RuntimeClient,
    Server,
    StreamInterrupted,
    StreamServerError,
    TextEvent,
)
from ssegen.python.runtime.server import ServerError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from tests.python.runtime.server.operations import Serve

    from ssegen.python.runtime import EventStream
    from ssegen.python.runtime.server import Route

CHAT_ARGUMENTS = {"chat_id": "1", "prompt": "Hi"}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "chat": CHAT_ARGUMENTS,
    "text": {},
    "lines": {"body": {}},
}


def chat(content: str, id: str | None = None) -> ChatEvent:
    return ChatEvent(Delta(content=content), id=id)


@contextmanager
def opened(url: str, route: Route[Any]) -> Iterator[EventStream[Any]]:
    """Call an operation by a client of the SDK."""
    client = RuntimeClient(
        API("test", servers=(Server(url),)),
        credentials={},
        variables={},
        options={"max_retries": 0},
    )
    with (
        closing(client),
        client.stream(route.operation, ARGUMENTS[route.name], {}) as s,
    ):
        yield s


def events(serve: Serve, route: Route[Any], generate: Any, **options: Any) -> list[Any]:
    """What a client of the SDK is delivered."""
    with serve(app(generate, **options)[0]) as url, opened(url, route) as stream:
        return list(stream)


def content(serve: Serve, route: Route[Any], generate: Any, **options: Any) -> bytes:
    """What stands on the wire."""
    with serve(app(generate, **options)[0]) as url, posted(url, route) as response:
        content: bytes = response.read()
    return content


def posted(url: str, route: Route[Any]) -> Any:
    operation = route.operation
    path = operation.path.format_map({"chat-id": "1"})
    body: Any = {"prompt": "Hi"} if route is CHAT else {"stream": True}
    given = {"json": body} if operation.method == "POST" else {}
    return httpx.stream(operation.method, url + path, timeout=PATIENCE, **given)


async def others() -> None:
    """Let other tasks run, such as the one that sends comments."""
    for _ in range(100):
        await checkpoint()


async def released(gate: threading.Event) -> None:
    """Wait for what a test's thread sets."""
    await anyio.to_thread.run_sync(gate.wait, PATIENCE, abandon_on_cancel=True)


def test_events_are_read_by_a_client_of_the_sdk_as_they_were_sent(serve: Serve) -> None:
    sent = [chat("a", "1"), PingEvent(), chat("\u2028\r\n\0\U0001f600", "2")]

    async def generate() -> AsyncIterator[Any]:
        for event in sent:
            yield event

    with serve(app(generate)[0]) as url, opened(url, CHAT) as stream:
        assert list(stream) == [sent[0], PingEvent(), sent[2]]
        assert stream.completed
        headers = stream.response.headers
    assert headers["content-type"] == "text/event-stream"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"


def test_lines_are_sent_where_the_operation_has_lines(serve: Serve) -> None:
    async def generate() -> AsyncIterator[Any]:
        yield Part(type="part", text="a\nb")
        yield Stop(type="stop")

    assert content(serve, LINES, generate, keep_alive=0.001) == (
        b'{"type":"part","text":"a\\nb"}\n{"type":"stop"}\n'
    )


def test_no_event_is_lost_or_comes_out_of_order_among_keep_alives(serve: Serve) -> None:
    async def generate() -> AsyncIterator[Any]:
        for number in range(2000):
            if number % 100 == 0:
                await others()
            yield chat(str(number))

    received = events(serve, CHAT, generate, keep_alive=1e-6)
    assert [event.data.content for event in received] == [*map(str, range(2000))]


def test_a_carriage_return_in_text_is_the_line_feed_that_clients_take_it_for(
    serve: Serve,
) -> None:
    async def generate() -> AsyncIterator[Any]:
        yield "a\r\nb\rc"

    assert events(serve, TEXT, generate) == [TextEvent("a\nb\nc")]


def test_the_sentinel_comes_once_and_last(serve: Serve) -> None:
    async def typed() -> AsyncIterator[Any]:
        yield chat("a")

    assert content(serve, CHAT, typed).endswith(
        b'data: {"content":"a"}\n\ndata: [DONE]\n\n'
    )
    assert content(serve, CHAT, silent) == b"data: [DONE]\n\n"
    assert content(serve, TEXT, silent) == b""


@pytest.mark.parametrize(
    ("chunks", "added"),
    [
        ([b"event: ping\n\n"], b"data: [DONE]\n\n"),
        ([b"event: ping\n\ndata: [DONE]\n\n"], b""),
        ([b"event: ping\r\n\r\ndata:[DONE]\r\n\r\n"], b""),
        ([b"data: [DO", b"NE]\n", b"\n"], b""),
        ([b"data: [DONE] or not\n\n"], b"data: [DONE]\n\n"),
        ([b"data: [DONE]\n\n", PingEvent()], b"event: ping\n\ndata: [DONE]\n\n"),
    ],
)
def test_bytes_are_passed_through_and_the_sentinel_is_added_where_it_is_missing(
    serve: Serve, chunks: list[Any], added: bytes
) -> None:
    async def generate() -> AsyncIterator[Any]:
        for chunk in chunks:
            yield chunk

    own = b"".join(chunk for chunk in chunks if isinstance(chunk, bytes))
    assert content(serve, CHAT, generate) == own + added


def test_comments_come_before_the_first_event_and_between_events(serve: Serve) -> None:
    gates = [threading.Event(), threading.Event()]

    async def generate() -> AsyncIterator[Any]:
        await released(gates[0])
        yield chat("a")
        await released(gates[1])
        yield chat("b")

    with (
        serve(app(generate, keep_alive=0.01)[0]) as url,
        posted(url, CHAT) as response,
    ):
        chunks = response.iter_raw()
        assert next(chunks).startswith(b": keep-alive\n\n")
        gates[0].set()
        assert until(chunks, b"\n\n: keep-alive\n\n", after=b'{"content":"a"}')
        gates[1].set()
        assert until(chunks, b"data: [DONE]\n\n", after=b'{"content":"b"}')


def test_no_comment_parts_an_event_of_which_bytes_are_passed_through(
    serve: Serve,
) -> None:
    async def generate() -> AsyncIterator[Any]:
        for chunk in (b'event: chat\ndata: {"con', b'tent":"a"}\r\n', b"\r\n"):
            yield chunk
            await others()

    assert events(serve, CHAT, generate, keep_alive=1e-6) == [chat("a")]


def until(chunks: Iterator[bytes], end: bytes, *, after: bytes) -> bytes:
    """Read up to some bytes that follow others."""
    read = b""
    while end not in read.partition(after)[2]:
        read += next(chunks)
    return read


def test_work_stops_when_the_client_leaves(serve: Serve) -> None:
    stopped = threading.Event()

    async def generate() -> AsyncIterator[Any]:
        try:
            yield chat("a")
            await anyio.sleep_forever()
        finally:
            stopped.set()

    with serve(app(generate)[0]) as url:
        with opened(url, CHAT) as stream:
            assert next(stream) == chat("a")
        assert stopped.wait(PATIENCE)


def test_work_stops_when_the_client_leaves_before_the_first_event(serve: Serve) -> None:
    begun, stopped = threading.Event(), threading.Event()

    async def generate() -> AsyncIterator[Any]:
        try:
            begun.set()
            await anyio.sleep_forever()
            yield chat("a")
        finally:
            stopped.set()

    with serve(app(generate)[0]) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), PATIENCE) as connection:
            connection.sendall(b"GET /text HTTP/1.1\r\nHost: a\r\n\r\n")
            assert begun.wait(PATIENCE)
        assert stopped.wait(PATIENCE)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /text HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /chats/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\n{",
    ],
    ids=["before the first event", "in the middle of the body"],
)
def test_middleware_takes_a_client_that_leaves_for_no_fault(request_: bytes) -> None:
    begun, over = threading.Event(), threading.Event()
    faults: list[Exception] = []

    async def generate() -> AsyncIterator[Any]:
        await anyio.sleep_forever()
        yield "a"

    application = BaseHTTPMiddleware(app(generate)[0], lambda r, answer: answer(r))

    async def observed(scope: Scope, receive: Receive, send: Send) -> None:
        begun.set()
        try:
            await application(scope, receive, send)
        except Exception as fault:
            faults.append(fault)
        finally:
            over.set()

    with serving(observed) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), PATIENCE) as connection:
            connection.sendall(request_)
            assert begun.wait(PATIENCE)
        assert over.wait(PATIENCE)
    assert not faults


def test_work_that_waits_for_nothing_stops_too(serve: Serve) -> None:
    stopped = threading.Event()

    async def generate() -> AsyncIterator[Any]:
        try:
            while True:
                yield chat("a")
        finally:
            stopped.set()

    with serve(app(generate)[0]) as url:
        with opened(url, CHAT) as stream:
            assert next(stream) == chat("a")
        assert stopped.wait(PATIENCE)


def test_a_slow_reader_is_not_sent_ahead_more_than_buffers_hold(serve: Serve) -> None:
    stopped = threading.Event()
    asked = 0
    text = "a" * 65536

    async def generate() -> AsyncIterator[Any]:
        nonlocal asked
        try:
            for _ in range(10_000):
                asked += 1
                yield text
        finally:
            stopped.set()

    with serve(app(generate)[0]) as url:
        with opened(url, TEXT) as stream:
            next(stream)
        assert stopped.wait(PATIENCE)
    assert asked < 1000  # of which each is 64 KiB


async def asked_for(application: ASGIApp, path: str, send: Any) -> None:
    """Send a request to an application without a server; the client stays."""
    requests: list[Message] = [
        {"type": "http.request", "body": b"", "more_body": False}
    ]

    async def receive() -> Message:
        if requests:
            return requests.pop()
        await anyio.sleep_forever()
        raise AssertionError

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
    }
    await application(scope, receive, send)


@pytest.fixture(params=["asyncio", "trio"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_next_event_is_asked_for_once_the_last_is_sent(backend: str) -> None:
    asked: list[int] = []
    sent: list[bytes] = []

    async def generate() -> AsyncIterator[Any]:
        for number in range(3):
            asked.append(number)
            yield str(number)

    async def main() -> None:
        doors: list[anyio.Event] = [anyio.Event() for _ in range(4)]
        writing: list[bytes] = []

        async def send(message: Message) -> None:
            # A comment may come between two events, but not while one is on its way.
            assert not writing
            body = message.get("body", b":")
            if not body.startswith(b":"):
                writing.append(body)
                await doors[len(sent)].wait()
                sent.append(writing.pop())

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(
                asked_for, app(generate, keep_alive=0.0001)[0], "/text", send
            )
            for number in range(3):
                await wait_all_tasks_blocked()
                assert asked == [*range(number + 1)]
                doors[number].set()
            doors[3].set()

    anyio.run(main, backend=backend)
    assert sent == [b"data: 0\n\n", b"data: 1\n\n", b"data: 2\n\n", b""]


def test_the_generator_is_closed_before_the_response_is_over(backend: str) -> None:
    story: list[str] = []

    async def generate() -> AsyncIterator[Any]:
        try:
            yield "a"
            yield 1
        finally:
            await checkpoint()
            story.append("closed")

    async def send(message: Message) -> None:
        story.append("sent" if message.get("more_body") else message["type"])

    async def main() -> None:
        with pytest.raises(TypeError, match="does not deliver 1"):
            await asked_for(app(generate)[0], "/text", send)

    anyio.run(main, backend=backend)
    assert story == ["http.response.start", "sent", "closed"]


def test_cancel_scopes_and_tasks_may_stand_around_what_is_yielded(serve: Serve) -> None:
    @asynccontextmanager
    async def numbers() -> AsyncIterator[Any]:
        into, out = anyio.create_memory_object_stream[int]()

        async def produce() -> None:
            async with into:
                for number in range(3):
                    await into.send(number)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(produce)
            async with out:
                yield out

    async def generate() -> AsyncIterator[Any]:
        with anyio.fail_after(PATIENCE):
            async with numbers() as source:
                async for number in source:
                    yield chat(str(number))

    received = events(serve, CHAT, generate, keep_alive=0.001)
    assert [event.data.content for event in received] == ["0", "1", "2"]


def test_an_iterator_that_is_no_generator_is_sent_too(serve: Serve) -> None:
    class Numbers:
        def __init__(self) -> None:
            self.left = 2

        def __aiter__(self) -> Numbers:
            return self

        async def __anext__(self) -> ChatEvent:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return chat(str(self.left))

    assert events(serve, CHAT, Numbers) == [chat("1"), chat("0")]


async def fails_later() -> AsyncIterator[Any]:
    yield chat("a")
    raise ValueError("the database is at 10.0.0.1")


async def given() -> list[ChatEvent]:
    """What is no generator, for it has no ``yield``."""
    return [chat("a")]


@pytest.mark.parametrize(
    ("generate", "name"),
    [(given, "coroutine"), (list, "list"), (lambda: iter(""), "str_ascii_iterator")],
)
def test_what_is_no_async_iterator_is_called_so_in_the_log(
    serve: Serve, caplog: pytest.LogCaptureFixture, generate: Any, name: str
) -> None:
    with pytest.raises(APIStatusError, match="internal server error"):
        events(serve, CHAT, generate)
    assert f"chat gave a {name}, not an async iterator: write it with" in caplog.text


def test_an_exception_before_the_first_event_is_an_error_of_the_server(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(APIStatusError, match="internal server error") as caught:
        events(serve, CHAT, refused(ValueError("the database is at 10.0.0.1")))
    assert caught.value.body == failure("api_error", "internal server error")
    assert "10.0.0.1" in caplog.text


def failure(type: str, message: str) -> Failure:
    return Failure(type="error", error=FailureDetail(type=type, message=message))


def test_an_exception_later_is_the_error_event_and_no_sentinel_follows(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(StreamServerError) as caught:
        events(serve, CHAT, fails_later)
    assert caught.value.body == failure("api_error", "internal server error")
    assert caught.value.event_count == 1
    assert "10.0.0.1" in caplog.text
    assert b"[DONE]" not in content(serve, CHAT, fails_later)


def test_an_error_event_of_the_handlers_own_ends_the_stream_without_sentinel(
    serve: Serve,
) -> None:
    async def generate() -> AsyncIterator[Any]:
        yield ErrorEvent(failure("api_error", "busy"))
        yield PingEvent()  # which nobody reads

    assert b"[DONE]" not in content(serve, CHAT, generate)
    with pytest.raises(StreamServerError, match="busy"):
        events(serve, CHAT, generate)


def test_where_the_document_has_no_error_the_stream_breaks_off(serve: Serve) -> None:
    async def generate() -> AsyncIterator[Any]:
        yield "a"
        raise ServerError("busy")

    with serve(app(generate)[0]) as url, opened(url, TEXT) as stream:
        assert next(stream) == TextEvent("a")
        with pytest.raises(StreamInterrupted):
            next(stream)


def refused(error: Exception, *before: Any) -> Any:
    async def generate() -> AsyncIterator[Any]:
        for event in before:
            yield event
        raise error

    return generate


def test_a_server_error_is_told_with_its_status_headers_and_message(
    serve: Serve,
) -> None:
    error = ServerError("no such chat", status=404, headers={"retry-after": "9"})
    with serve(app(refused(error))[0]) as url, posted(url, CHAT) as response:
        response.read()
    assert response.status_code == 404
    assert response.headers["retry-after"] == "9"
    assert response.json() == {
        "type": "error",
        "error": {"type": "not_found_error", "message": "no such chat"},
    }
    with pytest.raises(StreamServerError) as caught:
        events(serve, CHAT, refused(error, chat("a")))
    assert caught.value.body == failure("not_found_error", "no such chat")


def test_the_body_of_a_server_error_is_told_as_it_is(serve: Serve) -> None:
    body = failure("api_error", "as it is")
    for given in (body, ErrorEvent(body)):
        error = ServerError("another", status=429, body=given)
        with serve(app(refused(error))[0]) as url, posted(url, CHAT) as response:
            response.read()
        assert Failure.model_validate(response.json()) == body
        with pytest.raises(StreamServerError) as caught:
            events(serve, CHAT, refused(error, chat("a")))
        assert caught.value.body == body


def test_an_http_exception_of_starlette_is_told_too(serve: Serve) -> None:
    error = HTTPException(403, "not yours")
    with serve(app(refused(error))[0]) as url, posted(url, TEXT) as response:
        response.read()
    assert response.status_code == 403
    assert response.json() == {"error": {"message": "not yours"}}


def test_an_error_object_stands_among_payloads_where_clients_look_for_it(
    serve: Serve,
) -> None:
    with pytest.raises(StreamServerError) as caught:
        events(
            serve, LINES, refused(ServerError("busy", status=503), Stop(type="stop"))
        )
    assert caught.value.body == failure("api_error", "busy")


def test_a_report_follows_bytes_that_were_passed_through_but_not_half_an_event(
    serve: Serve,
) -> None:
    error = ServerError("busy")
    for route, whole in ((LINES, b'{"type":"stop"}\n'), (CHAT, b"event: ping\n\n")):
        with pytest.raises(StreamServerError) as caught:
            events(serve, route, refused(error, whole))
        assert caught.value.event_count == 1
        with pytest.raises(StreamInterrupted):
            events(serve, route, refused(error, whole, whole[:8]))


@pytest.mark.parametrize(
    "event",
    [
        chat("a", "1\n\ndata: forged"),
        chat("a", "\0"),
        PingEvent(event="a\rb"),  # type: ignore[arg-type]  # the mistake
        PingEvent(event="later"),  # type: ignore[arg-type]  # the mistake
        TextEvent("a"),
        Delta(content="a"),
        {"content": "a"},
        None,
    ],
)
def test_what_no_client_could_read_is_not_sent(event: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        CHAT.encode(event)


def test_a_keep_alive_that_has_begun_the_stream_leaves_the_error_to_an_event(
    serve: Serve,
) -> None:
    gate = threading.Event()

    async def generate() -> AsyncIterator[Any]:
        await released(gate)
        async for event in refused(ServerError("late", status=404))():
            yield event

    with (
        serve(app(generate, keep_alive=0.01)[0]) as url,
        posted(url, CHAT) as response,
    ):
        chunks = response.iter_raw()
        next(chunks)
        gate.set()
        assert b"late" in until(chunks, b"\n\n", after=b"event: error")
        assert response.status_code == 200
