"""A FastAPI application's own document gives an SDK that streams from that application."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from tests.frameworks import items
from tests.serving import importing, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from tests.frameworks.conftest import Awaiting, Blocking

Drive: TypeAlias = "Callable[..., Blocking | Awaiting]"

PACKAGE = "items_live_sdk"
NAMES = [item.name for item in items.CATALOGUE]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the application is served."""
    with serving(items.app) as url:
        yield url


@pytest.fixture(scope="module")
def sdk(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The SDK of the document that the running application hands out."""
    folder = tmp_path_factory.mktemp("fastapi")
    run = subprocess.run(
        [
            *(sys.executable, "-m", "ssegen", "generate", f"{url}/openapi.json"),
            *("-o", str(folder), "--package-name", PACKAGE, "--strict"),
        ],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    with importing(PACKAGE, folder) as package:
        yield package


def test_items_that_an_endpoint_yields_are_typed_events(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    events, stream = driver(sdk, url).stream(lambda c: c.feeds.stream_items())

    assert [type(event) for event in events] == [sdk.events.StreamItemsEvent] * 3
    assert [event.data for event in events] == [
        sdk.models.Item(**item.model_dump()) for item in items.CATALOGUE
    ]
    assert stream.completed


def test_a_stream_begins_after_the_event_that_is_named(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    events, _ = driver(sdk, url).stream(
        lambda c: c.feeds.stream_items(extra_headers={"last-event-id": "2"})
    )
    assert [event.data.name for event in events] == NAMES[2:]


def test_json_lines_are_models_or_scalars(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    lines, stream = driver(sdk, url).stream(lambda c: c.feeds.stream_lines())
    assert [type(line) for line in lines] == [sdk.models.Item] * 3
    assert [line.name for line in lines] == NAMES
    assert stream.completed

    numbers, _ = driver(sdk, url).stream(lambda c: c.feeds.stream_numbers(count=4))
    assert numbers == [0, 1, 2, 3]


def test_a_union_is_told_apart_and_the_path_and_query_and_token_arrive(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    def watch(client: Any) -> Any:
        return client.changes.watch(catalogue="b%c? d", since=2)

    events, _ = driver(sdk, url, api_key=items.TOKEN).stream(watch)

    models = sdk.models
    assert [event.data for event in events] == [
        models.Added(item=models.Item(**items.CATALOGUE[2].model_dump())),
        models.Removed(name="b%c? d: Plumbus"),
    ]


@pytest.mark.parametrize("driver", ["blocking"], indirect=True)
def test_a_wrong_token_is_an_authentication_error_before_the_first_event(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    with pytest.raises(sdk.AuthenticationError) as refused:
        driver(sdk, url, api_key="wrong").stream(
            lambda c: c.changes.watch(catalogue="x", since=0)
        )
    assert refused.value.status_code == 401


def test_a_posted_object_starts_a_stream_of_an_untagged_union(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    events, _ = driver(sdk, url).stream(lambda c: c.search.search(text="PLUM"))
    assert [type(event.data) for event in events] == [
        sdk.models.Progress,
        sdk.models.Hit,
        sdk.models.Progress,
        sdk.models.Progress,
    ]
    assert events[1].data.item.name == "Plumbus"


def test_frames_of_every_kind_arrive(sdk: ModuleType, url: str, driver: Drive) -> None:
    events, stream = driver(sdk, url).stream(lambda c: c.log.follow())

    # FastAPI encodes `data` as JSON and declares a string: the text arrives as it is on the wire.
    assert [(event.event, event.data, event.id) for event in events] == [
        ("line", "two\nlines", "1"),
        ("json", '"quoted"', "2"),
        ("message", '{"level": "info"}', "3"),
        ("end", "[DONE]", "3"),
    ]
    assert events[1].retry == 5000
    assert stream.last_event_id == "3"


def test_ordinary_operations_stand_beside_the_streams(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    drive = driver(sdk, url)
    assert drive.answer(lambda c: c.items.get(number=1)) == sdk.models.Item(
        name="Plumbus", price=6.5, tags=[]
    )
    assert [
        item.name
        for item in drive.answer(lambda c: c.items.list(tag=["gr\u00fcn", "a\nb"]))
    ] == NAMES[2:]
    assert drive.answer(lambda c: c.items.delete(number=1)) is None
    with pytest.raises(sdk.NotFoundError):
        drive.answer(lambda c: c.items.get(number=9))


def test_a_request_that_fastapi_refuses_is_a_typed_error(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    with pytest.raises(sdk.UnprocessableEntityError) as refused:
        driver(sdk, url).answer(lambda c: c.items.list(limit=0))
    assert isinstance(refused.value.body, sdk.models.HTTPValidationError)
    assert refused.value.body.detail[0].loc == ["query", "limit"]


def test_a_file_goes_up_and_bytes_come_down(
    sdk: ModuleType, url: str, driver: Drive
) -> None:
    picture = driver(sdk, url).answer(
        lambda c: c.pictures.add(
            number=7,
            picture=("a \u00e4.png", items.PICTURE, "image/png"),
            caption="a b & c=d",
            sizes=[16, 32],
        )
    )
    assert picture == sdk.models.Picture(
        item=7, name="a \u00e4.png", size=8, caption="a b & c=d", sizes=[16, 32]
    )


def test_bytes_that_are_declared_are_read_whole(sdk: ModuleType, url: str) -> None:
    with (
        sdk.Client(base_url=url) as client,
        client.pictures.get(number=7) as response,
    ):
        assert response.content_type == "image/png"
        assert response.read() == items.PICTURE + b"\x07"
