"""Unions of payloads deliver what the document knows as its types, and keep all else."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from ssegen.config import Config

from .conftest import events_of
from .test_styles import streaming

if TYPE_CHECKING:
    from .conftest import Generate, Talk

PAYLOADS = Config(payload_events=True)

SCHEMAS = """
Event:
  oneOf:
    - {$ref: '#/components/schemas/Added'}
    - {$ref: '#/components/schemas/Ended'}
Added:
  type: object
  required: [kind, item]
  properties:
    kind: {const: added}
    item: {$ref: '#/components/schemas/Item'}
Ended:
  type: object
  required: [kind, reason]
  properties:
    kind: {type: string, enum: [done, failed]}
    reason: {type: [string, 'null']}
Item:
  anyOf:
    - {$ref: '#/components/schemas/Text'}
    - {$ref: '#/components/schemas/Group'}
Text:
  type: object
  required: ['@type', text]
  properties:
    '@type': {const: text}
    text: {type: string}
Group:
  type: object
  required: ['@type', items]
  properties:
    '@type': {const: group}
    items: {type: array, items: {$ref: '#/components/schemas/Item'}}
Refusal:
  type: object
  required: [code]
  properties:
    code: {type: integer}
"""
FEED = streaming("schema: {$ref: '#/components/schemas/Event'}", schemas=SCHEMAS)
TEXT = {"@type": "text", "text": "a"}


def answered(feed: Talk, *payloads: Any) -> Any:
    """Open the stream of these payloads."""
    feed.answer("".join(f"data: {json.dumps(payload)}\n\n" for payload in payloads))
    return feed.client.feed.watch()


def sdk(feed: Talk) -> Any:
    """The package that was generated."""
    return import_module(type(feed.client).__module__.partition(".")[0])


def test_constants_tell_members_apart_where_no_discriminator_is_declared(
    talk: Generate,
) -> None:
    feed = talk(FEED, PAYLOADS)
    models = sdk(feed).models
    stream = answered(
        feed,
        {"kind": "added", "item": TEXT},
        {"kind": "failed", "reason": None},
        {"kind": "done", "reason": "x"},
    )
    added, *ended = events_of(stream)
    assert type(added) is models.Added
    assert (type(added.item), added.item.text) == (models.Text, "a")
    assert [(type(event), event.kind) for event in ended] == [
        (models.Ended, "failed"),
        (models.Ended, "done"),
    ]


def test_what_is_unknown_is_kept_at_every_depth_and_sent_as_it_came(
    talk: Generate,
) -> None:
    feed = talk(FEED, PAYLOADS)
    models = sdk(feed).models
    later: Any = {"kind": "later", "n": 1}
    inside: Any = {"@type": "image", "url": None}
    group = {"@type": "group", "items": [TEXT, inside]}
    stream = answered(feed, later, {"kind": "added", "item": group})
    unknown, added = events_of(stream)
    assert (type(unknown), unknown.kind) == (models.UnknownEvent, "UNKNOWN")
    assert unknown.raw == later
    assert stream.unknown_events == {"later": 1}
    text, image = added.item.items
    assert (type(text), type(image)) == (models.Text, models.UnknownItem)
    assert image.raw == inside
    assert added.item.model_dump(mode="json", by_alias=True) == group


def test_unknown_events_raise_for_the_strict(talk: Generate) -> None:
    feed = talk(FEED, PAYLOADS)
    feed.answer('data: {"kind": "later"}\n\n')
    with (
        pytest.raises(sdk(feed).UnknownEventError, match="later") as raised,
        feed.client.feed.watch(on_unknown="raise") as stream,
    ):
        list(stream)
    assert raised.value.frame.text == '{"kind": "later"}'


def test_a_known_event_with_a_mistake_is_not_unknown(talk: Generate) -> None:
    feed = talk(FEED, PAYLOADS)
    with pytest.raises(
        sdk(feed).EventDecodeError,
        match=r"^event 0 does not decode: data\.added\.item\.text\.text: Field required$",
    ):
        list(answered(feed, {"kind": "added", "item": {"@type": "text"}}))


def test_an_error_in_the_middle_is_the_type_that_the_document_gives_to_refusals(
    talk: Generate,
) -> None:
    refusal = "application/json: {schema: {$ref: '#/components/schemas/Refusal'}}"
    refused = f"        4XX: {{description: No., content: {{{refusal}}}}}\n"
    text = FEED.replace("components:\n", refused + "components:\n", 1)
    feed = talk(text, PAYLOADS)
    with pytest.raises(sdk(feed).StreamServerError) as raised:
        list(answered(feed, {"kind": "done", "reason": ""}, {"code": 7}))
    assert raised.value.body == sdk(feed).models.Refusal(code=7)
    assert raised.value.event_count == 1


def test_a_union_may_have_very_many_members(talk: Generate) -> None:
    members = "".join(
        f"Event{n}: {{type: object, required: [type], properties:"
        f" {{type: {{const: e{n}}}, n{n}: {{type: integer}}}}}}\n"
        for n in range(58)
    )
    listed = ", ".join(f"{{$ref: '#/components/schemas/Event{n}'}}" for n in range(58))
    event = f"Event:\n  oneOf: [{listed}]\n  discriminator: {{propertyName: type}}\n"
    schema = "schema: {$ref: '#/components/schemas/Event'}"
    feed = talk(streaming(schema, schemas=event + members), PAYLOADS)
    payloads = [{"type": f"e{n}", f"n{n}": n} for n in range(58)]
    events = events_of(answered(feed, *payloads, {"type": "e58"}))
    names = [type(event).__name__ for event in events]
    assert names == [*(f"Event{n}" for n in range(58)), "UnknownEvent"]


def test_a_union_in_a_union_has_the_tag_of_its_members(talk: Generate) -> None:
    schemas = """
        Group:
          oneOf: [{$ref: '#/components/schemas/One'}, {$ref: '#/components/schemas/Two'}]
        Item: {type: object, required: [kind], properties: {kind: {const: item}}}
        One: {type: object, required: [kind, n],
              properties: {kind: {const: group}, n: {const: 1}}}
        Two: {type: object, required: [kind, n],
              properties: {kind: {const: group}, n: {const: 2}}}
    """
    members = (
        "{$ref: '#/components/schemas/Group'}, {$ref: '#/components/schemas/Item'}"
    )
    feed = talk(streaming(f"schema: {{oneOf: [{members}]}}", schemas=schemas), PAYLOADS)
    stream = answered(
        feed, {"kind": "item"}, {"kind": "group", "n": 2}, {"kind": "later"}
    )
    item, two, later = events_of(stream)
    models = sdk(feed).models
    assert (type(item), type(two)) == (models.Item, models.Two)
    assert later.raw == {"kind": "later"}
    assert stream.unknown_events == {"later": 1}
