"""Operations get their arguments, results, errors and names."""

from __future__ import annotations

import pytest
from tests.documents import document, with_operation

from ssegen.ir.api import Fixed, Json, Nothing, Operation, Parameter, Place
from ssegen.ir.streams import EventStream
from ssegen.ir.types import (
    Name,
    Scalar,
    ScalarKind,
)
from ssegen.lower import Lowered, Skipped, lower

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)


def operations(lowered: Lowered) -> list[Operation]:
    return [o for resource in lowered.api.resources for o in resource.operations]


def only(operation: str, path: str = "/thing", method: str = "post") -> Operation:
    (found,) = operations(lower(with_operation(operation, path=path, method=method)))
    return found


def skipped(operation: str, path: str = "/thing", method: str = "post") -> Skipped:
    lowered = lower(with_operation(operation, path=path, method=method))
    assert operations(lowered) == []
    assert [d.rule for d in lowered.diagnostics] == ["SSE008"]
    (skip,) = lowered.skipped
    assert skip.reason in lowered.diagnostics[0].message
    return skip


def places(operation: Operation) -> list[tuple[Place, str, bool]]:
    return [(p.place, p.wire_name, p.required) for p in operation.parameters]


def test_parameters_stand_by_place_and_keep_their_order() -> None:
    found = only(
        """
        parameters:
          - {name: session, in: cookie, schema: {type: string}}
          - {name: X-Trace, in: header, required: true, schema: {type: string}}
          - {name: b, in: query, schema: {type: integer}, description: The b.}
          - {name: a, in: query, schema: {type: array, items: {type: string}}, explode: false}
          - {name: id, in: path, required: true, schema: {type: string}}
        """,
        path="/thing/{id}",
    )
    assert places(found) == [
        (Place.PATH, "id", True),
        (Place.QUERY, "b", False),
        (Place.QUERY, "a", False),
        (Place.HEADER, "X-Trace", True),
        (Place.COOKIE, "session", False),
    ]
    assert found.parameters[1] == Parameter(
        Place.QUERY,
        "b",
        Name(("b", "query b")),
        INTEGER,
        required=False,
        description="The b.",
    )
    assert found.parameters[2].explode is False


@pytest.mark.parametrize("status", ["'200'", "'201'", "2XX", "2xx", "default"])
def test_json_of_any_success_is_the_result(status: str) -> None:
    found = only(f"""
        responses:
          {status}: {{content: {{'Application/JSON; charset=utf-8': {{schema: {{type: string}}}}}}}}
          '404': {{description: Gone.}}
    """)
    assert found.result == Json("application/json", STRING)


@pytest.mark.parametrize(
    "responses",
    [
        "{'204': {description: Done.}}",
        "{'200': {description: Done.}}",
        "{'302': {description: Elsewhere.}}",
        "{}",
    ],
)
def test_a_success_without_a_body_gives_nothing(responses: str) -> None:
    assert only(f"responses: {responses}").result == Nothing()


def test_head_gives_nothing_whatever_the_document_says() -> None:
    responses = (
        "responses: {'200': {content: {application/json: {schema: {type: string}}}}}"
    )
    assert only(responses, method="head").result == Nothing()


STREAM = "text/event-stream: {schema: {type: string}}"
JSON = "application/json: {schema: {type: integer}}"


def switched(request: str, content: str = f"{JSON}, {STREAM}") -> list[Operation]:
    text = f"responses: {{'200': {{content: {{{content}}}}}}}\noperationId: createThing\n{request}"
    return operations(lower(with_operation(text)))


BODY = (
    "requestBody: {content: {application/json: {schema: {properties:"
    " {stream: {type: boolean}, n: {type: integer}}}}}}"
)


def test_an_operation_that_answers_or_streams_becomes_two_that_set_the_flag() -> None:
    answering, streaming = switched(BODY)
    assert isinstance(answering.result, Json)
    assert isinstance(streaming.result, EventStream)
    assert (answering.key, streaming.key) == ("POST /thing", "POST /thing (stream)")
    assert answering.name.candidates[0] == "create"
    assert streaming.name.candidates[0] == "create stream"
    assert answering.fixed == (Fixed(Place.BODY, "stream", False),)
    assert streaming.fixed == (Fixed(Place.BODY, "stream", True),)
    assert places(answering) == places(streaming) == [(Place.BODY, "n", False)]


def test_the_flag_may_be_a_query_parameter() -> None:
    _, streaming = switched(
        "parameters: [{name: stream, in: query, schema: {type: boolean}}]"
    )
    assert streaming.fixed == (Fixed(Place.QUERY, "stream", True),)
    assert streaming.parameters == ()


@pytest.mark.parametrize(
    "extension",
    [
        "x-speakeasy-stream-request-field: live",
        "x-fern-streaming: {stream-condition: $request.live}",
    ],
)
def test_an_extension_may_name_the_flag(extension: str) -> None:
    body = BODY.replace("stream: {", "live: {")
    _, streaming = switched(f"{body}\n{extension}")
    assert streaming.fixed == (Fixed(Place.BODY, "live", True),)


def test_an_extension_may_describe_the_method_that_streams() -> None:
    extension = "{stream-condition: $request.stream, stream-description: Bit by bit.}"
    text = f"description: At once.\nx-fern-streaming: {extension}"
    assert [o.description for o in switched(text)] == ["At once.", "Bit by bit."]
    assert [o.description for o in switched("description: Any.")] == ["Any.", "Any."]


def test_a_flag_that_may_not_be_false_is_left_out_by_the_method_that_does_not_stream() -> (
    None
):
    answering, streaming = switched(
        BODY.replace("type: boolean", "type: boolean, enum: [true]")
    )
    assert answering.fixed == ()
    assert streaming.fixed == (Fixed(Place.BODY, "stream", True),)


def test_without_a_flag_the_two_differ_in_what_they_accept_alone() -> None:
    answering, streaming = switched("")
    assert answering.fixed == streaming.fixed == ()


def test_a_flag_that_is_no_boolean_stays_an_argument() -> None:
    answering, _ = switched(BODY.replace("boolean", "string"))
    assert [p.wire_name for p in answering.parameters] == ["stream", "n"]


def test_an_operation_that_only_streams_keeps_its_name_and_sets_the_flag() -> None:
    (streaming,) = switched(BODY, STREAM)
    assert (streaming.key, streaming.name.candidates[0]) == ("POST /thing", "create")
    assert streaming.fixed == (Fixed(Place.BODY, "stream", True),)


def test_an_operation_that_never_streams_keeps_the_flag_as_an_argument() -> None:
    (answering,) = switched(BODY, JSON)
    assert answering.fixed == ()
    assert [p.wire_name for p in answering.parameters] == ["stream", "n"]


def test_a_fragment_is_not_sent_and_keeps_operations_apart() -> None:
    lowered = lower(document("""
        paths:
          /chat:
            post: {operationId: chat_start, responses: {'204': {description: Done.}}}
          /chat#stream:
            post: {operationId: chat_start_stream, responses: {'204': {description: Done.}}}
        """))
    found = operations(lowered)
    assert [o.path for o in found] == ["/chat", "/chat"]
    assert [o.key for o in found] == ["POST /chat", "POST /chat#stream"]
    assert [o.name.candidates[0] for o in found] == ["start", "start stream"]


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x",
        "http://evil.example/x",
        "x",
        "/a\x0bb",
        "/a/../b",
        "/%2E%2e/b",
    ],
)
def test_a_path_that_leaves_the_base_url_skips_the_operation(path: str) -> None:
    if "\x0b" in path:
        lowered = lower(
            document(f"""paths: {{"{'/a'}\\vb": {{get: {{responses: {{}}}}}}}}""")
        )
        assert [d.rule for d in lowered.diagnostics] == ["SSE008"]
    else:
        assert "path" in skipped("operationId: x", path=path).reason


def test_descriptions_and_deprecation_are_kept() -> None:
    found = only(
        "{summary: Short., description: Long., deprecated: true, responses: {}}"
    )
    assert (found.summary, found.description, found.deprecated) == (
        "Short.",
        "Long.",
        True,
    )
