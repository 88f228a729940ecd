from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.openapi import Shape, StreamNode, streams

if TYPE_CHECKING:
    from tests.openapi.conftest import Read

COMPONENTS = """
components:
  schemas:
    Ping: {type: object, properties: {event: {const: ping}}}
    Chat:
      type: object
      properties: {event: {const: chat}, data: {$ref: '#/components/schemas/Delta'}}
    Text: {type: object, properties: {data: {type: string}}}
    Done: {type: object, properties: {data: {enum: ['[DONE]']}}}
    Bye: {properties: {data: {const: bye}}, x-ms-sse-terminal-event: true}
    Bare: {type: object, properties: {event: {type: string}, data: {type: object}}}
    Delta: {type: object, title: A delta, properties: {content: {type: string}}}
    Union: {oneOf: [{$ref: '#/components/schemas/Ping'}, {$ref: '#/components/schemas/Chat'}]}
    Event_:
      type: object
      properties: {data: {}, id: {type: string}, name: {type: string}, comment: {}, retry: {}}
"""


def stream_of(read: Read, media_type: str, operation: str = "") -> StreamNode:
    """The only stream of a document with one operation."""
    text = f"""
paths:
  /chat:
    post:
      {operation or 'summary: none'}
      responses:
        '200':
          content:
            text/event-stream; charset=utf-8: {media_type}
{COMPONENTS}"""
    (stream,) = streams(read(text))
    return stream


def ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        (ref("Ping"), Shape.ENVELOPE),
        (ref("Text"), Shape.ENVELOPE),
        ("{properties: {id: {}, event: {}, data: {}, retry: {}}}", Shape.ENVELOPE),
        (f"{{allOf: [{ref('Ping')}, {ref('Text')}]}}", Shape.ENVELOPE),
        (f"{{anyOf: [{ref('Chat')}, {{type: 'null'}}]}}", Shape.ENVELOPE),
        (f"{{oneOf: [{ref('Text')}, {ref('Done')}]}}", Shape.ENVELOPE),
        (ref("Union"), Shape.ENVELOPE_UNION),
        (f"{{anyOf: [{ref('Ping')}, {ref('Chat')}]}}", Shape.ENVELOPE_UNION),
        (f"{{oneOf: [{ref('Union')}, {ref('Done')}]}}", Shape.ENVELOPE_UNION),
        ("{type: string}", Shape.STRING),
        ("{type: string, nullable: true}", Shape.STRING),
        ("{anyOf: [{type: string}, {const: x}]}", Shape.STRING),
        (ref("Delta"), Shape.PAYLOAD),
        ("{type: object}", Shape.PAYLOAD),
        ("{type: object, additionalProperties: true}", Shape.PAYLOAD),
        ("{type: integer}", Shape.PAYLOAD),
        ("{properties: {data: {}, other: {}}}", Shape.PAYLOAD),
        (f"{{oneOf: [{ref('Delta')}, {ref('Ping')}]}}", Shape.PAYLOAD_UNION),
        (f"{{oneOf: [{ref('Delta')}, {{type: string}}]}}", Shape.PAYLOAD_UNION),
        (f"{{type: array, items: {ref('Ping')}}}", Shape.ENVELOPE),
        (f"{{type: array, items: {ref('Delta')}}}", Shape.PAYLOAD),
        ("{type: array}", Shape.NONE),
        ("{}", Shape.NONE),
        ("true", Shape.NONE),
        ("{description: events}", Shape.NONE),
        ("", Shape.NONE),
        (ref("Event_"), Shape.FRAMEWORK),
        (ref("Gone"), Shape.UNKNOWN),
    ],
)
def test_the_schema_tells_the_shape(schema: str, shape: Shape, read: Read) -> None:
    assert stream_of(read, f"{{schema: {schema}}}").shape is shape


def test_no_schema_at_all_is_told(read: Read) -> None:
    for media_type in ("{}", "", "{description: events}"):
        stream = stream_of(read, media_type)
        assert (stream.shape, stream.schema, stream.variants) == (Shape.NONE, None, ())


def test_an_item_schema_decides_whatever_the_version(read: Read) -> None:
    text = f"{{itemSchema: {ref('Union')}, schema: {{type: string}}}}"
    stream = stream_of(read, text)
    assert stream.shape is Shape.ENVELOPE_UNION
    assert stream.schema == stream.media_type.item_schema
    assert [v.name for v in stream.variants] == ["Ping", "Chat"]


def test_a_variant_knows_its_fields_events_and_data(read: Read) -> None:
    stream = stream_of(read, f"{{schema: {ref('Union')}}}")
    ping, chat = stream.variants
    assert (ping.name, list(ping.fields), ping.events) == ("Ping", ["event"], ("ping",))
    assert (chat.name, list(chat.fields), chat.events) == (
        "Chat",
        ["event", "data"],
        ("chat",),
    )
    assert (ping.data_is_json, chat.data_is_json) == (False, True)
    assert chat.node.path == "/components/schemas/Union/oneOf/1"
    assert chat.target.path == "/components/schemas/Chat"


@pytest.mark.parametrize(
    ("data", "is_json"),
    [
        ("{type: string}", False),
        ("{type: [string, 'null']}", False),
        ("{enum: [a]}", False),
        ("{type: object}", True),
        ("{type: integer}", True),
        ("{oneOf: [{type: object}, {type: array}]}", True),
        ("{oneOf: [{type: object}, {type: string}]}", False),
        ("{}", False),
        (ref("Delta"), True),
        (ref("Gone"), False),
    ],
)
def test_data_is_json_where_its_schema_says_that_it_is_no_string(
    data: str, is_json: bool, read: Read
) -> None:
    stream = stream_of(read, f"{{schema: {{properties: {{data: {data}}}}}}}")
    assert stream.variants[0].data_is_json is is_json


def test_a_payload_names_its_properties(read: Read) -> None:
    stream = stream_of(
        read, "{schema: {title: T, properties: {b: {}, data: {}, a: {}}}}"
    )
    (variant,) = stream.variants
    assert (variant.name, variant.extra, list(variant.fields)) == (
        "T",
        ("b", "a"),
        ["data"],
    )


def test_properties_beside_a_union_belong_to_every_member(read: Read) -> None:
    stream = stream_of(
        read,
        """
              schema:
                properties: {id: {}, event: {type: string}, data: {type: string}}
                oneOf:
                  - {properties: {event: {const: a}}}
                  - {properties: {event: {enum: [b, c]}, data: {type: object}}}
""",
    )
    assert stream.shape is Shape.ENVELOPE_UNION
    assert [v.events for v in stream.variants] == [("a",), ("b", "c")]
    assert [list(v.fields) for v in stream.variants] == [["id", "event", "data"]] * 2
    assert [v.data_is_json for v in stream.variants] == [False, True]


def test_a_mapping_names_the_events_of_variants_without_a_constant(read: Read) -> None:
    stream = stream_of(
        read,
        f"""
              schema:
                oneOf: [{ref('Bare')}, {ref('Chat')}, {ref('Text')}]
                discriminator:
                  propertyName: event
                  mapping: {{one: Bare, two: '#/components/schemas/Bare', other: Chat, odd: 1}}
""",
    )
    assert stream.discriminator is not None
    assert stream.discriminator_property == "event"
    assert stream.mapping == {
        "one": "Bare",
        "two": "#/components/schemas/Bare",
        "other": "Chat",
    }
    assert [v.events for v in stream.variants] == [("one", "two"), ("chat",), ()]


def test_a_mapping_on_another_property_names_no_events(read: Read) -> None:
    stream = stream_of(
        read,
        f"""
              schema:
                oneOf: [{ref('Bare')}, {ref('Text')}]
                discriminator: {{propertyName: type, mapping: {{one: Bare}}}}
""",
    )
    assert stream.discriminator_property == "type"
    assert [v.events for v in stream.variants] == [(), ()]


@pytest.mark.parametrize(
    ("media_type", "operation"),
    [
        ("{x-speakeasy-sse-sentinel: '[DONE]', schema: {type: string}}", ""),
        ("{schema: {type: string}}", "x-fern-streaming: {terminator: '[DONE]'}"),
        (f"{{schema: {{oneOf: [{ref('Text')}, {ref('Done')}]}}}}", ""),
        (f"{{schema: {{oneOf: [{ref('Delta')}, {{const: '[DONE]'}}]}}}}", ""),
    ],
)
def test_a_sentinel_is_found_where_documents_declare_it(
    media_type: str, operation: str, read: Read
) -> None:
    stream = stream_of(read, media_type, operation)
    assert stream.sentinel == "[DONE]"
    assert stream.sentinel_node is not None


def test_a_sentinel_that_is_not_text_is_shown_but_not_used(read: Read) -> None:
    stream = stream_of(read, "{x-speakeasy-sse-sentinel: 1, schema: {type: string}}")
    assert stream.sentinel is None
    assert stream.sentinel_node is not None
    assert stream.sentinel_node.value == 1


def test_the_sentinel_of_a_union_is_no_event(read: Read) -> None:
    stream = stream_of(read, f"{{schema: {{oneOf: [{ref('Union')}, {ref('Done')}]}}}}")
    assert [v.is_sentinel for v in stream.variants] == [None, None, "[DONE]"]
    assert [v.name for v in stream.events] == ["Ping", "Chat"]
    assert stream.sentinel_node == stream.variants[2].node


def test_a_single_schema_with_constant_data_is_an_event(read: Read) -> None:
    stream = stream_of(read, f"{{schema: {ref('Done')}}}")
    assert (stream.shape, stream.sentinel) == (Shape.ENVELOPE, None)


def test_a_declared_sentinel_makes_other_constants_events(read: Read) -> None:
    stream = stream_of(
        read,
        f"""
              x-speakeasy-sse-sentinel: END
              schema:
                oneOf:
                  - {ref('Done')}
                  - {{properties: {{data: {{const: END}}}}}}
""",
    )
    assert stream.sentinel == "END"
    assert [v.is_sentinel for v in stream.variants] == [None, "END"]


ALIVE = "{properties: {event: {const: ping}, data: {const: alive}}}"


def test_of_several_constants_the_one_without_an_event_name_ends_the_stream(
    read: Read,
) -> None:
    stream = stream_of(
        read, f"{{schema: {{oneOf: [{ref('Chat')}, {ALIVE}, {ref('Done')}]}}}}"
    )
    assert stream.sentinel == "[DONE]"
    assert [v.name for v in stream.events] == ["Chat", ""]


@pytest.mark.parametrize(
    "marked",
    [
        "{properties: {data: {const: bye}}, x-ms-sse-terminal-event: true}",
        ref("Bye"),
    ],
)
def test_of_several_constants_the_marked_one_ends_the_stream(
    marked: str, read: Read
) -> None:
    stream = stream_of(
        read, f"{{schema: {{oneOf: [{ref('Chat')}, {ref('Done')}, {marked}]}}}}"
    )
    assert stream.sentinel == "bye"


def test_of_several_constants_that_all_could_none_ends_the_stream(read: Read) -> None:
    other = "{properties: {data: {const: bye}}}"
    stream = stream_of(
        read, f"{{schema: {{oneOf: [{ref('Chat')}, {ref('Done')}, {other}]}}}}"
    )
    assert stream.sentinel is None
    assert len(stream.events) == 3


def test_streams_of_every_status_and_response_are_found(read: Read) -> None:
    document = read(f"""
paths:
  /a:
    get:
      responses:
        200:
          content: {{application/json: {{}}, text/event-stream: {{schema: {{type: string}}}}}}
        default: {{$ref: '#/components/responses/R'}}
  /b:
    get: {{responses: {{2XX: {{$ref: '#/components/responses/R'}}, 404: {{$ref: '#/gone'}}}}}}
{COMPONENTS}
  responses:
    R: {{content: {{TEXT/EVENT-STREAM: {{schema: {ref('Ping')}}}}}}}
""")
    assert [(s.operation.path, s.status, s.shape) for s in streams(document)] == [
        ("/a", "200", Shape.STRING),
        ("/a", "default", Shape.ENVELOPE),
        ("/b", "2XX", Shape.ENVELOPE),
    ]


@pytest.mark.parametrize(
    "schema",
    [
        "{oneOf: [{$ref: '#/paths/~1chat/post/responses/200/content'}]}",
        "{$ref: '#/components/schemas/Loop'}",
        "{oneOf: [1, null, [x]]}",
        "{oneOf: {a: 1}, allOf: 3, properties: [a], discriminator: x}",
        "{oneOf: [{type: object}], discriminator: {propertyName: 1, mapping: [a]}}",
        "{discriminator: {propertyName: event, mapping: {a: 'http://[', b: '#'}}, oneOf: [{}]}",
    ],
)
def test_no_broken_schema_raises(schema: str, read: Read) -> None:
    loop = "    Loop: {oneOf: [{$ref: '#/components/schemas/Loop'}]}\n"
    text = f"""
paths:
  /chat: {{post: {{responses: {{200: {{content: {{text/event-stream: {{schema: {schema}}}}}}}}}}}}}
{COMPONENTS}{loop}"""
    (stream,) = streams(read(text))
    assert stream.shape in (Shape.NONE, Shape.PAYLOAD)


@pytest.mark.parametrize(
    ("media_type", "operation", "marked", "shape"),
    [
        (f"{{schema: {ref('Ping')}}}", "", False, Shape.ENVELOPE),
        (
            f"{{schema: {ref('Ping')}}}",
            "x-ssegen-event-model: payload",
            True,
            Shape.ENVELOPE,
        ),
        (
            f"{{x-ssegen-event-model: payload, schema: {ref('Ping')}}}",
            "",
            True,
            Shape.PAYLOAD,
        ),
        (
            f"{{x-ssegen-event-model: payload, schema: {ref('Union')}}}",
            "",
            True,
            Shape.PAYLOAD_UNION,
        ),
        (
            f"{{x-ssegen-event-model: other, schema: {ref('Delta')}}}",
            "",
            False,
            Shape.PAYLOAD,
        ),
    ],
)
def test_a_mark_says_that_payloads_are_meant_and_decides_on_the_media_type(
    media_type: str, operation: str, marked: bool, shape: Shape, read: Read
) -> None:
    stream = stream_of(read, media_type, operation)
    assert (stream.is_marked, stream.shape) == (marked, shape)


@pytest.mark.parametrize(
    ("data", "held", "is_json"),
    [
        (
            "{contentMediaType: application/json, contentSchema: {type: integer}}",
            {"type": "integer"},
            True,
        ),
        ("{type: string, contentMediaType: application/problem+json}", None, True),
        (
            "{contentMediaType: text/plain, contentSchema: {type: integer}}",
            {
                "contentMediaType": "text/plain",
                "contentSchema": {"type": "integer"},
            },
            False,
        ),
        ("{type: integer}", {"type": "integer"}, True),
        ("{type: string}", {"type": "string"}, False),
    ],
)
def test_what_a_string_of_json_holds_is_what_data_holds(
    data: str, held: object, is_json: bool, read: Read
) -> None:
    stream = stream_of(read, f"{{schema: {{properties: {{data: {data}}}}}}}")
    (variant,) = stream.variants
    assert (variant.data.value if variant.data else None) == held
    assert variant.data_is_json is is_json


def test_the_name_of_a_framework_s_event_is_its_event(read: Read) -> None:
    (variant,) = stream_of(read, f"{{schema: {ref('Event_')}}}").variants
    assert variant.is_framework
    assert variant.extra == ("name", "comment")
    assert list(variant.fields) == ["data", "id", "retry", "event"]


MARKED = """
components:
  schemas:
    Text: {{properties: {{event: {{const: text}}, data: {{type: string}}}}}}
    Failure: {{{failure}properties: {{event: {{const: error}}, data: {{type: string}}}}}}
    Broken: {{properties: {{event: {{const: broken}}, data: {{type: string}}}}}}
    Failures:
      {failures}oneOf:
        - {{$ref: '#/components/schemas/Failure'}}
        - {{$ref: '#/components/schemas/Broken'}}
    Wrapper: {{$ref: '#/components/schemas/Failure', x-ssegen-error: true}}
"""
MARK = "x-ssegen-error: true"


def errors_of(
    read: Read, members: str, failure: str = "", failures: str = "", beside: str = ""
) -> list[str]:
    """The names of the events that report errors in a union of these members."""
    text = f"""
paths:
  /chat:
    get:
      responses:
        '200':
          content:
            text/event-stream:
              schema: {{oneOf: [{members}]{beside}}}
{MARKED.format(failure=failure and failure + ", ", failures=failures)}"""
    (stream,) = streams(read(text))
    return [name for v in stream.events if v.is_error for name in v.events]


def test_a_schema_says_that_it_reports_an_error(read: Read) -> None:
    members = f"{ref('Text')}, {ref('Failure')}"
    assert errors_of(read, members) == []
    assert errors_of(read, members, failure=MARK) == ["error"]
    assert errors_of(read, members, failure="x-ssegen-error: 'true'") == []


def test_what_refers_to_a_schema_says_that_it_reports_an_error(read: Read) -> None:
    here = "{$ref: '#/components/schemas/Failure', %s}"
    assert errors_of(read, f"{ref('Text')}, {here % MARK}") == ["error"]
    assert errors_of(read, f"{ref('Text')}, {ref('Wrapper')}") == ["error"]
    unmarked = here % "x-ssegen-error: false"
    assert errors_of(read, f"{ref('Text')}, {unmarked}", failure=MARK) == []


@pytest.mark.parametrize("target", ["Wrapper", "'#/components/schemas/Wrapper'"])
def test_what_a_mapping_names_says_that_it_reports_an_error(
    read: Read, target: str
) -> None:
    beside = f", discriminator: {{propertyName: event, mapping: {{error: {target}}}}}"
    members = f"{ref('Text')}, {ref('Failure')}"
    assert errors_of(read, members, beside=beside) == ["error"]


def test_a_union_says_it_of_all_its_members_that_do_not_say_it_themselves(
    read: Read,
) -> None:
    members = f"{ref('Text')}, {ref('Failures')}"
    everything = f"{MARK}\n      "
    assert errors_of(read, members, failures=everything) == ["error", "broken"]
    assert errors_of(
        read, members, failures=everything, failure="x-ssegen-error: false"
    ) == ["broken"]


def test_a_sentinel_reports_no_error(read: Read) -> None:
    end = "{x-ssegen-error: true, properties: {data: {const: '[DONE]'}}}"
    assert errors_of(read, f"{ref('Text')}, {end}") == []
