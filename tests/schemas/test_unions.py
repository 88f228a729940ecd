"""Unions: which member an object is, and what becomes of one that the document does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from tests.schemas.conftest import Exchange

    from ssegen.pipeline import Generated


@pytest.mark.parametrize(
    ("component", "wire", "class_"),
    [
        ("Pet", {"kind": "cat", "lives": 9}, "Cat"),
        ("Pet", {"kind": "puppy", "name": "Rex"}, "Dog"),
        ("Mapped", {"shape-kind": "round", "radius": 1.0}, "Circle"),
        ("Mapped", {"shape-kind": "angular"}, "Square"),
        ("Staged", {"stage": "begun", "at": 1}, "Begun"),
        ("Staged", {"stage": "ended", "at": 1}, "Ended"),
        ("Staged", {"stage": "noted", "text": "n"}, "Noted"),
        ("Numbered", {"type": 2}, "Two"),
        ("Marked", {"type": "first"}, "FirstMarked"),
        ("Nested", {"type": "text", "style": "rich", "font": "Sans"}, "Rich"),
        ("Nested", {"type": "image"}, "Image"),
        ("Shared", {"id": 1, "code": 2}, "WithACode"),
        ("Loose", {"x": 1}, "Point"),
        ("Loose", {"id": 1}, "Base"),
    ],
)
def test_an_object_is_the_member_that_its_tag_or_shape_says(
    exchange: Exchange, component: str, wire: dict[str, Any], class_: str
) -> None:
    found = exchange.read(component, wire)
    assert type(found).__name__ == class_
    assert exchange.send(component, found) == wire


@pytest.mark.parametrize(
    ("component", "wire", "class_", "tag"),
    [
        ("Pet", {"kind": "fish", "fins": 2}, "UnknownPet", "kind"),
        ("Pet", {"fins": 2}, "UnknownPet", "kind"),
        ("Mapped", {"shape-kind": "oval"}, "UnknownMapped", "shape_kind"),
        ("Staged", {"stage": "paused"}, "UnknownStaged", "stage"),
        ("Numbered", {"type": 3}, "UnknownNumbered", "type"),
        ("Nested", {"type": "sound"}, "UnknownNested", "type"),
        ("Nested", {"type": "text", "style": "tiny"}, "UnknownText", "style"),
    ],
)
def test_an_object_that_is_no_member_is_kept_as_it_came_and_can_be_sent_back(
    exchange: Exchange, component: str, wire: dict[str, Any], class_: str, tag: str
) -> None:
    found = exchange.read(component, wire)
    assert type(found).__name__ == class_
    assert (found.raw, getattr(found, tag)) == (wire, "UNKNOWN")
    assert exchange.send(component, found) == wire


def test_a_member_that_is_not_what_its_tag_says_is_a_mistake(
    exchange: Exchange, sdk: ModuleType
) -> None:
    with pytest.raises(sdk.ResponseDecodeError, match="lives"):
        exchange.read("Pet", {"kind": "cat", "lives": "nine"})


@pytest.mark.parametrize(
    ("wire", "class_"),
    [
        ({"content": "text"}, "str"),
        ({"content": {"kind": "dog"}}, "Dog"),
        ({"content": {"kind": "fish"}}, "UnknownPet"),
    ],
)
def test_the_objects_of_a_union_are_told_apart_also_beside_other_values(
    exchange: Exchange, wire: dict[str, Any], class_: str
) -> None:
    message = exchange.read("Message", wire)
    assert type(message.content).__name__ == class_
    assert exchange.send("Message", message) == wire


def test_a_union_that_equals_a_named_one_is_that_one(generated: Generated) -> None:
    models = generated.files["every_schema_sdk/models/things.py"]
    assert "    content: str | Pet\n    parts: list[Pet] | None = None\n" in models
    params = generated.files["every_schema_sdk/params/things.py"]
    assert "Pet: TypeAlias = Cat | Dog | models.Pet\n" in params
