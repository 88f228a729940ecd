"""Arguments: what a client encodes is what a handler is given, and what is wrong is all told."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.python.runtime.server.operations import silent

from ssegen.python.runtime import (
    API,
    AsyncRuntimeClient,
    BodyField,
    CookieParameter,
    HeaderParameter,
    PathParameter,
    QueryParameter,
    QueryString,
    Server,
    StreamOperation,
)
from ssegen.python.runtime.declarations import Model
from ssegen.python.runtime.server import Route, application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from ssegen.python.runtime.server import Request


class Point(Model):
    x: int
    name: str | None = None


class Deep(Model):
    point: Point | None = None
    tags: list[str] | None = None
    points: list[Point] | None = None
    flag: bool | None = None


def received(
    operation: StreamOperation[Any],
    types: Mapping[str, Callable[[], object]],
    arguments: Mapping[str, object],
) -> dict[str, Any]:
    """Send arguments by a client of the SDK; give what the handler gets."""
    got: list[dict[str, Any]] = []

    class Handlers:
        async def handle(
            self, request: Request, /, **arguments: Any
        ) -> AsyncIterator[Any]:
            got.append(arguments)
            async for event in silent():
                yield event

    routes = (Route[Any]("handle", operation, types),)
    served = application(routes, Handlers(), {})

    async def call() -> None:
        transport = httpx.ASGITransport(app=served)
        async with (
            httpx.AsyncClient(transport=transport) as http,
            AsyncRuntimeClient(
                API("test", servers=(Server("https://api.example.com"),)),
                credentials={},
                variables={},
                options={"http_client": http, "max_retries": 0},
            ).stream(operation, arguments, {}) as stream,
        ):
            assert [event async for event in stream] == []

    anyio.run(call)
    return got[0]


def type_of(type_: object) -> object:
    return type_


def comes_back(
    parameter: Any, type_: object, value: object, path: str = "/a", **fields: Any
) -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "POST", path, parameters=(parameter,), **fields
    )
    assert received(operation, {"it": lambda: type_}, {"it": value}) == {"it": value}


TEXT = st.text(st.characters(codec="utf-8"), min_size=1)
# A header has neither control characters nor space around it, and commas part its items.
LINE = st.from_regex(r"[!-+\--~]([ -+\--~]*[!-+\--~])?", fullmatch=True)
KEYS = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
SCALARS: list[tuple[object, st.SearchStrategy[Any]]] = [
    (str, TEXT),
    (int, st.integers()),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
    (bool, st.booleans()),
    (date, st.dates()),
]
POINTS = st.builds(Point, x=st.integers(-(2**53), 2**53), name=TEXT)
WORDS = st.lists(TEXT, min_size=1, max_size=3)
NUMBERS = st.lists(st.integers(), min_size=1, max_size=3)
SHALLOW: list[tuple[object, st.SearchStrategy[Any]]] = [
    *SCALARS,
    (list[str], WORDS),
    (list[int], NUMBERS),
    (Point, POINTS),
]
DEEP = st.builds(
    Deep,
    point=POINTS,
    tags=WORDS,
    points=st.lists(POINTS, min_size=1, max_size=3),
    flag=st.booleans(),
)


def one_of(
    cases: list[tuple[object, st.SearchStrategy[Any]]],
) -> st.SearchStrategy[Any]:
    return st.one_of([st.tuples(st.just(type_), values) for type_, values in cases])


@given(
    one_of([(int, st.integers()), (bool, st.booleans()), (Point, POINTS)])
    | one_of([(str, KEYS), (list[str], st.lists(KEYS, min_size=1, max_size=3))]),
    st.sampled_from(["simple", "label", "matrix"]),
    st.booleans(),
)
def test_what_stands_in_a_path_comes_back(
    case: tuple[object, Any], style: Any, explode: bool
) -> None:
    type_, value = case
    if style == "label" and explode and isinstance(value, Point):
        value = Point(x=value.x, name=str(value.name).replace(".", ""))
    with suppress(ValueError):  # the client's: a path that would be another
        comes_back(
            PathParameter("it", style=style, explode=explode), type_, value, "/a/{it}/b"
        )


@given(
    one_of(SHALLOW),
    st.sampled_from(["form", "pipeDelimited", "spaceDelimited"]),
    st.booleans(),
)
def test_what_stands_in_a_query_comes_back(
    case: tuple[object, Any], style: Any, explode: bool
) -> None:
    type_, value = case
    parted = {"pipeDelimited": "|", "spaceDelimited": " "}.get(style)
    if not explode and parted and parted in repr(value):
        return  # what parts values is told from what they hold in ``form`` alone
    comes_back(QueryParameter("it", "it-s", style=style, explode=explode), type_, value)


@given(DEEP, st.booleans())
def test_what_deep_objects_hold_comes_back(value: Deep, in_form: bool) -> None:
    if in_form:
        field = BodyField("it", style="deepObject")
        comes_back(field, Deep, value, content_type="application/x-www-form-urlencoded")
    else:
        comes_back(QueryParameter("it", style="deepObject"), Deep, value)


@given(
    one_of([(str, LINE), (int, st.integers()), (list[int], NUMBERS)])
    | one_of(
        [
            (list[str], st.lists(LINE, min_size=1)),
            (Point, st.builds(Point, x=st.integers())),
        ]
    ),
    st.booleans(),
)
def test_what_stands_in_a_header_comes_back(
    case: tuple[object, Any], explode: bool
) -> None:
    type_, value = case
    comes_back(HeaderParameter("it", "X-It", explode=explode), type_, value)


@given(one_of(SCALARS) | one_of([(list[int], NUMBERS), (Point, POINTS)]), st.booleans())
def test_what_stands_in_a_cookie_comes_back(
    case: tuple[object, Any], explode: bool
) -> None:
    type_, value = case
    if not explode and isinstance(value, Point) and "," in str(value.name):
        return
    comes_back(CookieParameter("it", "sid", explode=explode), type_, value)


@pytest.mark.parametrize(
    "parameter",
    [
        PathParameter("it", json=True),
        QueryParameter("it", json=True),
        HeaderParameter("it", "X-It", json=True),
        BodyField("it"),
        QueryString("it", content_type="application/json"),
    ],
)
@given(value=DEEP)
def test_json_comes_back_from_anywhere(parameter: Any, value: Deep) -> None:
    path = "/a/{it}" if isinstance(parameter, PathParameter) else "/a"
    if isinstance(parameter, HeaderParameter):
        value = Deep(point=Point(x=1, name="a, b"), flag=True)
    with suppress(ValueError):
        comes_back(parameter, Deep, value, path)


FORMS = ["application/x-www-form-urlencoded", "multipart/form-data"]


@given(
    one_of([*SHALLOW, (list[Point], st.lists(POINTS, min_size=1)), (Deep, DEEP)]),
    st.sampled_from(FORMS),
)
def test_what_a_form_holds_comes_back(case: tuple[object, Any], kind: str) -> None:
    type_, value = case
    comes_back(BodyField("it", "it's"), type_, value, content_type=kind)


@given(DEEP, st.sampled_from([*FORMS, "application/json"]))
def test_a_whole_body_comes_back(value: Deep, kind: str) -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "POST", "/a", body="it", content_type=kind
    )
    assert received(operation, {"it": lambda: Deep}, {"it": value}) == {"it": value}
    by_query: StreamOperation[Any] = StreamOperation(
        "GET", "/a", parameters=(QueryString("it"),)
    )
    assert received(by_query, {"it": lambda: Deep}, {"it": value}) == {"it": value}


@given(st.binary(), st.lists(st.binary(), min_size=1, max_size=3))
def test_files_come_back_as_their_bytes(one: bytes, several: list[bytes]) -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "POST",
        "/a",
        parameters=(BodyField("one"), BodyField("several"), BodyField("text")),
        content_type="multipart/form-data",
    )
    types: dict[str, Callable[[], object]] = {
        "one": lambda: bytes,
        "several": lambda: list[bytes],
        "text": lambda: str | None,
    }
    arguments = {"one": one, "several": several}
    assert received(operation, types, arguments) == {**arguments, "text": None}


@given(st.binary(min_size=1), TEXT, st.lists(POINTS, min_size=1))
def test_bytes_text_and_rows_come_back(
    data: bytes, text: str, rows: list[Point]
) -> None:
    cases: list[tuple[str, Any, object]] = [
        ("application/octet-stream", bytes, data),
        ("text/plain", str, text.removeprefix("\ufeff") or "a"),
        ("application/x-ndjson", list[Point], rows),
        ("application/json-seq", list[Point], rows),
    ]
    for kind, type_, value in cases:
        operation: StreamOperation[Any] = StreamOperation(
            "POST", "/a", body="it", content_type=kind
        )
        assert received(operation, {"it": partial(type_of, type_)}, {"it": value}) == {
            "it": value
        }
