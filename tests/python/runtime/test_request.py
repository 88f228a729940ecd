from __future__ import annotations

import io
import json
import pickle
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.lower.headers import FRAMING
from ssegen.python.runtime import (
    API,
    OMITTED,
    APIKey,
    BodyField,
    CookieParameter,
    HeaderParameter,
    Operation,
    PathParameter,
    QueryParameter,
    QueryString,
    StreamOperation,
)
from ssegen.python.runtime.auth import Placed
from ssegen.python.runtime.content import Pieces
from ssegen.python.runtime.request import _FRAMING, Request, Settings, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ssegen.python.runtime import RequestOptions

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def prepared(
    operation: Operation[Any] | StreamOperation[Any],
    arguments: Mapping[str, object] | None = None,
    options: RequestOptions | None = None,
    *,
    credentials: tuple[Placed, ...] = (),
    advice: str = "",
    **settings: Any,
) -> Request:
    given: dict[str, Any] = {
        "api": API("chat_sdk", schemes=(APIKey("api_key", header="X-API-Key"),)),
        "base_url": "https://h/v1",
        "base_url_given": False,
        "headers": {},
        "query": {},
        "timeout": OMITTED,
    }
    return prepare(
        operation,
        arguments or {},
        options or {},
        settings=Settings(**(given | settings)),
        credentials=credentials,
        advice=advice,
    )


def headers_of(request: Request) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in request.headers}


def body_of(request: Request) -> Any:
    assert not isinstance(request.content, Pieces)
    return None if request.content is None else json.loads(request.content)


def get(path: str, *parameters: Any, **more: Any) -> Operation[None]:
    return Operation("GET", path, parameters=parameters, **more)


def test_a_path_follows_the_base_url_and_carries_its_parameters() -> None:
    operation = get(
        "/chats/{chat_id}:read/{n}", PathParameter("chat_id"), PathParameter("n")
    )
    request = prepared(operation, {"chat_id": "a/b ü", "n": True})
    assert request.url == "https://h/v1/chats/a%2Fb%20%C3%BC:read/true"


@pytest.mark.parametrize("value", [".", ".."])
def test_a_dot_segment_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="which leads to another path"):
        prepared(get("/a/{x}/b", PathParameter("x")), {"x": value})


def test_dots_that_form_a_segment_together_are_refused() -> None:
    operation = get("/a/{x}{y}", PathParameter("x"), PathParameter("y"))
    with pytest.raises(ValueError, match="which leads to another path"):
        prepared(operation, {"x": ".", "y": "."})
    with pytest.raises(ValueError, match="which leads to another path"):
        prepared(get("/a/%2e%2E/b"))


def test_a_missing_path_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="path parameter 'x' is empty"):
        prepared(get("/a/{x}", PathParameter("x")), {"x": OMITTED})


@given(path=TEXT, value=TEXT)
def test_no_path_and_no_value_leads_to_another_origin_or_path(
    path: str, value: str
) -> None:
    operation = get(f"/a/{{x}}/{path}", PathParameter("x"))
    try:
        url = httpx.URL(prepared(operation, {"x": value}).url)
    except ValueError:
        return
    assert (url.scheme, url.host, url.port) == ("https", "h", None)
    assert url.raw_path.startswith(b"/v1/a/")
    assert unquote(url.raw_path.split(b"/")[3].decode()) == value


@pytest.mark.parametrize(
    "path", ["//evil.com/x", "http://evil.com/x", "@evil.com", "\\\\evil.com"]
)
def test_a_path_of_the_document_is_never_an_authority(path: str) -> None:
    url = httpx.URL(prepared(get(path)).url)
    assert (url.host, url.userinfo) == ("h", b"")
    assert url.raw_path.startswith(b"/v1/")


def test_a_query_in_the_path_of_the_document_is_kept() -> None:
    operation = get("/messages?beta=true", QueryParameter("limit"))
    assert (
        prepared(operation, {"limit": 3}).url
        == "https://h/v1/messages?beta=true&limit=3"
    )


def test_the_query_repeats_keys_and_leaves_none_out() -> None:
    operation = get("/a", QueryParameter("tag", "tag[]"), QueryParameter("limit"))
    request = prepared(operation, {"tag": ["a&b", "c"], "limit": None})
    assert urlsplit(request.url).query == "tag%5B%5D=a%26b&tag%5B%5D=c"


def test_a_whole_query_stands_beside_what_is_added_to_it() -> None:
    operation = get("/a?beta=1", QueryString("filter"))
    request = prepared(
        operation,
        {"filter": {"a": ["b&c", "d"], "e": None}},
        {"extra_query": {"f": 1}},
    )
    assert urlsplit(request.url).query == "beta=1&a=b%26c&a=d&f=1"


@pytest.mark.parametrize(
    ("parameter", "value", "query"),
    [
        (
            QueryParameter("x", json=True),
            {"a": ["é"]},
            "x=%7B%22a%22%3A%5B%22%C3%A9%22%5D%7D",
        ),
        (QueryParameter("x", json=True), "a", "x=%22a%22"),
        (QueryParameter("x", allow_reserved=True), "/a?b=c:d,e", "x=/a?b=c:d,e"),
        (
            QueryParameter("x", allow_reserved=True),
            "a&b#c[d]+e é",
            "x=a%26b%23c%5Bd%5D%2Be%20%C3%A9",
        ),
        (
            QueryParameter("x", allow_reserved=True),
            "%41 50% %4",
            "x=%41%2050%25%20%254",
        ),
    ],
)
def test_json_and_reserved_characters_in_a_query(
    parameter: QueryParameter, value: object, query: str
) -> None:
    request = prepared(get("/a", parameter), {"x": value})
    assert urlsplit(request.url).query == query


@given(TEXT)
def test_no_value_with_reserved_characters_ends_its_own(value: str) -> None:
    operation = get("/a", QueryParameter("x", allow_reserved=True), QueryParameter("y"))
    url = urlsplit(prepared(operation, {"x": value, "y": 1}).url)
    first, second = url.query.split("&")
    assert (first[:2], second, url.fragment) == ("x=", "y=1", "")


def test_json_in_paths_headers_and_cookies() -> None:
    operation = get(
        "/a/{x}",
        PathParameter("x", json=True),
        HeaderParameter("h", json=True),
        CookieParameter("c", json=True),
    )
    request = prepared(operation, {"x": ["a"], "h": ["a", 1], "c": {"a": 1}})
    assert request.url == "https://h/v1/a/%5B%22a%22%5D"
    assert headers_of(request)["h"] == '["a",1]'
    assert request.cookies == (("c", "%7B%22a%22%3A1%7D"),)


def test_the_more_particular_query_wins() -> None:
    operation = get("/a", QueryParameter("b"), QueryParameter("c"))
    request = prepared(
        operation,
        {"b": "argument", "c": "argument"},
        {"extra_query": {"c": "call", "d": None}},
        credentials=(Placed("query", "key", "secret"),),
        query={"a": "client", "b": "client", "d": "client"},
    )
    assert urlsplit(request.url).query == "key=secret&a=client&b=argument&c=call"


def test_the_more_particular_header_wins() -> None:
    operation = get("/a", HeaderParameter("b", "X-B"))
    request = prepared(
        operation,
        {"b": "argument"},
        {"extra_headers": {"x-c": "call", "AUTHORIZATION": "call"}},
        credentials=(Placed("header", "Authorization", "Bearer secret"),),
        headers={
            "X-A": "client",
            "x-b": "client",
            "X-C": "client",
            "user-agent": "mine",
        },
    )
    assert headers_of(request) == {
        "accept": "application/json",
        "authorization": "call",
        "user-agent": "mine",
        "x-a": "client",
        "x-b": "argument",
        "x-c": "call",
    }


def test_a_header_that_the_client_was_given_beats_the_credential() -> None:
    request = prepared(
        get("/a"),
        credentials=(Placed("header", "Authorization", "Bearer secret"),),
        headers={"authorization": "mine"},
    )
    assert headers_of(request)["authorization"] == "mine"


def test_a_stream_asks_for_events_that_nothing_compresses_or_stores() -> None:
    request = prepared(StreamOperation("POST", "/chat"))
    assert headers_of(request) == {
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "cache-control": "no-store",
        "user-agent": "chat_sdk (ssegen)",
    }


def test_a_header_is_sent_as_utf_8_without_blanks_around_it() -> None:
    request = prepared(get("/a", HeaderParameter("x")), {"x": " ü\t"})
    assert (b"x", "ü".encode()) in request.headers


@pytest.mark.parametrize("value", ["a\r\nHost: evil", "a\n", "\0", "\ud800"])
def test_a_header_that_would_forge_another_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="header 'X-A' holds"):
        prepared(get("/a"), options={"extra_headers": {"X-A": value}})
    with pytest.raises(ValueError, match=r"header 'x' holds|cannot be sent"):
        prepared(get("/a", HeaderParameter("x")), {"x": value})


@pytest.mark.parametrize("value", [1, None, b"x", ["x"]])
def test_a_header_that_is_no_string_is_told_by_its_name(value: Any) -> None:
    with pytest.raises(TypeError, match="header 'X-A' must be a string, not "):
        prepared(get("/a"), options={"extra_headers": {"X-A": value}})


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "ü"])
def test_what_is_no_name_of_a_header_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a header"):
        prepared(get("/a"), headers={name: "x"})


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding"])
def test_a_parameter_cannot_be_a_header_that_frames_the_message(name: str) -> None:
    with pytest.raises(ValueError, match="belongs to HTTP"):
        prepared(get("/a", HeaderParameter("x", name)), {"x": "1"})


def test_cookies_are_encoded_and_several_where_they_explode() -> None:
    operation = get(
        "/a",
        CookieParameter("sid"),
        CookieParameter("tags"),
        CookieParameter("joined", explode=False),
        CookieParameter("plain", style="cookie"),
    )
    request = prepared(
        operation,
        {"sid": "a;b", "tags": ["x", "y"], "joined": ["x", "y"], "plain": "%41=/"},
        credentials=(Placed("cookie", "key", "secret"),),
    )
    assert request.cookies == (
        ("key", "secret"),
        ("sid", "a%3Bb"),
        ("tags", "x"),
        ("tags", "y"),
        ("joined", "x%2Cy"),
        ("plain", "%41=/"),
    )


@given(st.dictionaries(st.from_regex(r"x[a-z]+", fullmatch=True), TEXT))
def test_cookies_are_read_as_they_were_given(cookies: dict[str, str]) -> None:
    parameters = [CookieParameter(name) for name in cookies]
    sent = prepared(get("/a", *parameters), cookies).cookies
    read = SimpleCookie("; ".join(f"{name}={value}" for name, value in sent))
    assert {name: unquote(morsel.value) for name, morsel in read.items()} == cookies


def test_a_cookie_that_would_be_another_is_refused() -> None:
    with pytest.raises(ValueError, match="cookie 'key' holds") as caught:
        prepared(get("/a"), credentials=(Placed("cookie", "key", "s3cret; a=b"),))
    assert "s3cret" not in str(caught.value)
    verbatim = CookieParameter("x", style="cookie")
    for value in ("a; b=c", "a\r\nX: y", 'a"', "a b", {"a; b": "c"}):
        with pytest.raises(ValueError, match="holds a character that no cookie may"):
            prepared(get("/a", verbatim), {"x": value})


FIELDS = (
    BodyField("prompt"),
    BodyField("max_tokens", "maxTokens", nullable=True),
    BodyField("model"),
)


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({"prompt": "hi", "max_tokens": OMITTED, "model": None}, {"prompt": "hi"}),
        ({"prompt": "hi", "max_tokens": None}, {"prompt": "hi", "maxTokens": None}),
        ({"prompt": "hi", "max_tokens": 3}, {"prompt": "hi", "maxTokens": 3}),
        ({"prompt": None, "max_tokens": OMITTED, "model": None}, None),
    ],
)
def test_the_body_holds_what_was_given(
    arguments: dict[str, object], body: object
) -> None:
    request = prepared(Operation("POST", "/a", parameters=FIELDS), arguments)
    assert body_of(request) == body
    assert ("content-type" in headers_of(request)) == (body is not None)


def test_a_required_body_is_sent_even_where_nothing_is_in_it() -> None:
    operation: Operation[None] = Operation(
        "POST", "/a", parameters=FIELDS, body_required=True
    )
    assert prepared(operation).content == b"{}"


def test_what_the_operation_fixes_is_sent() -> None:
    operation: StreamOperation[Any] = StreamOperation(
        "POST",
        "/a",
        parameters=FIELDS,
        fixed=(("body", "stream", True), ("query", "alt", "sse"), ("header", "X-A", 1)),
    )
    request = prepared(operation, {"prompt": "hi"})
    assert body_of(request) == {"prompt": "hi", "stream": True}
    assert request.url.endswith("?alt=sse")
    assert headers_of(request)["x-a"] == "1"


def test_extra_body_is_laid_over() -> None:
    operation: Operation[None] = Operation("POST", "/a", parameters=FIELDS)
    extra = {"prompt": "other", "seed": [1]}
    request = prepared(operation, {"prompt": "hi"}, {"extra_body": extra})
    assert body_of(request) == extra


def test_a_body_that_is_one_argument_is_sent_as_it_is() -> None:
    operation: Operation[None] = Operation("POST", "/a", body="body")
    assert body_of(prepared(operation, {"body": [1, {"a": None}]})) == [1, {"a": None}]
    assert prepared(operation, {"body": None}).content is None
    with pytest.raises(TypeError, match="extra_body is laid over an object"):
        prepared(operation, {"body": [1]}, {"extra_body": {"a": 1}})


def test_a_body_that_is_read_once_makes_a_request_that_is_sent_once() -> None:
    operation: Operation[None] = Operation(
        "POST", "/a", body="body", content_type="application/octet-stream"
    )
    assert prepared(operation).replayable
    for content in (b"ab", io.BytesIO(b"ab"), [b"ab"]):
        assert prepared(operation, {"body": content}).replayable
    once = prepared(operation, {"body": iter([b"ab"])})
    assert not once.replayable
    assert "content-length" not in headers_of(once)


def test_the_length_of_a_body_is_said_where_it_is_known() -> None:
    operation: Operation[None] = Operation(
        "POST",
        "/a",
        parameters=(BodyField("file"),),
        content_type="multipart/form-data",
    )
    request = prepared(operation, {"file": io.BytesIO(b"ab")})
    assert isinstance(request.content, Pieces)
    length = len(b"".join(request.content.blocking()))
    headers = headers_of(request)
    assert headers["content-length"] == str(length)
    assert headers["content-type"].startswith("multipart/form-data; boundary=")


def test_the_http_client_is_told_the_operation() -> None:
    operation = get("/a")
    assert prepared(operation).extensions["operation"] is operation


def test_the_timeout_of_the_call_wins_over_that_of_the_client() -> None:
    assert "timeout" not in prepared(get("/a")).extensions
    of_client = prepared(get("/a"), timeout=3.0)
    assert of_client.extensions["timeout"]["read"] == 3.0
    of_call = prepared(
        get("/a"), None, {"timeout": httpx.Timeout(1.0, read=None)}, timeout=3.0
    )
    assert of_call.extensions["timeout"] == {
        "connect": 1.0,
        "read": None,
        "write": 1.0,
        "pool": 1.0,
    }


def test_an_operation_may_live_elsewhere_unless_the_user_chose_a_place() -> None:
    operation = get("/files", server="https://files.h/v2/")
    assert prepared(operation).url == "https://files.h/v2/files"
    assert prepared(operation, base_url_given=True).url == "https://h/v1/files"


@pytest.mark.parametrize("given", [True, False])
def test_a_server_that_is_a_path_is_at_the_host_of_the_client(*, given: bool) -> None:
    for server, url in (("/v2", "https://h/v2/files"), ("/", "https://h/files")):
        operation = get("/files", server=server)
        assert prepared(operation, base_url_given=given).url == url


def test_credentials_that_are_missing_leave_advice_unless_a_header_signs() -> None:
    assert prepared(get("/a"), advice="api_key=").advice == "api_key="
    signed = prepared(get("/a"), advice="api_key=", headers={"x-api-key": "mine"})
    assert signed.advice == ""


def test_a_request_does_not_show_its_secrets() -> None:
    credentials = (
        Placed("header", "Authorization", "Bearer s3cret"),
        Placed("query", "key", "s3cret/2"),
    )
    request = prepared(get("/a"), credentials=credentials)
    assert "s3cret" not in repr(request)
    assert (
        request.redacted("Bearer s3cret, s3cret%2F2 and s3cret") == "***, *** and ***"
    )


def test_what_is_omitted_stays_so_in_another_process() -> None:
    assert pickle.loads(pickle.dumps(OMITTED)) is OMITTED


@pytest.mark.parametrize(
    ("timeout", "error"),
    [
        (float("inf"), ValueError),
        (float("nan"), ValueError),
        (-1, ValueError),
        (0, ValueError),
        ("5", TypeError),
        (True, TypeError),
        (httpx.Timeout(5.0, read=float("nan")), ValueError),
        (httpx.Timeout(-1.0), ValueError),
    ],
)
def test_a_timeout_that_nothing_can_wait_for_is_refused(
    timeout: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="timeout"):
        prepared(get("/a"), options={"timeout": timeout})
    with pytest.raises(error, match="timeout"):
        prepared(get("/a"), timeout=timeout)


@pytest.mark.parametrize("timeout", [None, 1, 0.5, httpx.Timeout(None, connect=1.0)])
def test_a_timeout_may_be_none_as_a_whole_or_in_part(timeout: Any) -> None:
    assert prepared(get("/a"), options={"timeout": timeout}).timeout is timeout


@pytest.mark.parametrize(
    ("size", "error"),
    [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("1", TypeError)],
)
def test_a_limit_for_events_is_a_positive_number_of_bytes(
    size: Any, error: type[Exception]
) -> None:
    options: Any = {"max_event_bytes": size}
    with pytest.raises(error, match="max_event_bytes must be"):
        prepared(StreamOperation("GET", "/a"), options=options)


@pytest.mark.parametrize("said", ["1", "3", "x", "-2", "+2", "²"])
def test_a_length_that_is_not_the_body_s_is_refused(said: str) -> None:
    operation: Operation[None] = Operation(
        "POST",
        "/a",
        parameters=(BodyField("body"),),
        body="body",
        content_type="application/octet-stream",
    )
    headers = {"Content-Length": said}
    for content in (b"ab", io.BytesIO(b"ab")):
        with pytest.raises(ValueError, match="not the length of the body"):
            prepared(operation, {"body": content}, {"extra_headers": headers})
    with pytest.raises(ValueError, match="not the length of the body"):
        prepared(get("/a"), options={"extra_headers": headers})


def said_to_have(length: int) -> Pieces:
    """Give a body of two bytes, of which only reading tells that."""
    operation: Operation[None] = Operation(
        "POST", "/a", body="body", content_type="application/octet-stream"
    )
    headers = {"Content-Length": str(length)}
    body = {"body": iter([b"a", b"b"])}
    request = prepared(operation, body, {"extra_headers": headers})
    assert isinstance(request.content, Pieces)
    return request.content


@pytest.mark.parametrize(("said", "how"), [(1, "more"), (3, "less")])
def test_a_length_that_only_reading_tells_is_compared_then(said: int, how: str) -> None:
    with pytest.raises(ValueError, match=f"the body is {how} than"):
        list(said_to_have(said).blocking())
    assert list(said_to_have(2).blocking()) == [b"a", b"b"]


def test_credentials_that_the_user_put_there_by_hand_are_not_shown() -> None:
    schemes = (APIKey("k", header="X-API-Key"), APIKey("q", query="key"))
    request = prepared(
        get("/a"),
        options={
            "extra_headers": {"authorization": "Basic dTpzM2NyZXQ="},
            "extra_query": {"key": "s3cret/2", "b": "kept"},
        },
        api=API("chat_sdk", schemes=schemes),
        headers={"x-api-key": "s3cret3"},
    )
    shown = request.redacted("dTpzM2NyZXQ= u:s3cret s3cret s3cret%2F2 s3cret3 kept")
    assert shown == "*** *** *** *** *** kept"


def test_the_runtime_refuses_the_headers_that_lowering_leaves_out() -> None:
    assert _FRAMING == FRAMING  # neither may import the other
