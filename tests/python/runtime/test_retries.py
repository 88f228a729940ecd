"""When a request is sent again: the policy by itself, and both clients against a real server."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server import Action, Reply, Server

from ssegen.python.runtime.operation import Operation
from ssegen.python.runtime.redaction import Secrets
from ssegen.python.runtime.request import Request
from ssegen.python.runtime.retries import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    LONGEST_WAIT,
    Failure,
    Retries,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.python.runtime.caller import Caller

JSON = {"content-type": "application/json"}
NOW = {"retry-after": "0"}
NOON = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
IDEMPOTENT = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY")


def request(
    method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = ()
) -> Request:
    return Request(
        endpoint=Operation(method, "/"),
        method=method,
        url="https://api.example.com/",
        headers=tuple(headers),
        cookies=(),
        content=None,
        timeout=None,
        secrets=Secrets(),
        advice="",
    )


def retries(request: Request, limit: int = 2) -> Retries:
    return Retries(request, limit, clock=lambda: NOON, chance=lambda: 1.0)


def answer(status: int, retry_after: str | None = None) -> httpx.Response:
    headers = [] if retry_after is None else [(b"Retry-After", retry_after.encode())]
    return httpx.Response(status, headers=headers)


def again(request: Request, failure: Failure) -> bool:
    return retries(request).pause(failure) is not None


@pytest.mark.parametrize("method", IDEMPOTENT)
def test_what_may_be_repeated_is_sent_again_after_whatever_may_pass(
    method: str,
) -> None:
    sent = request(method)
    failures: tuple[Failure, ...] = (
        *map(answer, (408, 409, 429, 500, 502, 503, 504, 529)),
        httpx.ConnectError(""),
        httpx.ReadError(""),
        httpx.WriteError(""),
        httpx.ReadTimeout(""),
        httpx.WriteTimeout(""),
        httpx.PoolTimeout(""),
        httpx.ProxyError(""),
        httpx.RemoteProtocolError(""),
    )
    assert all(again(sent, failure) for failure in failures)


@pytest.mark.parametrize("method", ["POST", "PATCH", "PURGE"])
def test_what_may_act_twice_is_sent_again_only_where_the_server_has_not_acted(
    method: str,
) -> None:
    sent = request(method)
    untouched: tuple[Failure, ...] = (
        answer(408),
        answer(429),
        answer(503, "1"),
        httpx.ConnectError(""),
        httpx.ConnectTimeout(""),
        httpx.PoolTimeout(""),
    )
    assert all(again(sent, failure) for failure in untouched)
    touched: tuple[Failure, ...] = (
        *map(answer, (409, 500, 502, 503, 504)),
        answer(503, "soon"),
        answer(500, "1"),
        httpx.ReadError(""),
        httpx.ReadTimeout(""),
        httpx.WriteError(""),
        httpx.RemoteProtocolError(""),
    )
    assert not any(again(sent, failure) for failure in touched)


def test_a_key_that_makes_a_request_idempotent_makes_it_repeatable() -> None:
    sent = request("POST", [(b"idempotency-Key", b"1")])
    assert again(sent, answer(500))
    assert again(sent, httpx.ReadError(""))


@pytest.mark.parametrize(
    "failure",
    [
        *map(answer, (304, 400, 401, 403, 404, 410, 422)),
        httpx.LocalProtocolError(""),
        httpx.UnsupportedProtocol(""),
        httpx.DecodingError(""),
        httpx.TooManyRedirects(""),
    ],
)
def test_what_will_not_pass_is_not_tried_again(
    failure: Failure,
) -> None:
    assert not again(request(), failure)


def test_attempts_are_counted_and_end() -> None:
    policy = retries(request(), limit=2)
    assert policy.attempts == 1
    assert policy.pause(answer(500)) is not None
    assert policy.attempts == 2
    assert policy.pause(answer(500)) is not None
    assert policy.attempts == 3
    assert policy.pause(answer(500)) is None
    assert policy.attempts == 3


def test_pauses_double_up_to_a_bound() -> None:
    policy = retries(request(), limit=10_000)
    bounds = [policy.pause(answer(500)) for _ in range(10_000)]
    assert bounds[:4] == [FIRST_PAUSE, 1.0, 2.0, 4.0]
    assert set(bounds[4:]) == {LONGEST_PAUSE}


@given(st.floats(0, 1))
def test_a_pause_is_anywhere_below_its_bound(chance: float) -> None:
    policy = Retries(request(), 2, chance=lambda: chance)
    assert policy.pause(answer(500)) == chance * FIRST_PAUSE


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("60", LONGEST_WAIT),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:13:50 +0000", 30.0),
        ("Tuesday, 14-Nov-23 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
    ],
)
def test_the_server_says_how_long_to_wait(text: str, seconds: float) -> None:
    assert retries(request()).pause(answer(429, text)) == seconds


@pytest.mark.parametrize(
    "text", ["61", "9" * 5000, "Tue, 14 Nov 2023 23:13:20 GMT", "1e9"]
)
def test_a_wait_that_is_too_long_is_no_wait(text: str) -> None:
    expected = FIRST_PAUSE if text == "1e9" else None
    assert retries(request()).pause(answer(429, text)) == expected


@pytest.mark.parametrize(
    "text", ["", "-1", "soon", "²", "٣", "1e1", "Tue, 99 Nov 2023 22:13:50 GMT", "nan"]
)
def test_a_wait_that_is_none_is_passed_over(text: str) -> None:
    assert retries(request()).pause(answer(429, text)) == FIRST_PAUSE


@given(st.text())
def test_whatever_a_server_asks_for_gives_a_wait_that_can_be_kept(text: str) -> None:
    failure = httpx.Response(429, headers=[(b"Retry-After", text.encode())])
    pause = retries(request()).pause(failure)
    assert pause is None or 0 <= pause <= LONGEST_WAIT


def test_a_key_that_is_empty_is_none() -> None:
    sent = request("POST", [(b"Idempotency-Key", b"")])
    assert not again(sent, answer(500))


@pytest.fixture(params=["sync", "async", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def unhurried(caller: Caller, **options: Any) -> tuple[Any, list[float]]:
    """A client that notes its pauses instead of making them."""
    pauses: list[float] = []

    async def paused(seconds: float) -> None:
        pauses.append(seconds)

    client = caller.make(**{"max_retries": 2, **options})
    client._sleep = paused if caller.awaits else pauses.append
    return client, pauses


def test_a_request_is_sent_again_until_it_is_answered(
    caller: Caller, server: Server
) -> None:
    server.reply(
        Reply(503, JSON | NOW, [b'{"message": "busy"}']),
        Reply(429, JSON | {"Retry-After": "0"}),
        Reply(headers=JSON, body=[b"[1]"]),
    )
    runtime = caller.runtime
    operation = runtime.Operation(
        "POST",
        "/a",
        parameters=(runtime.BodyField("prompt"),),
        result=lambda: list[int],
    )
    client = caller.make(max_retries=2)
    assert caller.request(operation, {"prompt": "hi"}, client) == [1]
    assert [sent.body for sent in server.requests] == [b'{"prompt":"hi"}'] * 3
    assert server.connections == 1


def test_attempts_that_run_out_raise_and_are_counted(
    caller: Caller, server: Server
) -> None:
    server.reply(*[Reply(500, JSON, [b'{"message": "down"}'])] * 3)
    client, pauses = unhurried(caller)
    with pytest.raises(caller.runtime.ServerError) as caught:
        caller.request(caller.runtime.Operation("GET", "/a"), client=client)
    assert caught.value.attempts == 3
    assert str(caught.value) == ("500 Internal Server Error: down (after 3 attempts)")
    assert len(pauses) == 2
    assert all(0 <= pause <= LONGEST_PAUSE for pause in pauses)


def test_a_broken_connection_is_tried_again(caller: Caller, server: Server) -> None:
    server.reply(
        Reply(raw=[Action.VANISH]),
        Reply(headers=JSON, body=[b"[1", Action.VANISH]),
        Reply(headers=JSON, body=[b"[1]"]),
    )
    client, pauses = unhurried(caller)
    operation = caller.runtime.Operation("GET", "/a", result=lambda: list[int])
    assert caller.request(operation, client=client) == [1]
    assert len(pauses) == 2


def test_a_request_that_may_have_been_acted_on_is_not_repeated(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(raw=[Action.VANISH]))
    client, pauses = unhurried(caller)
    with pytest.raises(caller.runtime.APIConnectionError) as caught:
        caller.request(caller.runtime.Operation("POST", "/a"), client=client)
    assert caught.value.attempts == 1
    assert "attempts" not in str(caught.value)
    assert pauses == []
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_tried_again_by_any_method(
    caller: Caller,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client, pauses = unhurried(caller, base_url=f"http://127.0.0.1:{port}")
    with pytest.raises(caller.runtime.APIConnectionError) as caught:
        caller.request(caller.runtime.Operation("POST", "/a"), client=client)
    assert caught.value.attempts == 3
    assert str(caught.value).endswith("(after 3 attempts)")
    assert isinstance(caught.value.__cause__, caller.httpx.ConnectError)
    assert len(pauses) == 2


def test_a_call_says_for_itself_how_often_it_is_repeated(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(500), Reply(500), Reply(500))
    client, pauses = unhurried(caller)
    operation = caller.runtime.Operation("GET", "/a")
    for limit, attempts in ((0, 1), (1, 2)):
        with pytest.raises(caller.runtime.ServerError) as caught:
            caller.request(operation, client=client, max_retries=limit)
        assert caught.value.attempts == attempts
    assert len(pauses) == 1
    with pytest.raises(ValueError, match="max_retries"):
        caller.request(operation, client=client, max_retries=-1)


@pytest.mark.parametrize(
    ("limit", "kind", "told"),
    [
        (-1, ValueError, "max_retries must be 0 or more, not -1"),
        (float("inf"), TypeError, "max_retries must be a whole number, not float"),
        (float("nan"), TypeError, "max_retries must be a whole number, not float"),
        ("2", TypeError, "max_retries must be a whole number, not str"),
        (None, TypeError, "max_retries must be a whole number, not NoneType"),
    ],
)
def test_what_is_no_number_of_retries_is_refused_before_anything_is_sent(
    caller: Caller, server: Server, limit: object, kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind, match=told):
        caller.make(max_retries=limit)
    with pytest.raises(kind, match=told):
        caller.request(caller.runtime.Operation("GET", "/a"), max_retries=limit)
    assert server.requests == []


def test_a_client_retries_unless_told_otherwise(caller: Caller, server: Server) -> None:
    server.reply(Reply(503, NOW), Reply(503, NOW), Reply())
    kind = "AsyncRuntimeClient" if caller.awaits else "RuntimeClient"
    client = getattr(caller.runtime, kind)(
        caller.api, credentials={}, variables={}, options={}
    )
    caller.request(caller.runtime.Operation("GET", "/a"), client=client)
    caller.close(client)
    assert len(server.requests) == 3


def test_a_body_that_is_read_once_is_sent_once(caller: Caller, server: Server) -> None:
    server.reply(Reply(503, NOW))
    client, _ = unhurried(caller)
    operation = caller.runtime.Operation(
        "PUT", "/a", body="content", content_type="application/octet-stream"
    )
    with pytest.raises(caller.runtime.ServerError) as caught:
        caller.request(operation, {"content": iter([b"a", b"b"])}, client)
    assert caught.value.attempts == 1


def test_a_body_that_hands_out_what_is_left_is_sent_once(
    caller: Caller, server: Server
) -> None:
    class Rest:
        left = iter([b"a", b"b"])

        def __iter__(self) -> Iterator[bytes]:
            return self.left

    server.reply(Reply(503, NOW), Reply(204))
    client, _ = unhurried(caller)
    operation = caller.runtime.Operation(
        "PUT", "/a", body="content", content_type="application/octet-stream"
    )
    with pytest.raises(caller.runtime.ServerError):
        caller.request(operation, {"content": Rest()}, client)
    assert [sent.body for sent in server.requests] == [b"ab"]


def test_a_stream_is_opened_again_until_it_runs(caller: Caller, server: Server) -> None:
    events = {"content-type": "text/event-stream"}
    server.reply(
        Reply(503, NOW),
        Reply(headers=events, body=[b"data: a\n\n", Action.VANISH]),
    )
    client, pauses = unhurried(caller)
    operation = caller.runtime.StreamOperation("GET", "/a")
    with pytest.raises(caller.runtime.StreamInterrupted):
        caller.events(operation, client=client)
    assert pauses == [0.0]
    assert len(server.requests) == 2


def test_an_answer_of_another_type_is_not_tried_again(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(503, NOW), Reply(headers={"content-type": "text/html"}))
    client, _ = unhurried(caller)
    with pytest.raises(caller.runtime.ContentTypeError) as caught:
        caller.events(caller.runtime.StreamOperation("GET", "/a"), client=client)
    assert caught.value.attempts == 2
    server.reply(Reply(503, NOW), Reply(headers=JSON, body=[b'"a"']))
    operation = caller.runtime.Operation("GET", "/a", result=lambda: int)
    with pytest.raises(caller.runtime.ResponseDecodeError) as undecoded:
        caller.request(operation, client=client)
    assert undecoded.value.attempts == 2
    assert undecoded.value.__cause__ is not None


def test_a_client_that_is_closed_meanwhile_sends_nothing_more(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(503, NOW))
    client, _ = unhurried(caller)

    async def closed(seconds: float) -> None:
        await client.aclose()

    client._sleep = closed if caller.awaits else lambda seconds: client.close()
    with pytest.raises(RuntimeError, match="the client is closed"):
        caller.request(caller.runtime.Operation("GET", "/a"), client=client)
