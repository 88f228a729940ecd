"""Tagged unions that stay open, against pydantic's closed ones."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from ssegen.python.runtime.declarations import Model, Unknown, tagged, wire
from ssegen.python.runtime.encoding import plain
from ssegen.python.runtime.wording import reason


class Text(Model):
    type: Literal["text", "plain"]
    text: str


class Group(Model):
    type: Literal["group"]
    items: list[Item] = Field(default_factory=list)
    later: Later | None = None


class UnknownItem(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


Item: TypeAlias = Annotated[Text | Group | UnknownItem, tagged("type")]


class Later(Model):
    n: int


def load(type_: Any, json: str) -> Any:
    return TypeAdapter[Any](type_).validate_json(json)


def test_the_tag_chooses_the_member() -> None:
    assert load(Item, '{"type": "text", "text": "a"}') == Text(type="text", text="a")
    assert load(Item, '{"type": "plain", "text": "a"}') == Text(type="plain", text="a")
    assert load(Item, '{"type": "group", "later": {"n": 1}}').later == Later(n=1)


@pytest.mark.parametrize(
    "raw",
    ['{"type":"new","x":[1,{"y":null}]}', '{"x":1}', '{"type":[1]}', '{"type":null}'],
)
def test_an_object_without_a_known_tag_is_unknown_and_kept_as_it_came(raw: str) -> None:
    item = load(Item, raw)
    assert type(item) is UnknownItem
    assert item.type == "UNKNOWN"
    adapter = TypeAdapter[Any](Item)
    assert adapter.dump_json(item).decode() == raw
    assert item.model_dump_json() == raw
    assert adapter.validate_python(adapter.dump_python(item)) == item


def test_unknown_members_are_found_at_every_depth() -> None:
    item = load(
        Item, '{"type": "group", "items": [{"type": "new"}, {"type": "group"}]}'
    )
    assert item.items == [UnknownItem(raw={"type": "new"}), Group(type="group")]


@pytest.mark.parametrize(
    ("json", "message"),
    [
        ('{"type": "text"}', "data.text.text: Field required"),
        (
            '{"type": "group", "items": [{"type": "text", "text": []}]}',
            "data.group.items.0.text.text: Input should be a valid string",
        ),
        ("[]", "data: Input should be an object"),
        ("null", "data: Input should be an object"),
    ],
)
def test_a_mistake_in_a_known_member_is_the_only_one_told(
    json: str, message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        load(Item, json)
    assert reason(caught.value, "data") == message


def test_an_unknown_member_is_sent_back_as_it_came() -> None:
    group = Group(type="group", items=[UnknownItem(raw={"type": "new", "n": None})])
    sent = {"type": "group", "items": [{"type": "new", "n": None}]}
    assert plain("items", group) == sent
    assert plain("items", group.items) == sent["items"]


def test_models_are_members_as_much_as_objects() -> None:
    unknown, text = UnknownItem(raw={"a": 1}), Text(type="text", text="a")
    group = Group(type="group", items=[unknown, text])
    assert group.items[0] is unknown
    assert group.items[1] is text


def test_an_unknown_member_is_shown_in_short() -> None:
    item = UnknownItem(raw={"type": "new", "text": "x" * 1000})
    assert repr(item) == str(item)
    assert repr(item).startswith("UnknownItem(raw={'text': 'xxx")
    assert len(repr(item)) < 100


class Dotted(Model):
    kind: Annotated[Literal["dotted"], wire("@kind")]
    class_: Annotated[str | None, wire("class")] = None


class Dashed(Model):
    kind: Annotated[Literal["dashed"], wire("@kind")]


class UnknownLine(Unknown):
    kind: Literal["UNKNOWN"] = "UNKNOWN"


Line: TypeAlias = Annotated[Dotted | Dashed | UnknownLine, tagged("kind")]


def test_a_tag_may_be_called_otherwise_on_the_wire() -> None:
    dotted = Dotted(kind="dotted", class_="a")
    assert load(Line, '{"@kind": "dotted", "class": "a"}') == dotted
    assert load(Line, '{"@kind": "wavy"}') == UnknownLine(raw={"@kind": "wavy"})
    assert TypeAdapter[Any](Line).validate_python(dotted) is dotted
    with pytest.raises(ValidationError, match="string"):
        load(Line, '{"@kind": "dotted", "class": []}')


class UserMessage(Model):
    type: Literal["message"]
    role: Literal["user"]


class BotMessage(Model):
    type: Literal["message"]
    role: Literal["bot", "robot"]


class UnknownMessage(Unknown):
    role: Literal["UNKNOWN"] = "UNKNOWN"


Message: TypeAlias = Annotated[
    UserMessage | BotMessage | UnknownMessage, tagged("role")
]


class UnknownEntry(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


Entry: TypeAlias = Annotated[Message | Text | UnknownEntry, tagged("type")]


def test_a_member_may_be_a_union_with_another_tag() -> None:
    bot = BotMessage(type="message", role="robot")
    assert load(Entry, '{"type": "message", "role": "robot"}') == bot
    assert type(load(Entry, '{"type": "message", "role": "x"}')) is UnknownMessage
    assert type(load(Entry, '{"type": "x", "role": "bot"}')) is UnknownEntry
    assert load(Entry, '{"type": "text", "text": "a"}') == Text(type="text", text="a")


class Image(Model):
    type: Literal["image"]


class UnknownPart(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


Part: TypeAlias = Annotated[Item | Image | UnknownPart, tagged("type")]


def test_a_member_with_the_same_tag_is_part_of_the_union_that_it_stands_in() -> None:
    assert load(Part, '{"type": "image"}') == Image(type="image")
    assert load(Part, '{"type": "plain", "text": "a"}').text == "a"
    assert type(load(Part, '{"type": "x"}')) is UnknownPart


def test_null_may_stand_beside_the_union_and_in_it() -> None:
    inside = Annotated[Text | UnknownItem | None, tagged("type")]
    beside: Any = Item
    for type_ in (beside | None, inside):
        assert load(type_, "null") is None
        assert load(type_, '{"type": "x"}') == UnknownItem(raw={"type": "x"})


class One(Model):
    version: Literal[1]


class Two(Model):
    version: Literal[2]


class Old(Model):
    version: Literal[False]


def test_numbers_and_booleans_are_tags_too() -> None:
    numbers = Annotated[One | Two | UnknownItem, tagged("version")]
    assert load(numbers, '{"version": 2}') == Two(version=2)
    assert type(load(numbers, '{"version": 3}')) is UnknownItem
    both = Annotated[Old | Two | UnknownItem, tagged("version")]
    assert load(both, '{"version": false}') == Old(version=False)


def test_one_known_member_is_a_union_already() -> None:
    alone = Annotated[Text | UnknownItem, tagged("type")]
    assert load(alone, '{"type": "text", "text": "a"}') == Text(type="text", text="a")
    assert type(load(alone, '{"type": "x"}')) is UnknownItem


class Bare(Model):
    name: str | None = None


@pytest.mark.parametrize("union", [Item | Bare, Bare | Item])
def test_beside_what_has_no_tag_only_what_it_does_not_know_is_unknown(
    union: Any,
) -> None:
    assert load(union, '{"name": "a"}') == Bare(name="a")
    assert load(union, '{"type": "text", "text": "a"}') == Text(type="text", text="a")


class Untagged(Model):
    type: str


def test_a_field_that_is_no_literal_is_no_tag() -> None:
    with pytest.raises(TypeError, match=r"Untagged\.type is no tag"):
        TypeAdapter[Any](Annotated[Untagged | UnknownItem, tagged("type")])


def test_known_members_are_validated_without_a_call_back_into_python() -> None:
    schema: Any = TypeAdapter[Any](Item).core_schema
    schema = schema.get("schema", schema)
    assert (schema["type"], schema["mode"]) == ("union", "left_to_right")
    known, _ = schema["choices"][0]
    assert known["type"] == "tagged-union"
    assert {choice["type"] for choice in known["choices"].values()} <= {
        "model",
        "definition-ref",
    }


def test_the_union_has_a_json_schema() -> None:
    assert "oneOf" in str(TypeAdapter[Any](Item).json_schema())
