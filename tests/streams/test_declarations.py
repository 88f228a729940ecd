"""Where a document declares an operation that streams, and how it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config

from .conftest import events_of

if TYPE_CHECKING:
    from .conftest import Generate

PAYLOADS = Config(payload_events=True)

WATCH = """\
      operationId: watchFeed
      tags: [feed]
      responses:
        '200':
          description: The feed.
          content: {text/event-stream: {schema: {type: string}}}
"""

FERN = """\
paths:
  /chat:
    post:
      operationId: createChat
      tags: [chat]
      x-fern-streaming: %s
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {stream: {type: boolean}}}
      responses:
        '200':
          description: The answer.
          content:
            application/json:
              schema: {oneOf: [{$ref: '#/components/schemas/Whole'},
                               {$ref: '#/components/schemas/Piece'}]}
components:
  schemas:
    Whole: {type: object, required: [text], properties: {text: {type: string}}}
    Piece: {type: object, required: [delta], properties: {delta: {type: string}}}
"""

BOTH = """
        stream-condition: $request.stream
        response: {$ref: '#/components/schemas/Whole'}
        response-stream: {$ref: '#/components/schemas/Piece'}
        %s"""


def test_an_extension_alone_declares_a_stream_of_events(talk: Generate) -> None:
    extension = BOTH % "format: sse\n        terminator: '[DONE]'"
    api = talk(FERN % extension, PAYLOADS)
    api.answer('data: {"delta": "a"}\n\ndata: [DONE]\n\n')
    events = events_of(api.client.chat.create_stream())
    assert [type(event).__name__ for event in events] == ["Piece"]
    assert (api.accepted, api.sent) == ("text/event-stream", {"stream": True})
    api.answer('{"text": "a"}', media_type="application/json")
    assert type(api.client.chat.create()).__name__ == "Whole"
    assert api.sent == {"stream": False}


@pytest.mark.parametrize("extra", ["", "format: json"])
def test_an_extension_alone_declares_a_stream_of_lines(
    talk: Generate, extra: str
) -> None:
    api = talk(FERN % (BOTH % extra))
    api.answer('{"delta": "a"}\n{"delta": "b"}', media_type="application/json")
    events = events_of(api.client.chat.create_stream())
    assert [event.delta for event in events] == ["a", "b"]
    assert api.accepted == "application/json"


def test_without_a_condition_an_operation_only_streams(talk: Generate) -> None:
    api = talk(FERN % "true")
    api.answer('{"delta": "a"}\n', media_type="application/json")
    assert [event.delta for event in events_of(api.client.chat.create())] == ["a"]


def test_an_extension_gives_the_schema_that_a_media_type_lacks(talk: Generate) -> None:
    text = FERN % (BOTH % "format: sse")
    api = talk(
        text.replace(
            "            application/json:\n              schema: {oneOf",
            (
                "            text/event-stream: {}\n"
                "            application/json:\n              schema: {oneOf"
            ),
        ),
        PAYLOADS,
    )
    api.answer('data: {"delta": "a"}\n\n')
    (event,) = events_of(api.client.chat.create_stream())
    assert event.delta == "a"


@pytest.mark.parametrize(
    ("media_type", "end"),
    [
        ("{x-speakeasy-sse-sentinel: '[DONE]', schema: {type: string}}", "[DONE]"),
        ("{x-fern-streaming: {terminator: END}, schema: {type: string}}", "END"),
        (
            "{itemSchema: {oneOf: [{properties: {data: {type: integer}}}, "
            "{x-ms-sse-terminal-event: true, properties: {data: "
            "{contentMediaType: text/plain, const: '[done]'}}}]}}",
            "[done]",
        ),
        (
            "{schema: {oneOf: [{properties: {data: {type: integer}}}, "
            "{properties: {data: {enum: ['[DONE]']}}}]}}",
            "[DONE]",
        ),
    ],
)
def test_a_sentinel_ends_the_stream_however_it_is_declared(
    talk: Generate, media_type: str, end: str
) -> None:
    text = WATCH.replace("{schema: {type: string}}", media_type)
    api = talk(f"paths:\n  /feed:\n    get:\n{text}")
    api.answer(f"data: 1\n\ndata: {end}\n\n")
    assert [str(event.data) for event in events_of(api.client.feed.watch())] == ["1"]


def test_a_path_item_that_no_path_refers_to_is_found_under_its_name(
    talk: Generate,
) -> None:
    api = talk(f"components:\n  pathItems:\n   feed:\n    get:\n{WATCH}")
    api.answer("data: a\n\n")
    assert [event.data for event in events_of(api.client.feed.watch())] == ["a"]
    assert api.target == "GET /feed"


def test_a_path_item_says_where_it_is(talk: Generate) -> None:
    item = f"   feed:\n    x-ssegen-path: /v1/feed\n    get:\n{WATCH}"
    api = talk(f"components:\n  pathItems:\n{item}")
    api.answer("data: a\n\n")
    events_of(api.client.feed.watch())
    assert api.target == "GET /v1/feed"


def test_media_types_may_stand_among_the_components(talk: Generate) -> None:
    text = WATCH.replace(
        "{schema: {type: string}}", "{$ref: '#/components/mediaTypes/Feed'}"
    )
    item = "{itemSchema: {properties: {data: {type: integer}}}}"
    api = talk(
        f"paths:\n  /feed:\n    get:\n{text}components: {{mediaTypes: {{Feed: {item}}}}}\n",
        version="3.2.0",
    )
    api.answer("data: 1\n\n")
    assert [event.data for event in events_of(api.client.feed.watch())] == [1]


@pytest.mark.parametrize(
    ("item", "method"),
    [
        (f"    query:\n{WATCH}", "QUERY"),
        (
            "    additionalOperations:\n     SUBSCRIBE:\n"
            + WATCH.replace("\n      ", "\n       ").replace(
                "      op", "       op", 1
            ),
            "SUBSCRIBE",
        ),
    ],
)
def test_methods_of_openapi_3_2_are_methods(
    talk: Generate, item: str, method: str
) -> None:
    api = talk(f"paths:\n  /feed:\n{item}", version="3.2.0")
    api.answer("data: a\n\n")
    events_of(api.client.feed.watch())
    assert api.target == f"{method} /feed"


def test_what_only_tells_paths_apart_is_not_sent_and_what_they_ask_is(
    talk: Generate,
) -> None:
    live = WATCH.replace("watchFeed", "followFeed")
    all_ = WATCH.replace("watchFeed", "replayFeed")
    api = talk(
        f"paths:\n  /feed:\n    get:\n{WATCH}  /feed#live:\n    get:\n{live}"
        f"  /feed?all=true:\n    get:\n{all_}"
    )
    targets: list[str] = []
    for name in ("watch", "follow", "replay"):
        api.answer("data: a\n\n")
        events_of(getattr(api.client.feed, name)())
        targets.append(api.target)
    assert targets == ["GET /feed", "GET /feed", "GET /feed?all=true"]


def test_shell_variables_in_a_path_are_parameters_and_what_is_optional_is_left_out(
    talk: Generate,
) -> None:
    text = WATCH.replace(
        "      tags",
        "      parameters: [{name: model_name, in: path, required: true, "
        "schema: {type: string}}]\n      tags",
    )
    api = talk(f"paths:\n  '/m/${{MODEL_NAME}}[/v/${{V}}]/feed':\n    get:\n{text}")
    api.answer("data: a\n\n")
    events_of(api.client.feed.watch(model_name="x"))
    assert api.target == "GET /m/x/feed"


def test_a_stream_under_an_error_status_is_told_and_not_generated(
    talk: Generate,
) -> None:
    text = WATCH + """\
        '404':
          description: No such feed.
          content: {text/event-stream: {schema: {type: string}}}
"""
    api = talk(f"paths:\n  /feed:\n    get:\n{text}")
    assert [d.rule for d in api.report] == ["SSE117"]
    api.answer("data: a\n\n")
    assert len(events_of(api.client.feed.watch())) == 1
