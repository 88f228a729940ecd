"""The page's decoders, in a browser, against the cases of the standard and those of the SDKs."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.vectors import VECTORS, Vector

from ssegen.python.runtime.frame import Comment, shown
from ssegen.python.runtime.lines import LineDecoder, SequenceDecoder

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.mock.page.conftest import Opening

MOST = 2**53 - 1
"""The largest whole number that JavaScript holds; what is more is as good as for ever."""

DECODE = """
async ([name, content, initial, sizes]) => {
  const decoders = await import("/_mock/decoder.js");
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const found = new Set();
  const decode = (cuts) => {
    const decoder = new decoders[name](initial);
    const items = [];
    let start = 0;
    for (const end of [...cuts, bytes.length]) {
      items.push(...decoder.feed(bytes.subarray(start, end)));
      start = end;
    }
    items.push(...decoder.close());
    const { lastEventId, reconnectionTime, pending } = decoder;
    found.add(JSON.stringify({ items, lastEventId, reconnectionTime, pending }));
  };
  const every = (step) =>
    Array.from({ length: Math.floor(bytes.length / step) }, (_, at) => at * step);
  const large = bytes.length > 2_000;
  decode([]);
  decode(every(large ? 17 : 1));
  for (const cut of every(large ? Math.ceil(bytes.length / 23) : 1)) decode([cut]);
  decode(sizes.map((_, at) => sizes.slice(0, at + 1).reduce((a, b) => a + b)));
  return [...found];
}
"""
"""Gives the different results of decoding the same bytes, however they are cut."""


@pytest.fixture
def page(visit: Opening) -> Page:
    return visit("specs/generic.yaml").page


def decoded(
    page: Page,
    decoder: str,
    content: bytes,
    last_event_id: str | None = None,
    sizes: tuple[int, ...] = (),
) -> Any:
    argument = [decoder, base64.b64encode(content).decode(), last_event_id, sizes]
    results = page.evaluate(DECODE, argument)
    assert len(results) == 1
    return json.loads(results[0])


def told(item: Any, last_event_id: str | None) -> dict[str, Any]:
    """An item of the SDKs' decoder as the page has it."""
    match shown(item, last_event_id):
        case Comment(text):
            return {"comment": text}
        case frame:
            data = None if frame.data is None else frame.text
            return {"event": frame.event, "data": data, "id": frame.id}


def test_every_case_of_the_standard_holds_however_it_is_cut(page: Page) -> None:
    for vector in VECTORS:
        check(page, vector)


def check(page: Page, vector: Vector) -> None:
    initial = vector.initial_last_event_id
    found = decoded(
        page, "EventStreamDecoder", vector.content, initial, vector.chunk_sizes
    )
    dispatched = [item for item in found["items"] if item.get("data") is not None]
    assert [item["event"] for item in dispatched] == [
        event["event_field"] for event in vector.events
    ], vector.name
    assert [item["id"] or "" for item in dispatched] == [
        event["id"] for event in vector.events
    ], vector.name
    assert (found["lastEventId"] or "") == vector.last_event_id, vector.name

    # Python does not read a number of 5,000 digits, which JavaScript does.
    if vector.name != "retry-5000-digits":
        assert found["reconnectionTime"] == number(
            vector.reconnection_time
        ), vector.name
        retries = [number(event["retry"]) for event in vector.events]
        assert [item["retry"] for item in dispatched] == retries, vector.name

    # Data of any size is compared with what the SDKs' decoder makes of the same bytes.
    decoder = vector.decoder()
    decoder.comments = True
    items = [told(item, initial) for item in decoder.read(vector.content)]
    assert [without_retry(item) for item in found["items"]] == items, vector.name


def number(value: Any) -> int | None:
    return None if value is None else min(value, MOST)


def without_retry(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "retry"}


def lines(decoder: LineDecoder | SequenceDecoder, content: bytes) -> list[str]:
    frames = [*decoder.read(content), *decoder.close()]
    return [frame.decode("utf-8", "replace") for frame in frames]


@pytest.mark.parametrize(
    "content",
    [
        b'{"a": 1}\n{"a": 2}\n',
        b'{"a": 1}\r\n\r\n  \n{"a": 2}',
        b'\xef\xbb\xbf{"a": "\xc3\xa9\xe2\x80\xa8"}\n',
        b"",
        b"1\n2\n\n3",
    ],
)
def test_json_lines_are_what_the_sdks_make_of_them(page: Page, content: bytes) -> None:
    found = decoded(page, "LineDecoder", content)
    expected = lines(LineDecoder(max_event_bytes=1_000), content)
    assert [item["data"] for item in found["items"]] == expected
    assert not found["pending"]


@pytest.mark.parametrize(
    "content",
    [
        b'\x1e{"a": 1}\n\x1e{"a": 2}\n',
        b'\x1e{\n  "a": [\n1\n]\n}\n\x1e"b"',
        b"\x1e1\n\x1e2\n",
        b"\x1e1\n\x1e12",
        b'\x1e\x1e\n\x1e{"a": 1}',
    ],
)
def test_json_sequences_are_what_the_sdks_make_of_them(
    page: Page, content: bytes
) -> None:
    found = decoded(page, "SequenceDecoder", content)
    decoder = SequenceDecoder(max_event_bytes=1_000)
    assert [item["data"] for item in found["items"]] == lines(decoder, content)
    assert found["pending"] == decoder.pending


@pytest.mark.parametrize(
    ("content", "pending"),
    [
        (b"data: 1\n\n", False),
        (b"data: 1\n\ndata: 2\n", True),
        (b"data: 1\n\n: comment\n", False),
        (b"data: 1\n\nda", True),
    ],
)
def test_an_event_that_is_not_finished_is_told(
    page: Page, content: bytes, pending: bool
) -> None:
    found = decoded(page, "EventStreamDecoder", content)
    assert [item["data"] for item in found["items"] if "data" in item] == ["1"]
    assert found["pending"] is pending
