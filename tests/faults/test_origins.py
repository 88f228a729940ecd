"""Where requests go: never to another origin than the user chose, and never back to plain HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.python.runtime.streams import DONE, chat, reply
from tests.server import Action, Reply, Server

if TYPE_CHECKING:
    from tests.faults.observer import Observer

SECRETS = {"api_key": "sk-secret"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_origin_gets_neither_request_nor_credentials(
    observer: Observer, server: Server, status: int
) -> None:
    client = observer.make(credentials=SECRETS)
    with Server() as other:
        server.reply(Reply(status, {"location": f"{other.url}/v1/chat"}))
        outcome = observer.observe("chat", client)
        assert other.connections == 0
    assert "redirects are not followed" in str(outcome.error)
    (request,) = server.requests
    assert request.headers["x-api-key"] == SECRETS["api_key"]


def test_a_redirect_on_going_on_gets_neither_request_nor_event_id(
    observer: Observer, server: Server
) -> None:
    policy = observer.runtime.Reconnect(backoff=0, jitter=0, retry_range=(0, 0))
    with Server() as other:
        elsewhere = Reply(307, {"location": f"{other.url}/v1/chat"})
        server.reply(reply(chat("a", "1"), Action.RESET), elsewhere)
        outcome = observer.observe("chat", reconnect=policy)
        assert other.connections == 0
    assert outcome.events == ["a"]
    assert type(outcome.error).__name__ == "StreamInterrupted"


def test_a_redirect_from_tls_to_plain_http_is_not_followed(secure: Observer) -> None:
    client = secure.make(credentials=SECRETS)
    with Server() as plain:
        secure.server.reply(Reply(308, {"location": f"{plain.url}/v1/chat"}))
        outcome = secure.observe("chat", client)
        assert plain.connections == 0
    assert "redirects are not followed" in str(outcome.error)
    (request,) = secure.server.requests
    assert request.headers["x-api-key"] == SECRETS["api_key"]


@pytest.mark.parametrize("action", [Action.VANISH, Action.RESET, Action.HANG])
def test_a_stream_over_tls_that_breaks_off_is_told_as_over_plain_http(
    secure: Observer, action: Action
) -> None:
    secure.server.reply(reply(chat("a", "1"), action), reply(chat("b"), DONE))
    outcome = secure.observe("chat", timeout=0.2)
    error = "StreamTimeout" if action is Action.HANG else "StreamInterrupted"
    assert outcome.summary == (("a",), error, False, "1")
    secure.server.wait_closed(0)
    assert secure.observe("chat").events == ["b"]
