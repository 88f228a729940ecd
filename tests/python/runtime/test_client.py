"""Both clients over both HTTP libraries, each test one body, against a real server."""

from __future__ import annotations

import copy
import itertools
import pickle
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from tests.python.runtime.caller import Caller
from tests.server import Action, Framing, Reply, Server

JSON = {"content-type": "application/json"}
EVENTS = {"content-type": "text/event-stream; charset=utf-8"}


@dataclass
class Problem:
    message: str
    code: Annotated[int, "kept as it is"] = 0


def problem() -> object:
    return Problem


def test_an_operation_is_sent_and_its_result_decoded(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers=JSON, body=[b'[{"mess', b'age": "a"}]']))
    operation = caller.runtime.Operation(
        "POST",
        "/chats/{chat_id}",
        parameters=(
            caller.runtime.PathParameter("chat_id"),
            caller.runtime.QueryParameter("limit"),
            caller.runtime.HeaderParameter("trace", "X-Trace"),
            caller.runtime.BodyField("prompt"),
        ),
        result=lambda: list[Problem],
        security=(("api_key",),),
    )
    client = caller.make(credentials={"api_key": "ü"})
    arguments = {"chat_id": "a/b", "limit": 3, "trace": "t", "prompt": "hi"}
    assert caller.request(operation, arguments, client) == [Problem("a")]
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", "/v1/chats/a%2Fb?limit=3")
    assert request.body == b'{"prompt":"hi"}'
    assert request.headers["host"] == server.url.removeprefix("http://")
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == "chat_sdk (ssegen)"
    assert request.headers["x-api-key"] == "ü"
    assert request.headers["x-trace"] == "t"


def test_a_path_goes_out_as_it_was_built(caller: Caller, server: Server) -> None:
    server.reply(Reply())
    operation = caller.runtime.Operation(
        "GET", "/a%20b/{x}//c?d=%2F", parameters=(caller.runtime.PathParameter("x"),)
    )
    caller.request(operation, {"x": "a/../%2e:@;ü"})
    assert (
        server.requests[0].target == "/v1/a%20b/a%2F..%2F%252e%3A%40%3B%C3%BC//c?d=%2F"
    )


def test_one_connection_serves_results_refusals_and_nothing(
    caller: Caller, server: Server
) -> None:
    server.reply(
        Reply(headers=JSON, body=[b"1"]),
        Reply(404, JSON, [b"{}"]),
        Reply(204),
        Reply(headers=JSON, body=[b"ignored"]),
        Reply(headers={"content-type": "text/html"}, body=[b"<p>"]),
        Reply(headers=EVENTS, body=[b"data: a\n\ndata: [DONE]\n\n", b": the end\n\n"]),
        Reply(headers=JSON, body=[b"2"]),
    )
    runtime = caller.runtime
    number = runtime.Operation("GET", "/a", result=lambda: int)
    nothing = runtime.Operation("DELETE", "/a")
    stream = runtime.StreamOperation("GET", "/a", sentinel="[DONE]")
    assert caller.request(number) == 1
    with pytest.raises(runtime.NotFoundError):
        caller.request(number)
    assert caller.request(nothing) is None
    assert caller.request(nothing) is None
    with pytest.raises(runtime.ContentTypeError):
        caller.events(stream)
    assert [event.data for event in caller.events(stream)] == ["a"]
    assert caller.request(number) == 2
    assert server.connections == 1


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (418, "APIStatusError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (503, "ServerError"),
    ],
)
def test_a_refusal_is_an_error_by_status_with_the_typed_body(
    caller: Caller, server: Server, status: int, name: str
) -> None:
    body = b'{"message": "not now", "code": 7}'
    server.reply(*[Reply(status, JSON | {"X-Request-Id": "r1"}, [body])] * 2)
    errors = {"4XX": problem, "default": problem}
    for call, operation in (
        (caller.request, caller.runtime.Operation("GET", "/a", errors=errors)),
        (caller.events, caller.runtime.StreamOperation("GET", "/a", errors=errors)),
    ):
        with pytest.raises(
            caller.runtime.APIStatusError, match=f"^{status} .*: not now"
        ) as caught:
            call(operation)
        assert type(caught.value).__name__ == name
        assert caught.value.body == Problem("not now", 7)
        assert caught.value.status_code == status
        assert caught.value.headers["x-request-id"] == "r1"
        assert caught.value.response.json() == {"message": "not now", "code": 7}


@pytest.mark.parametrize(
    ("body", "parsed", "words"),
    [
        (b'{"error": {"message": "too long", "code": "x"}}', "as it is", "too long"),
        (b'{"error": "too long"}', "as it is", "too long"),
        (
            b'{"detail": [{"loc": ["body"], "msg": "Field required"}]}',
            "as it is",
            "Field required",
        ),
        (b'{"detail": "too\\nlong\\u202e"}', "as it is", "too long"),
        (b'{"errors": [{"message": "too long"}]}', "as it is", "too long"),
        (b"[1]", "as it is", ""),
        (b"upstream \xff died", "upstream \ufffd died", "upstream \ufffd died"),
        (b"[" * 100_000, "[" * 100_000, "[" * 299 + "…"),
        (b"", None, ""),
    ],
)
def test_a_refusal_in_another_form_is_kept_and_quoted(
    caller: Caller, server: Server, body: bytes, parsed: object, words: str
) -> None:
    server.reply(Reply(400, body=[body]))
    operation = caller.runtime.Operation("GET", "/a", errors={"400": problem})
    with pytest.raises(caller.runtime.BadRequestError) as caught:
        caller.request(operation)
    expected = caught.value.response.json() if parsed == "as it is" else parsed
    assert caught.value.body == expected
    assert str(caught.value) == "400 Bad Request" + (f": {words}" if words else "")


def test_a_refusal_may_carry_any_bytes_in_its_headers(
    caller: Caller, server: Server
) -> None:
    head = b"HTTP/1.1 304 Not Modified\r\nX-Latin: \xfc\r\nX-Utf: \xc3\xbc\r\n\r\n"
    server.reply(Reply(raw=[head]))
    client = caller.make(headers={"X-Mine": "ü"}, credentials={"api_key": "schlüssel"})
    operation = caller.runtime.Operation("GET", "/a", security=(("api_key",),))
    with pytest.raises(
        caller.runtime.APIStatusError, match=r"^304 Not Modified$"
    ) as caught:
        caller.request(operation, client=client)
    sent = dict(caught.value.response.request.headers.raw)
    assert sent[b"X-API-Key"] == b"***"
    assert sent[b"X-Mine"] == "ü".encode()
    assert (b"X-Latin", b"\xfc") in caught.value.response.headers.raw


def test_a_refusal_without_end_is_read_in_part(caller: Caller, server: Server) -> None:
    server.reply(Reply(500, body=itertools.repeat(b"x" * 65536)))
    with pytest.raises(caller.runtime.ServerError) as caught:
        caller.request(caller.runtime.Operation("GET", "/a"))
    assert caught.value.body == "x" * 1024 * 1024
    server.wait_closed()


def test_a_refusal_that_breaks_off_is_still_the_refusal(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(429, body=[b"slow down", Action.VANISH]))
    with pytest.raises(caller.runtime.RateLimitError, match="slow down"):
        caller.request(caller.runtime.Operation("GET", "/a"))


def test_a_redirect_is_not_followed(caller: Caller, server: Server) -> None:
    with Server() as other:
        server.reply(Reply(307, {"Location": f"{other.url}/b"}))
        operation = caller.runtime.Operation("POST", "/a", security=(("token",),))
        client = caller.make(
            credentials={"token": "s3cret"},
            http_client=caller.http_client(follow_redirects=True),
        )
        with pytest.raises(
            caller.runtime.APIStatusError, match=f"it leads to {other.url}/b"
        ):
            caller.request(operation, client=client)
        assert other.requests == []


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (
            {"content-type": "text/html"},
            r"is text/html, not text/event-stream: <p>Hi</p>",
        ),
        (
            {"content-type": "application/json"},
            r"is application/json, not text/event-stream",
        ),
        ({}, r"is without a media type"),
    ],
)
def test_a_stream_of_another_type_is_quoted_and_closed(
    caller: Caller, server: Server, headers: dict[str, str], words: str
) -> None:
    body = itertools.chain([b"<p>Hi</p>"], itertools.repeat(b" " * 65536))
    server.reply(Reply(headers=headers, body=body))
    with pytest.raises(caller.runtime.ContentTypeError, match=words):
        caller.events(caller.runtime.StreamOperation("GET", "/a"))
    server.wait_closed()


def test_a_stream_without_content_is_refused(caller: Caller, server: Server) -> None:
    server.reply(Reply(204))
    with pytest.raises(caller.runtime.ContentTypeError, match=r"\(204\) is without"):
        caller.events(caller.runtime.StreamOperation("GET", "/a"))


def test_the_media_type_of_a_stream_is_compared_as_such(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers={"content-type": "Text/Event-Stream;charset=UTF-8"}))
    assert caller.events(caller.runtime.StreamOperation("GET", "/a")) == []


@pytest.mark.parametrize(
    ("reply", "name", "words"),
    [
        (Reply(204), "ResponseDecodeError", r"\(204\) is empty"),
        (
            Reply(headers=JSON, body=[b'{"message": 3}']),
            "ResponseDecodeError",
            "message: Input",
        ),
        (Reply(headers=JSON, body=[b"<p>"]), "ResponseDecodeError", "Invalid JSON"),
        (
            Reply(headers=JSON, body=[b"[" * 100_000]),
            "ResponseDecodeError",
            "Invalid JSON",
        ),
        (
            Reply(headers={"content-type": "text/html"}, body=[b"<p>"]),
            "ContentTypeError",
            "<p>",
        ),
    ],
)
def test_an_answer_that_is_not_as_declared_raises(
    caller: Caller, server: Server, reply: Reply, name: str, words: str
) -> None:
    server.reply(reply)
    operation = caller.runtime.Operation("GET", "/a", result=problem)
    with pytest.raises(getattr(caller.runtime, name), match=words):
        caller.request(operation)


def test_json_is_taken_whatever_it_calls_itself(caller: Caller, server: Server) -> None:
    server.reply(
        Reply(
            headers={"content-type": "text/plain"},
            body=[b'\xef\xbb\xbf{"message":"a"}'],
        )
    )
    operation = caller.runtime.Operation("GET", "/a", result=problem)
    assert caller.request(operation) == Problem("a")


def test_a_server_that_is_not_there_is_a_connection_error(caller: Caller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    client = caller.make(base_url=f"http://127.0.0.1:{port}", query={"key": "s3cret"})
    with pytest.raises(
        caller.runtime.APIConnectionError, match=f"GET .*:{port}/a"
    ) as caught:
        caller.request(caller.runtime.Operation("GET", "/a"), client=client)
    assert isinstance(caught.value.__cause__, caller.httpx.ConnectError)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("body", [[Action.VANISH], [b'{"mess', Action.RESET]])
def test_a_server_that_vanishes_is_a_connection_error(
    caller: Caller, server: Server, body: list[Any]
) -> None:
    server.reply(Reply(headers=JSON, body=body))
    with pytest.raises(caller.runtime.APIConnectionError):
        caller.request(caller.runtime.Operation("GET", "/a", result=problem))


@pytest.mark.parametrize(
    "raw",
    [[Action.HANG], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", Action.HANG]],
)
def test_silence_is_a_timeout_error(
    caller: Caller, server: Server, raw: list[Any]
) -> None:
    server.reply(Reply(raw=raw))
    quick = caller.httpx.Timeout(10.0, read=0.01)
    with pytest.raises(
        caller.runtime.APITimeoutError, match="not answered in time"
    ) as caught:
        caller.request(
            caller.runtime.Operation("GET", "/a", result=problem), timeout=quick
        )
    assert isinstance(caught.value.__cause__, caller.httpx.ReadTimeout)
    server.wait_closed()


def test_a_secret_that_the_server_repeats_is_not_shown(
    caller: Caller, server: Server
) -> None:
    echo = b'{"error": {"message": "wrong key s3cret"}}'
    server.reply(Reply(401, JSON, [echo]), Reply(headers=JSON, body=[echo]))
    client = caller.make(credentials={"token": "s3cret"})
    security = (("token",),)
    with pytest.raises(
        caller.runtime.AuthenticationError, match=r"wrong key \*\*\*$"
    ) as refused:
        operation = caller.runtime.Operation("GET", "/a", security=security)
        caller.request(operation, client=client)
    with pytest.raises(caller.runtime.ContentTypeError, match=r"wrong key \*\*\*$"):
        stream = caller.runtime.StreamOperation("GET", "/a", security=security)
        caller.events(stream, client=client)
    assert "s3cret" not in repr(client)
    assert "s3cret" not in str(refused.value.response.request.headers.multi_items())


def test_a_refusal_for_want_of_credentials_says_how_to_give_them(
    caller: Caller, server: Server
) -> None:
    server.reply(*[Reply(401, JSON, [b'{"message": "no key"}'])] * 2)
    operation = caller.runtime.Operation(
        "GET", "/a", security=(("api_key",), ("token",))
    )
    with pytest.raises(caller.runtime.AuthenticationError) as caught:
        caller.request(operation)
    assert str(caught.value) == (
        "401 Unauthorized: no key (no credential was sent: give api_key=; or token=)"
    )
    with pytest.raises(caller.runtime.AuthenticationError, match=r"no key$"):
        caller.request(operation, extra_headers={"Authorization": "mine"})
    assert "x-api-key" not in server.requests[0].headers
    assert server.requests[1].headers["authorization"] == "mine"


def test_credentials_go_only_where_the_operation_wants_them(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(), Reply())
    client = caller.make(credentials={"token": "t", "cookie_key": "c"})
    caller.request(caller.runtime.Operation("GET", "/open"), client=client)
    operation = caller.runtime.Operation("GET", "/a", security=(("cookie_key",),))
    caller.request(operation, client=client)
    first, second = server.requests
    assert {"authorization", "cookie"}.isdisjoint(first.headers)
    assert second.headers["cookie"] == "sid=c"
    assert "authorization" not in second.headers


def test_a_callable_credential_is_called_for_each_request(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(), Reply())
    tokens = iter(["first", "second"])

    async def awaited() -> str:
        return next(tokens)

    token = awaited if caller.awaits else lambda: next(tokens)
    client = caller.make(credentials={"token": token})
    operation = caller.runtime.Operation("GET", "/a", security=(("token",),))
    caller.request(operation, client=client)
    caller.request(operation, client=client)
    sent = [request.headers["authorization"] for request in server.requests]
    assert sent == ["Bearer first", "Bearer second"]


def test_a_client_that_was_given_stays_open_and_keeps_what_it_says(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(), Reply(raw=[Action.HANG]))
    timeout = caller.httpx.Timeout(10.0, read=0.01)
    http_client = caller.http_client(headers={"X-Theirs": "1"}, timeout=timeout)
    client = caller.make(http_client=http_client)
    operation = caller.runtime.Operation("GET", "/a")
    caller.request(operation, client=client, timeout=10.0)
    with pytest.raises(caller.runtime.APITimeoutError):
        caller.request(operation, client=client)
    assert server.requests[0].headers["x-theirs"] == "1"
    assert server.requests[0].headers["user-agent"] == "chat_sdk (ssegen)"
    caller.close(client)
    assert not http_client.is_closed
    with pytest.raises(RuntimeError, match="the client is closed"):
        caller.request(operation, client=client)
    caller.close(caller.make(http_client=http_client))
    caller.close(http_client)
    with pytest.raises(RuntimeError, match="http_client that was given is closed"):
        caller.request(operation, client=caller.make(http_client=http_client))


def test_a_cookie_that_cannot_be_sent_back_is_not_kept(
    caller: Caller, server: Server
) -> None:
    for cookie in ("ü=1", "a=ü", "b=2"):
        server.reply(Reply(headers={"Set-Cookie": cookie}))
    server.reply(Reply())
    for _ in range(4):
        caller.request(caller.runtime.Operation("GET", "/a"))
    assert "cookie" not in server.requests[2].headers
    assert server.requests[3].headers["cookie"] == "b=2"


def test_a_closed_client_says_so(caller: Caller, server: Server) -> None:
    server.reply(Reply())
    operation = caller.runtime.Operation("GET", "/a")
    caller.request(operation)
    caller.close(caller.client)
    caller.close(caller.client)
    server.wait_closed()
    with pytest.raises(RuntimeError, match="the client is closed"):
        caller.request(operation)
    with pytest.raises(RuntimeError, match="the client is closed"):
        caller.events(caller.runtime.StreamOperation("GET", "/a"))


def test_the_http_client_is_made_by_the_first_request(
    caller: Caller, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    name = "AsyncClient" if caller.awaits else "Client"
    kind = getattr(caller.httpx, name)

    def make(**options: Any) -> Any:
        made.append(kind(**options))
        return made[-1]

    monkeypatch.setattr(caller.httpx, name, make)
    server.reply(Reply(), Reply())
    client = caller.make()
    assert made == []
    caller.request(caller.runtime.Operation("GET", "/a"), client=client)
    caller.request(caller.runtime.Operation("GET", "/a"), client=client)
    assert len(made) == 1
    assert made[0].timeout.as_dict() == {
        "connect": 10,
        "read": 300,
        "write": 60,
        "pool": 60,
    }


def test_threads_that_make_the_first_requests_share_one_http_client(
    runtime: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(runtime, server, "sync")
    kind, made = caller.httpx.Client, list[Any]()

    def make(**options: Any) -> Any:
        made.append(kind(**options))
        return made[-1]

    monkeypatch.setattr(caller.httpx, "Client", make)
    server.reply(*[Reply(headers=JSON, body=[b'{"message": "a"}'])] * 8)
    operation = runtime.Operation("GET", "/a", result=problem)
    together = threading.Barrier(8)

    def first(_: int) -> object:
        together.wait()
        return caller.request(operation)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(first, range(8))) == [Problem("a")] * 8
    caller.end()
    assert len(made) == 1


def test_a_base_url_of_the_user_holds_for_all_operations(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply())
    client = caller.make(base_url=f"{server.url}/mine/")
    operation = caller.runtime.Operation(
        "GET", "/a", server="https://elsewhere.invalid"
    )
    caller.request(operation, client=client)
    assert server.requests[0].target == "/mine/a"


def test_a_stream_comes_in_as_it_is_sent(caller: Caller, server: Server) -> None:
    gate = threading.Event()
    server.reply(Reply(headers=EVENTS, body=[b"data: a\n\n", gate, b"data: b\n\n"]))
    call = caller.client.stream(caller.runtime.StreamOperation("GET", "/a"), {}, {})

    async def texts() -> list[str]:
        texts: list[str] = []
        async with call as stream:
            async for event in stream:
                texts.append(event.data)
                gate.set()
        return texts

    if caller.awaits:
        assert caller.runner.run(texts()) == ["a", "b"]
        return
    seen: list[str] = []
    with call as stream:
        for event in stream:
            seen.append(event.data)
            gate.set()
    assert seen == ["a", "b"]


def test_a_stream_that_is_left_early_ends_its_connection(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers=EVENTS, body=[b"data: a\n\n", Action.HANG]))
    call = caller.client.stream(caller.runtime.StreamOperation("GET", "/a"), {}, {})

    async def left() -> None:
        async with call as stream:
            async for _ in stream:
                break

    if caller.awaits:
        caller.runner.run(left())
    else:
        with call as stream:
            for _ in stream:
                break
    server.wait_closed()


def test_a_stream_that_vanishes_is_interrupted(caller: Caller, server: Server) -> None:
    server.reply(Reply(headers=EVENTS, body=[b"data: a\n\ndata: b", Action.VANISH]))
    with pytest.raises(caller.runtime.StreamInterrupted) as caught:
        caller.events(caller.runtime.StreamOperation("GET", "/a"))
    assert caught.value.event_count == 1


def test_a_stream_whose_variants_are_wrong_does_not_leak(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers=EVENTS, body=[Action.HANG]))
    operation = caller.runtime.StreamOperation(
        "GET", "/a", variants=lambda: (caller.runtime.Variant(int),)
    )
    with pytest.raises(TypeError):
        caller.events(operation)
    server.wait_closed()


def test_a_client_is_neither_copied_nor_pickled(caller: Caller) -> None:
    for snapshot in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="a client is not pickled"):
            snapshot(caller.client)


def test_a_context_manager_closes_its_client(caller: Caller) -> None:
    async def entered() -> None:
        async with caller.make() as client:
            pass
        with pytest.raises(RuntimeError, match="the client is closed"):
            await client.request(caller.runtime.Operation("GET", "/a"), {}, {})

    if caller.awaits:
        caller.runner.run(entered())
        return
    with caller.make() as client:
        pass
    with pytest.raises(RuntimeError, match="the client is closed"):
        client.request(caller.runtime.Operation("GET", "/a"), {}, {})


def test_the_framing_of_the_answer_makes_no_difference(
    caller: Caller, server: Server
) -> None:
    server.reply(
        *[
            Reply(headers=EVENTS, body=[b"data: a\n\n"], framing=framing)
            for framing in Framing
        ]
    )
    for _ in Framing:
        events = caller.events(caller.runtime.StreamOperation("GET", "/a"))
        assert [event.data for event in events] == ["a"]


def test_a_misspelt_argument_is_no_option(caller: Caller, server: Server) -> None:
    for operation, call in (
        (caller.runtime.Operation("GET", "/a"), caller.request),
        (caller.runtime.StreamOperation("GET", "/a"), caller.events),
    ):
        with pytest.raises(TypeError, match="no argument and no option named 'promt'"):
            call(operation, promt="hi")
    with pytest.raises(TypeError, match="named 'on_unknown'"):
        caller.request(caller.runtime.Operation("GET", "/a"), on_unknown="raise")
    with pytest.raises(TypeError, match="named 'base_ulr'"):
        caller.make(base_ulr=server.url)
    assert server.requests == []


def test_an_http_client_of_the_other_kind_is_refused(caller: Caller) -> None:
    kind = caller.httpx.Client if caller.awaits else caller.httpx.AsyncClient
    with pytest.raises(TypeError, match=r"must be an httpx\.\w+, not \w+"):
        caller.make(http_client=kind())


def test_the_query_of_the_http_client_that_was_given_is_added(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(), Reply())
    http_client = caller.http_client(params={"tenant": "t&1", "limit": "9"})
    client = caller.make(http_client=http_client)
    query = caller.runtime.QueryParameter("limit")
    operation = caller.runtime.Operation("GET", "/a", parameters=(query,))
    caller.request(operation, {"limit": "1,2"}, client)
    caller.request(operation, {}, client)
    sent = [request.target for request in server.requests]
    assert sent == ["/v1/a?limit=1%2C2&tenant=t%261", "/v1/a?tenant=t%261&limit=9"]


def test_a_url_that_is_too_long_is_a_wrong_argument(caller: Caller) -> None:
    query = caller.runtime.QueryParameter("q")
    operation = caller.runtime.Operation("GET", "/a", parameters=(query,))
    with pytest.raises(ValueError, match="too long"):
        caller.request(operation, {"q": "x" * 70_000})


def test_a_callable_that_gives_an_empty_string_gives_no_credential(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(401))
    client = caller.make(credentials={"token": lambda: ""})
    operation = caller.runtime.Operation("GET", "/a", security=(("token",),))
    with pytest.raises(caller.runtime.AuthenticationError, match="give token="):
        caller.request(operation, client=client)
    assert "authorization" not in server.requests[0].headers


def test_a_secret_that_stands_in_the_url_by_chance_hides_no_refusal(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(404))
    port = server.url.rpartition(":")[2]
    client = caller.make(credentials={"token": port})
    operation = caller.runtime.Operation("GET", "/a?b=c", security=(("token",),))
    with pytest.raises(caller.runtime.NotFoundError) as caught:
        caller.request(operation, client=client)
    assert str(caught.value.response.request.url) == f"{server.url}/v1/a?b=c"


def test_a_mistake_that_quotes_the_answer_is_told_in_a_short_line(
    caller: Caller, server: Server
) -> None:
    body = b'{"%s": "x"}' % (b"k\\n" * 100_000)
    server.reply(Reply(headers=JSON, body=[body]))
    operation = caller.runtime.Operation("GET", "/a", result=lambda: dict[str, int])
    with pytest.raises(caller.runtime.ResponseDecodeError) as caught:
        caller.request(operation)
    assert len(str(caught.value)) < 400
    assert "\n" not in str(caught.value)


def test_a_client_does_not_show_the_headers_and_the_query_that_it_was_given(
    caller: Caller,
) -> None:
    client = caller.make(headers={"X-Key": "s3cret"}, query={"key": "s3cret"})
    assert "s3cret" not in repr(client._session.settings)
