from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from tests.requests.conftest import Send


def test_parameters_in_the_path(send: Send) -> None:
    arrived = send(
        "parameters.send_path",
        simple=["a", "b/c"],
        exploded={"x": 1},
        label=["a", "b"],
        matrix=["a", "b"],
        json={"x": 1},
    )
    assert arrived.target == (
        "/paths/a,b%2Fc/x=1/.a,b/;matrix=a;matrix=b/%7B%22x%22%3A1%7D"
    )


def test_parameters_in_the_query(send: Send) -> None:
    arrived = send(
        "parameters.send_query",
        form=["a", "b"],
        joined=["a", "b"],
        spaced=["a", "b"],
        piped=["a", "b"],
        deep={"gte": 1, "tags": ["a", "b"]},
        expand=["a", "b"],
        json={"x": 1},
        text="t",
        reserved="/a",
        odd="o",
    )
    assert parse_qsl(urlsplit(arrived.target).query) == [
        ("form", "a"),
        ("form", "b"),
        ("joined", "a,b"),
        ("spaced", "a b"),
        ("piped", "a|b"),
        ("deep[gte]", "1"),
        ("deep[tags][]", "a"),
        ("deep[tags][]", "b"),
        ("expand[]", "a"),
        ("expand[]", "b"),
        ("json", '{"x":1}'),
        ("text", "t"),
        ("reserved", "/a"),
        ("odd", "o"),
    ]
    assert "reserved=/a" in arrived.target


def test_a_parameter_that_is_the_whole_query(send: Send) -> None:
    arrived = send("parameters.search", filter={"name": "a&b", "tags": ["c", "d"]})
    assert arrived.target == "/search?name=a%26b&tags=c&tags=d"
    arrived = send("parameters.select", path="$.a[?@.b]")
    assert unquote(arrived.target) == "/select?$.a[?@.b]"


def test_headers_and_cookies(send: Send) -> None:
    arrived = send(
        "parameters.send_headers",
        x_list=["a", "b"],
        x_map={"x": 1},
        x_json={"x": 1},
        sid="a;b",
        tags=["a", "b"],
        raw="a=b",
    )
    assert {name: arrived.headers[name] for name in ("x-list", "x-map", "x-json")} == {
        "x-list": "a,b",
        "x-map": "x=1",
        "x-json": '{"x":1}',
    }
    assert arrived.headers["cookie"] == "sid=a%3Bb; tags=a; tags=b; raw=a=b"


def test_a_header_that_must_be_sent_has_the_default_that_the_document_tells(
    send: Send,
) -> None:
    arrived = send("parameters.send_headers")
    assert arrived.headers["x-version"] == "2"
    arrived = send("parameters.send_headers", x_version="3")
    assert arrived.headers["x-version"] == "3"
