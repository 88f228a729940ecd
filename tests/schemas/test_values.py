"""What users get for the JSON of an answer, and what a server gets for what they send."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tests.schemas.conftest import Exchange

    from ssegen.pipeline import Generated

UTC = datetime.UTC
FORMATS: dict[str, Any] = {
    "at": "2025-11-20T14:20:00Z",
    "on": "2025-11-20",
    "clock": "14:20:00",
    "took": "PT1M",
    "id": "12345678-1234-5678-1234-567812345678",
    "link": "https://example.com/a",
    "price": "1.10",
    "ratio": 0.5,
    "bytes": "aGk=",
    "content": "\x00",
    "count": 2**53,
    "odd": "text",
}


def test_a_format_has_a_type_of_its_own_where_python_has_one(
    exchange: Exchange,
) -> None:
    formats = exchange.read("Formats", FORMATS)
    assert formats.at == datetime.datetime(2025, 11, 20, 14, 20, tzinfo=UTC)
    assert formats.on == datetime.date(2025, 11, 20)
    assert formats.clock == datetime.time(14, 20)
    assert formats.took == datetime.timedelta(minutes=1)
    assert formats.id == UUID(FORMATS["id"])
    assert formats.price == Decimal("1.10")
    assert (formats.link, formats.bytes_) == (FORMATS["link"], "aGk=")
    assert (formats.ratio, formats.count, formats.odd) == (0.5, 2**53, "text")


def test_what_came_out_is_sent_as_it_came(exchange: Exchange) -> None:
    assert exchange.send("Formats", exchange.read("Formats", FORMATS)) == FORMATS


def test_values_of_formats_are_sent_from_objects_of_python(exchange: Exchange) -> None:
    sent = {
        "at": datetime.datetime(2025, 11, 20, 14, 20, tzinfo=UTC),
        "on": datetime.date(2025, 11, 20),
        "took": datetime.timedelta(minutes=1),
        "id": UUID(FORMATS["id"]),
        "price": Decimal("1.10"),
    }
    assert exchange.send("Formats", sent) == {key: FORMATS[key] for key in sent}


@pytest.mark.parametrize("at", ["2025-11-20T14:20:00", "2025-11-20 14:20", 1763648400])
def test_times_without_a_zone_or_in_seconds_are_times(
    exchange: Exchange, at: str | int
) -> None:
    found = exchange.read("Formats", {"at": at}).at
    assert isinstance(found, datetime.datetime)


def test_a_number_where_text_is_declared_is_text(exchange: Exchange) -> None:
    assert exchange.read("Formats", {"link": 5}).link == "5"


@pytest.mark.parametrize("name", ["union", "flag", "types", "listed", "either"])
def test_null_is_none_in_every_dialect(exchange: Exchange, name: str) -> None:
    values = {"union": 1, "flag": 1, "types": 1, "listed": "a", "either": ["a"]}
    maybe = exchange.read("Maybe", values | {name: None})
    assert getattr(maybe, name) is None
    assert exchange.send("Maybe", maybe) == values | {name: None}


def test_several_types_give_the_one_that_came(exchange: Exchange) -> None:
    values = {"union": 1, "flag": 1, "types": 1, "listed": "a", "either": 3}
    assert exchange.read("Maybe", values).either == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("open", "small"),
        ("open", "not known yet"),
        ("mixed", 1),
        ("mixed", "a"),
        ("mixed", True),
        ("mixed", 2.5),
        ("mixed", None),
        ("mixed", "other"),
        ("version", "2024-01-01"),
        ("constant", "fixed"),
        ("constant", "another"),
        ("truth", True),
        ("structured", {"a": 1}),
        ("structured", [2]),
    ],
)
def test_enumerations_and_constants_are_open(
    exchange: Exchange, name: str, value: object
) -> None:
    found = getattr(exchange.read("Choices", {name: value}), name)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("component", "value"),
    [
        ("Counts", {"a": 1, "b-c": 2}),
        ("Free", {"a": [1, {"b": None}]}),
        ("Patterned", {"x-a": 1, "y-b": "c"}),
        ("Row", ["a", 1, 2]),
        ("Anything", [1, "a", None]),
        ("Anything", "text"),
        ("Json", {"a": [1, "b", {"c": []}]}),
        ("Json", "text"),
    ],
)
def test_maps_lists_and_free_values_are_what_they_are(
    exchange: Exchange, component: str, value: object
) -> None:
    assert exchange.read(component, value) == value
    assert exchange.send(component, value) == value


def test_properties_beyond_the_known_ones_have_their_type(exchange: Exchange) -> None:
    wire = {"id": "a", "start": {"x": 1}}
    extended = exchange.read("Extended", wire)
    assert extended.model_extra["start"].x == 1
    assert exchange.send("Extended", extended) == wire


def test_a_tuple_is_one(exchange: Exchange) -> None:
    name, point = exchange.read("Pair", ["a", {"x": 1}])
    assert (name, point.x) == ("a", 1)
    assert exchange.send("Pair", (name, point)) == ["a", {"x": 1}]


def test_a_property_that_cannot_be_is_none(exchange: Exchange) -> None:
    nothing = exchange.read("Nothing", {"always": {"a": 1}})
    assert nothing.always == {"a": 1}
    assert "never" not in type(nothing).model_fields


def test_schemas_come_back_to_themselves_through_lists_maps_and_unions(
    exchange: Exchange,
) -> None:
    leaf: dict[str, Any] = {"name": "leaf"}
    wire = {"name": "root", "children": [leaf], "named": {"a": leaf}, "other": leaf}
    tree = exchange.read("Tree", wire)
    assert {
        type(t).__name__ for t in (*tree.children, tree.named["a"], tree.other)
    } == {"Tree"}
    assert exchange.send("Tree", tree) == wire


def test_an_object_that_builds_on_itself_has_its_own_properties(
    exchange: Exchange,
) -> None:
    assert exchange.read("Itself", {"name": "a"}).name == "a"


def test_what_all_of_several_say_is_one_object_and_the_last_word_counts(
    exchange: Exchange,
) -> None:
    wire = {"id": 1, "kind": 2, "size": 3, "note": "a"}
    merged = exchange.read("Merged", wire)
    assert (merged.id, merged.kind, merged.size, merged.note) == (1, 2, 3, "a")


def test_what_a_server_alone_sets_is_not_asked_for_and_secrets_do_not_come_out(
    exchange: Exchange,
) -> None:
    account = exchange.read("Account", {"id": "1", "name": "a"})
    assert not hasattr(account, "secret")
    assert exchange.send("Account", {"name": "a", "secret": "b"}) == {
        "name": "a",
        "secret": "b",
    }


def test_defaults_are_the_servers_affair(exchange: Exchange) -> None:
    assert exchange.read("Account", {"id": "1", "name": "a"}).limit is None


def test_what_a_schema_denies_or_makes_conditional_is_not_enforced(
    exchange: Exchange,
) -> None:
    negated = exchange.read("Negated", {"any": "text", "number": 3, "made_up": "a"})
    assert (negated.any, negated.number, negated.made_up) == ("text", 3, "a")


def test_a_schema_that_no_type_can_express_is_told(generated: Generated) -> None:
    told = [d for d in generated.report if d.rule == "SSE201"]
    assert [d.location.pointer for d in told] == [
        "/components/schemas/Negated/properties/any"
    ]
    assert "`Negated any` says what it is by `not`" in told[0].message


def test_definitions_within_a_schema_and_anchors_are_found(exchange: Exchange) -> None:
    wire = {"inner": {"n": 1}, "anchored": {"m": 2}, "marked": {"m": 3}}
    local = exchange.read("Local", wire)
    assert (local.inner.n, local.anchored.m, local.marked.m) == (1, 2, 3)
    assert type(local.anchored) is type(local.marked)


def test_a_dynamic_reference_leads_where_it_leads_at_first(exchange: Exchange) -> None:
    node = exchange.read("Node", {"value": 1, "next": {"value": 2}})
    assert type(node.next) is type(node)


def test_names_that_python_cannot_use_stay_what_they_are_on_the_wire(
    exchange: Exchange,
) -> None:
    wire = {
        "class": "a",
        "model_config": "b",
        "list": ["c"],
        "a-b": "d",
        "a_b": "e",
        "1st": "f",
        "": "g",
    }
    odd = exchange.read("Odd names", wire)
    assert (odd.class_, odd.model_config_, odd.list_) == ("a", "b", ["c"])
    assert exchange.send("Odd names", odd) == wire
    assert exchange.send("Odd names", wire) == wire
