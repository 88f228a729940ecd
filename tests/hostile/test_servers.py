"""What servers, and values at run time, try on a client: each attack over a real connection."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Action, Chunk, Reply, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.python.runtime.caller import Caller

KIB, MIB = 1024, 1024 * 1024
EVENTS = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json"}
EVENT = b"data: a\n\n"


def stream(*body: Chunk, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(headers=EVENTS | named, body=body)


def endless(chunk: bytes, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(headers=EVENTS | named, body=repeat(chunk))


def feed(caller: Caller, **more: Any) -> Any:
    return caller.runtime.StreamOperation("GET", "/feed", **more)


@contextmanager
def memory(most: int) -> Iterator[None]:
    """See that no more than so many bytes are held at once, by the server either."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


# Paths, headers and origins


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_a_path_parameter_that_would_lead_elsewhere_is_not_sent(
    caller: Caller, server: Server, value: str
) -> None:
    parameters = (caller.runtime.PathParameter("id"),)
    operation = caller.runtime.Operation("GET", "/a/{id}/b", parameters=parameters)
    with pytest.raises(ValueError, match="another path"):
        caller.request(operation, {"id": value})
    assert server.requests == []


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("a/../b", "a%2F..%2Fb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("%2e%2e", "%252e%252e"),
        ("..\\x", "..%5Cx"),
        ("a?b#c", "a%3Fb%23c"),
        ("//evil.example/x", "%2F%2Fevil.example%2Fx"),
        ("http://evil.example", "http%3A%2F%2Fevil.example"),
        ("x HTTP/1.1\r\nHost: evil", "x%20HTTP%2F1.1%0D%0AHost%3A%20evil"),
        ("\0é", "%00%C3%A9"),
    ],
)
def test_a_path_parameter_stays_one_segment(
    caller: Caller, server: Server, value: str, segment: str
) -> None:
    parameters = (caller.runtime.PathParameter("id"),)
    operation = caller.runtime.Operation("GET", "/a/{id}/b", parameters=parameters)
    server.reply(Reply(204))
    caller.request(operation, {"id": value})
    assert [request.target for request in server.requests] == [f"/v1/a/{segment}/b"]


@pytest.mark.parametrize(
    "path", ["//127.0.0.2/x", "http://127.0.0.2/x", "\\\\127.0.0.2\\x", "@127.0.0.2/x"]
)
def test_a_path_that_looks_like_a_url_stays_at_the_origin(
    caller: Caller, server: Server, path: str
) -> None:
    client = caller.make(credentials={"token": "s3cret"})
    server.reply(Reply(204))
    operation = caller.runtime.Operation("GET", path, security=(("token",),))
    caller.request(operation, client=client)
    assert server.requests[0].target.startswith("/v1/")
    assert server.requests[0].headers["host"] == server.url.removeprefix("http://")


@pytest.mark.parametrize(
    "value", ["a\r\nX-Forged: 1", "a\nb", "a\rb", "a\0b", "a\x7f", "a\ud800"]
)
def test_a_header_that_would_forge_another_is_not_sent(
    caller: Caller, server: Server, value: str
) -> None:
    parameters = (caller.runtime.HeaderParameter("X-A"),)
    operation = caller.runtime.Operation("GET", "/a", parameters=parameters)
    with pytest.raises(ValueError, match="header 'X-A' holds"):
        caller.request(operation, {"X-A": value})
    with pytest.raises(ValueError, match="header 'X-A' holds"):
        caller.request(operation, extra_headers={"X-A": value})
    with pytest.raises(ValueError, match="header 'Last-Event-ID' holds"):
        caller.events(feed(caller), last_event_id=value)
    assert server.requests == []


def test_a_header_goes_out_as_utf_8(caller: Caller, server: Server) -> None:
    server.reply(stream(EVENT))
    caller.events(feed(caller), extra_headers={"X-A": "é漢"}, last_event_id="ü€")
    headers = server.requests[0].headers
    assert (headers["x-a"], headers["last-event-id"]) == ("é漢", "ü€")


def test_an_id_that_the_server_gives_goes_back_as_utf_8(
    caller: Caller, server: Server
) -> None:
    server.reply(
        stream("id: é漢\ndata: a\n\n".encode(), Action.VANISH),
        # HTML, section 9.2.6: an id with NUL is ignored.
        stream(b"id: a\0b\ndata: b\n\n", Action.VANISH),
        stream(b"id: \xff\ndata: c\n\n", Action.VANISH),
        stream(EVENT),
    )
    policy = caller.runtime.Reconnect(backoff=0.0, retry_range=(0.0, 0.0))
    assert len(caller.events(feed(caller), reconnect=policy)) == 4
    sent = [request.headers.get("last-event-id") for request in server.requests]
    assert sent == [None, "é漢", "é漢", "\ufffd"]


def test_an_id_that_no_header_can_carry_ends_the_stream_as_broken(
    caller: Caller, server: Server
) -> None:
    server.reply(stream(b"id: a\x01b\ndata: a\n\n", Action.VANISH))
    policy = caller.runtime.Reconnect(backoff=0.0, retry_range=(0.0, 0.0))
    with pytest.raises(caller.runtime.StreamInterrupted):
        caller.events(feed(caller), reconnect=policy)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_nothing_to_another_origin(
    caller: Caller, server: Server, status: int
) -> None:
    client = caller.make(credentials={"token": "s3cret"})
    security = (("token",),)
    with Server() as other:
        answer = Reply(status, {"location": f"{other.url}/v1/a"})
        server.reply(answer, answer, stream(b"id: 1\n" + EVENT, Action.VANISH), answer)
        operation = caller.runtime.Operation("POST", "/a", security=security)
        with pytest.raises(caller.runtime.APIStatusError, match="not followed"):
            caller.request(operation, client=client)
        with pytest.raises(caller.runtime.APIStatusError, match="not followed"):
            caller.events(feed(caller, security=security), client=client)
        policy = caller.runtime.Reconnect(backoff=0.0)
        with pytest.raises(caller.runtime.StreamInterrupted) as caught:
            caller.events(
                feed(caller, security=security), client=client, reconnect=policy
            )
        assert isinstance(caught.value.__cause__, caller.runtime.APIStatusError)
        assert other.requests == []
    assert len(server.requests) == 4


# Floods


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param((b"data: ", b"x" * 16 * KIB), id="an endless line"),
        pytest.param((b"", b"data: xxxxxxxxxxxxx\n" * KIB), id="endless data lines"),
        pytest.param((b"", b"data\n" * KIB), id="endless empty data lines"),
        pytest.param((b"id: ", b"x" * 16 * KIB), id="an endless id"),
        pytest.param((b"event: ", b"x" * 16 * KIB), id="an endless name"),
    ],
)
def test_an_event_without_end_is_too_large(
    caller: Caller, server: Server, flood: tuple[bytes, bytes]
) -> None:
    first, rest = flood
    body = chain((EVENT, first), repeat(rest))
    server.reply(Reply(headers=EVENTS, body=body))
    with memory(2 * MIB), pytest.raises(caller.runtime.EventTooLarge) as caught:
        caller.events(feed(caller), max_event_bytes=64 * KIB)
    assert caught.value.event_count == 1
    server.wait_closed()


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(b":" + b"x" * 62 + b"\n", id="comments"),
        pytest.param(b"\n", id="blank lines"),
        pytest.param(b"\r", id="carriage returns"),
        pytest.param(b"unknown: " + b"x" * 54 + b"\n", id="unknown fields"),
        pytest.param(b"retry: " + b"1" * 200 + b"\n", id="times"),
        pytest.param(b"event: " + b"x" * 200 + b"\n\n", id="events without data"),
    ],
)
def test_what_means_nothing_is_not_kept(
    caller: Caller, server: Server, flood: bytes
) -> None:
    chunk = flood * (32 * KIB // len(flood))
    server.reply(stream(*repeat(chunk, 96), b"\n" + EVENT))
    with memory(2 * MIB):  # of the three that come
        events = caller.events(feed(caller), max_event_bytes=16 * KIB)
    assert [event.data for event in events] == ["a"]


def test_a_comment_without_end_is_discarded_while_it_comes(
    caller: Caller, server: Server
) -> None:
    server.reply(stream(b":", *repeat(b"x" * 64 * KIB, 32), b"\n" + EVENT))
    with memory(2 * MIB):
        events = caller.events(feed(caller), max_event_bytes=64 * KIB)
    assert [event.data for event in events] == ["a"]


@pytest.mark.parametrize("flood", [b"\n", b": ping\n", b"event: x\n\n"])
def test_a_flood_leaves_time_for_other_tasks(
    runtime: Any, server: Server, flood: bytes
) -> None:
    server.reply(endless(flood * KIB))
    ticks = 0

    async def flooded() -> None:
        nonlocal ticks
        api = runtime.API("chat_sdk", servers=(runtime.Server(server.url),))
        async with runtime.AsyncRuntimeClient(
            api, credentials={}, variables={}, options={}
        ) as client:
            operation = runtime.StreamOperation("GET", "/feed")
            async with client.stream(operation, {}, {}) as events:
                reading = asyncio.ensure_future(anext(events, None))
                while ticks < 100:
                    ticks += 1
                    await asyncio.sleep(0)
                assert not reading.done()
                await events.aclose()
                assert await reading is None

    asyncio.run(flooded())
    assert ticks == 100


# Compression


def packed(*parts: bytes) -> bytes:
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return b"".join(packer.compress(part) for part in parts) + packer.flush()


COMMENTS = packed(*repeat(b":" + b"x" * 4 * KIB + b"\n", 8 * KIB), EVENT)
ONE_LINE = packed(EVENT + b"data: ", *repeat(b"x" * MIB, 32))


def test_a_stream_asks_not_to_be_compressed(caller: Caller, server: Server) -> None:
    server.reply(stream(EVENT))
    caller.events(feed(caller))
    assert server.requests[0].headers["accept-encoding"] == "identity"


def test_a_bomb_is_unpacked_within_bounds(caller: Caller, server: Server) -> None:
    server.reply(
        stream(COMMENTS, content_encoding="gzip"),
        stream(gzip.compress(COMMENTS), content_encoding="gzip, gzip"),
        stream(ONE_LINE, content_encoding="gzip"),
    )
    with memory(4 * MIB):
        for _ in range(2):
            events = caller.events(feed(caller))
            assert [event.data for event in events] == ["a"]
        with pytest.raises(caller.runtime.EventTooLarge) as caught:
            caller.events(feed(caller), max_event_bytes=MIB)
    assert caught.value.event_count == 1


def test_a_bomb_in_a_refusal_is_read_in_part(caller: Caller, server: Server) -> None:
    headers = {"content-type": "text/plain", "content-encoding": "gzip"}
    server.reply(Reply(500, headers, [packed(*repeat(b"x" * MIB, 64))]))
    with memory(8 * MIB), pytest.raises(caller.runtime.ServerError) as caught:
        caller.request(caller.runtime.Operation("GET", "/a"))
    assert caught.value.response.content == b"x" * MIB


def test_a_stream_that_is_cut_inside_its_compression_is_interrupted(
    caller: Caller, server: Server
) -> None:
    whole = packed(EVENT)
    for body in (whole[:-8], whole[:-8] + bytes(8), b"no gzip"):
        server.reply(stream(body, content_encoding="gzip"))
        with pytest.raises(caller.runtime.StreamInterrupted, match="compress"):
            caller.events(feed(caller))


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip, gzip, br"])
def test_a_compression_that_was_not_asked_for_is_refused(
    caller: Caller, server: Server, encoding: str
) -> None:
    server.reply(stream(EVENT, content_encoding=encoding))
    with pytest.raises(caller.runtime.ContentTypeError, match="compressed as"):
        caller.events(feed(caller))


def test_an_answer_that_does_not_unpack_says_so(caller: Caller, server: Server) -> None:
    server.reply(Reply(headers=JSON | {"content-encoding": "gzip"}, body=[b"{}"]))
    operation = caller.runtime.Operation("GET", "/a", result=lambda: dict)
    with pytest.raises(
        caller.runtime.APIConnectionError, match="a body that does not decompress"
    ):
        caller.request(operation)
    server.wait_closed()


# Reconnection


@pytest.mark.parametrize(
    ("retry", "seconds"),
    [
        ("0", 0.1),
        ("1", 0.1),
        ("2000", 2.0),
        ("99999999999999999999", 60.0),
        ("9" * 5000, 0.5),
        ("²", 0.5),
        ("٣", 0.5),
        ("-1", 0.5),
        ("1e3", 0.5),
        ("", 0.5),
    ],
)
def test_the_time_that_a_server_sets_is_brought_into_a_range(
    caller: Caller, server: Server, retry: str, seconds: float
) -> None:
    body = f"retry: {retry}\nid: 1\ndata: a\n\n".encode()
    server.reply(stream(body, Action.VANISH))
    policy = caller.runtime.Reconnect(jitter=0.0)
    pauses: list[float] = []

    class Stop(Exception):
        pass

    def stop(self: Any, pause: float) -> Any:
        pauses.append(pause)
        raise Stop

    names = ("EventStream", "AsyncEventStream")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(getattr(caller.runtime.stream, name), "_reopen", stop)
        with pytest.raises(Stop):
            caller.events(feed(caller), reconnect=policy)
    assert pauses == [seconds]


def test_a_server_that_only_closes_is_not_asked_for_ever(
    caller: Caller, server: Server
) -> None:
    server.reply(*repeat(stream(), 9))
    policy = caller.runtime.Reconnect(3, backoff=0.001)
    with pytest.raises(caller.runtime.StreamIncomplete):
        caller.events(feed(caller, sentinel="[DONE]"), reconnect=policy)
    assert len(server.requests) == 4


# Answers


@pytest.mark.parametrize(
    "number", [b"9" * 5000, b"[" * 100_000, b'{"a":' * 100_000, b"1e999999999", b"NaN"]
)
def test_json_that_breaks_parsers_is_an_error_of_ours(
    caller: Caller, server: Server, number: bytes
) -> None:
    runtime = caller.runtime
    server.reply(
        Reply(headers=JSON, body=[number]),
        Reply(400, JSON, [number]),
        stream(b"event: n\ndata: " + number + b"\n\n"),
    )
    with pytest.raises(runtime.ResponseDecodeError):
        caller.request(runtime.Operation("GET", "/a", result=lambda: dict[str, str]))
    with pytest.raises(runtime.BadRequestError):
        caller.request(runtime.Operation("GET", "/a", errors={"400": lambda: int}))
    with pytest.raises(runtime.EventDecodeError) as caught:
        caller.events(typed(caller))
    assert caught.value.frame.data == number


@dataclass
class Named:
    """An event of ``typed``."""

    data: dict[str, str]
    event: str = "n"


def typed(caller: Caller, **more: Any) -> Any:
    """A stream whose events hold strings by name."""
    variant = caller.runtime.Variant(Named, event="n", json=dict[str, str])
    return feed(caller, variants=lambda: (variant,), **more)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(headers=JSON, body=[b'{"error": "no"}']), id="JSON"),
        pytest.param(
            Reply(headers={"content-type": "text/html"}, body=repeat(b"<p>no" * KIB)),
            id="HTML without end",
        ),
        pytest.param(Reply(headers={"content-type": "a\xff/b"}, body=[b"no"]), id="?"),
        pytest.param(Reply(204), id="nothing"),
    ],
)
def test_an_answer_that_is_no_stream_is_quoted_within_bounds(
    caller: Caller, server: Server, reply: Reply
) -> None:
    server.reply(reply)
    with memory(16 * MIB), pytest.raises(caller.runtime.ContentTypeError) as caught:
        caller.events(feed(caller))
    assert len(caught.value.response.content) <= MIB
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "image/png"])
def test_an_answer_that_is_no_json_is_quoted_within_bounds(
    caller: Caller, server: Server, kind: str
) -> None:
    server.reply(Reply(headers={"content-type": kind}, body=[b"<p>no" * 10_000]))
    operation = caller.runtime.Operation("GET", "/a", result=lambda: dict[str, str])
    with pytest.raises(caller.runtime.ContentTypeError) as caught:
        caller.request(operation)
    assert len(str(caught.value)) < 500


# Time


def test_silence_ends_the_stream(caller: Caller, server: Server) -> None:
    server.reply(stream(EVENT, Action.HANG))
    quick = caller.httpx.Timeout(20.0, read=0.05)
    with pytest.raises(caller.runtime.StreamTimeout) as caught:
        caller.events(feed(caller), timeout=quick)
    assert caught.value.event_count == 1
    server.wait_closed()


@pytest.mark.parametrize("drip", [b": ping\n", b"x", b"data: a\n"])
def test_a_drip_does_not_outlast_the_deadline(
    caller: Caller, server: Server, drip: bytes
) -> None:
    server.reply(stream(EVENT), endless(drip))
    caller.events(feed(caller))  # makes the connection, which takes its time
    with pytest.raises(caller.runtime.StreamDeadlineExceeded):
        caller.events(feed(caller), deadline=0.2, max_event_bytes=1 << 40)
    server.wait_closed()


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("deadline", -1, ValueError),
        ("deadline", float("nan"), ValueError),
        ("deadline", "5", TypeError),
        ("timeout", float("inf"), ValueError),
        ("timeout", "5", TypeError),
        ("max_event_bytes", 0, ValueError),
        ("max_event_bytes", None, TypeError),
    ],
)
def test_a_limit_that_is_none_is_told_before_anything_is_sent(
    caller: Caller, server: Server, option: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=option):
        caller.events(feed(caller), **{option: value})
    assert (server.requests, server.connections) == ([], 0)


# Credentials, besides what test_redaction of the runtime shows


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"event": "error", "data": {"message": "KEY"}}, id="an error"),
        pytest.param(
            {"event": "n", "data": {"a": 1, "KEY": "KEY"}}, id="a wrong event"
        ),
    ],
)
def test_an_event_that_repeats_a_credential_does_not_show_it(
    caller: Caller,
    server: Server,
    event: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = caller.make(credentials={"token": "s3cret-key"})
    text = f"event: {event['event']}\ndata: {json.dumps(event['data'])}\n\n"
    server.reply(stream(text.replace("KEY", "s3cret-key").encode()))
    operation = typed(caller, security=(("token",),))
    try:
        caller.events(operation, client=client)
    except caller.runtime.StreamError as error:
        assert "s3cret" not in f"{error} {error!r}"
    assert "s3cret" not in caplog.text
