"""What a successful answer means: by status, media type and charset, over both HTTP libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.server import Reply, Server

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller

JSON = {"content-type": "application/json"}


@dataclass
class Job:
    id: int


@dataclass
class Done:
    url: str


def text(caller: Caller, accept: str = "text/csv") -> Any:
    return caller.runtime.Operation("GET", "/a", result=lambda: str, accept=accept)


def job(caller: Caller, **results: Any) -> Any:
    return caller.runtime.Operation(
        "GET",
        "/a",
        result=lambda: Job | Done | None,
        results={name.lstrip("_"): given for name, given in results.items()},
    )


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/csv", "a,ü\n".encode(), "a,ü\n"),
        ("text/csv; charset=ISO-8859-1", b"a,\xfc\n", "a,ü\n"),
        ('text/csv; charset="utf-16-le"', "ü".encode("utf-16-le"), "ü"),
        ("text/csv; charset=klingon", "ü".encode(), "ü"),
        ("text/csv; charset=zlib", "ü".encode(), "ü"),
        ("text/csv; charset=undefined", "ü".encode(), "ü"),
        ("text/csv; charset=idna", "ü".encode(), "ü"),
        ("text/csv; charset=punycode", "ü-".encode(), "ü-"),
        ("text/csv; charset=unicode_escape", rb"\d\x41", r"\d\x41"),
        ("text/csv; charset=raw_unicode_escape", rb"\u0041", r"\u0041"),
        ("text/csv", b"\xef\xbb\xbfa", "a"),
        ("text/csv", b"\xff", "\ufffd"),
        ("text/csv", b"", ""),
        ("application/json", b'"a"', '"a"'),
        ("", b"123", "123"),
    ],
)
def test_text_is_a_string_of_its_charset(
    caller: Caller, server: Server, kind: str, body: bytes, expected: str
) -> None:
    server.reply(Reply(headers={"content-type": kind} if kind else {}, body=[body]))
    assert caller.request(text(caller)) == expected
    assert server.requests[0].headers["accept"] == "text/csv"


def test_a_page_in_the_place_of_text_is_an_error_unless_it_is_asked_for(
    caller: Caller, server: Server
) -> None:
    server.reply(*[Reply(headers={"content-type": "text/html"}, body=[b"<p>"])] * 3)
    with pytest.raises(caller.runtime.ContentTypeError, match="not text/csv: <p>"):
        caller.request(text(caller))
    assert caller.request(text(caller, "text/plain, text/html")) == "<p>"
    assert caller.request(text(caller, "text/*")) == "<p>"


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("application/json", b'"a"', "a"),
        ("text/json", b'"a"', "a"),
        ("application/problem+json", b'"a"', "a"),
        ("", b'"a"', "a"),
        ("text/plain", b"a", "a"),
        ("text/plain", b'"a"', '"a"'),
        ("text/plain", b"123", "123"),
        ("text/plain", b"", ""),
        ("application/octet-stream", "ü".encode(), "ü"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "*/*"])
def test_a_string_is_text_as_it_is_unless_it_says_that_it_is_json(
    caller: Caller, server: Server, accept: str, kind: str, body: bytes, expected: str
) -> None:
    server.reply(Reply(headers={"content-type": kind} if kind else {}, body=[body]))
    assert caller.request(text(caller, accept)) == expected


def test_bytes_in_the_place_of_a_string_are_not_changed_without_a_word(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(headers={"content-type": "video/mp4"}, body=[b"\xff\xfe"]))
    with pytest.raises(
        caller.runtime.ResponseDecodeError, match="is video/mp4 and no text"
    ) as caught:
        caller.request(text(caller, "application/json"))
    assert caught.value.response.content == b"\xff\xfe"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"url": "u"}', Done("u")),
        (202, b'{"id": 1}', Job(1)),
        (201, b'{"id": 1}', Job(1)),
        (204, b"", None),
        (200, b"", None),
    ],
)
def test_a_status_is_decoded_to_its_own_type(
    caller: Caller, server: Server, status: int, body: bytes, expected: object
) -> None:
    server.reply(Reply(status, JSON, [body]))
    operation = job(caller, _200=lambda: Done, _2XX=lambda: Job, _204=None)
    assert caller.request(operation) == expected


def test_the_default_is_what_is_left(caller: Caller, server: Server) -> None:
    server.reply(*[Reply(201, JSON, [b'{"id": 1}'])] * 2)
    assert caller.request(job(caller, _200=lambda: Done, default=lambda: Job)) == Job(1)
    # A status of which the document says nothing may be any of those it knows.
    assert caller.request(job(caller, _200=lambda: Done)) == Job(1)


def test_a_body_where_none_is_declared_is_no_result(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(202, JSON, [b'{"id": "other"}']))
    assert caller.request(job(caller, _200=lambda: Done, _202=None)) is None


def test_nothing_where_all_statuses_have_a_body_is_an_error(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(200, JSON))
    with pytest.raises(caller.runtime.ResponseDecodeError, match=r"\(200\) is empty"):
        caller.request(job(caller, _200=lambda: Done, _202=lambda: Job))


def test_text_of_one_status_stands_beside_json_of_another(
    caller: Caller, server: Server
) -> None:
    plain = {"content-type": "text/plain"}
    server.reply(Reply(200, plain, [b"ok"]), Reply(202, JSON, [b'{"id": 1}']))
    operation = caller.runtime.Operation(
        "GET",
        "/a",
        result=lambda: str | Job,
        results={"200": lambda: str, "202": lambda: Job},
        accept="application/json, text/plain",
    )
    assert caller.request(operation) == "ok"
    assert caller.request(operation) == Job(1)


def test_scalars_are_results_too(caller: Caller, server: Server) -> None:
    for body, declared, expected in (
        (b"3", int, 3),
        (b"true", bool, True),
        (b"0.5", float, 0.5),
        (b"null", type(None), None),
    ):
        server.reply(Reply(headers=JSON, body=[body]))
        operation = caller.runtime.Operation("GET", "/a", result=lambda d=declared: d)
        assert caller.request(operation) == expected


def test_an_error_of_text_keeps_its_text_where_others_have_a_type(
    caller: Caller, server: Server
) -> None:
    server.reply(Reply(400, {"content-type": "text/plain"}, [b"too long"]))
    operation = caller.runtime.Operation("GET", "/a", errors={"default": lambda: Job})
    with pytest.raises(caller.runtime.BadRequestError, match="too long") as caught:
        caller.request(operation)
    assert caught.value.body == "too long"
