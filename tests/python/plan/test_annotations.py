"""How types are spelled in responses and in requests."""

from __future__ import annotations

import pytest
from tests.python.plan.builders import (
    INTEGER,
    NULL,
    STRING,
    alias,
    model,
    optional,
    required,
    tag,
)

from ssegen.ir.types import (
    Alias,
    Anything,
    Array,
    Definition,
    Discriminator,
    Literal,
    Map,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
    Union,
)
from ssegen.python.plan.annotations import Annotator
from ssegen.python.plan.definitions import Types
from ssegen.python.plan.literal import MOST_LITERALS
from ssegen.python.plan.types import fields

DATETIME = Scalar(ScalarKind.DATETIME)
CAT = model("Cat", tag("cat"), required("name"))
DOG = model("Dog", tag("dog"), required("name"))
BIRD = model("Bird", tag("bird"))
FISH = model("Fish", required("name"))
PET = alias("Pet", Union((Reference("Cat"), Reference("Dog"))))
JSON = alias("Json", Union((STRING, Array(Reference("Json")))))


def types(*definitions: Definition) -> Types:
    known = {d.key: d for d in definitions or (CAT, DOG, BIRD, FISH, PET, JSON)}
    names = {key: key for key in known}
    return Types(known, names, frozenset(known), fields(known, names)[0])


def response(type_: Type, known: Types | None = None) -> str:
    return Annotator(known or types(), request=False).annotation(type_)


def request(type_: Type, *hidden: str) -> str:
    annotator = Annotator(
        types(), request=True, prefix="params.", hidden=frozenset(hidden)
    )
    return annotator.annotation(type_)


@pytest.mark.parametrize(
    ("type_", "answered", "asked"),
    [
        (STRING, "str", "str"),
        (DATETIME, "datetime.datetime", "datetime.datetime | str"),
        (Scalar(ScalarKind.UUID), "UUID", "UUID | str"),
        (Scalar(ScalarKind.BASE64), "str", "str"),
        (NULL, "None", "None"),
        (Anything(), "Any", "object"),
        (Nullable(Anything()), "Any", "object | None"),
        (Nullable(Nullable(STRING)), "str | None", "str | None"),
        (Array(STRING), "list[str]", "Sequence[str]"),
        (Map(INTEGER), "dict[str, int]", "Mapping[str, int]"),
        (Tuple((STRING, INTEGER), None), "tuple[str, int]", "Sequence[str | int]"),
        (Tuple((STRING,), INTEGER), "list[str | int]", "Sequence[str | int]"),
        (
            Union((STRING, NULL, INTEGER, STRING)),
            "str | int | None",
            "str | int | None",
        ),
        (Union((STRING, Anything())), "Any", "object"),
        (
            Union((STRING, Union((INTEGER, NULL)))),
            "str | int | None",
            "str | int | None",
        ),
        (
            Literal(("a", "b"), open=True),
            'Literal["a", "b"] | str',
            'Literal["a", "b"] | str',
        ),
        (Literal(("a",), open=False), 'Literal["a"]', 'Literal["a"]'),
        (Literal((1, "a"), open=True), 'Literal[1, "a"] | int | str', None),
        (
            Literal((1, 0.5), open=True),
            "Literal[1] | int | float",
            "Literal[1] | float",
        ),
        (Literal((True,), open=True), "bool", "bool"),
        (Literal((True, None), open=False), "Literal[True] | None", None),
        (Literal((1.5,), open=False), "float", "float"),
        (Literal(("\ud800",), open=False), "str", "str"),
        (Literal(('"', "'"), open=False), "Literal['\"', \"'\"]", None),
        (Reference("Cat"), "Cat", "params.Cat | models.Cat"),
        (Reference("Pet"), "Pet", "params.Pet"),
        (Reference("nowhere"), "Any", "object"),
    ],
)
def test_a_type_is_spelled_for_each_direction(
    type_: Type, answered: str, asked: str | None
) -> None:
    assert response(type_) == answered
    assert request(type_) == (answered if asked is None else asked)


def test_a_long_enumeration_is_spelled_as_the_type_of_its_values() -> None:
    values = tuple(f"v{n}" for n in range(MOST_LITERALS + 1))
    assert response(Literal(values, open=True)) == "str"


def test_builtins_that_methods_hide_are_spelled_out() -> None:
    assert request(Map(STRING), "str") == "Mapping[builtins.str, builtins.str]"
    annotator = Annotator(types(), request=False, hidden=frozenset({"list"}))
    assert annotator.annotation(Array(STRING)) == "builtins.list[str]"


def content(type_: Type, *definitions: Definition) -> str:
    """What the alias ``Any One`` of that type is spelled as, without its last member."""
    named = alias("AnyOne", type_)
    known = types(*(definitions or (CAT, DOG, BIRD, FISH, PET, JSON)), named)
    spelled = Annotator(known, request=False).content(named)
    return spelled.replace(" | UnknownAnyOne", "")


@pytest.mark.parametrize(
    ("members", "spelled"),
    [
        (
            (Reference("Cat"), Reference("Dog")),
            'Annotated[Cat | Dog, _runtime.tagged("type")]',
        ),
        (
            (Reference("Pet"), Reference("Bird"), NULL),
            'Annotated[Pet | Bird, _runtime.tagged("type")] | None',
        ),
        ((Reference("Cat"), Reference("Fish")), "Cat | Fish"),
        ((Reference("Cat"), STRING), "Cat | str"),
        ((Reference("Cat"), Reference("Cat")), "Cat"),
    ],
)
def test_a_union_is_told_apart_by_a_field_where_every_member_has_it(
    members: tuple[Type, ...], spelled: str
) -> None:
    assert content(Union(members)) == spelled


def test_a_discriminator_is_the_field_and_not_the_wire_name() -> None:
    a, b = model("A", tag("a", "kind-of")), model("B", tag("b", "kind-of"))
    union = Union((Reference("A"), Reference("B")), Discriminator("kind-of", ()))
    assert content(union, a, b) == 'Annotated[A | B, _runtime.tagged("kind_of")]'


def test_numbers_may_tell_members_apart() -> None:
    a = model("A", required("type", Literal((1,), open=False)))
    b = model("B", required("type", Literal((2,), open=False)))
    union = Union((Reference("A"), Reference("B")))
    assert content(union, a, b) == 'Annotated[A | B, _runtime.tagged("type")]'


@pytest.mark.parametrize("values", [("a", "a"), (True, False)])
def test_members_that_share_a_tag_or_have_truth_values_are_not_told_apart_by_it(
    values: tuple[str | bool, str | bool],
) -> None:
    a, b = (
        model(key, required("type", Literal((value,), open=False)))
        for key, value in zip("AB", values, strict=True)
    )
    assert content(Union((Reference("A"), Reference("B"))), a, b) == "A | B"


def test_a_tag_that_would_hide_what_an_unknown_member_keeps_is_none() -> None:
    a, b = model("A", tag("a", "raw")), model("B", tag("b", "raw"))
    assert content(Union((Reference("A"), Reference("B"))), a, b) == "A | B"


def test_an_optional_tag_counts_where_the_document_names_it() -> None:
    a = model("A", optional("type", Literal(("a",), open=False)))
    b = model("B", optional("type", Literal(("b",), open=False)))
    members = (Reference("A"), Reference("B"))
    assert content(Union(members), a, b) == "A | B"
    named = Union(members, Discriminator("type", ()))
    assert content(named, a, b).startswith("Annotated[A | B,")


def test_members_of_a_member_may_be_told_apart_by_another_tag() -> None:
    one = model("One", tag("text"), tag("plain", "kind"))
    two = model("Two", tag("text"), tag("rich", "kind"))
    text = alias(
        "Text", Union((Reference("One"), Reference("Two")), Discriminator("kind", ()))
    )
    image = model("Image", tag("image"))
    union = Union((Reference("Text"), Reference("Image")), Discriminator("type", ()))
    spelled = 'Annotated[Text | Image, _runtime.tagged("type")]'
    assert content(union, one, two, text, image) == spelled


def test_requests_do_not_tell_members_apart() -> None:
    spelled = "params.Cat | models.Cat | params.Dog | models.Dog"
    assert request(Union((Reference("Cat"), Reference("Dog")))) == spelled


@pytest.mark.parametrize(
    ("aliases", "spelled"),
    [
        ({"A": Union((STRING, Reference("A")))}, {"A": "str"}),
        ({"A": Reference("A")}, {"A": "Any"}),
        (
            {
                "A": Union((STRING, Reference("B"))),
                "B": Nullable(Union((Reference("A"), DATETIME))),
                "C": Nullable(Reference("A")),
            },
            {
                "A": "str | datetime.datetime | None",
                "B": "str | datetime.datetime | None",
                "C": "A | None",
            },
        ),
    ],
)
def test_aliases_that_lead_back_to_themselves_are_what_else_they_lead_to(
    aliases: dict[str, Type], spelled: dict[str, str]
) -> None:
    known = types(*(alias(key, type_) for key, type_ in aliases.items()))
    found = {
        key: response(definition.type, known)
        for key, definition in known.definitions.items()
        if isinstance(definition, Alias)
    }
    assert found == spelled
    assert not known.recursive


def test_aliases_that_name_themselves_are_known() -> None:
    assert types().recursive == {"Json"}


@pytest.mark.parametrize(
    ("type_", "accepts"),
    [
        (Nullable(STRING), True),
        (Union((STRING, NULL)), True),
        (Literal(("a", None), open=True), True),
        (Reference("Maybe"), True),
        (Reference("Json"), False),
        (Anything(), False),
        (STRING, False),
    ],
)
def test_null_is_accepted_where_the_document_says_so(
    type_: Type, accepts: bool
) -> None:
    known = types(alias("Maybe", Nullable(STRING)), JSON)
    assert known.accepts_null(type_) is accepts
