"""What an SDK makes of every kind of response that a document declares."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Action, Framing, Reply, Server

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from .conftest import Run

JSON = {"content-type": "application/json"}
MEDIA = "responses_sdk/resources/media.py"


def test_a_scalar(run: Run, server: Server) -> None:
    server.reply(Reply(headers=JSON, body=[b"3"]))
    assert run(lambda client: client.media.count()) == 3


@pytest.mark.parametrize(
    ("status", "body", "name", "value"),
    [
        (200, b'{"url": "u"}', "Done", "u"),
        (202, b'{"id": 1}', "Job", 1),
        (204, b"", "NoneType", None),
    ],
)
def test_several_statuses(
    run: Run, server: Server, status: int, body: bytes, name: str, value: object
) -> None:
    server.reply(Reply(status, JSON, [body]))
    found = run(lambda client: client.media.start())
    assert type(found).__name__ == name
    assert found is value or value in found.model_dump().values()


def test_errors_by_status(run: Run, sdk: ModuleType, server: Server) -> None:
    server.reply(
        Reply(409, JSON | {"X-Request-Id": "r1"}, [b'{"id": 1}']),
        Reply(422, {"content-type": "text/plain"}, [b"too long"]),
        Reply(502, JSON, [b'{"url": "u"}']),
    )
    with pytest.raises(sdk.ConflictError) as conflict:
        run(lambda client: client.media.start())
    assert conflict.value.body == sdk.models.Job(id=1)
    assert conflict.value.headers["x-request-id"] == "r1"
    with pytest.raises(sdk.UnprocessableEntityError, match="too long") as refused:
        run(lambda client: client.media.start())
    assert refused.value.body == "too long"
    with pytest.raises(sdk.ServerError) as failed:
        run(lambda client: client.media.start())
    assert failed.value.body == sdk.models.Done(url="u")


def test_text(run: Run, server: Server) -> None:
    latin = {"content-type": "text/csv; charset=latin-1"}
    server.reply(Reply(headers=latin, body=["a,ü\n".encode("latin-1")]))
    assert run(lambda client: client.media.table()) == "a,ü\n"
    assert server.requests[0].headers["accept"] == "text/csv"


def test_text_of_one_status_and_json_of_another(run: Run, server: Server) -> None:
    plain = {"content-type": "text/plain"}
    server.reply(Reply(200, plain, [b"a note"]), Reply(202, JSON, [b'{"id": 1}']))
    assert run(lambda client: client.media.note()) == "a note"
    assert run(lambda client: client.media.note()).id == 1
    assert server.requests[0].headers["accept"] == "application/json, text/plain"


def test_bytes_beside_a_stream(run: Run, server: Server, tmp_path: Path) -> None:
    audio = {"content-type": "audio/ogg"}
    server.reply(*[Reply(headers=audio, body=[b"\xff", b"\xfe"])] * 2)
    spoken = run(
        lambda client: client.media.speak(text="hi"), lambda given: given.read()
    )
    assert spoken == b"\xff\xfe"
    path = tmp_path / "speech.ogg"
    run(
        lambda client: client.media.speak(text="hi"),
        lambda given: given.save(path),
    )
    assert path.read_bytes() == b"\xff\xfe"
    assert server.requests[0].headers["accept"] == "audio/mpeg, audio/*"
    assert server.requests[0].body == b'{"text":"hi","stream":false}'


def test_bytes_that_break_off(run: Run, sdk: ModuleType, server: Server) -> None:
    server.reply(Reply(headers={"content-type": "audio/mpeg"}, body=[Action.VANISH]))
    with pytest.raises(sdk.APIConnectionError):
        run(lambda client: client.media.speak(text="hi"), lambda given: given.read())


def test_nothing(run: Run, server: Server) -> None:
    server.reply(Reply(204), Reply(framing=Framing.LENGTH))
    with pytest.warns(DeprecationWarning, match="The API deprecates DELETE /thing"):
        assert run(lambda client: client.media.drop()) is None
    assert run(lambda client: client.media.peek()) is None


def test_the_response_beside_the_value(run: Run, server: Server) -> None:
    server.reply(
        Reply(503, {"Retry-After": "0"}, framing=Framing.LENGTH),
        Reply(headers={"X-Size": "3"}, framing=Framing.LENGTH),
    )
    found = run(lambda client: client.with_raw_response(client.media.peek))
    assert (found.value, found.headers["x-size"]) == (None, "3")
    assert [request.method for request in server.requests] == ["HEAD", "HEAD"]


def test_the_response_of_a_method_with_an_argument_of_any_name(
    run: Run, server: Server
) -> None:
    server.reply(Reply(headers=JSON, body=[b"3"]))
    found = run(
        lambda client: client.with_raw_response(client.media.count, method="fast")
    )
    assert found.value == 3
    assert server.requests[0].target == "/count?method=fast"


def test_a_call_is_not_repeated_where_that_is_turned_off(
    run: Run, sdk: ModuleType, server: Server
) -> None:
    server.reply(Reply(503, {"Retry-After": "0"}))
    with pytest.raises(sdk.ServerError) as failed:
        run(lambda client: client.media.count(max_retries=0))
    assert failed.value.attempts == 1


def test_methods_say_what_they_give(sdk: ModuleType) -> None:
    def returns(client: str, name: str) -> str:
        media = inspect.getattr_static(getattr(sdk, client), "media").func
        given = inspect.signature(media).return_annotation
        module = __import__(f"{sdk.__name__}.resources.media", fromlist=[given])
        method: Any = getattr(getattr(module, given), name)
        found: str = inspect.signature(method).return_annotation
        return found

    for client in ("Client", "AsyncClient"):
        assert returns(client, "count") == "int"
        assert returns(client, "start") == "models.Done | models.Job | None"
        assert returns(client, "table") == "str"
        assert returns(client, "note") == "str | models.Job"
        assert returns(client, "drop") == "None"
    assert returns("Client", "speak") == "BinaryResponse"
    assert returns("AsyncClient", "speak") == "AsyncBinaryCall"


def test_what_the_runtime_is_told_reads_well(files: dict[str, str]) -> None:
    assert """
    result=lambda: models.Done | models.Job | None,
    results={
        "200": lambda: models.Done,
        "202": lambda: models.Job,
        "204": None,
    },
    errors={
        "409": lambda: models.Job,
        "5XX": lambda: models.Done,
    },
)
""" in files[MEDIA]
    assert """
_SPEAK = BinaryOperation(
    "POST",
    "/speech",
""" in files[MEDIA]


def test_what_is_deprecated_is_told(files: dict[str, str]) -> None:
    assert "word: Deprecated. What to count." in files[MEDIA]


def test_what_users_name_is_exported(sdk: ModuleType) -> None:
    for name in (
        "AsyncBinaryCall",
        "AsyncBinaryResponse",
        "BinaryResponse",
        "RawResponse",
    ):
        assert name in sdk.__all__
        assert getattr(sdk, name).__name__ == name
    assert list(sdk.__all__) == sorted(
        sdk.__all__, key=lambda name: (not name.isupper(), name.islower(), name)
    )
