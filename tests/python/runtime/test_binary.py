"""Answers of bytes: read whole, in pieces, or into a file, over both HTTP libraries."""

from __future__ import annotations

import gc
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from tests.server import PATIENCE, Action, Chunk, Framing, Reply, Server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.python.runtime.caller import Caller

AUDIO = {"content-type": "audio/mpeg"}
PIECES = [b"\xff\xfb", b"\x00" * 70_000, b"end"]
WHOLE = b"".join(PIECES)
CUT: list[Chunk] = [b"\xff\xfb", Action.VANISH]


@pytest.fixture(params=["sync", "async", "trio"])
def face(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def speech(caller: Caller, accept: str = "audio/mpeg, audio/wav") -> Any:
    return caller.runtime.BinaryOperation("GET", "/speech", accept=accept)


def opened(caller: Caller, accept: str = "audio/mpeg, audio/wav") -> Any:
    """Call and give what came, still open."""

    async def awaited() -> Any:
        return await call

    call = caller.client.binary(speech(caller, accept), {}, {})
    return caller.runner.run(awaited()) if caller.awaits else call


def close(caller: Caller, response: Any) -> None:
    if caller.awaits:
        caller.runner.run(response.aclose())
    else:
        response.close()


def read(caller: Caller, response: Any) -> bytes:
    content: bytes = caller.run(response.read())
    return content


def save(caller: Caller, response: Any, path: Any) -> None:
    caller.run(response.save(path))


def pieces(caller: Caller, response: Any, count: int | None = None) -> list[bytes]:
    """Loop over the bytes, and leave the loop after some pieces."""
    found: list[bytes] = []

    async def looped() -> None:
        async for piece in response:
            found.append(piece)
            if len(found) == count:
                break

    if caller.awaits:
        caller.runner.run(looped())
        return found
    for piece in response:
        found.append(piece)
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize("framing", Framing)
def test_bytes_are_read_whole_and_the_media_types_asked_for(
    caller: Caller, server: Server, framing: Framing
) -> None:
    headers = {"Content-Type": "Audio/MPEG; rate=1", "X-Request-Id": "r1"}
    server.reply(Reply(headers=headers, body=PIECES, framing=framing))
    response = opened(caller)
    assert read(caller, response) == WHOLE
    assert read(caller, response) == WHOLE
    assert response.status_code == 200
    assert response.content_type == "audio/mpeg"
    assert response.headers["x-request-id"] == "r1"
    assert "BinaryResponse 200 audio/mpeg" in repr(response)
    assert server.requests[0].headers["accept"] == "audio/mpeg, audio/wav"


def test_bytes_come_as_they_are_sent(caller: Caller, server: Server) -> None:
    gate = threading.Event()
    server.reply(Reply(headers=AUDIO, body=[b"a", gate, b"b"]))
    response = opened(caller)
    first = pieces(caller, response, count=1)
    gate.set()
    assert first == [b"a"]
    assert b"".join(pieces(caller, response)) == b"b"


def test_bytes_are_saved_to_a_file_in_the_place_of_another(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(*[Reply(headers=AUDIO, body=PIECES)] * 2)
    path = tmp_path / "speech.mp3"
    save(caller, opened(caller), path)
    assert path.read_bytes() == WHOLE
    path.write_bytes(b"longer" * 100_000)
    path.chmod(0o600)
    save(caller, opened(caller), str(path))
    assert path.read_bytes() == WHOLE
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_not_touched_before_all_has_come(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(Reply(headers=AUDIO, body=CUT))
    path = tmp_path / "speech.mp3"
    path.write_bytes(b"before")
    with pytest.raises(caller.runtime.APIConnectionError):
        save(caller, opened(caller), path)
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed_and_a_device_is_written_to(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(*[Reply(headers=AUDIO, body=PIECES)] * 2)
    link, path = tmp_path / "link.mp3", tmp_path / "speech.mp3"
    path.touch()
    link.symlink_to(path)
    save(caller, opened(caller), link)
    assert link.is_symlink()
    assert path.read_bytes() == WHOLE
    save(caller, opened(caller), os.devnull)
    assert not os.path.isfile(os.devnull)


def test_a_file_that_cannot_be_written_is_an_error_of_its_own(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(Reply(headers=AUDIO, body=PIECES))
    response = opened(caller)
    with pytest.raises(FileNotFoundError):
        save(caller, response, tmp_path / "nowhere" / "speech.mp3")
    assert read(caller, response) == WHOLE


def test_what_a_loop_took_is_not_missing_from_a_file_without_a_word(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(Reply(headers=AUDIO, body=PIECES))
    response = opened(caller)
    pieces(caller, response, count=1)
    for use in (
        lambda: save(caller, response, tmp_path / "speech.mp3"),
        lambda: read(caller, response),
    ):
        with pytest.raises(RuntimeError, match="some bytes were taken"):
            use()
    assert list(tmp_path.iterdir()) == []
    close(caller, response)


def test_what_was_read_may_be_looped_over_and_saved(
    caller: Caller, server: Server, tmp_path: Path
) -> None:
    server.reply(Reply(headers=AUDIO, body=PIECES))
    response = opened(caller)
    read(caller, response)
    assert b"".join(pieces(caller, response)) == WHOLE
    save(caller, response, tmp_path / "speech.mp3")
    assert (tmp_path / "speech.mp3").read_bytes() == WHOLE


@pytest.mark.parametrize(
    "reply",
    [
        Reply(headers=AUDIO, body=CUT),
        Reply(
            headers=AUDIO | {"Content-Length": "9"}, body=CUT, framing=Framing.LENGTH
        ),
        Reply(headers=AUDIO, body=[b"a", Action.RESET]),
    ],
)
def test_a_connection_that_is_cut_is_an_error(
    caller: Caller, server: Server, reply: Reply
) -> None:
    for use in (read, pieces):
        server.reply(reply)
        response = opened(caller)
        with pytest.raises(
            caller.runtime.APIConnectionError, match=r"GET .*/speech"
        ) as caught:
            use(caller, response)
        assert isinstance(caught.value.__cause__, caller.httpx.RequestError)
        for again in (read, pieces):
            with pytest.raises(caller.runtime.APIConnectionError):
                again(caller, response)
        close(caller, response)


def test_silence_is_a_timeout_error(caller: Caller, server: Server) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a", Action.HANG]))
    client = caller.make(timeout=caller.httpx.Timeout(10.0, read=0.01))
    call = client.binary(speech(caller), {}, {})

    async def awaited() -> bytes:
        async with call as response:
            content: bytes = await response.read()
            return content

    with pytest.raises(caller.runtime.APITimeoutError):
        if caller.awaits:
            caller.runner.run(awaited())
        with call as response:
            response.read()


def test_reading_to_the_end_frees_the_connection(
    caller: Caller, server: Server
) -> None:
    server.reply(*[Reply(headers=AUDIO, body=PIECES)] * 3)
    read(caller, opened(caller))
    pieces(caller, opened(caller))
    read(caller, opened(caller))
    assert server.connections == 1


def test_leaving_the_block_ends_the_connection(caller: Caller, server: Server) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a", Action.HANG]))
    call = caller.client.binary(speech(caller), {}, {})

    async def left() -> None:
        async with call as response:
            async for _ in response.iter_bytes():
                break

    if caller.awaits:
        caller.runner.run(left())
    else:
        with call as response:
            for _ in response.iter_bytes():
                break
    server.wait_closed()


def test_closing_ends_the_connection_and_what_is_read_after_it(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a", Action.HANG]))
    response = opened(caller)
    close(caller, response)
    close(caller, response)
    server.wait_closed()
    with pytest.raises(RuntimeError):
        read(caller, response)


def test_closing_ends_a_read_that_waits_in_another_thread(
    runtime: Any, server: Server
) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a", Action.HANG]))
    api = runtime.API("sdk", servers=(runtime.Server(server.url),))
    with runtime.RuntimeClient(api, credentials={}, variables={}, options={}) as client:
        response = client.binary(runtime.BinaryOperation("GET", "/a"), {}, {})
        stream = response.response.extensions["network_stream"]
        # While a thread waits, the connection outlives its closed socket, as it does here.
        with stream.get_extra_info("socket").dup() as waiting:
            waiting.settimeout(PATIENCE)
            response.close()
            # The server may have noticed by now, and have reset it: that ends the wait as well.
            with suppress(ConnectionResetError):
                while waiting.recv(100):
                    pass


def test_dropping_it_ends_the_connection(caller: Caller, server: Server) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a", Action.HANG]))
    response = opened(caller)
    del response
    gc.collect()
    server.wait_closed()


def test_a_refusal_is_an_error_with_its_body(caller: Caller, server: Server) -> None:
    json = {"content-type": "application/json"}
    server.reply(Reply(400, json, [b'{"message": "no such voice"}']))
    with pytest.raises(caller.runtime.BadRequestError, match="no such voice"):
        opened(caller)


@pytest.mark.parametrize(
    ("accept", "kind", "taken"),
    [
        ("audio/mpeg", "audio/wav", True),
        ("audio/*", "audio/wav", True),
        ("audio/*", "", True),
        ("application/pdf", "application/octet-stream", True),
        ("application/pdf", "text/html; charset=utf-8", False),
        ("application/pdf", "application/json", False),
        ("application/pdf", "application/problem+json", False),
        ("application/pdf, application/json", "application/json", True),
        ("application/json, */*", "text/html", True),
        ("application/octet-stream", "application/json", True),
        ("text/*, application/zip", "text/html", True),
    ],
)
def test_a_page_or_json_in_the_place_of_bytes_is_an_error(
    caller: Caller, server: Server, accept: str, kind: str, taken: bool
) -> None:
    server.reply(Reply(headers={"content-type": kind} if kind else {}, body=[b"<p>"]))
    if taken:
        assert read(caller, opened(caller, accept)) == b"<p>"
        return
    with pytest.raises(caller.runtime.ContentTypeError, match="not application/pdf"):
        opened(caller, accept)


def test_an_answer_without_content_is_no_bytes(caller: Caller, server: Server) -> None:
    server.reply(Reply(204))
    response = opened(caller)
    assert (read(caller, response), response.status_code) == (b"", 204)


def test_a_call_that_awaits_is_made_once(caller: Caller, server: Server) -> None:
    if not caller.awaits:
        return
    server.reply(Reply(headers=AUDIO))
    call = caller.client.binary(speech(caller), {}, {})

    async def twice() -> None:
        async with call as response:
            assert await response.read() == b""
        with pytest.raises(RuntimeError, match="made already"):
            await call

    caller.runner.run(twice())


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_downloaded_may_be_uploaded_as_it_comes(
    caller: Caller, server: Server, *, whole: bool
) -> None:
    server.reply(Reply(headers=AUDIO, body=PIECES), Reply(204))
    response = opened(caller)
    upload = caller.runtime.Operation(
        "PUT", "/speech", body="content", content_type="audio/mpeg"
    )
    content = response if whole else response.iter_bytes()
    caller.request(upload, {"content": content})
    assert server.requests[1].body == WHOLE


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_save_that_is_cancelled_leaves_no_file(
    runtime: Any, server: Server, tmp_path: Path, backend: str
) -> None:
    server.reply(Reply(headers=AUDIO, body=[b"a" * 70_000, Action.HANG]))
    api = runtime.API("sdk", servers=(runtime.Server(server.url),))
    operation = runtime.BinaryOperation("GET", "/a")

    async def cancelled() -> None:
        client = runtime.AsyncRuntimeClient(
            api, credentials={}, variables={}, options={}
        )
        async with client, client.binary(operation, {}, {}) as response:
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(response.save, tmp_path / "a.mp3")
                    while not list(tmp_path.iterdir()):
                        await anyio.lowlevel.checkpoint()
                    scope.cancel()

    anyio.run(cancelled, backend=backend)
    server.wait_closed()
    assert list(tmp_path.iterdir()) == []
