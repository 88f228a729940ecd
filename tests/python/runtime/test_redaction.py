"""Credentials go to the server whole and are shown nowhere, whatever it repeats of them."""

from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server import Reply

from ssegen.python.runtime.redaction import Secrets

if TYPE_CHECKING:
    from tests.python.runtime.caller import Caller
    from tests.server import Server

SECRET = "s3cret/+key="
BASIC = b64encode(f"user:{SECRET}".encode()).decode()
JSON = {"content-type": "application/json"}
EVENTS = {"content-type": "text/event-stream"}


class Sent(NamedTuple):
    """A way of signing in, and what goes over the wire of it."""

    scheme: str
    credential: Any
    where: str
    text: str


WAYS = [
    Sent("header_key", SECRET, "x-api-key", SECRET),
    Sent("query_key", SECRET, "target", f"/v1/a?b=c&key={quote(SECRET, safe='')}"),
    Sent("cookie_key", SECRET, "cookie", f"sid={SECRET}"),
    Sent("token", SECRET, "authorization", f"Bearer {SECRET}"),
    Sent("basic", ("user", SECRET), "authorization", f"Basic {BASIC}"),
]


def echo(way: Sent) -> str:
    """Give what a server could repeat of a credential, as JSON."""
    sent = way.text.removeprefix("/v1")
    forms = [SECRET, quote(SECRET), quote(SECRET, safe=""), sent, sent.split()[-1]]
    body = {
        "error": {"message": f"wrong: {sent}"},
        "whole": [*forms, f"user:{SECRET}"],
        SECRET: "as a name",
    }
    return json.dumps(body)


def shows(text: str) -> bool:
    return "s3cret" in text or BASIC in text


@pytest.fixture(params=WAYS, ids=[way.scheme for way in WAYS])
def way(request: pytest.FixtureRequest) -> Sent:
    sent: Sent = request.param
    return sent


@pytest.fixture
def client(caller: Caller, way: Sent) -> Any:
    """A client that signs in the one way."""
    runtime = caller.runtime
    schemes = (
        runtime.APIKey("header_key", header="X-API-Key"),
        runtime.APIKey("query_key", query="key"),
        runtime.APIKey("cookie_key", cookie="sid"),
        runtime.BearerToken("token"),
        runtime.BasicAuth("basic"),
    )
    caller.api = replace(caller.api, schemes=schemes)
    return caller.make(credentials={way.scheme: way.credential})


def signed(caller: Caller, way: Sent, **more: Any) -> Any:
    return caller.runtime.Operation("GET", "/a?b=c", security=((way.scheme,),), **more)


def signed_stream(caller: Caller, way: Sent) -> Any:
    security = ((way.scheme,),)
    return caller.runtime.StreamOperation("GET", "/a?b=c", security=security)


def held(caller: Caller, stream: Any) -> Any:
    """Give an open stream's response, and close the stream."""

    async def opened() -> Any:
        async with stream as events:
            return events.response

    if caller.awaits:
        return caller.runner.run(opened())
    with stream as events:
        return events.response


def displays(error: BaseException) -> str:
    """All that is shown of an error without asking for its parts."""
    pickled = pickle.dumps(error)
    again = pickle.loads(pickled)
    return "\n".join(
        (
            *traceback.format_exception(error),
            repr(error),
            pickled.decode("latin-1"),
            repr(vars(error)),
            repr(vars(again)),
            repr(vars(copy.copy(error))),
        )
    )


@pytest.mark.usefixtures("client")
def test_what_is_hidden_goes_over_the_wire(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    server.reply(Reply(204), Reply(headers=EVENTS))
    caller.request(signed(caller, way), client=client)
    caller.events(signed_stream(caller, way), client=client)
    for request in server.requests:
        seen = request.headers | {"target": request.target}
        assert seen[way.where] == way.text


def test_the_log_shows_requests_without_credentials(
    caller: Caller,
    server: Server,
    client: Any,
    way: Sent,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.reply(Reply(204), Reply(headers=EVENTS), Reply(401, JSON, [b'{"a": 1}']))
    with caplog.at_level(logging.DEBUG):
        caller.request(signed(caller, way), client=client)
        caller.events(signed_stream(caller, way), client=client)
        with pytest.raises(caller.runtime.AuthenticationError):
            caller.request(signed(caller, way), client=client)
    assert f"HTTP Request: GET {server.url}/v1/a?b=c" in caplog.text
    assert not shows(caplog.text)


def test_a_response_shows_its_request_without_credentials(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    server.reply(Reply(headers=EVENTS))
    response = held(caller, client.stream(signed_stream(caller, way), {}, {}))
    request = response.request
    shown = (repr(request), repr(request.headers), repr(request.url), str(request.url))
    assert not shows("\n".join(shown))
    assert not shows(pickle.dumps(request).decode("latin-1"))


def test_a_request_is_compared_and_copied_with_its_credentials(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    server.reply(Reply(headers=EVENTS))
    response = held(caller, client.stream(signed_stream(caller, way), {}, {}))
    request = response.request
    url = f"{server.url}{server.requests[0].target}"
    assert request.url == url
    assert hash(request.url) == hash(caller.httpx.URL(url))
    for again in (copy.deepcopy(request), copy.copy(request)):
        assert again.url.raw_path == request.url.raw_path
        assert again.headers == request.headers
    assert copy.copy(request.url).raw_path == request.url.raw_path
    assert copy.copy(request.headers) == request.headers


def test_a_refusal_that_repeats_a_credential_does_not_show_it(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    body = echo(way)
    repeated = {"x-echo": way.text, "location": f"/?key={quote(SECRET)}"}
    server.reply(
        *(
            Reply(401, JSON | repeated, [text.encode()])
            for text in (body, body.replace("/", "\\/"), f"no JSON: {body}")
        ),
        Reply(302, repeated),
    )
    for _ in range(4):
        with pytest.raises(caller.runtime.APIStatusError) as caught:
            caller.request(signed(caller, way), client=client)
        error = caught.value
        assert not shows(displays(error))
        response = error.response
        assert not shows(f"{response.headers} {response.text} {error.body}")
        assert not shows(f"{response.request.headers} {response.request.url}")


def test_an_answer_of_another_kind_that_repeats_a_credential_does_not_show_it(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    body = echo(way).encode()
    for kind in ("application/json", "text/html"):
        server.reply(Reply(headers={"content-type": kind}, body=[body]))
        with pytest.raises(caller.runtime.ContentTypeError) as caught:
            caller.events(signed_stream(caller, way), client=client)
        assert not shows(displays(caught.value))
        assert not shows(caught.value.response.text)


def test_an_answer_that_does_not_decode_does_not_show_a_credential(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    for body in (echo(way), json.dumps(SECRET), f"no JSON: {echo(way)}"):
        server.reply(Reply(headers=JSON, body=[body.encode()]))
        operation = signed(caller, way, result=lambda: dict[str, int])
        with pytest.raises(caller.runtime.ResponseDecodeError) as caught:
            caller.request(operation, client=client)
        assert not shows(displays(caught.value))
        assert not shows(caught.value.response.text)


def test_a_connection_error_does_not_show_a_credential(
    caller: Caller, server: Server, client: Any, way: Sent
) -> None:
    server.reply(Reply(raw=[f"HTTP/1.1 {way.text}\r\n\r\n".encode()]))
    with pytest.raises(caller.runtime.APIConnectionError) as caught:
        caller.request(signed(caller, way), client=client)
    error = caught.value
    assert not shows(f"{error!r} {error} {vars(error)} {pickle.dumps(error)!r}")


def test_a_short_credential_does_not_break_the_body_that_holds_it_by_chance() -> None:
    assert Secrets(["12"]).redacted_body(b'{"code": 1234}') == b'{"code": 1234}'
    assert Secrets(["12"]).redacted("wrong key 12") == "wrong key ***"


@given(st.text(min_size=6).map(lambda text: f'{text}ü/"'), st.text(), st.text())
def test_json_stays_json_without_what_stands_in_its_strings(
    secret: str, before: str, after: str
) -> None:
    secrets = Secrets([f"Bearer {secret}"])
    for ascii_only in (True, False):
        body = json.dumps({"a": f"{before}{secret}{after}"}, ensure_ascii=ascii_only)
        shown = secrets.redacted_body(body.encode(errors="surrogatepass"))
        assert secret not in json.loads(shown)["a"]


def test_a_request_without_credentials_is_left_alone() -> None:
    request = httpx.Request("GET", "http://h/a?b=c")
    Secrets().hide(request)
    assert type(request.url) is httpx.URL
    assert type(request.headers) is httpx.Headers
