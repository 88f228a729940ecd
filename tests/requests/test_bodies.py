from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import anyio
import pytest
from python_multipart import FormParser
from tests.server import Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from types import ModuleType

    from python_multipart.multipart import Field, File
    from tests.requests.conftest import Send
    from tests.server import Request, Server


def parts(arrived: Request) -> list[tuple[str, bytes, str | None]]:
    """The name, the content and the file name of each part of a form, as a server reads them."""
    found: list[tuple[str, bytes, str | None]] = []

    def on_field(field: Field) -> None:
        found.append(((field.field_name or b"").decode(), field.value or b"", None))

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        name, filename = file.field_name or b"", file.file_name or b""
        found.append((name.decode(), file.file_object.read(), filename.decode()))

    media_type, _, boundary = arrived.headers["content-type"].partition("; boundary=")
    parser = FormParser(media_type, on_field, on_file, boundary=boundary)
    parser.write(arrived.body)
    parser.finalize()
    return found


def test_json_bodies(send: Send) -> None:
    arrived = send("bodies.send_json", name="a", stream=None)
    assert arrived.headers["content-type"] == "application/merge-patch+json"
    assert json.loads(arrived.body) == {"name": "a", "stream": None}
    arrived = send("bodies.send_union", body={"other": 1})
    assert json.loads(arrived.body) == {"other": 1}
    arrived = send("bodies.send_all", name="a", more=1)
    assert json.loads(arrived.body) == {"name": "a", "more": 1}


def test_a_form(send: Send) -> None:
    arrived = send(
        "bodies.send_form",
        name="a b",
        tags=["x", "y"],
        expand=["e"],
        note=None,
        address={"city": "c"},
        card={"number": "n"},
        items=[{"price": "p"}, {"price": "q"}],
    )
    assert arrived.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qsl(arrived.body.decode()) == [
        ("name", "a b"),
        ("tags", "x"),
        ("tags", "y"),
        ("expand[]", "e"),
        ("address", '{"city":"c"}'),
        ("card[number]", "n"),
        ("items[0][price]", "p"),
        ("items[1][price]", "q"),
    ]


def test_files_in_a_form(send: Send, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\0png")
    arrived = send(
        "bodies.send_upload",
        file=path,
        raw=io.BytesIO(b"raw"),
        images=[b"1", ("two.webp", b"2")],
        either={"name": "n"},
        metadata={"name": "m"},
        tags=["x", "y"],
        purpose="batch",
        session="v=0",
    )
    assert parts(arrived) == [
        ("file", b"\0png", "a.png"),
        ("raw", b"raw", "upload"),
        ("images", b"1", "upload"),
        ("images", b"2", "two.webp"),
        ("either", b'{"name":"n"}', None),
        ("metadata", b'{"name":"m"}', None),
        ("tags", b"x", None),
        ("tags", b"y", None),
        ("purpose", b"batch", None),
        ("session", b"v=0", None),
    ]
    assert arrived.body.count(b"Content-Type: image/png") == 1
    assert arrived.body.count(b"Content-Type: image/webp") == 2
    assert arrived.body.count(b"Content-Type: application/json") == 2
    assert arrived.body.count(b"Content-Type: application/sdp") == 1


def test_a_form_that_is_one_of_several(send: Send) -> None:
    arrived = send("bodies.send_form_union", kind="file", file=b"f")
    assert parts(arrived) == [("kind", b"file", None), ("file", b"f", "upload")]
    assert parts(send("bodies.send_form_union", kind="url", url="u"))


@pytest.mark.parametrize("kind", ["bytes", "path", "file", "iterable"])
def test_bytes(send: Send, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\0\xff")
    bodies: dict[str, Any] = {
        "bytes": b"\0\xff",
        "path": path,
        "file": io.BytesIO(b"\0\xff"),
        "iterable": iter([b"\0", b"\xff"]),
    }
    arrived = send("bodies.send_bytes", body=bodies[kind])
    assert arrived.body == b"\0\xff"
    assert arrived.headers["content-type"] == "application/octet-stream"
    known = kind != "iterable"
    assert arrived.headers.get("content-length") == ("2" if known else None)
    assert ("transfer-encoding" in arrived.headers) is not known


def test_an_async_iterable_needs_the_async_client(
    sdk: ModuleType, server: Server
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"b"

    async def run() -> None:
        async with sdk.AsyncClient(base_url=server.url) as client:
            await client.bodies.send_bytes(body=pieces())

    server.reply(Reply(204))
    anyio.run(run)
    assert server.requests[-1].body == b"ab"
    with (
        sdk.Client(base_url=server.url) as client,
        pytest.raises(TypeError, match="cannot be sent by the blocking client"),
    ):
        client.bodies.send_bytes(body=pieces())


def test_text_and_other_media_types(send: Send) -> None:
    arrived = send("bodies.send_text", body="# é")
    assert (arrived.headers["content-type"], arrived.body) == (
        "text/markdown",
        "# é".encode(),
    )
    assert "content-type" not in send("bodies.send_text").headers
    arrived = send("bodies.send_yaml", body="a: 1")
    assert (arrived.headers["content-type"], arrived.body) == (
        "application/x-yaml",
        b"a: 1",
    )
    arrived = send(
        "bodies.send_image", body=b"i", extra_headers={"Content-Type": "image/gif"}
    )
    assert arrived.headers["content-type"] == "image/gif"


def test_json_lines(send: Send) -> None:
    rows = [{"name": "a"}, {"name": "b"}]
    for given in (rows, iter(rows)):
        arrived = send("bodies.send_rows", body=given)
        assert arrived.headers["content-type"] == "application/x-ndjson"
        assert arrived.body == b'{"name":"a"}\n{"name":"b"}\n'
    arrived = send("bodies.send_records", body=rows)
    assert arrived.body == b'\x1e{"name":"a"}\n\x1e{"name":"b"}\n'


def test_several_kinds_of_body_are_several_methods(sdk: ModuleType, send: Send) -> None:
    bodies = sdk.Client(base_url="https://example.com").bodies
    methods = {name for name in dir(bodies) if "several" in name}
    assert methods == {"send_several", "send_several_multipart", "send_several_text"}
    assert send("bodies.send_several", name="a").body == b'{"name":"a"}'
    assert parts(send("bodies.send_several_multipart", file=b"f"))
    assert send("bodies.send_several_text", body="t").body == b"t"


def test_a_form_with_a_switch_streams(sdk: ModuleType, server: Server) -> None:
    server.reply(
        Reply(200, {"content-type": "text/event-stream"}, [b"data: a\n\n"]),
        Reply(200, {"content-type": "application/json"}, [b'{"text": "b"}']),
    )
    with sdk.Client(base_url=server.url) as client:
        with client.bodies.send_switched_stream(file=b"f") as stream:
            assert [event.data for event in stream] == ["a"]
        assert client.bodies.send_switched(file=b"f").text == "b"
    first, second = ({n: c for n, c, _ in parts(r)} for r in server.requests)
    assert first == {"file": b"f", "stream": b"true"}
    assert second == {"file": b"f", "stream": b"false"}
