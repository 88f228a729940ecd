"""The modules of resources: methods, arguments, and the constants of operations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.python.plan.builders import (
    INTEGER,
    STRING,
    api,
    model,
    name,
    operation,
    parameter,
    required,
    resource,
    stream,
    variant,
)

from ssegen.ir.api import (
    Binary,
    Body,
    BodyKind,
    ErrorResponse,
    Fixed,
    Json,
    Operation,
    Place,
    Text,
)
from ssegen.ir.streams import Field, Style
from ssegen.ir.types import (
    Array,
    Definition,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ssegen.python.plan import plan
from ssegen.python.plan.names import Rename
from ssegen.python.plan.reserved import ARGUMENTS
from ssegen.python.plan.sdk import (
    Argument,
    ErrorData,
    Import,
    Method,
    ParameterData,
    ResourceModule,
    VariantData,
)

THING = model("Thing", required("id"))


def module(
    *operations: Operation, definitions: tuple[Definition, ...] = (THING,)
) -> ResourceModule:
    made = api(resource("things", *operations), definitions=definitions)
    (planned,) = plan(made, package="things_sdk").sdk.resources
    return planned


def method(made: Operation) -> Method:
    (planned,) = module(made).methods
    return planned


def json(type_: Type) -> Json:
    return Json("application/json", type_)


def test_required_arguments_come_first_and_else_the_documents_order_holds() -> None:
    planned = method(
        operation(
            "POST /things",
            parameters=(
                parameter("b"),
                parameter("a", required=True),
                parameter("d", INTEGER, place=Place.QUERY),
                parameter("c", required=True),
            ),
        )
    )
    assert planned.arguments == (
        Argument("a", "str"),
        Argument("c", "str"),
        Argument("b", "str | None", "None"),
        Argument("d", "int | None", "None"),
    )


def test_headers_and_cookies_come_after_all_that_is_as_optional() -> None:
    places = (Place.COOKIE, Place.HEADER, Place.BODY, Place.QUERY)
    parameters = tuple(parameter(place.value, place=place) for place in places)
    planned = method(operation("POST /things", parameters=parameters))
    names = [argument.name for argument in planned.arguments]
    assert names == ["body", "query", "cookie", "header"]


def test_only_a_body_property_that_may_be_null_tells_none_from_omitted() -> None:
    maybe = Nullable(STRING)
    planned = method(
        operation(
            "POST /things",
            parameters=(
                parameter("optional", maybe),
                parameter("required", maybe, required=True),
                parameter("query", maybe, place=Place.QUERY),
            ),
        )
    )
    assert planned.arguments == (
        Argument("required", "str | None"),
        Argument("optional", "str | Omitted | None", "OMITTED"),
        Argument("query", "str | None", "None"),
    )
    nullable = [("nullable", "True")]
    assert [list(p.options) for p in planned.operation.parameters] == [
        nullable,
        nullable,
        [],
    ]


def test_parameters_of_several_places_that_share_a_name_are_qualified() -> None:
    made = operation(
        "POST /things/{id}",
        parameters=tuple(
            parameter("id", place=place, required=True)
            for place in (Place.BODY, Place.HEADER, Place.PATH, Place.QUERY)
        ),
    )
    assert method(made).operation.parameters == (
        ParameterData("BodyField", "body_id", "id"),
        ParameterData("HeaderParameter", "header_id", "id"),
        ParameterData("PathParameter", "id", ""),
        ParameterData("QueryParameter", "query_id", "id"),
    )


def test_a_forced_rename_says_where() -> None:
    parameters = (parameter("a-b"), parameter("a_b"), parameter("a.b"))
    made = operation("GET /a", parameters=parameters)
    renames = plan(api(resource("things", made)), package="things_sdk").renames
    assert renames == (
        Rename("SSE301", "argument", "a.b", "a_b", "a_b_2", "a_b", "GET /a"),
    )


def test_style_and_explode_are_told_where_they_are_not_the_default() -> None:
    made = operation(
        "GET /things",
        parameters=(
            parameter("a", place=Place.QUERY, style="form", explode=False),
            parameter("b", place=Place.QUERY, style="deepObject"),
            parameter("c", place=Place.HEADER, style="simple", explode=False),
        ),
    )
    assert [p.options for p in method(made).operation.parameters] == [
        (("explode", "False"),),
        (("style", '"deepObject"'),),
        (),
    ]


def test_what_a_parameter_is_encoded_as_is_told_by_its_place() -> None:
    form = "application/x-www-form-urlencoded"
    given = (
        replace(parameter("a", place=Place.QUERY), media_type="application/json"),
        replace(parameter("b", place=Place.QUERY), allow_reserved=True),
        replace(parameter("c", place=Place.COOKIE, style="cookie"), required=True),
        replace(parameter("d", place=Place.QUERYSTRING), media_type=form),
        replace(parameter("e", place=Place.QUERYSTRING), media_type="a/b"),
        replace(parameter("f"), media_type="image/png"),
        parameter("g", style="deepObject"),
    )
    planned = method(operation("POST /things", parameters=given))
    assert planned.operation.parameters == (
        ParameterData("QueryParameter", "a", "", (("json", "True"),)),
        ParameterData("QueryParameter", "b", "", (("allow_reserved", "True"),)),
        ParameterData("CookieParameter", "c", "", (("style", '"cookie"'),)),
        ParameterData("QueryString", "d", ""),
        ParameterData("QueryString", "e", "", (("content_type", '"a/b"'),)),
        ParameterData("BodyField", "f", "", (("content_type", '"image/png"'),)),
        ParameterData("BodyField", "g", "", (("style", '"deepObject"'),)),
    )


@pytest.mark.parametrize("kind", [BodyKind.FORM, BodyKind.MULTIPART])
def test_no_form_sends_null(kind: BodyKind) -> None:
    made = operation(
        "POST /things",
        parameters=(parameter("a", Nullable(STRING)),),
        body=Body("a/b", None, name("body"), True, kind=kind),
    )
    planned = method(made)
    assert planned.arguments == (Argument("a", "str | None", "None"),)
    assert planned.operation.parameters == (ParameterData("BodyField", "a", ""),)


@pytest.mark.parametrize(
    ("kind", "type_", "required_", "annotation"),
    [
        (BodyKind.LINES, Array(Reference("Thing")), True, "Iterable[params.Thing]"),
        (BodyKind.LINES, Array(STRING), False, "Iterable[str] | None"),
        (BodyKind.LINES, STRING, True, "str"),
        (BodyKind.JSON, Array(STRING), True, "Sequence[str]"),
        (BodyKind.BYTES, Scalar(ScalarKind.CONTENT), True, "Content"),
        (BodyKind.BYTES, Scalar(ScalarKind.CONTENT), False, "Content | None"),
        (BodyKind.TEXT, STRING, True, "str"),
    ],
)
def test_a_whole_body_is_annotated_by_its_kind(
    kind: BodyKind, type_: Type, required_: bool, annotation: str
) -> None:
    body = Body("a/b", type_, name("body"), required_, kind=kind)
    planned = method(operation("POST /things", body=body))
    default = "" if required_ else "None"
    assert planned.arguments == (Argument("body", annotation, default),)
    assert (planned.operation.body, planned.operation.content_type) == ("body", "a/b")


def test_files_are_spelled_by_the_runtimes_name_for_them() -> None:
    files = (parameter("a", Array(Scalar(ScalarKind.FILE)), required=True),)
    planned = method(operation("POST /things", parameters=files))
    assert planned.arguments == (Argument("a", "Sequence[File]"),)


@pytest.mark.parametrize("taken", [*sorted(ARGUMENTS), "class", "from"])
def test_no_argument_takes_the_name_of_an_option_or_keyword(taken: str) -> None:
    made = operation("GET /things", parameters=(parameter(taken),))
    planned = method(made)
    assert planned.arguments[0].name == f"{taken}_"
    assert planned.operation.parameters[0].wire_name == taken


def test_a_body_that_is_no_object_is_one_argument() -> None:
    body = Body("application/json", Array(STRING), name("body"), required=True)
    planned = method(operation("POST /things", body=body))
    assert planned.arguments == (Argument("body", "Sequence[str]"),)
    assert planned.operation.body == "body"
    assert not planned.operation.body_required


def test_an_object_that_is_required_is_sent_even_empty() -> None:
    body = Body("application/json", None, name("body"), required=True)
    data = method(operation("POST /things", body=body)).operation
    assert (data.body, data.body_required) == ("", True)


def test_a_method_called_list_makes_the_class_spell_lists_out() -> None:
    planned = module(
        operation("GET /things", "list", result=json(Array(Reference("Thing")))),
        operation("POST /things", "create", parameters=(parameter("body", STRING),)),
    )
    first = planned.methods[0]
    assert first.returns == "builtins.list[models.Thing]"
    assert first.operation.type_argument == "list[models.Thing]"
    assert first.operation.result == "list[models.Thing]"
    assert Import("builtins", typing_only=True) in planned.imports


@pytest.mark.parametrize(
    "taken", ["builtins", "datetime", "cached_property", "deprecated", "del"]
)
def test_no_method_hides_what_annotations_need(taken: str) -> None:
    assert method(operation("GET /things", taken)).name == f"{taken}_"


def test_constants_are_named_after_methods() -> None:
    planned = module(
        operation("GET /a", "create"), operation("GET /b", "create", "create_b")
    )
    assert [(m.name, m.operation.constant) for m in planned.methods] == [
        ("create", "_CREATE"),
        ("create_b", "_CREATE_B"),
    ]


def test_methods_of_one_operation_state_their_parameters_once() -> None:
    same = (parameter("prompt"),)
    planned = module(
        operation("POST /a", "create", parameters=same),
        operation("POST /a (stream)", "create_stream", parameters=same),
        operation("POST /b", "create_b", parameters=same),
    )
    assert [(m.name, m.operation.parameters_of) for m in planned.methods] == [
        ("create", ""),
        ("create_stream", "_CREATE"),
        ("create_b", ""),
    ]


def test_an_operation_knows_its_results_and_errors() -> None:
    made = operation(
        "GET /things",
        result=json(Nullable(Reference("Thing"))),
        errors=(ErrorResponse("4XX", Reference("Thing")),),
        fixed=(Fixed(Place.BODY, "stream", True),),
    )
    planned = method(made)
    assert planned.returns == "models.Thing | None"
    assert planned.operation.errors == (ErrorData("4XX", "models.Thing"),)
    assert planned.operation.fixed == (("body", "stream", "True"),)
    assert method(operation("GET /things")).returns == "None"


def test_statuses_that_differ_have_results_of_their_own() -> None:
    by_status = (("200", Reference("Thing")), ("2XX", INTEGER), ("204", None))
    united = Nullable(Union((Reference("Thing"), INTEGER)))
    planned = method(
        operation("GET /things", result=Json("application/json", united, by_status))
    )
    assert planned.operation.result == "models.Thing | int | None"
    assert planned.operation.results == (
        ("200", "models.Thing"),
        ("2XX", "int"),
        ("204", ""),
    )


def test_text_is_a_string_of_the_media_type_that_is_asked_for() -> None:
    planned = method(operation("GET /things", result=Text("text/csv")))
    assert (planned.returns, planned.operation.type_argument) == ("str", "str")
    assert (planned.operation.kind, planned.operation.result) == ("Operation", "str")
    assert planned.operation.accept == "text/csv"


def test_bytes_are_of_the_media_types_that_are_asked_for() -> None:
    planned = method(operation("GET /things", result=Binary(("audio/mpeg", "audio/*"))))
    assert planned.operation.kind == "BinaryOperation"
    assert planned.operation.type_argument == planned.operation.result == ""
    assert planned.operation.accept == "audio/mpeg, audio/*"


def test_a_deprecated_argument_is_told_to_be_so() -> None:
    old = replace(parameter("a"), deprecated=True, description="An a.")
    bare = replace(parameter("b"), deprecated=True)
    planned = method(operation("POST /things", parameters=(old, bare)))
    assert [a.doc for a in planned.arguments] == ["Deprecated. An a.", "Deprecated."]


def test_a_stream_knows_its_variants() -> None:
    chat = variant(
        "Chat",
        Field("data", Array(Reference("Thing")), True),
        events=("chat",),
        json=True,
    )
    text = variant("Text", Field("data", STRING, True), events=("text",))
    planned = method(
        operation("GET /things", result=stream(chat, text, sentinel="[DONE]"))
    )
    assert planned.returns == planned.operation.type_argument == "events.StreamEvent"
    assert planned.operation.variants == (
        VariantData("events.Chat", ("chat",), "list[models.Thing]"),
        VariantData("events.Text", ("text",), ""),
    )
    assert (planned.operation.has_sentinel, planned.operation.sentinel) == (
        True,
        "[DONE]",
    )


def test_a_stream_raises_what_reports_errors() -> None:
    data = Field("data", Reference("Thing"), True)
    text = variant("Text", Field("data", STRING, False), events=("text",))
    typed = variant("Typed", data, events=("error",), json=True, is_error=True)
    data = Field("data", STRING, False)
    plain = variant("Plain", data, events=("plain",), is_error=True)
    bare = variant("Bare", events=("bare",), is_error=True)
    planned = method(operation("GET /things", result=stream(text, typed, plain, bare)))
    assert planned.returns == planned.operation.type_argument == "events.Text"
    assert [v.error for v in planned.operation.variants] == [False, True, True, True]
    (raised,) = planned.raises
    assert raised.name == "StreamServerError"
    assert "``models.Thing | str | None``" in raised.doc
    assert method(operation("GET /things", result=stream(text))).raises == ()


def test_a_stream_of_payloads_raises_those_that_report_errors() -> None:
    payloads = replace(
        stream(),
        style=Style.PAYLOAD,
        payload=INTEGER,
        error_payloads=(Reference("Thing"), STRING),
    )
    planned = method(operation("GET /things", result=payloads))
    assert planned.returns == "int"
    assert planned.operation.error_payloads == ("models.Thing", "str")
    assert "``models.Thing | str``" in planned.raises[0].doc


def test_a_text_stream_delivers_the_runtimes_own_events() -> None:
    planned = method(operation("GET /things", result=stream()))
    assert planned.returns == "TextEvent"
    assert planned.operation.text_events
    assert not planned.operation.has_sentinel


def test_a_media_type_is_told_where_the_kind_does_not_say_it() -> None:
    plain = operation("GET /things", result=Json("application/json", STRING))
    problem = replace(plain, result=Json("application/problem+json", STRING))
    assert method(plain).operation.accept == ""
    assert method(problem).operation.accept == "application/problem+json"


def test_an_alternative_with_an_unknown_scheme_is_left_out() -> None:
    made = operation("GET /things", security=(("unknown",), ()))
    assert method(made).operation.security == ((),)


def test_only_a_deprecated_operation_needs_the_decorator() -> None:
    plain = operation("GET /things")
    needed = Import("typing_extensions", ("deprecated",))
    assert needed not in module(plain).imports
    assert needed in module(replace(plain, deprecated=True)).imports
