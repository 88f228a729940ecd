"""``ssegen tail`` against a real server on loopback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Self

import pytest
from tests.server import Action, Framing, Reply, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server import Chunk

    from .conftest import Run

EVENTS = {"content-type": "text/event-stream"}
DOCUMENT = """\
openapi: 3.1.0
info: {title: Talk, version: '1'}
security: [{key: []}]
paths:
  /talks/{id}:
    post:
      operationId: talk
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: X-Trace, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                prompt: {type: string}
                count: {type: integer}
                tags: {type: array, items: {type: string}}
                stop: {oneOf: [{type: string}, {type: array, items: {type: string}}]}
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              x-speakeasy-sse-sentinel: '[DONE]'
              schema:
                type: object
                required: [data]
                properties:
                  data: {$ref: '#/components/schemas/Token'}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: key}
  schemas:
    Token:
      type: object
      required: [text]
      properties:
        text: {type: string, maxLength: 5}
"""
BROKEN = """\
  /broken:
    get:
      responses:
        '200':
          content: {text/event-stream: {schema: {type: object, properties: {a: {}}}}}
"""
HELLO = b'id: 1\ndata: {"text": "Hello"}\n\n'
DONE = b"data: [DONE]\n\n"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture
def asked(here: Path, server: Server) -> tuple[str, ...]:
    """The words that ask for a talk."""
    (here / "talk.yaml").write_text(DOCUMENT)
    return ("talk.yaml", "talk", "id=7", "--base-url", server.url)


def stream(*body: Chunk, **headers: str) -> Reply:
    return Reply(headers={**EVENTS, **headers}, body=body)


def without_times(text: str) -> str:
    """The lines after their first column."""
    return "".join(f"{line[11:]}\n" for line in text.splitlines()[:-1])


def test_events_are_printed_with_the_time_the_name_the_id_and_the_type(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(b": thinking\n\n", HELLO, DONE))
    ended = run("tail", *asked)
    assert (ended.code, ended.err) == (0, "")
    assert without_times(ended.out) == (
        ": thinking\n"
        "message #1  TalkEvent(data=Token(text='Hello'))\n"
        "message #1  [DONE]\n"
    )
    assert ended.out.splitlines()[-1].startswith("1 event in 0.")
    assert ended.out.endswith(" s, completed, conforming\n")


def test_arguments_are_sent_as_the_document_says(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    (here / "prompt.txt").write_text("Grüß dich")
    (here / "tags.json").write_text('["a"]')
    server.reply(stream(DONE))
    words = (
        *("prompt=@prompt.txt", "count=5", "tags=@tags.json", 'stop:=["."]'),
        *("X-Trace=abc", "--auth", "api_key=secret!", "--header", "X-More: a:b"),
    )
    assert run("tail", *asked, *words).code == 0
    request = server.requests[0]
    assert (request.method, request.target) == ("POST", "/talks/7?key=secret%21")
    assert json.loads(request.body) == {
        "prompt": "Grüß dich",
        "count": 5,
        "tags": ["a"],
        "stop": ["."],
    }
    assert (request.headers["x-trace"], request.headers["x-more"]) == ("abc", "a:b")


def test_credentials_come_from_the_environment_and_are_never_printed(
    run: Run,
    server: Server,
    asked: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TALK_SDK_API_KEY", "sk-12345")
    server.reply(stream(b'data: {"text": "sk-12345"}\n\n', DONE))
    server.reply(Reply(401, {"content-type": "application/json"}, [b'"no sk-12345"']))
    shown = run("tail", *asked)
    refused = run("tail", *asked, "--json")
    assert server.requests[0].target == "/talks/7?key=sk-12345"
    assert "Token(text='***')" in shown.out
    assert "no ***" in refused.out
    assert "12345" not in shown.out + shown.err + refused.out + refused.err


def test_a_credential_that_is_a_placeholder_is_left_in_what_the_server_sends(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(HELLO, DONE))
    assert "Token(text='Hello')" in run("tail", *asked, "--auth", "api_key=e").out


def test_a_query_of_ones_own_is_sent_too(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(DONE))
    run("tail", *asked, "--auth", "api_key=k", "--query", "api-version=1 b")
    assert server.requests[0].target == "/talks/7?key=k&api-version=1%20b"


def test_a_frame_that_does_not_conform_is_told_below_it_and_does_not_end_the_stream(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(b'data: {"text": "too long"}\n\ndata: {\n\n', HELLO, DONE))
    ended = run("tail", *asked)
    assert ended.code == 1
    first, problem, second, failure, *_ = ended.out.splitlines()
    assert first.endswith("message  TalkEvent(data=Token(text='too long'))")
    assert problem.startswith("           data.text: ")
    assert second.endswith("message  {")
    assert failure.startswith("           event 1 does not decode: ")
    assert ended.out.endswith(" s, completed, 2 not conforming\n")


def test_an_error_of_the_server_is_told_and_what_follows_is_still_read(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(b'event: error\ndata: {"message": "busy"}\n\n', HELLO, DONE))
    ended = run("tail", *asked)
    assert ended.code == 1
    assert "the server reports an error after 0 events: busy" in ended.out
    assert "Token(text='Hello')" in ended.out
    assert ended.out.endswith(
        ", completed, 1 not conforming, the server reported an error\n"
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ((HELLO,), "the response ended without its sentinel '[DONE]', after 1 event"),
        ((HELLO, b"data: {"), "the response ended inside an event, after 1 event"),
        ((HELLO, Action.VANISH), "the stream broke after 1 event: RemoteProtocolError"),
    ],
)
def test_a_stream_that_does_not_complete_is_told(
    run: Run,
    server: Server,
    asked: tuple[str, ...],
    body: tuple[Chunk, ...],
    message: str,
) -> None:
    server.reply(stream(*body))
    ended = run("tail", *asked)
    assert ended.code == 1
    assert f" s, not completed: {message}" in ended.out


@pytest.mark.parametrize("as_json", [False, True])
def test_a_refusal_is_told(
    run: Run, server: Server, asked: tuple[str, ...], as_json: bool
) -> None:
    refusal = Reply(429, {"content-type": "text/plain", "retry-after": "0"}, [b"slow"])
    server.reply(refusal)
    ended = run("tail", *asked, *(["--json"] if as_json else []))
    assert (ended.code, ended.err) == (1, "")
    assert "429" in ended.out
    assert len(server.requests) == 1
    if as_json:
        assert json.loads(ended.out)["completed"] is False


def test_an_answer_that_is_no_stream_is_told(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(Reply(headers={"content-type": "text/html"}, body=[b"<p>hi"]))
    ended = run("tail", *asked)
    assert ended.code == 1
    assert ended.out.startswith("no stream: ")
    assert "text/html" in ended.out


def test_json_is_one_object_to_a_line(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    server.reply(stream(b": hi\n\n", HELLO, b"retry: 5\ndata: x\n\n", DONE))
    ended = run("tail", *asked, "--json")
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert all(record.pop("at") >= 0 for record in records)
    assert records[1] == {
        "kind": "event",
        "id": "1",
        "data": {"text": "Hello"},
        "type": "TalkEvent",
        "problems": [],
    }
    assert records[2]["failure"].startswith("event 1 does not decode")
    assert (records[2]["retry"], records[2]["data"]) == (5, "x")
    assert [record["kind"] for record in records] == [
        *("comment", "event", "event", "sentinel", "end")
    ]
    assert records[-1] == {
        "kind": "end",
        "events": 1,
        "completed": True,
        "conforming": False,
    }


def test_what_a_server_sends_cannot_move_the_cursor(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    wild = b"event: \x1b[2J\ndata: \x1b]0;x\x07\n\n: \x1b[31m\n\n"
    server.reply(stream(wild, b'data: {"text": "\\u001b[H", "\\u009b": 1}\n\n', DONE))
    assert run("tail", *asked).out.replace("\n", "").isprintable()


def test_lines_have_colors_on_a_terminal(
    run: Run,
    server: Server,
    asked: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    server.reply(stream(HELLO, DONE), stream(HELLO, DONE))
    shown = run("tail", *asked).out
    assert "\x1b[36mmessage #1" in shown
    assert "\x1b[1;32m1 event in" in shown
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("tail", *asked).out


def test_nobody_who_answers_is_wrong_usage(run: Run, asked: tuple[str, ...]) -> None:
    ended = run("tail", *asked[:-1], "http://127.0.0.1:1")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: POST http://127.0.0.1:1/talks/7 was not ")


def test_a_document_that_does_not_say_where_the_api_lives_needs_a_base_url(
    run: Run, asked: tuple[str, ...]
) -> None:
    ended = run("tail", *asked[:3])
    assert ended.code == 2
    assert "base_url=" in ended.err


@pytest.mark.parametrize("name", ["POST /talks/{id}", "post /talks/{ID}", "talk"])
def test_an_operation_goes_by_several_names(
    run: Run, server: Server, asked: tuple[str, ...], name: str
) -> None:
    server.reply(stream(DONE))
    assert run("tail", asked[0], name, *asked[2:]).code == 0


def test_errors_elsewhere_in_the_document_do_not_matter(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    (here / "talk.yaml").write_text(
        DOCUMENT.replace("components:", f"{BROKEN}components:", 1)
    )
    server.reply(stream(DONE))
    assert run("validate", "talk.yaml", "--no-advice").code == 1
    assert run("tail", *asked).code == 0


def test_of_a_document_that_gives_no_sdk_only_the_errors_are_told(
    run: Run, here: Path
) -> None:
    odd = DOCUMENT.replace("text: {type: string,", "text: {type: string, min_items: 1,")
    (here / "talk.yaml").write_text(odd.replace("components:", f"{BROKEN}components:"))
    ended = run("tail", "talk.yaml", "tlak")
    assert ended.code == 2
    errors = [line for line in ended.err.splitlines() if " error SSE101 " in line]
    assert ended.err.splitlines() == [
        *errors,
        "error: no SDK can be generated from talk.yaml",
    ]
    assert "`--payload-events`" in errors[0]


def test_payload_events_are_taken_where_the_user_says_so(
    run: Run, server: Server, asked: tuple[str, ...], here: Path
) -> None:
    envelope = "data: {$ref: '#/components/schemas/Token'}"
    (here / "talk.yaml").write_text(
        DOCUMENT.replace(envelope, "text: {type: string}").replace("[data]", "[text]")
    )
    refused = run("tail", *asked)
    assert refused.code == 2
    assert "--payload-events" in refused.err
    server.reply(stream(HELLO, DONE))
    ended = run("tail", *asked, "--payload-events")
    assert ended.code == 0
    assert "(text='Hello')" in ended.out


def test_compressed_streams_are_read(
    run: Run, server: Server, asked: tuple[str, ...]
) -> None:
    import gzip

    packed = gzip.compress(HELLO + DONE)
    server.reply(stream(packed[:20], packed[20:], **{"content-encoding": "gzip"}))
    ended = run("tail", *asked)
    assert ended.code == 0
    assert "Token(text='Hello')" in ended.out


class Running:
    """``ssegen`` in a process of its own, whose lines are read as they come."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ssegen", *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:
            self.process.kill()

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


def test_events_are_printed_as_they_come_and_ctrl_c_gives_the_summary(
    server: Server, asked: tuple[str, ...], here: Path
) -> None:
    server.reply(stream(HELLO, Action.HANG))
    with Running(here, "tail", *asked) as running:
        assert "Token(text='Hello')" in running.line()
        running.process.send_signal(signal.SIGINT)
        code, out, err = running.ended()
    assert (code, err) == (130, "")
    assert out.endswith(" s, not completed: interrupted, conforming\n")


@pytest.mark.skipif(os.name == "nt", reason="a closed pipe is another error there")
def test_a_closed_pipe_ends_it_quietly(
    server: Server, asked: tuple[str, ...], here: Path
) -> None:
    gate = threading.Event()
    server.reply(
        Reply(headers=EVENTS, body=[HELLO, gate, HELLO, DONE], framing=Framing.CLOSE)
    )
    with Running(here, "tail", *asked) as running:
        assert "Token(text='Hello')" in running.line()
        assert running.process.stdout is not None
        assert running.process.stderr is not None
        running.process.stdout.close()
        gate.set()
        assert running.process.stderr.read() == ""
        assert running.process.wait(60) == 141
