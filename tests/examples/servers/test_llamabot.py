"""Bots: the example's server, and LlamaBot's own sender, read by the SDK."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.routing import Route
from tests.examples.servers.programs import served
from tests.senders.reading import collected
from tests.server import PATIENCE
from tests.serving import serving

from ssegen.senders import bot

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request
    from tests.examples.conftest import Collect, Outcome
    from tests.examples.servers.programs import Served

Dictionaries: TypeAlias = "AsyncIterator[dict[str, str]]"


class Failing:
    """A bot that ends too early."""

    async def stream_async(self, *messages: str) -> AsyncIterator[str]:
        yield messages[0]
        raise RuntimeError("no\nmore")


@pytest.fixture
def server() -> Iterator[Served]:
    with served("llamabot_chat", "llamabot_server") as server:
        yield server


@pytest.fixture
def sse_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Dictionaries]:
    """LlamaBot's own."""
    monkeypatch.setenv("HOME", str(tmp_path))  # llamabot makes a folder there
    reason = "needs `pip install --no-deps llamabot loguru lazy-loader`"
    llamabot = pytest.importorskip("llamabot.sse", reason=reason)
    sender: Callable[..., Dictionaries] = llamabot.sse_stream
    return sender


def outcome(
    collect: Collect, server: Served, url: str, count: int | None = None
) -> Outcome:
    """What the SDK reads of an answer, or of its beginning."""

    def create(client: Any) -> Any:
        return client.chat.create(message="Hello there")

    return collect(server.sdk, create, base_url=url, count=count)


def check(server: Served, found: Outcome, *, fails: bool) -> None:
    """Hold what came to what the program's bot, or one that fails, says."""
    sdk = server.sdk
    if fails:
        assert found.events == [sdk.events.MessageEvent("Hello there")]
        assert type(found.error) is sdk.StreamServerError
        assert found.error.body == "no\nmore"
    else:
        assert found.error is None
        assert found.events == [
            sdk.events.MessageEvent("Hello "),
            sdk.events.MessageEvent("there "),
            sdk.events.DoneEvent(data=""),
        ]


def test_the_sdk_reads_a_whole_answer(server: Served, collect: Collect) -> None:
    check(server, outcome(collect, server, server.url), fails=False)


def test_the_sdk_raises_what_a_bot_fails_by(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    monkeypatch.setattr(server.program, "Echo", Failing)
    check(server, outcome(collect, server, server.url), fails=True)


def test_a_bot_stops_when_its_client_leaves(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    stopped = threading.Event()

    class Endless:
        async def stream_async(self, *messages: str) -> AsyncIterator[str]:
            try:
                while True:
                    yield messages[0]
            finally:
                stopped.set()

    monkeypatch.setattr(server.program, "Echo", Endless)
    assert len(outcome(collect, server, server.url, count=1).events) == 1
    assert stopped.wait(PATIENCE)


@pytest.fixture(params=["llamabot", "ssegen"])
def dictionaries(request: pytest.FixtureRequest) -> Callable[..., Dictionaries]:
    """What sse-starlette takes of a bot and a message."""
    if request.param == "ssegen":
        return bot.dictionaries
    sse_stream: Callable[..., Dictionaries] = request.getfixturevalue("sse_stream")
    return lambda model, message: sse_stream(model, [message])


@pytest.mark.parametrize("fails", [False, True], ids=["whole", "failing"])
def test_the_sdk_reads_a_bot_behind_sse_starlette(
    server: Served,
    collect: Collect,
    dictionaries: Callable[..., Dictionaries],
    fails: bool,
) -> None:
    model = Failing() if fails else server.program.Echo()

    async def chat(request: Request) -> EventSourceResponse:
        message = (await request.json())["message"]
        return EventSourceResponse(dictionaries(model, message))

    app = Starlette(routes=[Route("/chat", chat, methods=["POST"])])
    with serving(app) as url:
        check(server, outcome(collect, server, url), fails=fails)


@pytest.mark.parametrize("messages", [["Hel", "lo\r\n", ""], ["Hello"]], ids=len)
def test_dictionaries_are_those_of_llamabot(
    sse_stream: Callable[..., Dictionaries], messages: list[str]
) -> None:
    class Listed:
        async def stream_async(self, *messages: str) -> AsyncIterator[str]:
            for message in messages:
                yield message

    for model in (Listed(), Failing()):
        theirs = collected(sse_stream(model, messages))
        assert collected(bot.dictionaries(model, *messages)) == theirs
        theirs = collected(sse_stream(model, messages, "token", "end"))
        ours = bot.dictionaries(model, *messages, message="token", done="end")
        assert collected(ours) == theirs
