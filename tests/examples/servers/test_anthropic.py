"""The Anthropic-compatible server, read by the official client and by the SDK."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anthropic
import pytest
from tests.examples.servers.programs import failing, pausing, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anthropic.lib.streaming import MessageStream
    from tests.examples.conftest import Collect, Outcome
    from tests.examples.servers.programs import Served


@pytest.fixture
def server() -> Iterator[Served]:
    with served("anthropic_messages", "anthropic_server") as server:
        yield server


@contextmanager
def stream(url: str) -> Iterator[MessageStream[None]]:
    """What the official client reads of an answer."""
    with (
        anthropic.Anthropic(base_url=url, api_key="key", max_retries=0) as client,
        client.messages.stream(
            model="m",
            max_tokens=9,
            messages=[{"role": "user", "content": "Hello there"}],
        ) as stream,
    ):
        yield stream


def outcome(collect: Collect, server: Served) -> Outcome:
    """What the SDK reads of an answer."""

    def create(client: Any) -> Any:
        return client.messages.create_stream(
            anthropic_version="2023-06-01",
            model="m",
            max_tokens=9,
            messages=[{"role": "user", "content": "Hello there"}],
        )

    return collect(server.sdk, create, base_url=server.url, api_key="key")


def test_the_official_client_reads_a_whole_answer(server: Served) -> None:
    with stream(server.url) as answer:
        assert list(answer.text_stream) == ["Hello ", "there "]
        message = answer.get_final_message()
    assert (message.role, message.stop_reason) == ("assistant", "end_turn")
    assert [block.type for block in message.content] == ["text"]


def test_the_official_client_iterates_over_the_events(server: Served) -> None:
    with (
        anthropic.Anthropic(
            base_url=server.url, api_key="key", max_retries=0
        ) as client,
        client.messages.create(
            model="m",
            max_tokens=9,
            messages=[{"role": "user", "content": "Hello"}],
            stream=True,
        ) as events,
    ):
        assert [event.type for event in events] == [
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]


def test_the_sdk_reads_the_events_in_the_order_of_the_protocol(
    server: Served, collect: Collect
) -> None:
    found = outcome(collect, server)
    assert found.error is None
    assert found.stream.completed
    assert [event.event for event in found.events] == [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    deltas = [event.data.delta for event in found.events[3:5]]
    assert [delta.text for delta in deltas] == ["Hello ", "there "]
    assert found.events[6].data.delta.stop_reason == "end_turn"


def test_the_official_client_passes_over_keep_alives(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pausing(monkeypatch, server, server.program.Chat()) as url,
        stream(url) as answer,
    ):
        assert answer.get_final_text() == "Hello"


def test_the_official_client_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, server, "Hel")
    with stream(server.url) as answer:
        texts = answer.text_stream
        assert next(texts) == "Hel"
        with pytest.raises(anthropic.APIStatusError, match="internal server error"):
            next(texts)


def test_the_sdk_raises_a_report_in_the_stream(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, "Hel", status=503)
    found = outcome(collect, server)
    assert len(found.events) == 4
    assert type(found.error) is server.sdk.StreamServerError
    assert found.error.body.error.message == "busy"


def test_a_refusal_before_the_stream_has_its_status(
    server: Served, monkeypatch: pytest.MonkeyPatch, collect: Collect
) -> None:
    failing(monkeypatch, server, status=403)
    with (
        pytest.raises(anthropic.PermissionDeniedError, match="busy"),
        stream(server.url),
    ):
        pass
    found = outcome(collect, server)
    assert type(found.error) is server.sdk.PermissionDeniedError
    assert found.error.body.error.message == "busy"
