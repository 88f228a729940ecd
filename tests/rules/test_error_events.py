"""SSE120 to SSE122, SSE129: events that report errors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.documents import document

from ssegen import rules

if TYPE_CHECKING:
    from .conftest import Told

UNION = """
schema:
  oneOf:
    - $ref: '#/components/schemas/Text'
    - $ref: '#/components/schemas/Failure'
"""

MEMBERS = """
Text:
  type: object
  properties:
    event:
      const: text
    data:
      type: string
Failure:
  type: object{failure}
  properties:
    event:
      const: failed
    data:
      type: object{data}
"""

MARK = "\n  x-ssegen-error: "


def members(failure: str = "", data: str = "") -> str:
    return MEMBERS.format(failure=failure, data=data.replace("\n", "\n    "))


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_member_of_a_union_may_be_an_error_or_none(
    streaming: Told, value: str
) -> None:
    streaming(UNION, members(f"{MARK}{value}"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("'true'", '`"true"`'), ("1", "`1`"), ("null", "`null`"), ("{}", "an object")],
)
def test_a_mark_is_true_or_false(streaming: Told, value: str, shown: str) -> None:
    (finding,) = streaming(UNION, members(f"{MARK}{value} # SSE120 here"))
    assert f"`x-ssegen-error` is {shown}, which" in finding.message


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_mark_on_data_is_read_by_nobody(streaming: Told, value: str) -> None:
    streaming(UNION, members(data=f"{MARK}{value} # SSE121 here"))


def test_a_mark_that_is_no_boolean_is_told_wherever_it_stands(streaming: Told) -> None:
    streaming(UNION, members(data=f"{MARK}yes # SSE120 here"))


def test_a_property_of_that_name_is_none_and_neither_is_one_in_an_example(
    streaming: Told,
) -> None:
    lines = """
  properties:
    x-ssegen-error:
      type: string
  example:
    x-ssegen-error: 'no'"""
    streaming(UNION, members(data=lines))


def test_a_mark_beside_the_stream_is_read_by_nobody(streaming: Told) -> None:
    streaming(f"x-ssegen-error: true # SSE121 here{UNION}", members())


def test_lines_and_mappings_are_places_for_marks(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat:
            get:
              responses:
                '200':
                  description: Pieces.
                  content:
                    application/jsonl:
                      schema:
                        oneOf:
                          - $ref: '#/components/schemas/Text'
                          - $ref: '#/components/schemas/Failure'
                        discriminator:
                          propertyName: type
                          mapping:
                            text: Text
                            error: Marked
        components:
          schemas:
            Text:
              type: object
              properties:
                type:
                  const: text
            Failure:
              type: object
              properties:
                type:
                  const: error
            Marked:
              x-ssegen-error: true
              $ref: '#/components/schemas/Failure'
        """)


def test_the_only_event_of_a_stream_is_no_error(streaming: Told) -> None:
    (finding,) = streaming(
        "schema:\n  $ref: '#/components/schemas/Failure'",
        members(f"{MARK}true # SSE122 here"),
    )
    assert "every event of POST /chat is an error" in finding.message


def test_not_all_members_of_a_union_are_errors(streaming: Told) -> None:
    text, failure = members(f"{MARK}true").split("Failure:")
    text = text.replace("object", f"object{MARK}true # SSE122 here")
    streaming(UNION, f"{text}Failure:{failure}")


def test_the_mark_of_a_stream_that_is_not_wanted_is_read_all_the_same() -> None:
    text = (Path(__file__).parent / "SSE121" / "good.yaml").read_text()
    _, _, body = text.partition("paths:")
    made = document(f"paths:{body}")
    assert "x-ssegen-error" in body
    assert list(rules.check(made, wanted=lambda _: False)) == []


def test_an_event_called_error_that_nobody_decided_on_is_told(streaming: Told) -> None:
    called_error = members().replace("const: failed", "const: error")
    told = called_error.replace("Failure:", "Failure: # SSE129 here")
    (finding,) = streaming(UNION, told)
    assert "`Failure`" in finding.message
    marked = members(f"{MARK}false").replace("const: failed", "const: error")
    streaming(UNION, marked)


def test_a_payload_called_error_is_told_by_the_property_that_tells_payloads_apart(
    streaming: Told,
) -> None:
    streaming(
        UNION,
        """
        Text: {type: object, properties: {type: {const: text}}}
        Failure: {type: object, properties: {type: {const: error}}} # SSE129 here
        """,
        payloads=True,
    )
