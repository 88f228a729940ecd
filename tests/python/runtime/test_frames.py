"""A look at what comes off the wire, with both clients over both HTTP libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Reply

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller
    from tests.server import Server

STREAM = (
    b": hello\n\n",
    b":ping\nevent: tick\n: in between\ndata: 1\n\n",
    b"retry: 5\n\n: ",
    b"cut in two\n",
    b"data: 2\n\n:\n\ndata: [DONE]\n\n",
)


def reply(*body: bytes) -> Reply:
    return Reply(headers={"content-type": "text/event-stream"}, body=body)


def feed(caller: Caller) -> Any:
    return caller.runtime.StreamOperation("GET", "/feed", sentinel="[DONE]")


def expected(caller: Caller) -> list[Any]:
    comment, frame = caller.runtime.Comment, caller.runtime.Frame
    return [
        comment("hello"),
        comment("ping"),
        comment("in between"),
        frame("tick", b"1"),
        comment("cut in two"),
        frame(None, b"2"),
        comment(""),
        frame(None, b"[DONE]"),
    ]


def cuts(body: bytes) -> list[tuple[bytes, ...]]:
    single = tuple(body[n : n + 1] for n in range(len(body)))
    return [STREAM, (body,), single]


@pytest.mark.parametrize("body", cuts(b"".join(STREAM)), ids=["cut", "whole", "bytes"])
def test_a_function_sees_every_frame_and_comment_in_order(
    server: Server, caller: Caller, body: tuple[bytes, ...]
) -> None:
    server.reply(reply(*body))
    seen: list[Any] = []
    events = caller.events(feed(caller), on_frame=seen.append)
    assert [event.data for event in events] == ["1", "2"]
    assert seen == expected(caller)


@pytest.mark.parametrize("body", cuts(b"".join(STREAM)), ids=["cut", "whole", "bytes"])
def test_frames_are_given_with_the_comments_between_them(
    server: Server, caller: Caller, body: tuple[bytes, ...]
) -> None:
    server.reply(reply(*body))
    call = caller.client.stream(feed(caller), {}, {})

    async def collected() -> list[Any]:
        async with call as stream:
            return [item async for item in stream.frames()]

    if caller.awaits:
        assert caller.runner.run(collected()) == expected(caller)
    else:
        with call as stream:
            assert list(stream.frames()) == expected(caller)


def test_a_frame_is_shown_before_its_event_is_delivered(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(*STREAM))
    order: list[str] = []

    def see(item: object) -> None:
        order.append(type(item).__name__)

    async def collect() -> None:
        async with caller.client.stream(feed(caller), {}, {"on_frame": see}) as stream:
            async for _ in stream:
                order.append("event")

    if caller.awaits:
        caller.runner.run(collect())
    else:
        with caller.client.stream(feed(caller), {}, {"on_frame": see}) as stream:
            for _ in stream:
                order.append("event")
    kinds = ["Comment"] * 3 + ["Frame", "event", "Comment", "Frame", "event"]
    assert order == [*kinds, "Comment", "Frame"]


def test_what_the_function_raises_ends_the_stream(
    server: Server, caller: Caller
) -> None:
    server.reply(reply(*STREAM))

    def refuse(item: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        caller.events(feed(caller), on_frame=refuse)
    server.wait_closed()


def test_a_comment_that_is_wanted_is_bounded(server: Server, caller: Caller) -> None:
    server.reply(reply(b":" + b"x" * 50, b"x" * 50, b"\n\ndata: [DONE]\n\n"))
    with pytest.raises(caller.runtime.EventTooLarge):
        caller.events(feed(caller), on_frame=print, max_event_bytes=60)


def test_a_comment_at_the_end_is_no_event_cut_short(
    server: Server, caller: Caller
) -> None:
    operation = caller.runtime.StreamOperation("GET", "/feed")
    server.reply(reply(b"data: 1\n\n: bye"))
    seen: list[Any] = []
    assert caller.drained(operation, on_frame=seen.append).completed
    assert seen == [caller.runtime.Frame(None, b"1")]
