"""The generic server: text, and frames of others, as events that have nothing but data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.examples.servers.programs import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.examples.conftest import Collect
    from tests.examples.servers.programs import Served


@pytest.fixture
def server() -> Iterator[Served]:
    with served("generic", "generic_server") as server:
        yield server


def test_a_channel_is_resumed_by_the_ids_of_its_messages(
    server: Served, collect: Collect
) -> None:
    def follow(**options: Any) -> list[tuple[str, str]]:
        found = collect(
            server.sdk,
            lambda client: client.channels.messages.subscribe(
                channel="news", **options
            ),
            base_url=server.url,
        )
        assert found.error is None
        return [(event.id, event.data) for event in found.events]

    assert follow() == [
        ("1", "news: Hello"),
        ("2", "news: two\nlines"),
        ("3", "news: Bye"),
    ]
    assert follow(last_event_id="2") == [("3", "news: Bye")]


def test_texts_have_no_name_and_bytes_are_passed_through(server: Served) -> None:
    answer = httpx.get(f"{server.url}/log")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.content == (
        b"data: started\n\nevent: line\ndata: of another server\n\n"
    )


def test_the_sdk_reads_texts_and_what_is_passed_through(
    server: Served, collect: Collect
) -> None:
    found = collect(server.sdk, lambda client: client.log.follow(), base_url=server.url)
    assert found.error is None
    assert [event.data for event in found.events] == ["started", "of another server"]
