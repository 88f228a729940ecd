"""What is known of definitions before they are spelled."""

from __future__ import annotations

from ssegen.ir.types import Alias, Reference, Type, Union
from ssegen.python.plan.definitions import Types

from .builders import INTEGER, STRING, name


def aliases(**types: Type) -> dict[str, Alias]:
    return {key: Alias(key, name(key), "", type_) for key, type_ in types.items()}


def types_of(definitions: dict[str, Alias]) -> dict[str, Type]:
    types = Types(definitions, {key: key for key in definitions}, frozenset(), {})
    return {
        key: definition.type
        for key, definition in types.definitions.items()
        if isinstance(definition, Alias)
    }


def test_aliases_that_lead_back_to_each_other_are_what_else_any_of_them_may_be() -> (
    None
):
    types = types_of(
        aliases(
            A=Union((Reference("B"), STRING)),
            B=Union((Reference("A"), INTEGER)),
            C=Union((Reference("C"), Reference("A"))),
            D=Reference("A"),
        )
    )
    assert types["A"] == Union((INTEGER, STRING))
    assert types["C"] == Union((INTEGER, STRING))
    assert types["D"] == Reference("A")


def test_what_else_they_may_be_is_worked_out_once_for_all_on_the_way() -> None:
    count = 100
    types = types_of(
        aliases(
            **{
                f"A{n}": Union((Reference(f"A{(n + 1) % count}"), STRING))
                for n in range(count)
            }
        )
    )
    assert len({id(type_) for type_ in types.values()}) == 1
