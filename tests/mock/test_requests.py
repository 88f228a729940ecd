"""Requests are checked against the document before they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.documents import document, with_operation

from .conftest import spec

if TYPE_CHECKING:
    import httpx

    from .conftest import Mocked, Mocking

KEY = {"X-API-Key": "any"}


@pytest.fixture
def chat(mocking: Mocking) -> Mocked:
    return mocking(spec("chat"))


def told(response: httpx.Response) -> dict[str, str]:
    """The problems of a refusal, by their place."""
    problems = response.json()["error"]["problems"]
    return {problem["path"]: problem["message"] for problem in problems}


def test_without_credentials_the_answer_is_401_and_says_what_is_missing(
    chat: Mocked,
) -> None:
    response = chat.client.get("/models", headers={"X-API-Key": ""})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'ApiKey realm="mock"'
    assert response.json() == {
        "message": "GET /models needs an API key in the header `X-API-Key`; the mock takes any"
        " that is not empty",
        "code": "unauthorized",
    }
    assert chat.line() == f"GET /models 401 {response.json()['message']}"


SCHEMES = """
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    user: {type: http, scheme: basic}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: session}
paths:
  /both: {get: {security: [{token: [], query: []}], responses: {'204': {description: Done.}}}}
  /either: {get: {security: [{user: []}, {cookie: []}], responses: {'204': {description: Done.}}}}
  /nobody: {get: {security: [{token: []}, {}], responses: {'204': {description: Done.}}}}
"""


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [
        ("/both", {}, 401),
        ("/both?key=k", {}, 401),
        ("/both?key=k", {"Authorization": "bearer t"}, 204),
        ("/both?key=k", {"Authorization": "Bearer"}, 401),
        ("/both?key=k", {"Authorization": "Basic dTpw"}, 401),
        ("/either", {"Authorization": "Basic dTpw"}, 204),
        ("/either", {"Authorization": "Basic dXA="}, 401),
        ("/either", {"Authorization": "Basic ü".encode()}, 401),
        ("/either", {"Cookie": "session=s"}, 204),
        ("/nobody", {}, 204),
    ],
)
def test_credentials_count_by_their_kind_and_place(
    mocking: Mocking, target: str, headers: Any, status: int
) -> None:
    mocked = mocking(document(SCHEMES))

    assert mocked.client.get(target, headers=headers).status_code == status


def test_the_challenge_names_each_kind_that_would_do(mocking: Mocking) -> None:
    response = mocking(document(SCHEMES)).client.get("/either")

    assert response.headers["www-authenticate"] == (
        'Basic realm="mock", ApiKey realm="mock"'
    )


PARAMETERS = """
components:
  schemas:
    L: {type: array, items: {type: boolean}}
paths:
  /things/{id}:
    get:
      responses: {'204': {description: Done.}}
      parameters:
      - {name: limit, in: query, schema: {type: integer, maximum: 9}}
      - {name: tags, in: query, schema: {type: array, items: {enum: [a, b]}}}
      - {name: joined, in: query, explode: false, schema: {type: array, items: {type: integer}}}
      - {name: piped, in: query, style: pipeDelimited, explode: false,
         schema: {type: array, items: {type: integer}}}
      - {name: deep, in: query, style: deepObject,
         schema: {properties: {n: {type: integer}, l: {$ref: '#/components/schemas/L'}}}}
      - {name: spread, in: query, schema: {type: object, properties: {x: {type: integer}}}}
      - {name: any, in: query, schema: {anyOf: [{type: integer}, {type: 'null'}, {enum: [auto]}]}}
      - {name: json, in: query, content: {application/json: {schema: {required: [a]}}}}
      - {name: X-Flags, in: header, schema: {type: array, items: {type: boolean}}}
      - {name: shade, in: cookie, schema: {enum: [light, dark]}}
      - {name: id, in: path, required: true, schema: {type: integer}}
"""


@pytest.fixture
def parameters(mocking: Mocking) -> Mocked:
    return mocking(document(PARAMETERS))


@pytest.mark.parametrize(
    "target",
    [
        "/things/1?limit=9&tags=a&tags=b",
        "/things/-1?joined=1,2&piped=1|2",
        "/things/1?piped=1%7C2&piped=3",
        "/things/1?deep[n]=1&deep[l][]=true&deep%5Bl%5D%5B%5D=false",
        "/things/1?x=5&unheard=of",
        "/things/1?any=5",
        "/things/1?any=null",
        "/things/1?any=auto",
        "/things/1?json=%7B%22a%22:1%7D",
    ],
)
def test_parameters_are_read_by_their_style(parameters: Mocked, target: str) -> None:
    response = parameters.client.get(
        target, headers={"X-Flags": "true, false", "Cookie": "shade=dark"}
    )

    assert response.text == ""
    assert response.status_code == 204


def test_all_that_is_wrong_with_parameters_is_told_at_once(parameters: Mocked) -> None:
    response = parameters.client.get(
        "/things/one?limit=10&tags=c&joined=1,x&deep[n]=y&x=z&any=never&json=%7B",
        headers={"X-Flags": "true, maybe", "Cookie": "shade=green"},
    )

    assert response.status_code == 400
    assert told(response) == {
        "query.limit": "10 does not fit `maximum: 9`",
        "query.tags[0]": '"c" is none of "a", "b"',
        "query.joined[1]": '"x" is not of type integer',
        "query.deep.n": '"y" is not of type integer',
        "query.spread.x": '"z" is not of type integer',
        "query.any": told(response)["query.any"],
        "query.json": "is not JSON",
        "header.X-Flags[1]": '"maybe" is not of type boolean',
        "cookie.shade": '"green" is none of "light", "dark"',
        "path.id": '"one" is not of type integer',
    }


def test_a_required_parameter_is_missed(mocking: Mocking) -> None:
    mocked = mocking(
        with_operation("parameters: [{name: q, in: query, required: true}]")
    )

    assert told(mocked.client.post("/thing")) == {"query.q": "is required"}


@pytest.mark.parametrize(
    ("style", "explode", "sent"),
    [
        ("simple", False, "1,2"),
        ("label", False, ".1,2"),
        ("label", True, ".1.2"),
        ("matrix", False, ";id=1,2"),
        ("matrix", True, ";id=1;id=2"),
    ],
)
def test_arrays_in_paths_are_read_by_their_style(
    mocking: Mocking, style: str, explode: bool, sent: str
) -> None:
    schema = "{type: array, items: {type: integer}, minItems: 2, maxItems: 2}"
    parameter = (
        f"{{name: id, in: path, required: true, style: {style},"
        f" explode: {str(explode).lower()}, schema: {schema}}}"
    )
    mocked = mocking(
        with_operation(f"parameters: [{parameter}]", path="/a/{id}", method="get")
    )

    assert mocked.client.get(f"/a/{sent}").status_code == 204
    assert mocked.client.get("/a/1,x").status_code == 400


def test_bodies_are_checked_with_places(chat: Mocked) -> None:
    response = chat.client.post(
        "/chat", headers=KEY, json={"history": [{"role": "robot", "content": 1}]}
    )

    assert response.status_code == 400
    assert told(response) == {
        "body.prompt": "is missing",
        "body.history[0].role": '"robot" is none of "user", "assistant", "system"',
        "body.history[0].content": "1 is not of type string",
    }
    # Clients show the message alone.
    assert "; body.history[0].content: " in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("content", "headers", "status", "message"),
    [
        (b"", {}, 400, "POST /chat needs a request body (application/json)"),
        (b"{}", {}, 415, "POST /chat takes application/json, and the request has no"),
        (
            b"{}",
            {"Content-Type": "text/plain"},
            415,
            "takes application/json, not text",
        ),
        (b"{", {"Content-Type": "application/json"}, 400, "is not application/json: "),
        (
            b'{"prompt":NaN}',
            {"Content-Type": "application/json"},
            400,
            "it holds NaN",
        ),
        (
            b"\xff",
            {"Content-Type": "application/json"},
            400,
            "it is not UTF-8 at byte 0",
        ),
        (b"[" * 90_000, {"Content-Type": "application/json"}, 400, "nested too deeply"),
        (
            b"1" * 9_000,
            {"Content-Type": "application/json"},
            400,
            "not application/json",
        ),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(
    chat: Mocked, content: bytes, headers: dict[str, str], status: int, message: str
) -> None:
    response = chat.client.post("/chat", content=content, headers=KEY | headers)

    assert response.status_code == status
    assert message in response.json()["error"]["message"]


def test_a_body_that_is_too_large_is_refused(chat: Mocked) -> None:
    response = chat.client.post("/chat", headers=KEY, content=bytes(17 * 1024 * 1024))

    assert response.status_code == 413


def test_errors_have_the_shape_of_the_document(mocking: Mocking) -> None:
    mocked = mocking(spec("fastapi_items"))

    response = mocked.client.get(
        "/stream/numbers?count=x", headers={"Authorization": "Bearer t"}
    )

    assert response.status_code == 422
    (detail,) = response.json()["detail"]
    assert detail["msg"] == 'query.count: "x" is not of type integer'
    assert detail.keys() >= {"loc", "msg", "type"}


FORM = """
requestBody:
  required: true
  content:
    {media_type}:
      schema:
        type: object
        required: [n]
        properties:
          n: {{type: integer}}
          l: {{type: array, items: {{type: boolean}}}}
          o: {{type: object, properties: {{x: {{type: integer}}}}}}
          file: {{type: string, contentMediaType: image/png}}
"""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("n=1&l=true&l=false&o=%7B%22x%22%3A1%7D", 204),
        ("n=one", 400),
        ("n=1&l=maybe", 400),
        ("n=1&o=%7B%22x%22%3A%22y%22%7D", 400),
        ("l=true", 400),
    ],
)
def test_forms_are_read_and_checked(mocking: Mocking, sent: str, status: int) -> None:
    media_type = "application/x-www-form-urlencoded"
    mocked = mocking(with_operation(FORM.format(media_type=media_type)))

    response = mocked.client.post(
        "/thing", content=sent, headers={"Content-Type": media_type}
    )

    assert response.status_code == status


def test_multipart_forms_are_read_and_checked(mocking: Mocking) -> None:
    mocked = mocking(with_operation(FORM.format(media_type="multipart/form-data")))
    post = mocked.client.post

    good = post("/thing", data={"n": "1", "l": ["true"]}, files={"file": b"\x89PNG"})
    bad = post("/thing", data={"n": "one"}, files={"file": b"\x89PNG"})
    broken = post(
        "/thing",
        content=b"--b\r\n\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=c"},
    )

    assert good.status_code == 204
    assert told(bad) == {"body.n": '"one" is not of type integer'}
    assert broken.status_code == 400


def test_rows_of_json_lines_are_checked(mocking: Mocking) -> None:
    mocked = mocking(
        with_operation(
            "requestBody: {content: {application/jsonl: {schema: {type: integer}}}}"
        )
    )
    headers = {"Content-Type": "application/jsonl"}

    good = mocked.client.post("/thing", content="1\n2\n", headers=headers)
    bad = mocked.client.post("/thing", content='1\n"x"', headers=headers)

    assert good.status_code == 204
    assert told(bad) == {"body[1]": '"x" is not of type integer'}


def test_wishes_that_make_no_sense_are_refused(chat: Mocked) -> None:
    for name, value, message in (
        ("Mock-Fault", "cot=1", "Mock-Fault: there is no fault 'cot'; there are cut, "),
        ("Mock-Seed", "x", "Mock-Seed: 'x' is not a number of 0 or more"),
        ("Mock-Count", "-1", "Mock-Count: '-1' is not a number of 0 or more"),
        ("Mock-Delay", "inf", "Mock-Delay: 'inf' is not a number of seconds"),
    ):
        response = chat.client.get("/models", headers={name: value})

        assert response.status_code == 400
        assert response.json()["error"]["message"].startswith(message)


def test_paths_that_are_not_there_and_methods_that_are_not_taken_are_told(
    chat: Mocked,
) -> None:
    missing = chat.client.get("/nothing")
    wrong = chat.client.put("/models")
    options = chat.client.options("/models")

    assert missing.status_code == 404
    assert missing.json()["error"]["message"].startswith("the document has no path /no")
    assert wrong.status_code == 405
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS"
    assert (options.status_code, options.headers["allow"]) == (
        204,
        "GET, HEAD, OPTIONS",
    )


def test_operations_are_served_below_the_paths_of_the_servers_too(chat: Mocked) -> None:
    assert chat.client.get("/models", headers=KEY).status_code == 200
    assert chat.client.get("/v1/models", headers=KEY).status_code == 200
    assert chat.client.get("/v2/models", headers=KEY).status_code == 404


def test_values_in_paths_may_hold_line_breaks_and_slashes(mocking: Mocking) -> None:
    parameter = "{name: id, in: path, required: true, schema: {type: string}}"
    mocked = mocking(
        with_operation(f"parameters: [{parameter}]", path="/a/{id}", method="get")
    )

    assert mocked.client.get("/a/1%0A2%2F3").status_code == 204


def test_head_gives_the_headers_alone(mocking: Mocking) -> None:
    mocked = mocking(spec("generic"))

    response = mocked.client.head("/log")

    assert response.headers["content-type"] == "text/event-stream"
    assert response.content == b""


def test_pages_of_any_origin_may_call(chat: Mocked) -> None:
    origin = {"Origin": "https://app.example.com"}

    preflight = chat.client.options(
        "/chat",
        headers={
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-api-key, mock-fault",
        },
    )
    refused = chat.client.post("/chat", headers=origin)

    assert preflight.status_code == 200
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "x-api-key" in preflight.headers["access-control-allow-headers"]
    assert refused.headers["access-control-allow-origin"] == origin["Origin"]
    assert "retry-after" in refused.headers["access-control-expose-headers"]
