"""Raw access: what a method gives together with its response, over both HTTP libraries."""

from __future__ import annotations

import asyncio
import functools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Reply, Server

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller

JSON = {"content-type": "application/json"}


class Things:
    """A resource, as generated, of a client of either kind."""

    def __init__(self, runtime: Any, client: Any) -> None:
        self.runtime = runtime
        self._client = client

    def count(self, *, prompt: str = "", **options: Any) -> Any:
        operation = self.runtime.Operation(
            "GET",
            "/count",
            parameters=(self.runtime.QueryParameter("prompt"),),
            result=lambda: int,
            security=(("token",),),
        )
        return self._client.request(operation, {"prompt": prompt}, options)

    def drop(self, **options: Any) -> Any:
        operation = self.runtime.Operation("DELETE", "/a")
        return self._client.request(operation, {}, options)

    def watch(self, **options: Any) -> Any:
        operation = self.runtime.StreamOperation("GET", "/watch")
        return self._client.stream(operation, {}, options)

    def speak(self, **options: Any) -> Any:
        operation = self.runtime.BinaryOperation("GET", "/speak")
        return self._client.binary(operation, {}, options)

    def nothing(self) -> Any:
        async def awaited() -> None:
            return None

        return awaited() if hasattr(self._client, "aclose") else None


@pytest.fixture
def things(caller: Caller) -> Things:
    return Things(caller.runtime, caller.client)


def raw(caller: Caller, method: Any, *args: Any, **kwargs: Any) -> Any:
    client = method.__self__._client
    return caller.run(client.with_raw_response(method, *args, **kwargs))


def test_the_value_comes_with_the_response(
    caller: Caller, server: Server, things: Things
) -> None:
    server.reply(Reply(201, JSON | {"X-Request-Id": "r1"}, [b"3"]))
    found = raw(caller, things.count, prompt="hi", extra_headers={"X-Mine": "1"})
    assert isinstance(found, caller.runtime.RawResponse)
    assert found.value == 3
    assert found.status_code == 201
    assert found.headers["x-request-id"] == "r1"
    assert found.response.content == b"3"
    assert server.requests[0].target == "/v1/count?prompt=hi"
    assert server.requests[0].headers["x-mine"] == "1"


def test_a_body_that_the_document_does_not_know_is_read_too(
    caller: Caller, server: Server, things: Things
) -> None:
    server.reply(Reply(headers=JSON, body=[b'{"dropped": 1}']))
    found = raw(caller, things.drop)
    assert found.value is None
    assert found.response.json() == {"dropped": 1}


def test_the_response_is_the_one_to_the_last_attempt(
    caller: Caller, server: Server, things: Things
) -> None:
    server.reply(
        Reply(503, {"Retry-After": "0", "X-Attempt": "1"}),
        Reply(headers=JSON | {"X-Attempt": "2"}, body=[b"3"]),
    )
    found = raw(caller, things.count, max_retries=1)
    assert (found.value, found.headers["x-attempt"]) == (3, "2")


def test_streams_and_bytes_come_open(
    caller: Caller, server: Server, things: Things
) -> None:
    events = {"content-type": "text/event-stream", "X-Request-Id": "r1"}
    server.reply(Reply(headers=events, body=[b"data: a\n\n"]), Reply(body=[b"abc"]))
    stream = raw(caller, things.watch)
    assert stream.headers["x-request-id"] == "r1"
    assert stream.value.response is stream.response

    async def awaited() -> list[str]:
        return [event.data async for event in stream.value]

    if caller.awaits:
        assert caller.runner.run(awaited()) == ["a"]
    else:
        assert [event.data for event in stream.value] == ["a"]
    spoken = raw(caller, things.speak)
    assert caller.run(spoken.value.read()) == b"abc"


def test_a_refusal_is_raised_as_ever(
    caller: Caller, server: Server, things: Things
) -> None:
    server.reply(Reply(404), Reply(headers=JSON, body=[b"3"]))
    with pytest.raises(caller.runtime.NotFoundError):
        raw(caller, things.count)
    assert caller.run(things.count()) == 3


def test_a_call_made_for_the_sake_of_another_is_not_the_one(
    caller: Caller, server: Server
) -> None:
    server.reply(
        Reply(headers=JSON | {"X-Which": "inner"}, body=[b'"t"']),
        Reply(headers=JSON | {"X-Which": "outer"}, body=[b"2"]),
    )
    runtime = caller.runtime

    def token() -> Any:
        operation = runtime.Operation("GET", "/token", result=lambda: str)

        async def awaited() -> str:
            return str(await client.request(operation, {}, {}))

        return awaited() if caller.awaits else client.request(operation, {}, {})

    client = caller.make(credentials={"token": token})
    server_side = raw(caller, Things(runtime, client).count)
    assert (server_side.value, server_side.headers["x-which"]) == (2, "outer")


def test_threads_do_not_take_the_responses_of_each_other(
    runtime: Any, caller: Caller, server: Server
) -> None:
    if caller.awaits:
        return
    things = Things(runtime, caller.client)
    server.reply(
        *[Reply(headers=JSON | {"X-N": str(n)}, body=[b"%d" % n]) for n in range(8)]
    )
    together = threading.Barrier(8)

    def one(number: int) -> bool:
        together.wait()
        if number % 2:
            return isinstance(things.count(), int)
        found = caller.client.with_raw_response(things.count)
        return bool(found.headers["x-n"] == str(found.value))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one, range(8)))


def test_tasks_do_not_take_the_responses_of_each_other(
    runtime: Any, caller: Caller, server: Server
) -> None:
    if not caller.awaits:
        return
    things = Things(runtime, caller.client)
    server.reply(
        *[Reply(headers=JSON | {"X-N": str(n)}, body=[b"%d" % n]) for n in range(8)]
    )

    async def one(number: int) -> bool:
        if number % 2:
            return isinstance(await things.count(), int)
        found = await caller.client.with_raw_response(things.count)
        return bool(found.headers["x-n"] == str(found.value))

    async def all_of_them() -> list[bool]:
        return await asyncio.gather(*map(one, range(8)))

    assert all(caller.runner.run(all_of_them()))


def test_only_methods_of_the_clients_own_resources_are_taken(
    caller: Caller, server: Server, things: Things
) -> None:
    other = Things(caller.runtime, caller.make())
    for method in (other.count, len, functools.partial(things.count), lambda: 3):
        with pytest.raises(TypeError, match="method of one of this client's resources"):
            caller.run(caller.client.with_raw_response(method))
    with pytest.raises(RuntimeError, match="the method sent nothing"):
        raw(caller, things.nothing)
    assert server.requests == []
