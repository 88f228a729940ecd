"""The server of an API: a handler for every operation that streams, and what its requests hold."""

from __future__ import annotations

from dataclasses import replace

from tests.python.plan.builders import (
    STRING,
    api,
    model,
    name,
    operation,
    parameter,
    required,
    resource,
    stream,
    tag,
    variant,
)

from ssegen.ir.api import Api, Body, BodyKind, Fixed, Operation, Place, Resource
from ssegen.ir.streams import EventStream, Field, Style
from ssegen.ir.types import (
    Alias,
    Array,
    Model,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ssegen.python.plan import plan
from ssegen.python.plan.sdk import Handler, ModelClass, Sdk, Server

EVENT = variant("PartEvent", Field("data", STRING, required=True), events=("part",))
FAILURE = variant(
    "FailureEvent",
    Field("data", STRING, required=True),
    events=("error",),
    is_error=True,
)
FILE = Scalar(ScalarKind.FILE)


def payloads(payload: Type, *errors: Type) -> EventStream:
    made = replace(stream(), style=Style.PAYLOAD, payload=payload)
    return replace(made, error_payloads=errors)


def streaming(
    key: str, *arguments: Type, result: EventStream | None = None
) -> Operation:
    taken = tuple(
        parameter(f"p{number}", type_, required=True)
        for number, type_ in enumerate(arguments)
    )
    made = operation(key, result=result or stream(EVENT), parameters=taken)
    return replace(made, name=name("send"))


def sdk(of: Api) -> Sdk:
    return plan(of, package="things_sdk", with_server=True).sdk


def server(of: Api) -> Server:
    made = sdk(of).server
    assert made is not None
    return made


def handler(of: Operation) -> Handler:
    (only,) = server(api(resource("chat", of))).handlers
    return only


def models(of: Sdk) -> dict[str, ModelClass]:
    return {
        declaration.name: declaration
        for module in of.models
        for declaration in module.declarations
        if isinstance(declaration, ModelClass)
    }


def test_there_is_a_server_only_where_it_is_asked_for_and_something_streams() -> None:
    streams = api(resource("chat", streaming("POST /chat")))
    assert plan(streams, package="x").sdk.server is None
    assert sdk(api(resource("chat", operation("GET /chat")))).server is None
    assert sdk(streams).server is not None


def test_a_handler_is_called_like_the_way_to_the_method_of_the_client() -> None:
    inner = Resource("chat/parts", name("parts"), "", (streaming("POST /parts"),))
    outer = Resource("chat", name("chat"), "", (operation("GET /chat"),), (inner,))
    (only,) = server(api(outer)).handlers
    assert (only.name, only.operation.constant) == (
        "chat_parts_send",
        "CHAT_PARTS_SEND",
    )


def test_handlers_whose_ways_are_spelled_alike_are_told_apart_in_any_order() -> None:
    inner = Resource("chat/parts", name("parts"), "", (streaming("POST /chat/parts"),))
    outer = Resource("chat", name("chat"), "", (), (inner,))
    other = Resource("chat_parts", name("chat_parts"), "", (streaming("POST /other"),))
    found = [
        plan(api(*r), package="x", with_server=True)
        for r in [(outer, other), (other, outer)]
    ]
    first, second = (
        {h.operation.path: h.name for h in each.sdk.server.handlers}
        for each in found
        if each.sdk.server
    )
    assert first == second
    assert sorted(first.values()) == ["chat_parts_send", "chat_parts_send_2"]
    told = [r for r in found[0].renames if r.noun == "handler"]
    assert [(r.wanted, r.given) for r in told] == [
        ("chat_parts_send", "chat_parts_send_2")
    ]


def test_a_handler_gets_every_argument_and_none_for_what_was_not_sent() -> None:
    made = operation(
        "POST /chat",
        "send",
        parameters=(
            parameter("model"),
            parameter("X-Trace", place=Place.HEADER),
            parameter("prompt", required=True),
            replace(parameter("style"), default="long"),
        ),
        result=stream(EVENT),
    )
    found = handler(made).arguments
    assert [(a.name, a.annotation, a.default) for a in found] == [
        ("prompt", "str", ""),
        ("style", "str", ""),
        ("model", "str | None", ""),
        ("x_trace", "str | None", ""),
    ]


def test_arguments_are_what_comes_out_of_responses_and_files_are_bytes() -> None:
    part = model("Part", required("text"))
    body = Body(
        "application/jsonl",
        Array(Reference("Part")),
        name("body"),
        True,
        kind=BodyKind.LINES,
    )
    made = replace(streaming("POST /chat", FILE, Array(FILE)), body=body)
    (only,) = server(api(resource("chat", made), definitions=(part,))).handlers
    assert [a.annotation for a in only.arguments] == [
        "bytes",
        "list[bytes]",
        "list[models.Part]",
    ]


def test_a_whole_body_of_bytes_is_bytes() -> None:
    body = Body("audio/wav", Scalar(ScalarKind.CONTENT), name("body"), False)
    (only,) = handler(replace(streaming("POST /chat"), body=body)).arguments
    assert (only.name, only.annotation) == ("body", "bytes | None")


def test_an_argument_may_be_called_request() -> None:
    made = replace(streaming("POST /chat"), parameters=(parameter("request"),))
    found = handler(made)
    assert (found.request, found.arguments[0].name) == ("_request", "request")
    assert handler(streaming("POST /chat")).request == "request"


def test_a_handler_yields_what_the_stream_holds_errors_included() -> None:
    one, two = model("One"), model("Two")
    text = operation("GET /text", "text", result=stream())
    made = api(
        resource(
            "chat",
            streaming("POST /union", result=stream(EVENT, FAILURE)),
            text,
            replace(
                streaming(
                    "POST /lines", result=payloads(Reference("One"), Reference("Two"))
                ),
                name=name("lines"),
            ),
        ),
        definitions=(one, two),
    )
    assert [h.events for h in server(made).handlers] == [
        "events.PartEvent | events.FailureEvent",
        "TextEvent",
        "models.One | models.Two",
    ]
    assert server(made).events == (
        "events.PartEvent | events.FailureEvent | TextEvent | models.One | models.Two"
    )


def test_a_route_keeps_the_switch_but_not_who_may_call_nor_where() -> None:
    made = replace(
        streaming("POST /chat"),
        fixed=(Fixed(Place.BODY, "stream", True),),
        security=((),),
        server="https://example.com",
    )
    found = handler(made).operation
    assert found.fixed == (("body", "stream", "True"),)
    assert (found.security, found.server, found.kind) == ((), "", "StreamOperation")


def test_routes_of_one_operation_state_their_parameters_each() -> None:
    made = [streaming(f"POST /chat{kind}", STRING) for kind in ("", " (multipart)")]
    found = server(api(resource("chat", *made))).handlers
    assert [len(h.operation.parameters) for h in found] == [1, 1]
    assert not any(h.operation.parameters_of for h in found)


def test_what_only_requests_for_streams_carry_has_a_model() -> None:
    held = model("Held", required("x"))
    part = model("Part", required("held", Reference("Held")))
    other = model("Other")
    at_once = operation("POST /other", parameters=(parameter("o", Reference("Other")),))
    made = api(
        resource("chat", streaming("POST /chat", Reference("Part")), at_once),
        definitions=(part, held, other),
    )
    assert models(sdk(made)).keys() == {"Part", "Held"}
    assert not plan(made, package="x").sdk.models


def test_the_client_is_the_same_with_and_without_a_server() -> None:
    one, two = model("One", tag("one")), model("Two", tag("two"))
    both = Alias("Both", name("Both"), "", Union((Reference("One"), Reference("Two"))))
    made = api(
        resource("chat", streaming("POST /chat", Reference("Both"), Reference("One"))),
        definitions=(one, two, both),
    )
    alone, served = plan(made, package="things_sdk").sdk, sdk(made)
    assert replace(served, server=None, models=()) == alone
    assert {"One", "Two", "UnknownBoth"} == models(served).keys()


def one_way(wire_name: str, *, read_only: bool) -> Property:
    return replace(required(wire_name), read_only=read_only, write_only=not read_only)


ACCOUNT = model(
    "Account",
    one_way("id", read_only=True),
    one_way("password", read_only=False),
    required("name"),
)


def account(of: Api) -> dict[str, str]:
    attributes = models(sdk(of))["Account"].attributes
    return {
        a.name: f"{a.annotation} = {a.default}".removesuffix(" = ") for a in attributes
    }


def test_the_model_of_a_request_has_what_travels_in_requests() -> None:
    made = streaming("POST /chat", Reference("Account"))
    assert account(api(resource("chat", made), definitions=(ACCOUNT,))) == {
        "password": "str",
        "name": "str",
    }


def test_what_travels_one_way_is_optional_where_a_model_travels_both_ways() -> None:
    made = streaming(
        "POST /chat", Reference("Account"), result=payloads(Reference("Account"))
    )
    found = api(resource("chat", made), definitions=(ACCOUNT,))
    assert account(found) == {
        "id": "str | None = None",
        "password": "str | None = None",
        "name": "str",
    }
    assert isinstance(found.definitions["Account"], Model)
    alone = models(plan(found, package="x").sdk)["Account"]
    assert [(a.name, a.default) for a in alone.attributes] == [("id", ""), ("name", "")]
