"""The modules of events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.python.plan.builders import (
    INTEGER,
    STRING,
    api,
    model,
    name,
    operation,
    resource,
    stream,
    variant,
)

from ssegen.ir.streams import EventStream, Field, Variant
from ssegen.ir.types import Literal, Reference
from ssegen.python.plan.annotations import Annotator
from ssegen.python.plan.definitions import Types
from ssegen.python.plan.events import Events, events
from ssegen.python.plan.sdk import Attribute, EnvelopeClass, Import, TypeName

if TYPE_CHECKING:
    from ssegen.ir.api import Api

DELTA = model("Delta")
HOMES = {"chat": "chat", "files": "files"}
PING = variant("Ping", Field("event", STRING, True), events=("ping",))
DATA = Field("data", Reference("Delta"), True)
CHAT = variant(
    "Chat",
    Field("id", STRING, False),
    Field("event", STRING, True),
    DATA,
    events=("chat",),
    json=True,
)


def planned(made: Api) -> Events:
    types = Types(made.definitions, {"Delta": "Delta"}, frozenset({"Delta"}), {})
    annotator = Annotator(types, request=False, prefix="models.")
    return events(made, HOMES, annotator, frozenset())[0]


def one(streamed: EventStream) -> Events:
    made = resource("chat", operation("GET /chat", result=streamed))
    return planned(api(made, definitions=(DELTA,)))


def attributes(envelope: Variant) -> tuple[Attribute, ...]:
    (declaration,) = one(stream(envelope)).modules[0].declarations
    assert isinstance(declaration, EnvelopeClass)
    return declaration.attributes


def test_an_envelope_has_its_required_fields_first() -> None:
    assert attributes(CHAT) == (
        Attribute("data", "models.Delta"),
        Attribute("id", "str | None", "None"),
        Attribute("event", 'Literal["chat"]', '"chat"'),
    )


def test_an_envelope_of_several_events_says_which_it_was() -> None:
    several = variant("Log", Field("event", STRING, True), events=("log", "error"))
    assert attributes(several) == (Attribute("event", 'Literal["log", "error"]'),)


def test_an_envelope_of_any_event_defaults_to_message() -> None:
    field = Field("event", STRING, False)
    assert attributes(variant("Any", field)) == (
        Attribute("event", "str", '"message"'),
    )


def test_data_that_is_text_is_a_string_whatever_its_schema_says() -> None:
    text = variant(
        "Text", Field("data", INTEGER, False), Field("retry", INTEGER, False)
    )
    assert attributes(text) == (
        Attribute("data", "str | None", "None"),
        Attribute("retry", "int | None", "None"),
    )
    known = variant("Known", Field("data", Literal(("a",), open=False), True))
    assert attributes(known) == (Attribute("data", 'Literal["a"] | str'),)


def test_a_stream_of_one_envelope_delivers_it_without_a_union() -> None:
    streamed = stream(CHAT)
    assert one(streamed).union(streamed) == "events.Chat"


def test_a_stream_of_several_envelopes_delivers_their_union() -> None:
    streamed = stream(PING, CHAT, key="union")
    result = one(streamed)
    assert result.union(streamed) == "events.StreamEvent"
    (module,) = result.modules
    assert module.declarations[-1] == TypeName("StreamEvent", "Ping | Chat")
    assert module.imports == (
        Import("typing", ("Literal",)),
        Import("..", ("models",), typing_only=True),
    )


def test_an_envelope_that_is_raised_is_no_member_of_the_union() -> None:
    failure = variant("Failure", DATA, events=("error",), json=True, is_error=True)
    result = one(stream(PING, CHAT, failure, key="union"))
    (module,) = result.modules
    assert [d.name for d in module.declarations] == [
        "Ping",
        "Chat",
        "Failure",
        "StreamEvent",
    ]
    assert module.declarations[-1] == TypeName("StreamEvent", "Ping | Chat")


def test_where_all_others_are_raised_the_one_needs_no_union() -> None:
    failure = variant("Failure", DATA, events=("error",), json=True, is_error=True)
    streamed = stream(PING, failure, key="union")
    result = one(streamed)
    assert result.union(streamed) == "events.Ping"
    assert [d.name for d in result.modules[0].declarations] == ["Ping", "Failure"]


def test_streams_of_one_schema_that_raise_different_events_have_unions_of_their_own() -> (
    None
):
    failure = variant("Failure", DATA, events=("error",), json=True)
    every = stream(PING, CHAT, failure, key="union")
    some = stream(PING, CHAT, replace(failure, is_error=True), key="union")
    made = resource(
        "chat",
        operation("GET /a", result=every),
        operation("GET /b", result=replace(some, name=name("StreamEvent", "b event"))),
    )
    (module,) = planned(api(made, definitions=(DELTA,))).modules
    assert [d for d in module.declarations if isinstance(d, TypeName)] == [
        TypeName("StreamEvent", "Ping | Chat | Failure"),
        TypeName("BEvent", "Ping | Chat"),
    ]


def test_streams_of_one_schema_share_its_classes() -> None:
    streamed = stream(PING, CHAT, key="union")
    made = api(
        resource(
            "chat",
            operation("GET /a", result=streamed),
            operation("GET /b", result=streamed),
        ),
        definitions=(DELTA,),
    )
    (module,) = planned(made).modules
    assert [d.name for d in module.declarations] == ["Ping", "Chat", "StreamEvent"]


def test_envelopes_of_several_resources_are_shared() -> None:
    made = api(
        resource("chat", operation("GET /a", result=stream(PING, CHAT, key="union"))),
        resource("files", operation("GET /b", result=stream(PING))),
        definitions=(DELTA,),
    )
    own, shared = planned(made).modules
    assert (own.name, [d.name for d in own.declarations]) == (
        "chat",
        ["Chat", "StreamEvent"],
    )
    assert (shared.name, [d.name for d in shared.declarations]) == ("shared", ["Ping"])
    assert Import(".shared", ("Ping",)) in own.imports


def test_one_envelope_under_two_event_names_is_two_classes() -> None:
    again = variant("Ping", Field("event", STRING, True), events=("pong",))
    (module,) = one(stream(PING, again, key="union")).modules
    assert [d.name for d in module.declarations] == ["Ping", "Ping2", "StreamEvent"]


def test_text_streams_need_no_classes() -> None:
    assert one(stream()).modules == ()
