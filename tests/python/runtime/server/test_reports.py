"""Objects that tell of an error, made by what the properties of real APIs are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from tests.python.runtime.server.operations import Failure, Part

from ssegen.python.runtime import StreamOperation, Variant
from ssegen.python.runtime.declarations import Model
from ssegen.python.runtime.server import Route, ServerError
from ssegen.python.runtime.server.problems import Problem, unprocessable
from ssegen.python.runtime.server.reports import error_event, error_response


class OpenAIError(Model):
    code: str | None
    message: str
    param: str | None
    type: str


class OpenAIFailure(Model):
    error: OpenAIError


class FastAPIProblem(Model):
    loc: list[str | int]
    msg: str
    type: str


class FastAPIFailure(Model):
    detail: list[FastAPIProblem] | None = None


class Details(Model):
    """RFC 9457."""

    type: str | None = None
    title: str | None = None
    status: int | None = None
    detail: str | None = None


class Numbered(Model):
    code: Literal[400, 404]
    error: str
    request_id: str
    ok: bool


class Recursive(Model):
    message: str
    error: Recursive


ERROR = ServerError("no such chat", status=404)
INVALID = unprocessable(
    [
        Problem(("body", "prompt"), "Field required", "missing"),
        Problem(
            ("query", "limit", 0), "Input should be a valid integer", "int_parsing"
        ),
    ]
)


def told(type_: object, error: ServerError = ERROR) -> Any:
    operation: StreamOperation[Any] = StreamOperation(
        "GET", "/a", errors={"4XX": lambda: type_}
    )
    return json.loads(bytes(error_response(operation, error).body))


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        (
            Failure,
            {
                "type": "error",
                "error": {"type": "not_found_error", "message": "no such chat"},
            },
        ),
        (
            OpenAIFailure,
            {
                "error": {
                    "code": "not_found",
                    "message": "no such chat",
                    "param": None,
                    "type": "not_found",
                }
            },
        ),
        (
            FastAPIFailure,
            {"detail": [{"loc": [], "msg": "no such chat", "type": "not_found"}]},
        ),
        (
            Details,
            {
                "type": "not_found",
                "title": "no such chat",
                "status": 404,
                "detail": "no such chat",
            },
        ),
        (
            Numbered,
            {"code": 404, "error": "no such chat", "request_id": "", "ok": False},
        ),
        (str, "no such chat"),
        (dict[str, Any], {"message": "no such chat"}),
        # Nothing can be made of these.
        (Recursive, {"error": {"message": "no such chat"}}),
        (bytes, "no such chat"),
    ],
)
def test_an_error_object_is_made_of_a_message(type_: object, body: object) -> None:
    assert told(type_) == body


def test_problems_are_listed_where_the_object_has_a_list_for_them() -> None:
    assert told(FastAPIFailure, INVALID) == {
        "detail": [
            {"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"},
            {
                "loc": ["query", "limit", 0],
                "msg": "Input should be a valid integer",
                "type": "int_parsing",
            },
        ]
    }
    assert told(Details, INVALID)["detail"] == (
        "body.prompt: Field required; query.limit.0: Input should be a valid integer"
    )


def test_an_operation_without_error_objects_says_it_in_one_of_ours() -> None:
    response = error_response(None, ERROR)
    assert (response.status_code, json.loads(bytes(response.body))) == (
        404,
        {"error": {"message": "no such chat"}},
    )


@dataclass(slots=True)
class Said:
    data: str
    event: Literal["message"] = "message"


@dataclass(slots=True)
class Failed:
    data: str
    event: Literal["error", "failed"]


@dataclass(slots=True)
class Ended:
    event: Literal["ended"] = "ended"


def event(**fields: Any) -> bytes | None:
    operation: StreamOperation[Any] = StreamOperation("GET", "/a", **fields)
    return error_event(Route("a", operation, {}), ERROR)


def test_the_error_event_is_the_one_that_the_document_describes() -> None:
    said = Variant(Said, event="message")
    failed = Variant(Failed, event=("failed", "error"), error=True)
    ended = Variant(Ended, event="ended", error=True)
    assert event(variants=lambda: (said, failed)) == (
        b"event: failed\ndata: no such chat\n\n"
    )
    assert event(variants=lambda: (said, ended)) == b"event: ended\n\n"
    assert event(variants=lambda: (said,)) is None
    assert event() is None


def test_among_payloads_it_is_the_error_payload_or_the_error_object() -> None:
    data = (
        b'{"type":"error","error":'
        b'{"type":"not_found_error","message":"no such chat"}}'
    )
    for fields in (
        {"error_payloads": lambda: (Failure,)},
        {"errors": {"default": lambda: Failure}},
    ):
        assert event(payload=lambda: Part, **fields) == b"data: " + data + b"\n\n"
        lines = event(payload=lambda: Part, accept="application/jsonl", **fields)
        assert lines == data + b"\n"
    # A client would take it for an ordinary one.
    assert event(payload=lambda: Details, errors={"404": lambda: Failure}) is None
    assert event(payload=lambda: str, errors={"404": lambda: str}) is None


@pytest.mark.parametrize("status", [200, 302, 600])
def test_only_errors_are_errors(status: int) -> None:
    with pytest.raises(ValueError, match="400 to 599"):
        ServerError("fine", status=status)
