"""SSE201 to SSE203: schemas in general, and what would mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.diagnostics import Put
from ssegen.python.plan.annotations import MOST_MEMBERS
from ssegen.rules import schemas

if TYPE_CHECKING:
    from .conftest import Told

HEAD = """
paths:
  /usage:
    get:
      responses:
        '200':
          description: The usage.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Usage'
components:
  schemas:
"""


def test_a_union_has_as_many_members_as_one_that_becomes_a_type() -> None:
    assert schemas.MOST_MEMBERS == MOST_MEMBERS


@pytest.mark.parametrize("count", [500, 501])
def test_a_union_of_too_many_members_is_told(told_as_marked: Told, count: int) -> None:
    members = ", ".join("{type: string}" for _ in range(count))
    mark = " # SSE201 here" if count > MOST_MEMBERS else ""
    told_as_marked(f"{HEAD}    Usage:{mark}\n      anyOf: [{members}]\n")


def test_a_required_property_that_is_nearly_declared_is_named(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked(HEAD + """\
    Usage:
      required:
        - totalTokens # SSE202 here
      properties:
        total_tokens: {type: integer}
""")
    assert "did you mean `total_tokens`?" in finding.message
    assert finding.repair is not None
    assert not finding.repair.sure
    (change,) = finding.repair.changes
    assert isinstance(change, Put)
    assert change.pointer == ("components", "schemas", "Usage", "required", 0)
    assert change.value == "total_tokens"


@pytest.mark.parametrize(
    "schema",
    [
        "{required: [a], properties: {b: {}}, additionalProperties: {type: string}}",
        "{required: [a], properties: {b: {}}, anyOf: [{properties: {a: {}}}]}",
        "{allOf: [{properties: {a: {}}}], required: [a], properties: {b: {}}}",
        "{allOf: [{required: [a], properties: {b: {}}}, {properties: {a: {}}}]}",
        "{required: [a]}",
    ],
)
def test_a_required_property_may_be_described_elsewhere(
    told_as_marked: Told, schema: str
) -> None:
    told_as_marked(f"{HEAD}    Usage: {schema}\n")


def test_a_base_may_require_what_those_that_build_on_it_declare(
    told_as_marked: Told,
) -> None:
    told_as_marked(HEAD + """\
    Base:
      required: [kind]
      properties:
        name: {type: string}
    Usage:
      allOf:
        - $ref: '#/components/schemas/Base'
        - properties:
            kind: {type: string}
""")


def test_a_member_without_the_property_of_the_discriminator_is_told(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked(HEAD + """\
    Usage:
      oneOf:
        - $ref: '#/components/schemas/Text'
        - $ref: '#/components/schemas/Image'
      discriminator:
        propertyName: type # SSE203 here
    Text:
      properties:
        type: {const: text}
    Image:
      properties:
        url: {type: string}
""")
    assert finding.message.startswith("`Image` has no property `type`")


def test_the_union_itself_may_declare_the_property_of_its_discriminator(
    told_as_marked: Told,
) -> None:
    told_as_marked(HEAD + """\
    Usage:
      properties:
        type: {type: string}
      oneOf:
        - {properties: {a: {}}}
        - {properties: {b: {}}}
      discriminator:
        propertyName: type
""")


def test_a_mapping_to_what_is_not_there_is_told(told_as_marked: Told) -> None:
    (finding,) = told_as_marked(HEAD + """\
    Usage:
      oneOf:
        - $ref: '#/components/schemas/Text'
      discriminator:
        propertyName: type
        mapping:
          text: Text
          image: Image # SSE203 here
    Text:
      properties:
        type: {const: text}
""")
    assert "which is not there" in finding.message
