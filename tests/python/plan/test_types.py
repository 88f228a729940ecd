"""The modules of models and params."""

from __future__ import annotations

import pytest
from tests.python.plan.builders import (
    INTEGER,
    STRING,
    alias,
    model,
    optional,
    required,
    tag,
)

from ssegen.ir.types import (
    Anything,
    Array,
    Definition,
    Literal,
    Name,
    Nullable,
    Property,
    Reference,
    Type,
    Union,
)
from ssegen.python.plan.definitions import Types
from ssegen.python.plan.names import Rename
from ssegen.python.plan.partition import Part, Partition
from ssegen.python.plan.sdk import (
    Attribute,
    DictClass,
    Import,
    Key,
    ModelClass,
    TypeName,
    TypesModule,
)
from ssegen.python.plan.types import fields, models, params


def types(*definitions: Definition, responses: bool = True) -> Types:
    known = {definition.key: definition for definition in definitions}
    names = {key: key for key in known}
    answered = frozenset(known) if responses else frozenset[str]()
    return Types(known, names, answered, fields(known, names)[0])


def at(homes: dict[str, str]) -> Partition:
    return Partition(homes, {home: Part(home, "") for home in homes.values()})


def modelled(*definitions: Definition) -> TypesModule:
    (module,) = models(types(*definitions), at({d.key: "chat" for d in definitions}))
    return module


def asked(*definitions: Definition, responses: bool = False) -> TypesModule:
    known = types(*definitions, responses=responses)
    (module,) = params(known, at({d.key: "chat" for d in definitions}))
    return module


def attribute(
    wire_name: str, type_: Type = STRING, *, required: bool = True
) -> Attribute:
    thing = model("Thing", Property(wire_name, type_, required))
    (declaration,) = modelled(thing).declarations
    assert isinstance(declaration, ModelClass)
    (planned,) = declaration.attributes
    return planned


def test_an_optional_property_defaults_to_none() -> None:
    assert attribute("name", required=False) == Attribute("name", "str | None", "None")


def test_a_required_property_that_may_be_null_has_no_default() -> None:
    assert attribute("name", Nullable(STRING)) == Attribute("name", "str | None")


def test_a_property_with_another_name_on_the_wire_says_so() -> None:
    planned = attribute("finishReason", required=False)
    wired = 'Annotated[str | None, _runtime.wire("finishReason")]'
    assert planned == Attribute("finish_reason", wired, "None")


@pytest.mark.parametrize(
    "taken", ["str", "list", "datetime", "json", "copy", "model_config"]
)
def test_a_field_hides_neither_types_nor_pydantics_own(taken: str) -> None:
    assert attribute(taken).name == f"{taken}_"


def test_a_constant_that_may_be_left_out_is_its_own_default() -> None:
    planned = attribute("type", Literal(("a",), open=False), required=False)
    assert planned == Attribute("type", 'Literal["a"]', '"a"')


def test_properties_that_want_one_name_are_told_apart() -> None:
    thing = model("Thing", required("a_b"), required("a-b"))
    given, renames = fields({"Thing": thing}, {"Thing": "Thing"})
    assert given == {("Thing", "a-b"): "a_b_2", ("Thing", "a_b"): "a_b"}
    assert renames == (
        Rename("SSE301", "field", "a-b", "a_b", "a_b_2", "a_b", "Thing"),
    )


def test_a_pinned_field_keeps_its_name() -> None:
    pinned = Property("a_b", STRING, True, name=Name(("a_b",), pinned=True))
    given, _ = fields(
        {"Thing": model("Thing", required("a-b"), pinned)}, {"Thing": "Thing"}
    )
    assert given["Thing", "a_b"] == "a_b"


def test_typed_properties_beyond_the_known_ones_are_kept() -> None:
    typed = model("Typed", additional=Array(INTEGER))
    free = model("Free", additional=Anything())
    extras = [
        d.extra for d in modelled(typed, free).declarations if isinstance(d, ModelClass)
    ]
    assert extras == ["list[int]", ""]


def test_aliases_stand_after_what_they_evaluate_and_else_in_document_order() -> None:
    module = modelled(
        alias("Both", Union((Reference("Role"), Reference("Late")))),
        model("Early", optional("both", Reference("Both"))),
        alias("Role", Literal(("user",), open=True)),
        model("Late"),
        alias("Tree", Union((STRING, Array(Reference("Tree"))))),
    )
    names = [declaration.name for declaration in module.declarations]
    assert names == ["Early", "Role", "Late", "Both", "Tree"]


def test_an_alias_that_names_itself_is_evaluated_by_pydantic_but_quoted_in_params() -> (
    None
):
    tree = alias("Tree", Union((STRING, Array(Reference("Tree")))))
    assert modelled(tree).declarations == (
        TypeName("Tree", "str | list[Tree]", recursive=True),
    )
    assert modelled(tree).imports == (Import("typing_extensions", ("TypeAliasType",)),)
    assert asked(tree).declarations == (
        TypeName("Tree", "str | Sequence[Tree]", quoted=True),
    )


def test_a_module_imports_models_of_others_for_type_checkers_and_what_aliases_evaluate() -> (
    None
):
    known = types(
        model("Own", required("user", Reference("User"))),
        alias("Who", Union((STRING, Reference("Guest")))),
        model("User"),
        model("Guest"),
    )
    homes = {"Own": "chat", "Who": "chat", "User": "shared", "Guest": "shared"}
    own, shared = models(known, at(homes))
    assert own.imports == (
        Import(".shared", ("Guest",)),
        Import(".shared", ("User",), typing_only=True),
    )
    assert shared.imports == ()


CAT = model("Cat", tag("cat"))
DOG = model("Dog", tag("dog"))
PET = alias("Pet", Union((Reference("Cat"), Reference("Dog"))))


def test_a_union_told_apart_by_a_tag_has_one_more_member_for_what_is_not_known() -> (
    None
):
    module = modelled(CAT, DOG, PET)
    unknown, union = module.declarations[2:]
    assert unknown == ModelClass(
        "UnknownPet",
        "An object of ``Pet`` that the document does not know.",
        (Attribute("type", 'Literal["UNKNOWN"]', '"UNKNOWN"'),),
        base="_runtime.Unknown",
    )
    spelled = 'Annotated[Cat | Dog | UnknownPet, _runtime.tagged("type")]'
    assert union == TypeName("Pet", spelled)


def test_a_request_takes_all_that_a_response_may_bring() -> None:
    declared = asked(CAT, DOG, PET, responses=True).declarations
    assert declared[-1] == TypeName("Pet", "Cat | Dog | models.Pet")
    assert asked(CAT, DOG, PET).declarations[-1] == TypeName("Pet", "Cat | Dog")


def test_the_class_for_what_is_not_known_takes_no_name_of_the_document() -> None:
    taken = model("UnknownPet")
    names = [d.name for d in modelled(CAT, DOG, PET, taken).declarations]
    assert names == ["Cat", "Dog", "UnknownPetValue", "Pet", "UnknownPet"]


def test_a_typed_dict_has_wire_names() -> None:
    module = asked(
        model("Thing", required("maxTokens", INTEGER), optional("to", STRING))
    )
    assert module.declarations == (
        DictClass(
            "Thing", "", (Key("maxTokens", "int"), Key("to", "NotRequired[str]")), False
        ),
    )
    assert module.imports == (Import("typing", ("NotRequired",)),)


@pytest.mark.parametrize(
    ("wire_name", "functional"),
    [
        ("a-b", True),
        ("class", True),
        ("__private", True),
        ("ﬁle", True),
        ("str", True),
        ("int", False),
        ("match", False),
    ],
)
def test_keys_that_a_class_body_cannot_spell_or_that_hide_types_make_it_functional(
    wire_name: str, functional: bool
) -> None:
    (declaration,) = asked(model("Thing", required(wire_name))).declarations
    assert isinstance(declaration, DictClass)
    assert declaration.functional is functional


def test_a_typed_dict_takes_the_model_of_a_response_too() -> None:
    message = model("Message", required("to", Reference("User")))
    module = asked(message, model("User", tag("user")), responses=True)
    first = module.declarations[0]
    assert isinstance(first, DictClass)
    assert first.keys == (Key("to", "User | models.User"),)
    assert module.imports == (
        Import("typing", ("Literal",)),
        Import("..", ("models",), typing_only=True),
    )


def test_a_request_object_without_properties_is_any_mapping() -> None:
    assert asked(model("Free")).declarations == (
        TypeName("Free", "Mapping[str, object]"),
    )
    typed = model("Typed", additional=INTEGER)
    assert asked(typed).declarations == (TypeName("Typed", "Mapping[str, int]"),)


def test_a_dict_with_an_empty_key_is_any_mapping() -> None:
    # PEP 589 leaves it open; pyright knows no key without a name.
    (declared,) = asked(model("Odd", required(""), required("a"))).declarations
    assert declared == TypeName("Odd", "Mapping[str, object]", "")
