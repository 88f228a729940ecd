"""Every way in which a document describes events gives a stream of the events it means."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config, OperationConfig

from .conftest import events_of

if TYPE_CHECKING:
    from .conftest import Generate

PAYLOADS = Config(payload_events=True)

ITEM = "{type: object, required: [n], properties: {n: {type: integer}}}"


def streaming(
    media_type: str, essence: str = "text/event-stream", schemas: str = ""
) -> str:
    """A document whose ``GET /feed`` streams so."""
    described = textwrap.indent(textwrap.dedent(media_type).strip("\n"), " " * 14)
    text = f"""\
paths:
  /feed:
    get:
      operationId: watchFeed
      tags: [feed]
      responses:
        '200':
          description: The feed.
          content:
            {essence}:
{described}
"""
    if schemas:
        listed = textwrap.indent(textwrap.dedent(schemas).strip("\n"), " " * 4)
        text += f"components:\n  schemas:\n{listed}\n"
    return text


def test_a_payload_is_what_data_holds(talk: Generate) -> None:
    feed = talk(streaming(f"schema: {ITEM}"), PAYLOADS)
    feed.answer('data: {"n": 1}\n\nid: 7\ndata: {"n": 2}\n\n')
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1, 2]


@pytest.mark.parametrize(
    "config",
    [
        PAYLOADS,
        Config(operations={"watchFeed": OperationConfig(payload=True)}),
        Config(operations={"GET /feed": OperationConfig(payload=True)}),
    ],
)
def test_payloads_are_allowed_for_all_or_for_one_operation(
    talk: Generate, config: Config
) -> None:
    feed = talk(streaming(f"schema: {ITEM}"), config)
    feed.answer('data: {"n": 1}\n\n')
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("paths:", "x-ssegen-event-model: payload\npaths:"),
        ("      tags:", "      x-ssegen-event-model: payload\n      tags:"),
        ("schema:", "x-ssegen-event-model: payload\n              schema:"),
    ],
)
def test_a_document_may_say_that_payloads_are_meant(
    talk: Generate, before: str, after: str
) -> None:
    feed = talk(streaming(f"schema: {ITEM}").replace(before, after))
    feed.answer('data: {"n": 1}\n\n')
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1]


def test_what_may_be_an_envelope_is_one_unless_its_media_type_says_otherwise(
    talk: Generate,
) -> None:
    schema = "schema: {type: object, properties: {id: {type: string}, data: {}}}"
    feed = talk(streaming(schema), PAYLOADS)
    feed.answer('id: 7\ndata: {"id": "a"}\n\n')
    (event,) = events_of(feed.client.feed.watch())
    assert (event.id, event.data) == ("7", '{"id": "a"}')


def test_a_media_type_makes_a_payload_of_what_may_be_an_envelope(
    talk: Generate,
) -> None:
    schema = "schema: {type: object, properties: {id: {type: string}, data: {}}}"
    feed = talk(streaming(f"x-ssegen-event-model: payload\n{schema}"))
    feed.answer('id: 7\ndata: {"id": "a", "data": 1}\n\n')
    (event,) = events_of(feed.client.feed.watch())
    assert (event.id, event.data) == ("a", 1)


def test_a_payload_with_constant_data_is_no_sentinel(talk: Generate) -> None:
    end = "{required: [data], properties: {data: {const: end}}}"
    schema = f"schema: {{oneOf: [{ITEM}, {end}]}}"
    text = streaming(f"x-ssegen-event-model: payload\n{schema}")
    feed = talk(text)
    feed.answer('data: {"data": "end"}\n\ndata: {"n": 1}\n\n')
    last, item = events_of(feed.client.feed.watch())
    assert (last.data, item.n) == ("end", 1)


MEMBERS = """
Delta:
  type: object
  required: [type, text]
  properties: {type: {type: string, %s}, text: {type: string}}
Stop:
  type: object
  required: [type]
  properties: {type: {type: string, %s}, reason: {type: string}}
"""

ONE_OF = """
schema:
  oneOf: [{$ref: '#/components/schemas/Delta'}, {$ref: '#/components/schemas/Stop'}]
"""


@pytest.mark.parametrize(
    ("discriminator", "delta", "stop"),
    [
        (
            "  discriminator: {propertyName: type, mapping: {delta: Delta, stop: Stop}}",
            "description: the type",
            "description: the type",
        ),
        ("  discriminator: {propertyName: type}", "const: delta", "const: stop"),
        ("", "const: delta", "const: stop"),
        ("", "enum: [delta]", "enum: [stop]"),
        (
            "",
            "enum: [delta], x-stainless-const: true",
            "enum: [stop], x-stainless-const: true",
        ),
    ],
)
def test_payloads_are_told_apart_by_any_property(
    talk: Generate, discriminator: str, delta: str, stop: str
) -> None:
    text = streaming(ONE_OF + discriminator, schemas=MEMBERS % (delta, stop))
    feed = talk(text, PAYLOADS)
    feed.answer(
        'event: x\ndata: {"type": "delta", "text": "a"}\n\n'
        'data: {"type": "stop", "reason": "end"}\n\n'
        'data: {"type": "later", "text": 1}\n\n'
    )
    events = events_of(feed.client.feed.watch())
    names = [type(event).__name__ for event in events]
    assert names[:2] == ["Delta", "Stop"]
    assert names[2].startswith("Unknown")
    assert events[2].raw == {"type": "later", "text": 1}


def test_payloads_that_nothing_tells_apart_are_matched_by_their_shape(
    talk: Generate,
) -> None:
    schemas = """
        Delta: {type: object, required: [text], properties: {text: {type: string}}}
        Stop: {type: object, required: [reason], properties: {reason: {type: string}}}
    """
    feed = talk(streaming(ONE_OF, schemas=schemas), PAYLOADS)
    feed.answer('data: {"reason": "end"}\n\ndata: {"text": "a"}\n\n')
    names = [type(event).__name__ for event in events_of(feed.client.feed.watch())]
    assert names == ["Stop", "Delta"]


def test_the_sentinel_in_a_union_of_payloads_is_no_event(talk: Generate) -> None:
    schema = ONE_OF.replace("}]", "}, {type: string, enum: ['[DONE]']}]")
    schemas = MEMBERS % ("const: delta", "const: stop")
    feed = talk(streaming(schema, schemas=schemas), PAYLOADS)
    feed.answer('data: {"type": "stop"}\n\ndata: [DONE]\n\n')
    assert [event.type for event in events_of(feed.client.feed.watch())] == ["stop"]


def test_a_payload_may_be_a_number(talk: Generate) -> None:
    feed = talk(streaming("schema: {type: integer}"), PAYLOADS)
    feed.answer("data: 1\n\ndata: 2\n\n")
    assert events_of(feed.client.feed.watch()) == [1, 2]


@pytest.mark.parametrize("media_type", ["schema: {type: string}", "{}", "schema: {}"])
def test_a_stream_of_strings_or_of_no_schema_carries_text(
    talk: Generate, media_type: str
) -> None:
    feed = talk(streaming(media_type))
    feed.answer('event: a\ndata: {"n": 1}\n\ndata: 2\n\n')
    events = events_of(feed.client.feed.watch())
    assert [(e.event, e.data) for e in events] == [("a", '{"n": 1}'), ("message", "2")]


def test_the_items_of_an_array_are_the_events(talk: Generate) -> None:
    feed = talk(streaming(f"schema: {{type: array, items: {ITEM}}}"), PAYLOADS)
    feed.answer('data: {"n": 1}\n\n')
    assert [event.n for event in events_of(feed.client.feed.watch())] == [1]


def test_the_items_of_an_array_may_be_envelopes(talk: Generate) -> None:
    schema = f"schema: {{type: array, items: {{properties: {{data: {ITEM}}}}}}}"
    feed = talk(streaming(schema))
    feed.answer('data: {"n": 1}\n\n')
    assert [event.data.n for event in events_of(feed.client.feed.watch())] == [1]


ENCODED = """
itemSchema:
  type: object
  required: [data]
  properties:
    data:
      type: string
      contentMediaType: application/json
      contentSchema: {$ref: '#/components/schemas/Item'}
    event: {type: string}
    id: {type: string}
    retry: {type: integer}
"""


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_an_item_schema_decodes_what_its_string_holds(
    talk: Generate, version: str
) -> None:
    text = streaming(ENCODED, schemas=f"Item: {ITEM}")
    feed = talk(text, Config(strict=True), version)
    feed.answer('event: item\nid: 3\ndata: {"n": 1}\n\n')
    (event,) = events_of(feed.client.feed.watch())
    assert (event.data.n, event.event, event.id) == (1, "item", "3")


def test_encoded_json_without_a_schema_is_any_value(talk: Generate) -> None:
    media_type = """
        itemSchema:
          properties: {data: {type: string, contentMediaType: application/json}}
    """
    feed = talk(streaming(media_type))
    feed.answer("data: [1, 2]\n\n")
    assert [event.data for event in events_of(feed.client.feed.watch())] == [[1, 2]]


def test_siblings_of_a_reference_and_of_a_union_count(talk: Generate) -> None:
    media_type = """
        itemSchema:
          $ref: '#/components/schemas/Event'
          required: [event]
          oneOf:
            - properties: {event: {const: text}}
            - properties:
                event: {const: item}
                data:
                  contentMediaType: application/json
                  contentSchema: {$ref: '#/components/schemas/Item'}
    """
    schemas = f"""
        Item: {ITEM}
        Event:
          type: object
          required: [data]
          properties: {{event: {{type: string}}, data: {{type: string}}, id: {{type: string}}}}
    """
    feed = talk(streaming(media_type, schemas=schemas), version="3.2.0")
    feed.answer('event: text\nid: 1\ndata: 12\n\nevent: item\ndata: {"n": 1}\n\n')
    text, item = events_of(feed.client.feed.watch())
    assert (text.event, text.data, text.id) == ("text", "12", "1")
    assert (item.event, item.data.n) == ("item", 1)


def test_envelopes_may_be_composed(talk: Generate) -> None:
    schemas = f"""
        Frame: {{type: object, properties: {{id: {{type: string}}}}}}
        Item: {ITEM}
        ItemEvent:
          allOf:
            - $ref: '#/components/schemas/Frame'
            - properties: {{event: {{const: item}}, data: {{$ref: '#/components/schemas/Item'}}}}
        PingEvent:
          allOf:
            - $ref: '#/components/schemas/Frame'
            - properties: {{event: {{const: ping}}}}
    """
    union = "[{$ref: '#/components/schemas/ItemEvent'}, {$ref: '#/components/schemas/PingEvent'}]"
    feed = talk(
        streaming(f"schema: {{anyOf: {union}, nullable: true}}", schemas=schemas)
    )
    feed.answer('id: 1\nevent: item\ndata: {"n": 1}\n\nevent: ping\n\n')
    item, ping = events_of(feed.client.feed.watch())
    assert (item.id, item.data.n, type(ping).__name__) == ("1", 1, "PingEvent")


def test_a_variant_may_be_null_beside_a_reference(talk: Generate) -> None:
    schema = (
        "schema: {anyOf: [{$ref: '#/components/schemas/ItemEvent'}, {type: 'null'}]}"
    )
    schemas = f"ItemEvent: {{type: object, properties: {{data: {ITEM}}}}}"
    feed = talk(streaming(schema, schemas=schemas))
    feed.answer('data: {"n": 1}\n\n')
    assert [event.data.n for event in events_of(feed.client.feed.watch())] == [1]


def test_the_event_class_of_a_framework_is_taken_for_what_it_sends(
    talk: Generate,
) -> None:
    media_type = "schema: {$ref: '#/components/schemas/Event_Item_'}"
    schemas = f"""
        Item: {ITEM}
        Event_Item_:
          type: object
          properties:
            data: {{$ref: '#/components/schemas/Item'}}
            id: {{type: string}}
            name: {{type: string}}
            comment: {{type: string}}
            retry: {{type: string, format: duration}}
    """
    feed = talk(streaming(media_type, schemas=schemas))
    feed.answer(': hi\nid: 1\nevent: progress\nretry: 500\ndata: {"n": 1}\n\n')
    (event,) = events_of(feed.client.feed.watch())
    assert (event.event, event.id, event.retry, event.data.n) == (
        "progress",
        "1",
        500,
        1,
    )


def test_a_stream_may_come_under_another_status(talk: Generate) -> None:
    text = streaming("schema: {type: string}")
    feed = talk(text.replace("'200'", "'201'"))
    feed.answer("data: a\n\n", status=201)
    assert [event.data for event in events_of(feed.client.feed.watch())] == ["a"]


def test_a_stream_under_default_is_one_where_no_other_success_is_declared(
    talk: Generate,
) -> None:
    feed = talk(streaming("schema: {type: string}").replace("'200'", "default"))
    feed.answer("data: a\n\n")
    assert [event.data for event in events_of(feed.client.feed.watch())] == ["a"]
