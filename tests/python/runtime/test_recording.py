"""Recordings: what is saved comes back byte for byte, and is played as it came."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.python.runtime.streams import TEXT

from ssegen.python.runtime import (
    API,
    RateLimitError,
    RuntimeClient,
    Server,
    StreamInterrupted,
    TextEvent,
)
from ssegen.python.runtime.recording import Chunk, Recording
from ssegen.python.runtime.testing import Transport, recorded

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = (("content-type", "text/event-stream"), ("x-id", "a"), ("x-id", "b"))
SPLIT = Recording(
    method="POST",
    url="https://api.example.com/v1/chats/7%2F8?model=a",
    status=200,
    headers=HEADERS,
    chunks=(Chunk(0.25, "data: Grü".encode()[:-1]), Chunk(0.5, b"\xbc\n\n")),
    ended=0.75,
)
HEAD = '{"recording": 1, "method": "GET", "url": "/", "status": 200, "headers": []}'
END = '{"at": 1, "end": "complete"}'

texts = st.text(st.characters(exclude_categories=["Cs"]))
times = st.integers(0, 10**9).map(lambda millionths: millionths / 10**6)
recordings = st.builds(
    Recording,
    method=texts,
    url=st.just("https://api.example.com/"),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(texts, texts)).map(tuple),
    chunks=st.lists(
        st.builds(Chunk, at=times, data=st.binary() | texts.map(str.encode))
    ).map(tuple),
    ended=times,
    complete=st.booleans(),
    error=texts,
)


def client(*answers: Recording) -> RuntimeClient:
    api = API("x", (Server("https://api.example.com"),))
    options: dict[str, object] = {"http_client": Transport(*answers).client()}
    return RuntimeClient(api, credentials={}, variables={}, options=options)  # type: ignore[arg-type]  # a dict is not a TypedDict


@given(recordings)
def test_a_recording_comes_back_as_it_was(recording: Recording) -> None:
    assert Recording.parsed(recording.dumped()) == recording


def test_a_file_is_lines_of_json_with_texts_where_the_bytes_are_text(
    tmp_path: Path,
) -> None:
    file = tmp_path / "stream.jsonl"
    SPLIT.save(file)
    lines = [json.loads(line) for line in file.read_bytes().splitlines()]
    assert lines == [
        {
            "recording": 1,
            "method": "POST",
            "url": SPLIT.url,
            "status": 200,
            "headers": [list(pair) for pair in HEADERS],
        },
        {"at": 0.25, "base64": "ZGF0YTogR3LD"},
        {"at": 0.5, "base64": "vAoK"},
        {"at": 0.75, "end": "complete"},
    ]
    assert Recording.load(file) == SPLIT


def test_the_path_is_as_it_was_sent() -> None:
    assert SPLIT.path == "/v1/chats/7%2F8"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a recording: it is empty"),
        ("\n \n", "not a recording: it is empty"),
        ("data: x\n", "line 1, column 1: not a recording: Expecting value"),
        ("[]\n", "line 1: not a recording: a line is a JSON object"),
        (f"{END}\n", "line 1: not a recording: the first line is to begin with"),
        (HEAD.replace("200", "2"), "line 1: not a recording: `status`"),
        (HEAD.replace('"GET"', "1"), "line 1: not a recording: `method` and `url`"),
        (HEAD.replace("[]", '["a"]'), "line 1: not a recording: `headers`"),
        (HEAD.replace("[]", "7"), "line 1: not a recording: `headers`"),
        (HEAD.replace('"/"', '"http://["'), "line 1: not a recording: Invalid IPv6"),
        (HEAD, "line 1: not a recording: the last line is to have an `end`"),
        (f'{HEAD}\n\n{{"at": 1}}\n{END}', "line 3: not a recording: a chunk has"),
        (f'{HEAD}\n{{"text": ""}}\n{END}', "line 2: not a recording: `at` is to be"),
        (f'{HEAD}\n{{"at": -1, "text": ""}}\n{END}', "line 2: not a recording: `at`"),
        (f'{HEAD}\n{{"at": NaN, "text": ""}}\n{END}', "line 2: not a recording: `at`"),
        (f'{HEAD}\n{{"at": 1, "base64": "_"}}\n{END}', "line 2: not a recording: "),
        (f"{HEAD}\n{'[' * 100_000}\n{END}", "line 2: not a recording: "),
        (f'{HEAD}\n{{"at": 1, "text": "\\ud800"}}\n{END}', "line 2: not a recording: "),
    ],
)
def test_what_is_no_recording_is_refused_by_its_line(
    text: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / "stream.jsonl"
    file.write_text(text)
    with pytest.raises(ValueError, match="^" + str(file)) as refused:
        Recording.load(file)
    assert str(refused.value).startswith(f"{file}: {message}")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "stream.jsonl"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"stream\.jsonl: not a recording: 'utf-8'"):
        Recording.load(file)


def test_a_transport_plays_it_in_its_chunks_and_with_its_headers() -> None:
    with client(SPLIT).stream(TEXT, {}, {"require_sentinel": False}) as stream:
        assert [*stream] == [TextEvent("Grü")]
    assert stream.headers.get_list("x-id") == ["a", "b"]
    assert stream.completed is (TEXT.sentinel is None)


def test_a_transport_plays_the_break_of_one_that_was_cut() -> None:
    cut = Recording(
        "GET", "/", 200, HEADERS, SPLIT.chunks, 1.0, False, "peer went away"
    )
    with client(cut).stream(TEXT, {}, {}) as stream:
        assert next(stream) == TextEvent("Grü")
        with pytest.raises(StreamInterrupted, match="peer went away") as broke:
            next(stream)
    assert isinstance(broke.value.__cause__, httpx.RemoteProtocolError)


def test_a_transport_plays_a_refusal() -> None:
    refused = Recording("GET", "/", 429, (("retry-after", "0"),), ())
    with pytest.raises(RateLimitError):
        client(refused).stream(TEXT, {}, {"max_retries": 0})


def test_headers_of_any_characters_are_played() -> None:
    headers = (*HEADERS, ("x-name", "Grü\u2603"), ("x-odd", "\ud800"))
    recording = replace(SPLIT, headers=headers)
    response = recorded(recording).response(httpx.Request("GET", SPLIT.url))
    assert response.headers["x-name"] == "Grü\u2603"
    assert response.headers["content-type"] == "text/event-stream"
