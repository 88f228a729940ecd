"""What a mock serves besides the document's operations, and how it bears load."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import anyio
import httpx
from tests.documents import document

from ssegen.python.runtime.decoder import Decoder
from ssegen.python.runtime.recording import Chunk, Recording

from .conftest import spec

if TYPE_CHECKING:
    from .conftest import Mocking


def test_the_page_is_for_those_who_accept_html(mocking: Mocking) -> None:
    get = mocking(spec("chat")).client.get

    page = get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    script = get("/_mock/page.js")

    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert get("/").status_code == 404
    assert get("/_mock/../app.py").status_code == 404
    assert get("/_mock/%2E%2E/app.py").status_code == 404


def test_the_operations_are_listed_those_that_stream_first(mocking: Mocking) -> None:
    listed = mocking(spec("openai_chat")).client.get("/_mock/operations").json()
    first, *_ = listed["operations"]

    assert [one["streams"] for one in listed["operations"]] == [True, False]
    assert first["key"] == "POST /chat/completions"
    assert first["sentinel"] == "[DONE]"
    assert first["switch"] == {"place": "body", "name": "stream", "value": True}
    assert first["security"] == [
        [
            {
                "name": first["security"][0][0]["name"],
                "kind": "bearer",
                "place": "header",
                "wire_name": "Authorization",
            }
        ]
    ]


def test_what_is_listed_as_an_example_is_answered(mocking: Mocking) -> None:
    for name in ("anthropic_messages", "chat", "ollama_chat", "openai_responses"):
        client = mocking(spec(name)).client
        for one in client.get("/_mock/operations").json()["operations"]:
            if one["method"] != "POST" or not one["streams"]:
                continue
            headers = {
                "Content-Type": one["body"]["media_type"],
                "Authorization": "Bearer t",
                "X-API-Key": "k",
                **{
                    parameter["name"]: parameter["example"]
                    for parameter in one["parameters"]
                    if parameter["in"] == "header"
                },
            }
            response = client.post(
                one["path"], content=one["body"]["example"], headers=headers
            )
            assert response.headers["content-type"] == one["media_type"], response.text


def test_frames_are_checked_against_their_stream(mocking: Mocking) -> None:
    post = mocking(spec("chat")).client.post
    good = {"event": "chat", "data": '{"content":"a"}', "id": "1", "retry": None}

    response = post(
        "/_mock/check",
        json={"operation": "POST /chat", "frames": [good, {**good, "data": "{}"}]},
    )

    assert response.json() == {
        "problems": [[], [{"path": "data.content", "message": "is missing"}]]
    }


def test_questions_that_make_no_sense_are_refused(mocking: Mocking) -> None:
    post = mocking(spec("chat")).client.post

    for question in (1, {"operation": "GET /models", "frames": []}, {"frames": [1]}):
        assert post("/_mock/check", json=question).status_code == 400
    frames = [{"event": 1}]
    asked = {"operation": "POST /chat", "frames": frames}
    assert post("/_mock/check", json=asked).status_code == 400
    assert post("/_mock/check", content=b"{").status_code == 400


RECORDED = Recording(
    "POST",
    "https://api.example.com/chat",
    200,
    (
        ("Content-Type", "text/event-stream"),
        ("X-Request-Id", "r1"),
        ("Transfer-Encoding", "chunked"),
        ("Access-Control-Allow-Origin", "https://elsewhere"),
    ),
    (Chunk(0.0, b"data: {}\n\n"), Chunk(900.0, b"data: [DONE]\n\n")),
)


def test_a_recording_answers_its_method_and_path(mocking: Mocking) -> None:
    mocked = mocking(spec("chat"), recordings=(RECORDED,), delay=0.0)

    response = mocked.client.post("/chat", headers={"Origin": "https://page"})

    assert response.content == RECORDED.content
    assert response.headers["x-request-id"] == "r1"
    assert response.headers["access-control-allow-origin"] == "https://page"
    assert mocked.line() == "POST /chat 200 recording, 24 bytes"
    assert mocked.client.post("/chat/text").status_code == 401


def test_a_recording_of_what_was_cut_is_cut(mocking: Mocking) -> None:
    cut = Recording(
        RECORDED.method,
        RECORDED.url,
        RECORDED.status,
        RECORDED.headers,
        RECORDED.chunks[:1],
        complete=False,
    )
    mocked = mocking(spec("chat"), recordings=(cut,))

    try:
        mocked.client.post("/chat")
    except httpx.RemoteProtocolError:
        assert mocked.line() == "POST /chat 200 recording, 10 bytes, cut"
    else:
        raise AssertionError("the response was complete")


def test_five_hundred_streams_at_once_lose_and_reorder_nothing(
    mocking: Mocking,
) -> None:
    mocked = mocking(spec("generic"), count=20)
    port = int(mocked.url.rpartition(":")[2])
    ids: list[list[str | None]] = []

    async def read(number: int) -> None:
        async with await anyio.connect_tcp("127.0.0.1", port) as stream:
            # Of HTTP/1.0, whose bodies have no frames of their own; a client costs seconds.
            await stream.send(b"GET /channels/%d/messages HTTP/1.0\r\n\r\n" % number)
            content = b"".join([chunk async for chunk in stream])
        frames = Decoder().feed(content.partition(b"\r\n\r\n")[2])
        ids.append([frame.id for frame in frames])

    async def run() -> None:
        async with anyio.create_task_group() as tasks:
            for number in range(500):
                tasks.start_soon(read, number)

    anyio.run(run)

    assert ids == [[str(n) for n in range(1, 21)]] * 500


def test_an_endless_stream_is_made_no_faster_than_it_is_read(mocking: Mocking) -> None:
    mocked = mocking(spec("generic"), count=1_000_000_000)

    with mocked.client.stream("GET", "/log") as response:
        read = next(response.iter_bytes())

    assert read.startswith(b"id: 1\n")
    told = re.fullmatch(r"GET /log 200 .* (\d+) bytes, broken off", mocked.line())
    assert told is not None
    assert int(told[1]) < 50_000_000  # what buffers on the way may hold


def test_a_document_that_cannot_be_served_whole_is_served_as_far_as_it_can(
    mocking: Mocking,
) -> None:
    mocked = mocking(document("""
            paths:
              broken: {get: {responses: {'204': {description: Done.}}}}
              /dangling:
                get:
                  parameters: [{$ref: '#/components/parameters/None'}]
                  responses: {'200': {$ref: '#/components/responses/None'}}
              /stream:
                get:
                  responses:
                    '200':
                      description: Events.
                      content: {text/event-stream: {schema: {$ref: '#/nowhere'}}}
            """))

    assert mocked.client.get("/dangling").status_code == 200
    assert mocked.client.get("/stream").status_code == 200
    assert len(mocked.client.get("/_mock/operations").json()["operations"]) == 2


def test_hostile_names_of_events_end_no_line(mocking: Mocking) -> None:
    mocked = mocking(document("""
            paths:
              /stream:
                get:
                  responses:
                    '200':
                      description: Events.
                      content:
                        text/event-stream:
                          schema:
                            type: object
                            properties:
                              event: {const: "a\\ndata: forged"}
                              data: {const: "b\\r\\nid: forged"}
            """))

    lines = mocked.client.get("/stream").text.splitlines()

    assert not {"data: forged", "id: forged"}.intersection(lines)
