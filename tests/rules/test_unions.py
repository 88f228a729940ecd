"""SSE102 to SSE107, SSE126: several event schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.diagnostics import Severity

if TYPE_CHECKING:
    from .conftest import Told

UNION = """
schema:
  $ref: '#/components/schemas/Event'
"""

MEMBERS = """
Text:
  type: object
  properties:
    event:
      {text}
    data:
      type: string
Image:
  type: object
  properties:
    event:
      {image}
    data:
      type: object
"""


def members(text: str = "type: string", image: str = "type: string") -> str:
    return MEMBERS.format(text=text, image=image)


def union(discriminator: str = "", mark: str = "") -> str:
    keys = "".join(f"\n  {line}" for line in discriminator.splitlines())
    return f"""
Event:{mark}
  oneOf:
    - $ref: '#/components/schemas/Text'
    - $ref: '#/components/schemas/Image'{keys}
"""


def test_constants_tell_members_apart_without_a_discriminator(streaming: Told) -> None:
    streaming(UNION, union() + members("const: text", "enum: [image, picture]"))


def test_a_mapping_tells_members_apart_without_constants(streaming: Told) -> None:
    mapping = """discriminator:
  propertyName: event
  mapping:
    text: Text
    image: '#/components/schemas/Image'
    picture: Image"""
    streaming(UNION, union(mapping) + members())


@pytest.mark.parametrize("text", ["type: string", "const: text"])
def test_without_either_the_union_is_told(streaming: Told, text: str) -> None:
    (finding,) = streaming(UNION, union(mark=" # SSE102 here") + members(text))
    assert "`Image`" in finding.message
    assert ("`Text`" in finding.message) == (text == "type: string")


def test_a_discriminator_without_a_property_name_is_none(streaming: Told) -> None:
    streaming(UNION, union("discriminator: {}", " # SSE102 here") + members())


def test_another_discriminator_is_told_whatever_the_constants(streaming: Told) -> None:
    discriminator = """discriminator:
  propertyName: data # SSE103 here"""
    streaming(UNION, union(discriminator) + members("const: text", "const: image"))


def test_a_mapping_may_name_members_only(streaming: Told) -> None:
    mapping = """discriminator:
  propertyName: event
  mapping:
    text: Text
    image: Image
    video: Video # SSE104 here
    audio: '#/components/schemas/Nothing' # SSE104 here"""
    streaming(UNION, union(mapping) + members() + "Video:\n  type: object\n")


def test_a_mapping_that_gives_one_of_the_constants_agrees_with_them(
    streaming: Told,
) -> None:
    mapping = """discriminator:
  propertyName: event
  mapping:
    picture: Image"""
    streaming(UNION, union(mapping) + members("const: text", "enum: [image, picture]"))


def test_a_member_that_the_mapping_forgets_has_no_name(streaming: Told) -> None:
    mapping = """discriminator:
  propertyName: event
  mapping:
    text: Text"""
    text, image = members().split("Image:")
    image = image.replace("event:", "event: # SSE105 here")
    streaming(UNION, union(mapping) + f"{text}Image:{image}")


def test_a_member_without_event_is_told_where_it_is_defined(streaming: Told) -> None:
    streaming(
        UNION,
        """
        Event:
          oneOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/Image'
          discriminator:
            propertyName: event
        Text:
          properties:
            event:
              const: text
        Image: # SSE105 here
          properties:
            data:
              type: string
        """,
    )


def test_the_second_owner_of_a_name_is_told(streaming: Told) -> None:
    (finding,) = streaming(
        UNION,
        """
        Event:
          anyOf:
            - title: Text
              properties:
                event:
                  const: text
            - title: Image
              properties:
                event: # SSE106 here
                  enum: [image, text]
        """,
    )
    assert (
        "`Image` has the event name `text`, which already selects `Text`"
        in finding.message
    )


@pytest.mark.parametrize("name", ["''", r'"a\nb"'])
def test_a_name_that_no_frame_can_carry_is_told(streaming: Told, name: str) -> None:
    streaming(
        UNION,
        f"""
        Event:
          oneOf:
            - properties:
                event: # SSE107 here
                  const: {name}
            - properties:
                event:
                  const: image
        """,
    )


def test_a_sentinel_is_no_member_that_needs_a_name(streaming: Told) -> None:
    streaming(
        UNION,
        """
        Event:
          oneOf:
            - $ref: '#/components/schemas/Text'
            - properties:
                data:
                  const: '[DONE]'
        Text:
          properties:
            data:
              type: object
        """,
    )


def test_members_of_a_union_in_a_union_stand_beside_the_others(streaming: Told) -> None:
    streaming(
        UNION,
        """
        Event:
          oneOf:
            - oneOf:
                - properties:
                    event:
                      const: text
                - properties:
                    event:
                      const: image
            - properties:
                event: # SSE106 here
                  const: text
        """,
    )


def test_a_name_that_is_no_text_is_the_one_fault_of_its_member(streaming: Told) -> None:
    streaming(
        UNION,
        """
        Event:
          oneOf:
            - properties:
                event: # SSE108 here
                  const: 5
            - properties:
                event:
                  const: image
        """,
    )


def test_names_with_a_blank_around_them_are_told(streaming: Told) -> None:
    (finding,) = streaming("""
        schema:
          oneOf:
            - {type: object, properties: {event: {const: text}, data: {}}}
            - type: object
              properties:
                event: {const: 'image '} # SSE126 here
                data: {}
        """)
    assert "begins or ends with a blank" in finding.message


def test_what_a_mapping_says_of_payloads_is_a_warning(streaming: Told) -> None:
    findings = streaming(
        """
        schema:
          oneOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/Image'
          discriminator:
            propertyName: type
            mapping:
              text: Text
              picture: Image # SSE104 here
              video: Video # SSE104 here
        """,
        """
        Text: {type: object, properties: {type: {type: string}}}
        Image: {type: object, properties: {type: {const: image}}}
        Video: {type: object, properties: {type: {const: video}}}
        """,
        payloads=True,
    )
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "but its `type` is `image`" in findings[0].message


def test_a_mapping_of_json_lines_names_their_members_only(
    told_as_marked: Told,
) -> None:
    told_as_marked("""
        paths:
          /rows:
            get:
              responses:
                '200':
                  description: Rows.
                  content:
                    application/jsonl:
                      schema:
                        oneOf:
                          - $ref: '#/components/schemas/Text'
                          - $ref: '#/components/schemas/Image'
                        discriminator:
                          propertyName: type
                          mapping:
                            text: Text
                            image: Image
                            video: Video # SSE104 here
        components:
          schemas:
            Text: {type: object, properties: {type: {type: string}}}
            Image: {type: object, properties: {type: {type: string}}}
            Video: {type: object, properties: {type: {type: string}}}
        """)
