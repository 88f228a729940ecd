"""Events that report errors are raised, with the report typed; all others are delivered."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, get_args

import pytest

from ssegen.config import Config, OperationConfig

from .test_styles import streaming

if TYPE_CHECKING:
    from .conftest import Generate, Talk

MARK = "x-ssegen-error: true"
NAMED = Config(payload_events=True, error_events=("failed",))
SCHEMA = "schema: {$ref: '#/components/schemas/Event'}"

ENVELOPES = """
Event:
  oneOf:
    - {$ref: '#/components/schemas/Ping'}
    - {$ref: '#/components/schemas/Text'}
    - {$ref: '#/components/schemas/Failed'}
Ping: {type: object, required: [event], properties: {event: {const: ping}}}
Text:
  type: object
  required: [event, data]
  properties: {event: {const: text}, data: {type: string}}
Failed:
  type: object
  required: [event, data]
  properties: {event: {const: failed}, data: {$ref: '#/components/schemas/Problem'}}
Problem: {type: object, required: [code], properties: {code: {type: integer}}}
"""

PAYLOADS = """
Event:
  oneOf:
    - {$ref: '#/components/schemas/Text'}
    - {$ref: '#/components/schemas/Done'}
    - {$ref: '#/components/schemas/Failed'}
Text:
  type: object
  required: [type, text]
  properties: {type: {const: text}, text: {type: string}}
Done: {type: object, required: [type], properties: {type: {const: done}}}
Failed:
  type: object
  required: [type, code]
  properties: {type: {const: failed}, code: {type: integer}}
"""


def marked(schemas: str) -> str:
    return schemas.replace("Failed:\n", f"Failed:\n  {MARK}\n")


def sdk(feed: Talk) -> Any:
    """The package that was generated."""
    return import_module(type(feed.client).__module__.partition(".")[0])


def outcome(feed: Talk) -> tuple[list[Any], Any]:
    """The events of the stream, and the error that it ends in."""
    events: list[Any] = []
    with feed.client.feed.watch() as stream:
        with pytest.raises(sdk(feed).StreamServerError) as raised:
            events.extend(stream)
        assert not stream.completed
    assert raised.value.event_count == len(events) == stream.event_count
    return events, raised.value


@pytest.fixture(params=["marked", "named"])
def envelopes(request: pytest.FixtureRequest, talk: Generate) -> Talk:
    """A stream whose event ``failed`` reports an error, by the document or the configuration."""
    if request.param == "marked":
        return talk(streaming(SCHEMA, schemas=marked(ENVELOPES)))
    return talk(streaming(SCHEMA, schemas=ENVELOPES), NAMED)


def test_an_envelope_is_raised_with_its_data(envelopes: Talk) -> None:
    envelopes.answer(
        'event: text\ndata: a\n\nevent: failed\nid: 7\ndata: {"code": 5}\n\n'
        "event: ping\n\n"
    )
    events, error = outcome(envelopes)
    assert events == [sdk(envelopes).events.Text("a")]
    assert error.body == sdk(envelopes).models.Problem(code=5)
    assert error.frame.data == b'{"code": 5}'
    assert error.last_event_id == "7"


@pytest.mark.parametrize(
    ("frame", "body"),
    [
        ("event: failed\n\n", None),
        ("event: failed\ndata\n\n", None),
        ("event: failed\ndata: too much\n\n", "too much"),
        ('event: failed\ndata: {"reason": 1}\n\n', {"reason": 1}),
    ],
)
def test_an_envelope_is_raised_even_if_its_data_is_something_else(
    envelopes: Talk, frame: str, body: object
) -> None:
    envelopes.answer(f"event: ping\n\n{frame}")
    events, error = outcome(envelopes)
    assert (len(events), error.body) == (1, body)


def test_what_is_raised_is_no_member_of_what_is_delivered(envelopes: Talk) -> None:
    events = sdk(envelopes).events
    assert get_args(events.Event) == (events.Ping, events.Text)
    assert events.Failed(data=sdk(envelopes).models.Problem(code=1)).event == "failed"
    document = type(envelopes.client.feed).watch.__doc__
    assert "StreamServerError: The server reports an error" in document
    assert "``models.Problem``" in document


def test_an_operation_may_deliver_what_others_raise(talk: Generate) -> None:
    config = Config(
        error_events=NAMED.error_events,
        operations={"watchFeed": OperationConfig(error_events=())},
    )
    feed = talk(streaming(SCHEMA, schemas=ENVELOPES), config)
    feed.answer('event: failed\ndata: {"code": 5}\n\n')
    with feed.client.feed.watch() as stream:
        (event,) = stream
    assert type(event) is sdk(feed).events.Failed


@pytest.fixture(params=["marked", "named"])
def config(request: pytest.FixtureRequest) -> Config:
    """A configuration for documents with and without marks."""
    return NAMED if request.param == "named" else Config(payload_events=True)


def payloads(config: Config, schemas: str) -> str:
    return schemas if config.error_events else marked(schemas)


LINES = "application/x-ndjson"
EVENTS = "text/event-stream"


@pytest.mark.parametrize("media_type", [LINES, EVENTS])
def test_a_payload_is_raised_itself(
    talk: Generate, config: Config, media_type: str
) -> None:
    feed = talk(streaming(SCHEMA, media_type, payloads(config, PAYLOADS)), config)
    models = sdk(feed).models
    before = "" if media_type == LINES else "data: "
    lines = [
        '{"type": "text", "text": "a"}',
        '{"type": "later", "code": 1}',
        '{"type": "failed", "code": 5}',
        '{"type": "done"}',
    ]
    feed.answer("".join(f"{before}{line}\n\n" for line in lines), media_type=media_type)
    events, error = outcome(feed)
    assert events == [
        models.Text(type="text", text="a"),
        models.UnknownEvent(raw={"type": "later", "code": 1}),
    ]
    assert error.body == models.Failed(type="failed", code=5)
    assert type(error.body) is models.Failed


def test_a_payload_that_is_raised_is_no_member_of_the_union(
    talk: Generate, config: Config
) -> None:
    feed = talk(streaming(SCHEMA, schemas=payloads(config, PAYLOADS)), config)
    models = sdk(feed).models
    union, _ = get_args(models.Event)
    assert get_args(union) == (models.Text, models.Done, models.UnknownEvent)


def test_an_error_without_a_tag_is_told_from_tagged_payloads(talk: Generate) -> None:
    schemas = marked(PAYLOADS).replace("type: {const: failed}, ", "")
    schemas = schemas.replace("required: [type, code]", "required: [code]")
    feed = talk(streaming(SCHEMA, schemas=schemas), Config(payload_events=True))
    models = sdk(feed).models
    feed.answer('data: {"type": "later", "code": 1}\n\ndata: {"code": 5}\n\n')
    events, error = outcome(feed)
    assert events == [models.UnknownEvent(raw={"type": "later", "code": 1})]
    assert error.body == models.Failed(code=5)


def test_the_one_payload_that_is_no_error_is_delivered_as_itself(
    talk: Generate,
) -> None:
    schemas = """
    Event:
      oneOf:
        - {type: object, title: Row, required: [n], properties: {n: {type: integer}}}
        - type: object
          x-ssegen-error: true
          title: Problem
          required: [message]
          properties: {message: {type: string}}
    """
    feed = talk(streaming(SCHEMA, LINES, schemas))
    feed.answer('{"n": 1}\n{"message": "no"}\n', media_type=LINES)
    events, error = outcome(feed)
    assert events == [sdk(feed).models.Row(n=1)]
    assert error.body == sdk(feed).models.Problem(message="no")
    assert "no" in str(error)
