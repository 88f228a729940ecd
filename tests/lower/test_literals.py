"""Tags of unions are found in steps that grow with the definitions."""

from __future__ import annotations

from ssegen.ir.types import (
    Alias,
    Definition,
    Literal,
    Model,
    Name,
    Property,
    Reference,
    Union,
)
from ssegen.lower.literals import close_tags


class Counted(dict[str, Definition]):
    """How often a definition is looked up."""

    lookups = 0

    def get(self, key: str, default: object = None) -> Definition | None:  # type: ignore[override]  # one of its overloads is enough here
        self.lookups += 1
        return super().get(key)


def test_unions_that_lead_to_each_other_are_each_walked_once() -> None:
    count = 500
    tag = Property("type", Literal(("a",), open=True), required=True)
    definitions = Counted({"M": Model("M", Name(("M",)), "", (tag,))})
    for n in range(count):
        following = Reference(f"A{(n + 1) % count}")
        members = (following, Reference("M"))
        definitions[f"A{n}"] = Alias(f"A{n}", Name((f"A{n}",)), "", Union(members))
    closed = close_tags(definitions, ())
    assert definitions.lookups < 3 * count
    model = closed["M"]
    assert isinstance(model, Model)
    assert model.properties[0].type == Literal(("a",), open=False)
