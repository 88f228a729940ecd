"""Streams keep their envelopes, event names and sentinel."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from tests.documents import document

from ssegen.ir.streams import EventStream, Field, Style, Variant
from ssegen.ir.types import (
    Alias,
    Literal,
    Model,
    Name,
    Reference,
    Scalar,
    ScalarKind,
    Union,
)
from ssegen.lower import Lowered, Options, StreamChoice, lower

if TYPE_CHECKING:
    from ssegen.ir.api import Operation

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)


def lowered(
    media_type: str,
    schemas: str = "",
    status: str = "200",
    options: Options | None = None,
) -> Lowered:
    head = f"""
paths:
  /chat:
    get:
      operationId: watchChat
      tags: [room]
      responses:
        '{status}':
          content:
            text/event-stream:
"""
    tail = "components:\n  schemas:\n" + textwrap.indent(
        textwrap.dedent(schemas), "    "
    )
    body = textwrap.indent(textwrap.dedent(media_type), " " * 14)
    return lower(document(head + body + "\n" + (tail if schemas else "")), options)


def operation(found: Lowered) -> Operation:
    (resource,) = found.api.resources
    (only,) = resource.operations
    return only


def stream(media_type: str, schemas: str = "") -> EventStream:
    result = operation(lowered(media_type, schemas)).result
    assert isinstance(result, EventStream)
    return result


def test_a_single_envelope_accepts_every_event_name() -> None:
    found = stream(
        "schema: {$ref: '#/components/schemas/Usage'}",
        """
        Usage:
          description: So far.
          type: object
          required: [data]
          properties:
            id: {type: string, description: The number.}
            data: {type: object, properties: {tokens: {type: integer}}}
            retry: {type: integer}
        """,
    )
    assert found.style is Style.ENVELOPE
    assert found.variants == (
        Variant(
            key="#/components/schemas/Usage",
            name=Name(("Usage", "watch Chat event")),
            description="So far.",
            fields=(
                Field("id", STRING, required=False, description="The number."),
                Field(
                    "data",
                    Reference("#/components/schemas/Usage/properties/data"),
                    required=True,
                ),
                Field("retry", INTEGER, required=False),
            ),
            events=(),
            json=True,
        ),
    )


UNION = """
        Event:
          oneOf:
            - $ref: '#/components/schemas/Ping'
            - $ref: '#/components/schemas/Text'
          discriminator:
            propertyName: event
            mapping: {ping: '#/components/schemas/Ping', text: '#/components/schemas/Text'}
        Ping: {type: object, required: [event], properties: {event: {type: string, const: ping}}}
        Text:
          type: object
          required: [event, data]
          properties: {event: {type: string}, data: {type: string}}
"""


def test_a_union_of_envelopes_is_told_apart_by_event() -> None:
    found = stream("schema: {$ref: '#/components/schemas/Event'}", UNION)
    assert found.style is Style.ENVELOPE_UNION
    assert (found.name.candidates[0], found.key) == (
        "Event",
        "#/components/schemas/Event",
    )
    assert [(v.name.candidates[0], v.events, v.json) for v in found.variants] == [
        ("Ping", ("ping",), False),
        ("Text", ("text",), False),
    ]


def test_the_event_of_a_variant_is_what_selects_it_and_nothing_else() -> None:
    found = stream("schema: {$ref: '#/components/schemas/Event'}", UNION)
    assert [v.fields[0] for v in found.variants] == [
        Field("event", Literal(("ping",), open=False), required=True),
        Field("event", Literal(("text",), open=False), required=True),
    ]


def test_a_single_envelope_with_a_named_enumeration_of_events_is_selected_by_them() -> (
    None
):
    found = stream(
        "schema: {$ref: '#/components/schemas/Log'}",
        """
        Log:
          type: object
          properties:
            event: {$ref: '#/components/schemas/Kind'}
            data:
              oneOf:
                - {title: Record, type: object, properties: {line: {type: string}}}
                - {title: Failure, type: object, properties: {error: {type: string}}}
        Kind: {type: string, enum: [log, error]}
        """,
    )
    (variant,) = found.variants
    assert variant.events == ("log", "error")
    event, data = variant.fields
    assert event == Field(
        "event", Literal(("log", "error"), open=False), required=False
    )
    assert (data.name, data.required) == ("data", False)
    assert isinstance(data.type, Union)
    assert variant.json


def test_a_member_that_is_the_sentinel_is_no_event() -> None:
    found = stream("""
        schema:
          oneOf:
            - {title: Chunk, required: [data], properties: {data: {type: object}}}
            - {title: Done, required: [data], properties: {data: {const: '[DONE]'}}}
    """)
    assert (found.style, found.sentinel) == (Style.ENVELOPE, "[DONE]")
    assert [v.name.candidates[0] for v in found.variants] == ["Chunk"]


@pytest.mark.parametrize(
    "schema", ["schema: {type: string}", "description: No schema."]
)
def test_a_stream_of_text_has_no_variants(schema: str) -> None:
    found = stream(f"{schema}\nx-speakeasy-sse-sentinel: '[DONE]'")
    assert (found.style, found.variants, found.sentinel) == (Style.STRING, (), "[DONE]")


def test_envelopes_without_a_name_are_called_after_the_operation_and_their_event() -> (
    None
):
    found = stream("""
        schema:
          oneOf:
            - {properties: {event: {const: ping}}}
            - {properties: {event: {const: text}, data: {type: string}}}
    """)
    assert [v.name.candidates[0] for v in found.variants] == [
        "watch Chat ping",
        "watch Chat text",
    ]
    assert found.name.candidates[0] == "watch Chat event"


def test_a_title_is_a_name() -> None:
    found = stream(
        "schema: {title: TextEvent, type: object, properties: {data: {type: string}}}"
    )
    assert found.variants[0].name.candidates[0] == "TextEvent"


def test_properties_beside_the_union_belong_to_every_variant() -> None:
    found = stream("""
        schema:
          required: [id]
          properties: {id: {type: string}}
          oneOf:
            - {title: Ping, properties: {event: {const: ping}}}
            - {title: Text, properties: {event: {const: text}, data: {type: string}}}
    """)
    assert [[(f.name, f.required) for f in v.fields] for v in found.variants] == [
        [("id", True), ("event", False)],
        [("id", True), ("event", False), ("data", False)],
    ]


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        ("schema: {type: object, properties: {text: {type: string}}}", "`data`"),
        ("schema: {$ref: '#/nowhere'}", "nowhere"),
    ],
)
def test_streams_that_have_a_rule_of_their_own_are_skipped_without_another_finding(
    media_type: str, reason: str
) -> None:
    found = lowered(media_type)
    assert found.api.resources == ()
    assert found.diagnostics == ()
    (skip,) = found.skipped
    assert skip.key == "GET /chat"
    assert reason in skip.reason


def test_a_stream_under_an_error_status_is_none() -> None:
    assert lowered("schema: {type: string}", status="404").skipped == ()
    assert not isinstance(
        operation(lowered("schema: {type: string}", status="404")).result, EventStream
    )


def test_two_streams_of_one_schema_share_their_variants() -> None:
    operations = "".join(f"""
  /{name}:
    get:
      operationId: {name}
      responses:
        '200':
          content: {{text/event-stream: {{schema: {{$ref: '#/components/schemas/Event'}}}}}}
""" for name in ("first", "second"))
    schemas = textwrap.indent(textwrap.dedent(UNION), "    ")
    api = lower(document(f"paths:{operations}\ncomponents:\n  schemas:\n{schemas}")).api
    first, second = (o.result for r in api.resources for o in r.operations)
    assert isinstance(first, EventStream)
    assert isinstance(second, EventStream)
    assert [v.key for v in first.variants] == [v.key for v in second.variants]
    assert first.key == second.key


def payloads(media_type: str, schemas: str = "") -> EventStream:
    found = lowered(media_type, schemas, options=Options(payloads=True))
    result = operation(found).result
    assert isinstance(result, EventStream)
    return result


def test_a_payload_is_a_type_and_has_no_variants() -> None:
    found = payloads("schema: {type: integer}\nx-speakeasy-sse-sentinel: END")
    assert found.style is Style.PAYLOAD
    assert (found.payload, found.variants) == (INTEGER, ())
    assert found.sentinel == "END"


def test_the_sentinel_is_no_member_of_a_payload() -> None:
    one, two = (
        "{$ref: '#/components/schemas/One'}",
        "{$ref: '#/components/schemas/Two'}",
    )
    schemas = """
        One: {type: object, properties: {one: {type: string}}}
        Two: {type: object, properties: {two: {type: string}}}
    """
    alone = payloads(f"schema: {{oneOf: [{one}, {{const: END}}]}}", schemas)
    assert (alone.payload, alone.sentinel) == (
        Reference("#/components/schemas/One"),
        "END",
    )
    both = payloads(f"schema: {{oneOf: [{one}, {two}, {{const: END}}]}}", schemas)
    assert both.payload == Union(
        (Reference("#/components/schemas/One"), Reference("#/components/schemas/Two"))
    )


def test_payloads_of_one_operation_are_refused_where_the_user_says_so() -> None:
    options = Options(payloads=True, streams={"watchChat": StreamChoice(payload=False)})
    found = lowered("schema: {type: integer}", options=options)
    assert [skip.key for skip in found.skipped] == ["GET /chat"]


def test_members_without_a_name_are_called_after_the_union_that_has_one() -> None:
    found = stream(
        "schema: {$ref: '#/components/schemas/ChatEvents'}",
        """
        ChatEvents:
          oneOf:
            - {properties: {event: {const: ping}}}
            - {properties: {event: {const: pong}}}
        """,
    )
    first = [variant.name.candidates[0] for variant in found.variants]
    assert first == ["ChatEvents ping", "ChatEvents pong"]


RAISED = """
        Event:
          oneOf:
            - $ref: '#/components/schemas/Ping'
            - $ref: '#/components/schemas/Failure'
        Ping: {type: object, properties: {event: {const: ping}}}
        Failure: {type: object, properties: {event: {enum: [error, failed]}}}
"""


def raised(
    options: Options | None = None, schemas: str = RAISED
) -> list[tuple[str, ...]]:
    found = operation(
        lowered(
            "schema: {$ref: '#/components/schemas/Event'}", schemas, options=options
        )
    ).result
    assert isinstance(found, EventStream)
    return [variant.events for variant in found.variants if variant.is_error]


def names(*errors: str) -> frozenset[str]:
    return frozenset(errors)


def test_a_variant_is_raised_where_the_document_marks_it() -> None:
    marked = RAISED.replace("Failure: {", "Failure: {x-ssegen-error: true, ")
    assert raised() == []
    assert raised(schemas=marked) == [("error", "failed")]


def test_a_variant_is_raised_where_all_its_names_are_those_of_errors() -> None:
    assert raised(Options(error_events=names("error", "failed", "x"))) == [
        ("error", "failed")
    ]
    assert raised(Options(error_events=names("error"))) == []


@pytest.mark.parametrize("key", ["watchChat", "GET /chat"])
def test_what_is_said_of_one_operation_goes_before_what_is_said_of_all(
    key: str,
) -> None:
    every, none = names("error", "failed"), names()
    for general, special in ((every, none), (none, every)):
        choice = StreamChoice(error_events=special)
        options = Options(error_events=general, streams={key: choice})
        assert bool(raised(options)) == (special == every)


def test_where_all_variants_would_be_raised_none_is() -> None:
    every = names("ping", "error", "failed")
    assert raised(Options(error_events=every)) == []


PARTS = """
        Part:
          oneOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/End'
            - $ref: '#/components/schemas/Failure'
        Text: {type: object, required: [type], properties: {type: {const: text}}}
        End: {type: object, required: [type], properties: {type: {const: end}}}
        Failure: {type: object, required: [type], properties: {type: {const: failure}}}
"""
FAILURE = Reference("#/components/schemas/Failure")


def parted(schemas: str, *errors: str) -> tuple[Lowered, EventStream]:
    found = lowered(
        "schema: {$ref: '#/components/schemas/Part'}",
        schemas,
        options=Options(payloads=True, error_events=names(*errors)),
    )
    result = operation(found).result
    assert isinstance(result, EventStream)
    return found, result


@pytest.mark.parametrize("marked", [True, False])
def test_a_payload_that_is_raised_is_no_member_of_what_is_delivered(
    marked: bool,
) -> None:
    if marked:
        schemas = PARTS.replace("Failure: {", "Failure: {x-ssegen-error: true, ")
        found, result = parted(schemas)
    else:
        found, result = parted(PARTS, "failure")
    assert result.error_payloads == (FAILURE,)
    assert isinstance(result.payload, Reference)
    union = found.api.definitions[result.payload.key]
    assert isinstance(union, Alias)
    assert union.name.candidates[0] == "Part"
    assert isinstance(union.type, Union)
    assert union.type.members == (
        Reference("#/components/schemas/Text"),
        Reference("#/components/schemas/End"),
    )
    assert "#/components/schemas/Part" not in found.api.definitions
    failure = found.api.definitions[FAILURE.key]
    assert isinstance(failure, Model)
    assert failure.properties[0].type == Literal(("failure",), open=False)


def test_a_mapping_gives_payloads_the_names_by_which_they_are_raised() -> None:
    schemas = PARTS.replace("{const: failure}", "{type: string}").replace(
        "        Text:",
        """\
          discriminator:
            propertyName: type
            mapping: {oops: Failure, text: Text, end: End}
        Text:""",
    )
    found, result = parted(schemas, "oops")
    assert result.error_payloads == (FAILURE,)
    failure = found.api.definitions[FAILURE.key]
    assert isinstance(failure, Model)
    assert failure.properties[0].type == Literal(("oops",), open=False)


def test_of_two_payloads_the_one_that_is_not_raised_needs_no_union() -> None:
    schemas = PARTS.replace("            - $ref: '#/components/schemas/End'\n", "")
    _, result = parted(schemas, "failure")
    assert result.payload == Reference("#/components/schemas/Text")
    assert result.error_payloads == (FAILURE,)


def test_where_all_payloads_would_be_raised_none_is() -> None:
    _, result = parted(PARTS, "text", "end", "failure")
    assert result.payload == Reference("#/components/schemas/Part")
    assert result.error_payloads == ()


def test_a_union_that_something_else_needs_whole_keeps_its_name() -> None:
    schemas = PARTS.replace(
        "{const: text}", "{const: text}, all: {$ref: '#/components/schemas/Part'}"
    )
    found, result = parted(schemas, "failure")
    assert isinstance(result.payload, Reference)
    whole = found.api.definitions["#/components/schemas/Part"]
    part = found.api.definitions[result.payload.key]
    assert isinstance(whole, Alias) and isinstance(part, Alias)
    assert isinstance(whole.type, Union) and isinstance(part.type, Union)
    assert (len(whole.type.members), len(part.type.members)) == (3, 2)


def test_a_union_in_the_union_stays_whole_where_nothing_of_it_is_raised() -> None:
    schemas = """
        Part:
          oneOf:
            - $ref: '#/components/schemas/Talk'
            - $ref: '#/components/schemas/Ends'
        Talk: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
        Ends: {oneOf: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/Failure'}]}
        A: {type: object, required: [type], properties: {type: {const: a}}}
        B: {type: object, required: [type], properties: {type: {const: b}}}
        C: {type: object, required: [type], properties: {type: {const: c}}}
        Failure: {type: object, required: [type], properties: {type: {const: failure}}}
"""
    found, result = parted(schemas, "failure")
    assert isinstance(result.payload, Reference)
    union = found.api.definitions[result.payload.key]
    assert isinstance(union, Alias) and isinstance(union.type, Union)
    assert union.type.members == (
        Reference("#/components/schemas/Talk"),
        Reference("#/components/schemas/C"),
    )
    assert result.error_payloads == (FAILURE,)


def test_properties_beside_the_union_are_those_of_its_errors_too() -> None:
    schemas = PARTS.replace(
        "        Part:\n",
        "        Part:\n          properties: {at: {type: integer}}\n",
    )
    found, result = parted(schemas, "failure")
    (failure,) = result.error_payloads
    assert isinstance(failure, Reference)
    model = found.api.definitions[failure.key]
    assert isinstance(model, Model)
    assert {item.wire_name for item in model.properties} == {"at", "type"}
