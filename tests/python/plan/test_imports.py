"""The imports that annotations need."""

from __future__ import annotations

import pytest

from ssegen.python.plan.imports import imports, names
from ssegen.python.plan.sdk import Import


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("models.Chat | None", {"models", "None"}),
        ('Literal["Any", \'Decimal "UUID"\'] | str', {"Literal", "str"}),
        (r'Literal["\"Any"]', {"Literal"}),
        ("list[datetime.datetime]", {"list", "datetime"}),
        ("dict[str, 聊天]", {"dict", "str", "聊天"}),
    ],
)
def test_names_stand_outside_of_strings_and_are_no_attributes(
    expression: str, expected: set[str]
) -> None:
    assert names(expression) == expected


def test_only_what_runs_is_imported_when_it_runs() -> None:
    assert imports(["models.Chat"], ["models.Chat", "params.Chat", "UUID", "Any"]) == (
        Import("..", ("models",)),
        Import("typing", ("Any",)),
        Import("uuid", ("UUID",), typing_only=True),
        Import("..", ("params",), typing_only=True),
    )


def test_siblings_are_imported_from_where_they_are() -> None:
    assert imports(
        ["User | None"], siblings={"User": ".shared", "Chat": ".shared"}
    ) == (
        Import(".shared", ("User",)),
    )
