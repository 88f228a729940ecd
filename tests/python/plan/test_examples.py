"""Examples of calls for the README."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
from tests.python.plan.builders import (
    INTEGER,
    STRING,
    alias,
    api,
    model,
    operation,
    optional,
    parameter,
    required,
    resource,
    stream,
    variant,
)

from ssegen.ir.streams import Field, Style
from ssegen.ir.types import (
    Anything,
    Array,
    Literal,
    Map,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
    Union,
)
from ssegen.python.plan import plan
from ssegen.python.plan.definitions import Types
from ssegen.python.plan.examples import example
from ssegen.python.plan.sdk import StreamExample

USER = model("User", required("name"), required("friend", Nullable(Reference("User"))))
NODE = model("Node", required("children", Array(Reference("Node"))), optional("label"))
ROLE = alias("Role", Literal((None, "admin"), open=True))
TYPES = Types({d.key: d for d in (USER, NODE, ROLE)}, {}, frozenset(), {})


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (STRING, "..."),
        (INTEGER, 1),
        (Scalar(ScalarKind.DATE), "2030-01-31"),
        (Array(STRING), ["..."]),
        (Map(STRING), {}),
        (Anything(), {}),
        (Tuple((STRING, INTEGER), None), ["...", 1]),
        (Nullable(INTEGER), 1),
        (Union((INTEGER, STRING)), 1),
        (Reference("Role"), "admin"),
        (Reference("User"), {"name": "...", "friend": None}),
        (Reference("Node"), {"children": []}),
        (Reference("nowhere"), {}),
    ],
)
def test_a_value_has_all_that_is_required_and_no_more(
    type_: Type, value: object
) -> None:
    assert ast.literal_eval(example(type_, TYPES)) == value


def test_every_stream_has_an_example_that_prints_what_its_events_carry() -> None:
    delta = model("Delta", optional("id"), required("the-text"))
    chat = variant(
        "Chat", Field("data", Reference("Delta"), True), events=("chat",), json=True
    )
    ping = variant("Ping", events=("ping",))
    text = variant("Text", Field("data", STRING, True), events=("text",))
    deltas = replace(stream(), style=Style.PAYLOAD, payload=Reference("Delta"))
    made = api(
        resource(
            "chat",
            operation("GET /none"),
            operation(
                "POST /chat",
                "create",
                parameters=(parameter("prompt", required=True), parameter("model")),
                result=stream(chat, ping, text, key="union", sentinel="[DONE]"),
            ),
            operation("GET /text", "text", result=stream()),
            operation("GET /deltas", "deltas", result=deltas),
        ),
        definitions=(delta,),
    )
    assert plan(made, package="things_sdk").sdk.examples == (
        StreamExample(
            resource="chat",
            method="create",
            summary="",
            arguments=(("prompt", '"Hello"'),),
            cases=(
                ("events.Chat", "event.data.the_text"),
                ("events.Ping", "event"),
                ("events.Text", "event.data"),
            ),
            event='events.Text(data="Hello")',
            has_sentinel=True,
        ),
        StreamExample(
            "chat", "text", "", (), (), 'TextEvent(data="Hello")', has_sentinel=False
        ),
        StreamExample(
            "chat",
            "deltas",
            "",
            (),
            (("models.Delta", "event"),),
            'models.Delta(the_text="...")',
            has_sentinel=False,
        ),
    )


def test_the_event_of_an_example_is_a_short_one_with_data() -> None:
    delta = model("Delta", required("when", Scalar(ScalarKind.DATE)), required("text"))
    done = model("Done", required("type", Literal(("done",), open=False)))
    either = alias("Either", Union((Reference("Delta"), Reference("Done"))))
    payloads = replace(stream(), style=Style.PAYLOAD, payload=Reference("Either"))
    full = variant(
        "Full",
        Field("event", STRING, True),
        Field("data", Reference("Done"), True),
        Field("id", STRING, True),
        Field("retry", INTEGER, True),
        events=("a", "b"),
        json=True,
    )
    long = variant("Long", Field("data", Reference("Delta"), True), json=True)
    made = api(
        resource(
            "chat",
            operation("GET /either", "either", result=payloads),
            operation("GET /full", "full", result=stream(full, key="full")),
            operation("GET /long", "long", result=stream(long, full, key="long")),
        ),
        definitions=(delta, done, either),
    )

    events = [one.event for one in plan(made, package="a").sdk.examples]

    assert events[0] == 'models.Done(type="done")'
    envelope = 'event="a", data=models.Done(type="done"), id="1", retry=1'
    assert events[1] == f"events.Full({envelope})"
    assert events[2] == (
        'events.Long(data=models.Delta(when="2030-01-31", text="Hello"))'
    )
