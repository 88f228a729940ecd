"""What is answered at once, and when a stream is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.documents import document, with_operation

from ssegen.conformance import Conformance, Direction

from .conftest import spec

if TYPE_CHECKING:
    from .conftest import Mocked, Mocking


def test_json_conforms_and_varies_by_request_and_seed(mocking: Mocking) -> None:
    chat = spec("chat")
    get = mocking(chat).client.get
    schema = chat.root.at("components", "schemas", "Model")
    assert schema is not None

    def model(name: str, **headers: str) -> Any:
        return get(f"/models/{name}", headers={"X-API-Key": "k", **headers}).json()

    one = model("one")
    check = Conformance(chat).problems
    assert check(schema, one, direction=Direction.RESPONSE) == ()
    assert model("one") == one
    assert model("two") != one
    assert model("one", **{"Mock-Seed": "1"}) != one


def answered(mocking: Mocking, response: str) -> Mocked:
    return mocking(with_operation(f"responses: {response}", method="get"))


@pytest.mark.parametrize(
    ("response", "status", "media_type", "content"),
    [
        ("{'204': {description: Done.}}", 204, None, b""),
        ("{default: {description: Done.}}", 200, None, b""),
        ("{'302': {description: Elsewhere.}}", 302, None, b""),
        (
            "{'201': {description: Made., content: {application/json: {example: {a: ü}}}}}",
            201,
            "application/json",
            '{"a": "ü"}'.encode(),
        ),
        (
            "{2XX: {description: Text., content: {text/plain: {example: hello}}}}",
            200,
            "text/plain; charset=utf-8",
            b"hello",
        ),
        (
            "{'200': {description: XML., content: {application/xml: {example: <a/>}}}}",
            200,
            "application/xml; charset=utf-8",
            b"<a/>",
        ),
        (
            "{'200': {description: Bytes., content: {image/png: {example: PNG}}}}",
            200,
            "image/png",
            b"PNG",
        ),
    ],
)
def test_answers_have_the_status_media_type_and_example_of_the_document(
    mocking: Mocking, response: str, status: int, media_type: str | None, content: bytes
) -> None:
    got = answered(mocking, response).client.get("/thing")

    assert got.status_code == status
    assert got.headers.get("content-type") == media_type
    assert got.content == content


def test_the_client_chooses_among_media_types(mocking: Mocking) -> None:
    mocked = answered(
        mocking,
        "{'200': {description: Two., content: {text/csv: {example: 'a,b'},"
        " application/json: {example: 1}}}}",
    )

    assert mocked.client.get("/thing").text == "1"
    assert mocked.client.get("/thing", headers={"Accept": "text/csv"}).text == "a,b"


def test_declared_headers_come_with_their_examples(mocking: Mocking) -> None:
    mocked = answered(
        mocking,
        "{'204': {description: Done., headers: {X-Left: {schema: {const: 5}},"
        " Content-Length: {schema: {const: 9}}}}}",
    )

    response = mocked.client.get("/thing")

    assert response.headers["x-left"] == "5"
    assert "content-length" not in response.headers


def test_text_of_the_document_ends_no_header(mocking: Mocking) -> None:
    mocked = answered(
        mocking,
        '{"200": {description: Bad., headers: {"X-A\\r\\nX-B": {schema: {const: 1}},'
        ' X-C: {schema: {const: "a\\r\\nX-D: 1"}}},'
        ' content: {"text/plain\\r\\nX-E: 1": {example: hi}}}}',
    )

    response = mocked.client.get("/thing")

    assert response.content == b"hi"
    assert response.headers["content-type"] == "application/octet-stream"
    assert not {"x-b", "x-c", "x-d", "x-e"} & response.headers.keys()


SWITCH = """
components:
  schemas:
    Request: {{type: object, properties: {{stream: {{type: boolean{default}}}}}}}
paths:
  /chat:
    post:
      requestBody:
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Request'}}}}}}
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream: {{schema: {{type: string}}}}
            {other}
"""
JSON = "application/json: {example: {whole: true}}"


def media_type(mocked: Mocked, body: Any, accept: str = "*/*") -> str:
    response = mocked.client.post("/chat", json=body, headers={"Accept": accept})
    assert response.status_code == 200
    return str(response.headers["content-type"])


def test_the_switch_decides_then_what_is_accepted(mocking: Mocking) -> None:
    mocked = mocking(document(SWITCH.format(default="", other=JSON)))

    assert media_type(mocked, {"stream": True}) == "text/event-stream"
    assert media_type(mocked, {"stream": True}, "application/json") == (
        "text/event-stream"
    )
    assert media_type(mocked, {"stream": False}, "text/event-stream") == (
        "application/json"
    )
    assert media_type(mocked, {}) == "application/json"
    assert media_type(mocked, {}, "text/event-stream") == "text/event-stream"


def test_a_switch_that_is_not_set_is_at_its_default(mocking: Mocking) -> None:
    mocked = mocking(document(SWITCH.format(default=", default: true", other=JSON)))

    assert media_type(mocked, {}) == "text/event-stream"
    assert media_type(mocked, {"stream": False}) == "application/json"


def test_a_stream_that_is_not_wanted_is_refused_where_there_is_nothing_else(
    mocking: Mocking,
) -> None:
    mocked = mocking(document(SWITCH.format(default="", other="")))

    assert media_type(mocked, {}) == "text/event-stream"
    refused = mocked.client.post("/chat", json={"stream": False})
    assert refused.status_code == 400
    assert refused.json()["error"]["message"] == (
        "POST /chat describes no answer but a stream: set `stream` to true"
    )


def test_accept_decides_where_there_is_no_switch(mocking: Mocking) -> None:
    mocked = answered(
        mocking,
        "{'200': {description: Two., content: {application/json: {example: 1},"
        " application/jsonl: {schema: {type: integer}},"
        " text/event-stream: {schema: {type: string}}}}}",
    )

    def got(accept: str) -> str:
        headers = {"Accept": accept}
        return str(mocked.client.get("/thing", headers=headers).headers["content-type"])

    assert got("*/*") == "application/json"
    assert got("application/jsonl") == "application/jsonl"
    assert got("text/event-stream, application/json") == "text/event-stream"
