"""Operations get their arguments, results, errors and names."""

from __future__ import annotations

import pytest
from tests.documents import document, with_operation

from ssegen.ir.api import Body, Fixed, Json, Nothing, Operation, Parameter, Place
from ssegen.ir.streams import EventStream
from ssegen.ir.types import (
    Anything,
    Array,
    Map,
    Name,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Union,
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


def test_headers_that_the_client_sets_are_no_arguments() -> None:
    names = [
        "Accept",
        "content-type",
        "AUTHORIZATION",
        "Last-Event-ID",
        "Host",
        "X-Mine",
    ]
    listed = "".join(
        f"  - {{name: {name}, in: header, schema: {{type: string}}}}\n"
        for name in names
    )
    assert [p.wire_name for p in only(f"parameters:\n{listed}").parameters] == [
        "X-Mine"
    ]


def test_a_placeholder_that_no_parameter_declares_is_a_required_string() -> None:
    found = only("operationId: get", path="/thing/{id}")
    assert found.parameters == (
        Parameter(Place.PATH, "id", Name(("id", "path id")), STRING, required=True),
    )


def test_a_path_parameter_that_the_path_has_no_place_for_is_left_out() -> None:
    found = only(
        "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
    )
    assert found.parameters == ()


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("{name: q, in: query, content: {application/json: {schema: {}}}}", "`q`"),
        ("{name: q, in: query, style: tabular, schema: {type: string}}", "`tabular`"),
        ("{name: q, in: querystring, schema: {type: string}}", "`querystring`"),
        ("{name: 'a b', in: header, schema: {type: string}}", "header"),
    ],
)
def test_a_parameter_that_cannot_be_sent_skips_the_operation(
    parameter: str, reason: str
) -> None:
    assert reason in skipped(f"parameters: [{parameter}]").reason


def test_styles_other_than_the_usual_are_kept() -> None:
    found = only("""
        parameters:
          - {name: q, in: query, style: deepObject, explode: true, schema: {type: object}}
    """)
    (parameter,) = found.parameters
    assert (parameter.style, parameter.explode, parameter.type) == (
        "deepObject",
        True,
        Map(Anything()),
    )


def test_the_properties_of_a_json_object_become_arguments() -> None:
    found = only("""
        parameters: [{name: id, in: query, schema: {type: string}}]
        requestBody:
          required: true
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: string}
                  created: {type: string, readOnly: true}
                  limit: {type: [integer, 'null']}
    """)
    assert places(found) == [
        (Place.QUERY, "id", False),
        (Place.BODY, "id", True),
        (Place.BODY, "limit", False),
    ]
    assert found.parameters[1].name.candidates == ("id", "body id")
    assert found.parameters[2].type == Nullable(INTEGER)
    assert found.body == Body(
        "application/json", None, Name(("body", "request body")), True
    )


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ("{type: array, items: {type: string}}", Array(STRING)),
        ("{type: object}", Map(Anything())),
        ("{type: object, additionalProperties: {type: integer}}", Map(INTEGER)),
        ("{}", Anything()),
    ],
)
def test_any_other_json_body_is_one_argument(schema: str, type_: object) -> None:
    found = only(
        f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    )
    assert found.body is not None
    assert (found.body.type, found.body.required) == (type_, False)
    assert found.parameters == ()


def test_an_object_with_typed_further_properties_is_one_argument() -> None:
    found = only("""
        requestBody:
          content:
            application/json:
              schema:
                properties: {a: {type: string}}
                additionalProperties: {type: integer}
    """)
    assert found.body is not None
    assert isinstance(found.body.type, Reference)


def test_of_several_media_types_of_a_body_json_is_taken() -> None:
    found = only("""
        requestBody:
          content:
            multipart/form-data: {schema: {properties: {file: {type: string}}}}
            application/json: {schema: {properties: {a: {type: string}}}}
            application/merge-patch+json: {schema: {properties: {b: {type: string}}}}
    """)
    assert found.body is not None
    assert found.body.media_type == "application/json"
    assert places(found) == [(Place.BODY, "a", False)]


@pytest.mark.parametrize(
    "essence",
    [
        "multipart/form-data",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
    ],
)
def test_a_body_that_is_not_json_skips_the_operation(essence: str) -> None:
    body = f"requestBody: {{required: true, content: {{{essence}: {{schema: {{}}}}}}}}"
    assert skipped(body).reason == f"a request body of {essence}"


def test_a_body_in_which_nothing_can_be_said_is_left_out() -> None:
    found = only("""
        requestBody:
          content:
            application/x-www-form-urlencoded: {schema: {type: object, properties: {}}}
    """)
    assert found.body is None


def test_a_body_whose_reference_leads_nowhere_skips_the_operation_and_is_told_elsewhere() -> (
    None
):
    lowered = lower(with_operation("requestBody: {$ref: '#/nowhere'}"))
    assert lowered.diagnostics == ()
    assert [s.key for s in lowered.skipped] == ["POST /thing"]


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


def test_successes_with_different_bodies_make_a_union() -> None:
    found = only("""
        responses:
          '201': {content: {application/json: {schema: {type: integer}}}}
          '200': {content: {application/json: {schema: {type: string}}}}
          '202': {content: {application/json: {schema: {type: string}}}}
    """)
    assert found.result == Json("application/json", Union((STRING, INTEGER)))


def test_a_success_without_a_body_beside_one_with_a_body_may_give_none() -> None:
    found = only("""
        responses:
          '200': {content: {application/json: {schema: {type: string}}}}
          '204': {description: Nothing to say.}
    """)
    assert found.result == Json("application/json", Nullable(STRING))


def test_json_is_taken_where_text_is_offered_beside_it() -> None:
    found = only("""
        responses:
          '200':
            content:
              text/csv: {schema: {type: string}}
              application/json: {schema: {type: integer}}
    """)
    assert found.result == Json("application/json", INTEGER)


@pytest.mark.parametrize("essence", ["text/plain", "application/octet-stream", "'*/*'"])
def test_a_response_that_is_not_json_skips_the_operation(essence: str) -> None:
    responses = f"responses: {{'200': {{content: {{{essence}: {{schema: {{type: string}}}}}}}}}}"
    assert skipped(responses).reason == f"a response of {essence.strip(chr(39))}"


def test_any_media_type_means_json_where_the_schema_is_no_string() -> None:
    found = only("responses: {'200': {content: {'*/*': {schema: {type: integer}}}}}")
    assert isinstance(found.result, Json)
    assert found.result.type == INTEGER


def test_errors_have_the_type_of_their_body_exact_statuses_first() -> None:
    found = only("""
        responses:
          default: {description: Other., content: {application/json: {schema: {type: object}}}}
          5XX: {content: {application/json: {schema: {type: integer}}}}
          '404': {content: {application/problem+json: {schema: {type: string}}}}
          '401': {description: No body.}
          '204': {description: Done.}
    """)
    assert [(e.status, e.type) for e in found.errors] == [
        ("404", STRING),
        ("5XX", INTEGER),
        ("default", Map(Anything())),
    ]


def test_default_is_no_error_where_it_is_the_only_success() -> None:
    found = only(
        "responses: {default: {content: {application/json: {schema: {type: string}}}}}"
    )
    assert found.errors == ()


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


def test_a_partner_that_is_not_json_is_skipped_and_the_stream_stays() -> None:
    text = f"""
        responses: {{'200': {{content: {{audio/wav: {{}}, {STREAM}}}}}}}
    """
    lowered = lower(with_operation(text))
    assert [o.key for o in operations(lowered)] == ["POST /thing (stream)"]
    assert [s.key for s in lowered.skipped] == ["POST /thing"]


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
