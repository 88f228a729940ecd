"""The OpenAI-compatible server, read by the official client and by the SDK."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.examples.servers.programs import failing, pausing, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai.types.chat import ChatCompletionChunk
    from tests.examples.conftest import Collect, Outcome
    from tests.examples.servers.programs import Served


@pytest.fixture
def server() -> Iterator[Served]:
    with served("openai_chat", "openai_server") as server:
        yield server


@contextmanager
def stream(url: str) -> Iterator[openai.Stream[ChatCompletionChunk]]:
    """What the official client reads of an answer."""
    with (
        openai.OpenAI(base_url=url, api_key="key", max_retries=0) as client,
        client.chat.completions.create(
            model="m",
            messages=[{"role": "user", "content": "Hello there"}],
            stream=True,
        ) as stream,
    ):
        yield stream


def outcome(collect: Collect, server: Served) -> Outcome:
    """What the SDK reads of an answer."""

    def create(client: Any) -> Any:
        return client.chat.completions.create_stream(
            model="m", messages=[{"role": "user", "content": "Hello there"}]
        )

    return collect(server.sdk, create, base_url=f"{server.url}/v1", api_key="key")


def test_the_official_client_reads_a_whole_answer(server: Served) -> None:
    with stream(f"{server.url}/v1") as chunks:
        role, *pieces, last = [chunk.choices[0] for chunk in chunks]
    assert role.delta.role == "assistant"
    assert [piece.delta.content for piece in pieces] == ["Hello ", "there "]
    assert last.finish_reason == "stop"


def test_the_sdk_reads_a_whole_answer(server: Served, collect: Collect) -> None:
    found = outcome(collect, server)
    assert found.error is None
    assert found.stream.completed
    role, *pieces, last = [event.data.choices[0] for event in found.events]
    assert role.delta.role == "assistant"
    assert [piece.delta.content for piece in pieces] == ["Hello ", "there "]
    assert last.finish_reason == "stop"


def test_the_official_client_passes_over_keep_alives(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pausing(monkeypatch, server, server.program.Chat()) as url,
        stream(url) as chunks,
    ):
        contents = [chunk.choices[0].delta.content for chunk in chunks]
    assert contents == ["", "Hel", "lo", None]


def test_the_official_client_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, server, "Hel")
    with stream(f"{server.url}/v1") as chunks:
        assert next(chunks).choices[0].delta.role == "assistant"
        assert next(chunks).choices[0].delta.content == "Hel"
        with pytest.raises(openai.APIError, match="internal server error"):
            next(chunks)


def test_the_sdk_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, "Hel", status=503)
    found = outcome(collect, server)
    assert len(found.events) == 2
    assert type(found.error) is server.sdk.StreamServerError
    assert found.error.body.error.message == "busy"


def test_a_refusal_before_the_stream_has_its_status(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, status=403)
    with (
        pytest.raises(openai.PermissionDeniedError, match="busy"),
        stream(f"{server.url}/v1"),
    ):
        pass
    found = outcome(collect, server)
    assert type(found.error) is server.sdk.PermissionDeniedError
    assert found.error.body.error.message == "busy"
