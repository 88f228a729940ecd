"""The Ollama-compatible server, read by the official client and by the SDK."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ollama
import pytest
from tests.examples.servers.programs import failing, served

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.examples.conftest import Collect, Outcome
    from tests.examples.servers.programs import Served


@pytest.fixture
def server() -> Iterator[Served]:
    with served("ollama_chat", "ollama_server") as server:
        yield server


@contextmanager
def stream(url: str) -> Iterator[Iterator[ollama.ChatResponse]]:
    """What the official client reads of an answer."""
    with ollama.Client(host=url) as client:
        messages = [{"role": "user", "content": "Hello there"}]
        yield client.chat("m", messages, stream=True)


def outcome(collect: Collect, server: Served) -> Outcome:
    """What the SDK reads of an answer."""

    def create(client: Any) -> Any:
        return client.chat.create_stream(
            model="m", messages=[{"role": "user", "content": "Hello there"}]
        )

    return collect(server.sdk, create, base_url=server.url)


def test_the_official_client_reads_a_whole_answer(server: Served) -> None:
    with stream(server.url) as answer:
        *pieces, last = answer
    assert [piece.message.content for piece in pieces] == ["Hello ", "there "]
    assert not any(piece.done for piece in pieces)
    assert (last.done, last.done_reason) == (True, "stop")


def test_the_sdk_reads_a_whole_answer(server: Served, collect: Collect) -> None:
    found = outcome(collect, server)
    assert found.error is None
    *pieces, last = found.events
    assert [piece.message.content for piece in pieces] == ["Hello ", "there "]
    assert not any(piece.done for piece in pieces)
    assert (last.done, last.done_reason) == (True, "stop")


def test_the_official_client_reads_what_is_sent_as_types(server: Served) -> None:
    with ollama.Client(host=server.url) as client:
        *pieces, last = client.generate("m", "Hello there", stream=True)
        statuses = [progress.status for progress in client.pull("m", stream=True)]
    assert [piece.response for piece in pieces] == ["Hello ", "there "]
    assert (last.done, last.done_reason) == (True, "stop")
    assert statuses == ["pulling manifest", "success"]


def test_typed_text_may_hold_what_the_official_client_takes_for_a_line_end(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["a\u2028b ", "c\u2029\u0085d "]

    async def reply(_: object) -> AsyncIterator[str]:
        for word in words:
            yield word

    monkeypatch.setattr(server.program, "reply", reply)
    with ollama.Client(host=server.url) as client:
        *pieces, _ = client.generate("m", "", stream=True)
    assert [piece.response for piece in pieces] == words


def test_the_official_client_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, server, "Hel")
    with stream(server.url) as answer:
        assert next(answer).message.content == "Hel"
        with pytest.raises(ollama.ResponseError, match="internal server error"):
            next(answer)


def test_the_sdk_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, "Hel", status=503)
    found = outcome(collect, server)
    assert len(found.events) == 1
    assert type(found.error) is server.sdk.StreamServerError
    assert found.error.body.error == "busy"


def test_a_refusal_before_the_stream_has_its_status(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, status=404)
    with (
        stream(server.url) as answer,
        pytest.raises(ollama.ResponseError, match="busy") as raised,
    ):
        next(answer)
    assert raised.value.status_code == 404
    found = outcome(collect, server)
    assert type(found.error) is server.sdk.NotFoundError
    assert found.error.body.error == "busy"
