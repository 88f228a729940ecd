"""SSE123: what examples of streams show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Told

UNION = """
schema:
  oneOf:
    - $ref: '#/components/schemas/Ping'
    - $ref: '#/components/schemas/Chat'
x-speakeasy-sse-sentinel: '[DONE]'
"""

MEMBERS = """
Ping: {type: object, properties: {event: {const: ping}}}
Chat:
  type: object
  required: [event, data]
  properties:
    event: {const: chat}
    data: {type: object}
"""

FITTING = [
    r'"event: ping\n\nevent: chat\ndata: {}\n\ndata: [DONE]\n\n"',
    r'"event: chat\r\ndata: {\r\ndata: }\r\n\r\n"',
    r'": a comment\n\nretry: 10\n\nid: 1\n\n"',
    r'"event: chat\ndata: {\"text\": ...}\n\n"',
    r'"event: error\ndata: too much\n\n"',
    '"what the server thinks"',
    "{event: chat, data: {text: Hello}}",
    "[{event: ping}, {event: chat, data: {}}]",
    "{text: Hello}",
]


@pytest.mark.parametrize("example", FITTING)
def test_an_example_that_fits_is_not_told(streaming: Told, example: str) -> None:
    streaming(f"{UNION}example: {example}", MEMBERS)


FAULTY = {
    r'"event: message\ndata: {}\n\n"': "`message` as its name",
    r'"data: {}\n\n"': "no name, which counts as `message`",
    "{event: chatt, data: {}}": "`chatt` as its name",
    r'"event: chat\n\n"': "has no data, but `Chat` requires it",
    r'"event: chat\ndata: Hello\n\n"': "'Hello' is not",
    r'"event: chat\ndata: {}\n\ndata: [END]\n\n"': "ends with `[END]`",
}


@pytest.mark.parametrize("example", FAULTY)
def test_an_example_that_does_not_fit_is_told(streaming: Told, example: str) -> None:
    (finding,) = streaming(f"{UNION}example: {example} # SSE123 here", MEMBERS)
    assert FAULTY[example] in finding.message
    assert finding.repair is not None
    assert not finding.repair.sure


def test_each_of_several_examples_is_told_by_its_first_fault(streaming: Told) -> None:
    streaming(
        UNION + """
examples:
  good: {value: "event: ping\\n\\n"}
  bad:
    value: "event: pong\\n\\nevent: pang\\n\\n" # SSE123 here
  worse:
    serializedValue: "event: pong\\n\\n" # SSE123 here
""",
        MEMBERS,
    )


def test_what_frames_carry_is_json_where_payloads_are_objects(streaming: Told) -> None:
    media_type = """
        schema: {{type: object, properties: {{text: {{type: string}}}}}}
        example: {}
        """
    streaming(
        media_type.format(r'"data: {\"text\": \"a\"}\n\n"'),
        payloads=True,
    )
    wrong = r'"data: {\"text\": a}\n\n" # SSE123 here'
    streaming(media_type.format(wrong), payloads=True)


def test_an_event_without_constants_may_have_any_name(streaming: Told) -> None:
    streaming(r"""
        schema: {type: object, properties: {event: {type: string}, data: {}}}
        example: "event: whatever\ndata: 1\n\n"
        """)
