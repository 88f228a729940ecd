"""Which requests reach a handler, and what becomes of all others."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient
from tests.python.runtime.server.operations import (
    CHAT,
    LINES,
    ROUTES,
    TEXT,
    ChatEvent,
    Delta,
    Handlers,
    Part,
    PingEvent,
    app,
    silent,
)

from ssegen.python.runtime import PathParameter, StreamOperation
from ssegen.python.runtime.server import Route, application, encoded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send
    from tests.python.runtime.server.operations import Serve

OK: dict[str, Any] = {"prompt": "Hi"}


def asked(application: Any, method: str, target: str, **given: Any) -> httpx.Response:
    """Send one request to an application."""

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://a"
        ) as client:
            return await client.request(method, target, **given)

    return anyio.run(call)


def message(response: httpx.Response) -> str:
    return str(response.json()["error"]["message"])


def test_what_was_not_sent_is_none() -> None:
    made, handlers = app(silent)
    assert asked(made, "POST", "/chats/1", json=OK).status_code == 200
    assert handlers.arguments == [
        {
            "chat_id": "1",
            "limit": None,
            "trace": None,
            "prompt": "Hi",
            "max_tokens": None,
            "history": None,
        }
    ]


def test_all_problems_are_told_at_once_by_wire_name_and_without_what_was_sent() -> None:
    made, handlers = app(silent)
    body = {"prompt": 5, "max-tokens": "secret", "history": [{"role": "user"}, {}]}
    response = asked(made, "POST", "/chats/1?limit=secret", json=body)
    assert response.status_code == 422
    told = message(response).split("; ")
    assert [problem.partition(": ")[0] for problem in told] == [
        "query.limit",
        "body.prompt",
        "body.max-tokens",
        "body.history.1.role",
    ]
    assert "secret" not in response.text
    assert handlers.arguments == []


@pytest.mark.parametrize(
    ("given", "status", "says"),
    [
        ({"json": {}}, 422, "body.prompt: Field required"),
        ({}, 422, "body.prompt: Field required"),
        ({"json": {"prompt": "a", "max-tokens": "5"}}, 422, "valid integer"),
        ({"json": {"prompt": "a", "max_tokens": "5"}}, 200, ""),  # an unknown property
        ({"json": {**OK, "history": [{"role": "a", "said_at": "5"}]}}, 200, ""),
        ({"json": [OK]}, 422, "body: "),
        ({"json": OK, "headers": {"content-type": "text/plain"}}, 415, "text/plain"),
        ({"json": OK, "headers": {"content-type": "a/b+json"}}, 200, ""),
        ({"content": b"{", "headers": {"content-type": "a/json"}}, 400, "not JSON"),
        ({"content": b'{"prompt":NaN}'}, 400, "not JSON"),
        ({"content": b"[" * 900}, 400, "not JSON"),
        ({"content": b"\xff"}, 400, "not JSON"),
        ({"content": b'\xef\xbb\xbf{"prompt":"a"}'}, 200, ""),
        ({"content": b'{"prompt":"' + b"a" * 2000 + b'"}'}, 413, "1000 bytes"),
        ({"json": OK, "headers": {"accept": "application/json"}}, 406, "event-stream"),
        ({"json": OK, "headers": {"accept": "text/event-stream;q=0"}}, 200, ""),
        ({"json": OK, "headers": {"accept": "a/b, text/*;q=0.1"}}, 200, ""),
    ],
)
def test_a_request_is_answered_with_the_status_that_says_what_is_wrong(
    given: dict[str, Any], status: int, says: str
) -> None:
    made, handlers = app(silent, max_body_bytes=1000)
    response = asked(made, "POST", "/chats/1", **given)
    assert response.status_code == status
    assert len(handlers.arguments) == (status == 200)
    if status != 200:
        assert says in message(response)
        assert response.json()["type"] == "error"


def test_a_body_of_chunks_is_bounded_too(serve: Serve) -> None:
    with serve(app(silent, max_body_bytes=1000)[0]) as url:
        chunks = (b" " * 100 for _ in range(11))
        assert httpx.post(url + "/chats/1", content=chunks).status_code == 413
        chunks = (b" " * 100 for _ in range(10))
        assert httpx.post(url + "/chats/1", content=chunks).status_code == 400


def test_a_method_that_no_operation_has_is_told_the_others() -> None:
    made = app(silent)[0]
    response = asked(made, "DELETE", "/chats/1")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert asked(made, "POST", "/text").headers["allow"] == "GET, HEAD"
    assert message(asked(made, "GET", "/chats/1/2")) == "there is no such operation"


def test_head_is_answered_without_work(serve: Serve) -> None:
    made, handlers = app(silent)
    with serve(made) as url:
        response = httpx.head(url + "/text")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/event-stream"
    assert handlers.arguments == []


def test_a_switch_decides_whether_the_stream_is_asked_for() -> None:
    made, handlers = app(silent)
    bodies: list[Any] = [{"stream": one} for one in (False, "true", 1, None)]
    for body in (*bodies, {}, []):
        response = asked(made, "POST", "/lines", json=body)
        assert (response.status_code, message(response)) == (
            400,
            "to get the stream, send stream: true in the body",
        )
    as_json = {"accept": "application/json"}  # as some clients ask for streams
    response = asked(made, "POST", "/lines", json={"stream": True}, headers=as_json)
    assert response.status_code == 200
    assert handlers.arguments == [{"body": {"stream": True}}]


@pytest.mark.parametrize(
    ("body", "status"), [({}, 200), ({"stream": True}, 200), ({"stream": False}, 400)]
)
def test_a_switch_that_is_left_out_is_at_its_default(
    body: dict[str, bool], status: int
) -> None:
    handlers = Handlers(silent)
    made = application([replace(LINES, by_default=True)], handlers, {})
    assert asked(made, "POST", "/lines", json=body).status_code == status


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    text = f"{request.method} {request.url.path} {(await request.body()).decode()}"
    await PlainTextResponse(text)(scope, receive, send)


@pytest.mark.parametrize(
    ("method", "target", "given"),
    [
        ("GET", "/other", {}),
        ("DELETE", "/chats/1", {}),
        ("POST", "/lines", {"content": b'{"stream": false}'}),
        ("POST", "/chats/1", {"content": b"{}", "headers": {"accept": "a/json"}}),
        ("POST", "/chats/1", {"content": b"a", "headers": {"content-type": "a/b"}}),
    ],
)
def test_what_asks_for_no_stream_goes_to_the_other_application_as_it_came(
    method: str, target: str, given: dict[str, Any]
) -> None:
    response = asked(app(silent, otherwise=echo)[0], method, target, **given)
    assert response.text == f"{method} {target} {given.get('content', b'').decode()}"


@pytest.mark.parametrize("kind", [Starlette, FastAPI])
def test_the_lifespan_of_the_other_application_is_run(kind: Any) -> None:
    story: list[str] = []

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        story.append("begun")
        yield
        story.append("over")

    made, _ = app(silent, otherwise=kind(lifespan=lifespan))
    with TestClient(made):
        assert story == ["begun"]
    assert story == ["begun", "over"]


def test_a_handler_may_read_the_request_again() -> None:
    bodies: list[bytes] = []

    class Handlers:
        async def chat(self, request: Request, /, **_: Any) -> AsyncIterator[Any]:
            bodies.append(await request.body())
            assert not await request.is_disconnected()
            async for event in silent():
                yield event

        text = lines = chat

    made = application(ROUTES, Handlers(), {})
    asked(made, "POST", "/chats/1", content=b'{"prompt": "Hi"}')
    assert bodies == [b'{"prompt": "Hi"}']


@pytest.mark.parametrize("outer", [Starlette, FastAPI])
def test_it_is_mounted_in_other_applications(serve: Serve, outer: Any) -> None:
    made, handlers = app(silent)
    around = outer(routes=[Mount("/api/v1", made)])
    with serve(around) as url:
        response = httpx.post(url + "/api/v1/chats/a%2Fb%20c", json=OK)
    assert response.status_code == 200
    assert handlers.arguments[0]["chat_id"] == "a/b c"


def test_concrete_paths_win_and_parameters_are_parts_of_segments() -> None:
    paths = [
        "/a/{x}",
        "/a/b",
        "/a/{the-id}.json",
        "/{y}/b/{z}",
        "/a/b:c",
        "/q",
        "/q?mode=s",
        "/r?mode=s",
    ]
    called: list[tuple[str, dict[str, Any]]] = []

    class Handlers:
        def __getattr__(self, name: str) -> Any:
            async def handle(_: Request, /, **arguments: Any) -> AsyncIterator[Any]:
                called.append((paths[int(name.removeprefix("h"))], arguments))
                async for event in silent():
                    yield event

            return handle

    def route(index: int, path: str) -> Route[Any]:
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        parameters = tuple(PathParameter(f"_{n[:3]}", n) for n in names)
        operation: StreamOperation[Any] = StreamOperation(
            "GET", path, parameters=parameters
        )
        return Route(
            f"h{index}", operation, {p.argument: lambda: str for p in parameters}
        )

    made = application([route(*pair) for pair in enumerate(paths)], Handlers(), {})
    cases: list[tuple[str, str, dict[str, str]]] = [
        ("/a/b", "/a/b", {}),
        ("/a/c", "/a/{x}", {"_x": "c"}),
        ("/a/1%0A2", "/a/{x}", {"_x": "1\n2"}),
        ("/a/1.json", "/a/{the-id}.json", {"_the": "1"}),
        ("/a%2Fc/b/%C3%A4", "/{y}/b/{z}", {"_y": "a/c", "_z": "\u00e4"}),
        ("/a/b:c", "/a/b:c", {}),
        ("/a/b%3Ac", "/a/b:c", {}),
        ("/q?x=1&mode=s", "/q?mode=s", {}),
        ("/q?mode=t", "/q", {}),
    ]
    for target, path, arguments in cases:
        called.clear()
        assert asked(made, "GET", target).status_code == 200
        assert called == [(path, arguments)]
    assert asked(made, "GET", "/r?mode=t").status_code == 400


def test_what_handlers_and_options_lack_is_told_at_once() -> None:
    with pytest.raises(TypeError, match="object lacks the methods chat, text, lines"):
        application(ROUTES, object(), {})
    with pytest.raises(TypeError, match="'keepalive'"):
        app(silent, keepalive=1)
    with pytest.raises(ValueError, match="keep_alive must be positive"):
        app(silent, keep_alive=0)
    with pytest.raises(ValueError, match="max_body_bytes must be positive"):
        app(silent, max_body_bytes=0)


def test_an_event_is_encoded_by_the_operation_that_delivers_it() -> None:
    part = Part(type="part", text="a")
    assert encoded(ROUTES, PingEvent()) == CHAT.encode(PingEvent())
    assert encoded(ROUTES, part) == LINES.encode(part)
    assert (CHAT.sentinel, TEXT.sentinel) == (b"data: [DONE]\n\n", b"")
    with pytest.raises(TypeError, match="no operation delivers Delta"):
        encoded(ROUTES, Delta(content="a"))
    with pytest.raises(ValueError, match="an id"):
        encoded(ROUTES, ChatEvent(Delta(content="a"), id="\n"))
