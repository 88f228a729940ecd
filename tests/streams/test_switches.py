"""An operation that answers at once or streams becomes two methods, each of which says which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ssegen.config import Config, OperationConfig

from .conftest import events_of

if TYPE_CHECKING:
    from .conftest import Generate

CHAT = """\
paths:
  /chat:
    post:
      operationId: createChat
      tags: [chat]
%s
      responses:
        '200':
          description: The answer.
          content:
            %s: {schema: {type: object, properties: {text: {type: string}}}}
            %s: {schema: {type: string}}
"""


def chat(
    request: str = "",
    at_once: str = "application/json",
    streamed: str = "text/event-stream",
) -> str:
    """A document whose ``POST /chat`` answers in two ways."""
    lines = "\n".join(f"      {line}" for line in request.strip("\n").splitlines())
    return CHAT % (lines, at_once, streamed)


def body(properties: str, required: str = "[]", media_type: str = "") -> str:
    """A request body of those properties."""
    schema = f"{{type: object, required: {required}, properties: {{{properties}}}}}"
    return f"""
requestBody:
  required: true
  content:
    {media_type or 'application/json'}:
      schema: {schema}
"""


SWITCHES = [
    ("stream: {type: boolean}", {"stream": True}, {"stream": False}),
    ("stream: {type: [boolean, 'null']}", {"stream": True}, {"stream": False}),
    ("streaming: {type: boolean}", {"streaming": True}, {"streaming": False}),
    (
        "stream_response: {type: boolean, default: true}",
        {"stream_response": True},
        {"stream_response": False},
    ),
    (
        "response_mode: {type: string, enum: [streaming, blocking]}",
        {"response_mode": "streaming"},
        {"response_mode": "blocking"},
    ),
    (
        "stream_format: {enum: [sse, json]}",
        {"stream_format": "sse"},
        {"stream_format": "json"},
    ),
    ("stream: {const: true}", {"stream": True}, {}),
    ("stream: {enum: [false]}", {}, {"stream": False}),
]


@pytest.mark.parametrize(("property_", "on", "off"), SWITCHES)
def test_the_switch_is_found_in_the_body(
    talk: Generate, property_: str, on: dict[str, Any], off: dict[str, Any]
) -> None:
    api = talk(chat(body(f"prompt: {{type: string}}, {property_}")))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream(prompt="Hello"))
    assert api.sent == {"prompt": "Hello", **on}
    api.answer('{"text": "a"}', media_type="application/json")
    assert api.client.chat.create(prompt="Hello").text == "a"
    assert api.sent == {"prompt": "Hello", **off}


def test_the_switch_is_found_in_the_query(talk: Generate) -> None:
    api = talk(chat("parameters: [{name: stream, in: query, schema: {type: boolean}}]"))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream())
    assert api.target == "POST /chat?stream=true"
    api.answer("{}", media_type="application/json")
    api.client.chat.create()
    assert api.target == "POST /chat?stream=false"


@pytest.mark.parametrize(
    "extension",
    [
        "x-speakeasy-stream-request-field: /live",
        "x-speakeasy-stream-request-field: live",
        "x-fern-streaming: {stream-condition: $request.live, format: sse}",
    ],
)
def test_the_switch_is_the_one_that_an_extension_names(
    talk: Generate, extension: str
) -> None:
    properties = "live: {type: boolean}, stream: {type: boolean}"
    api = talk(chat(extension + body(properties)))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream(stream=False))
    assert api.sent == {"live": True, "stream": False}


def test_the_switch_is_found_in_the_members_of_a_union(talk: Generate) -> None:
    members = "[{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]"
    text = chat(f"""
requestBody:
  content: {{application/json: {{schema: {{oneOf: {members}}}}}}}
""")
    api = talk(text + """
components:
  schemas:
    A: {type: object, required: [a], properties: {a: {type: string}, stream: {type: boolean}}}
    B: {type: object, required: [b], properties: {b: {type: string}}}
""")
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream(body={"a": "x"}))
    assert api.sent == {"a": "x", "stream": True}
    api.answer("{}", media_type="application/json")
    api.client.chat.create(body={"a": "x"})
    assert api.sent == {"a": "x", "stream": False}


def test_the_switch_is_found_in_a_form(talk: Generate) -> None:
    form = body(
        "stream: {type: boolean}", media_type="application/x-www-form-urlencoded"
    )
    api = talk(chat(form))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream())
    assert api.request.body == b"stream=true"


def test_what_a_row_of_the_body_has_is_no_switch(talk: Generate) -> None:
    rows = body("stream: {type: boolean}", media_type="application/x-ndjson")
    api = talk(chat(rows))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream(body=[{"stream": False}]))
    assert api.request.body == b'{"stream":false}\n'


def test_where_there_is_no_switch_the_accept_header_decides(talk: Generate) -> None:
    api = talk(chat())
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream())
    assert (api.accepted, api.request.body) == ("text/event-stream", b"")
    api.answer("{}", media_type="application/json")
    api.client.chat.create()
    assert (api.accepted, api.request.body) == ("application/json", b"")


@pytest.mark.parametrize(
    ("chosen", "on", "off"),
    [
        (OperationConfig(stream_switch="body.live"), {"live": True}, {"live": False}),
        (
            OperationConfig(
                stream_switch="body.how", stream_value="live", at_once_value="once"
            ),
            {"how": "live"},
            {"how": "once"},
        ),
    ],
)
def test_the_switch_is_the_one_that_the_configuration_names(
    talk: Generate, chosen: OperationConfig, on: dict[str, Any], off: dict[str, Any]
) -> None:
    text = chat(body("live: {type: boolean}, how: {type: string}"))
    api = talk(text, Config(operations={"createChat": chosen}))
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream())
    assert api.sent == on
    api.answer("{}", media_type="application/json")
    api.client.chat.create()
    assert api.sent == off


def test_json_lines_beside_json_are_a_method_of_their_own(talk: Generate) -> None:
    text = chat(body("stream: {type: boolean}"), streamed="application/x-ndjson")
    api = talk(text)
    api.answer('"a"\n', media_type="application/x-ndjson")
    assert events_of(api.client.chat.create_stream()) == ["a"]
    assert api.sent == {"stream": True}
    api.answer('{"text": "a"}', media_type="application/json")
    assert api.client.chat.create().text == "a"


def test_bytes_beside_a_stream_are_read_whole_or_piece_by_piece(
    talk: Generate,
) -> None:
    text = chat(body("stream_format: {enum: [audio, sse]}"), at_once="audio/mpeg")
    api = talk(text)
    api.answer("data: a\n\n")
    events_of(api.client.chat.create_stream())
    assert api.sent == {"stream_format": "sse"}
    for read in (lambda r: r.read(), lambda r: b"".join(r.iter_bytes())):
        api.answer("ID3", media_type="audio/mpeg")
        with api.client.chat.create() as response:
            assert read(response) == b"ID3"
        assert api.sent == {"stream_format": "audio"}


def test_an_operation_that_only_streams_sets_its_switch_and_keeps_its_name(
    talk: Generate,
) -> None:
    text = chat(body("stream: {type: boolean}"))
    text = text.replace(
        "            application/json: {schema: {type: object, properties: {text: "
        "{type: string}}}}\n",
        "",
    )
    api = talk(text)
    api.answer("data: a\n\n")
    events_of(api.client.chat.create())
    assert api.sent == {"stream": True}
