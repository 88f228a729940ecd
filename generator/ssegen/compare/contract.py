"""What one document promises: the API, and the names that its SDK has for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..ir.types import (
    Alias,
    Anything,
    Array,
    Literal,
    Map,
    Model,
    Nullable,
    Reference,
    Scalar,
    Tuple,
    Type,
    Union,
)
from ..python.plan.literal import literal

if TYPE_CHECKING:
    from ..ir.api import Api, Operation
    from ..python.plan import Planned

_LONGEST = 80
"""Characters of a type in a message."""


@dataclass(frozen=True, slots=True)
class Contract:
    """One of the two sides of a comparison."""

    api: Api
    planned: Planned
    left_out: frozenset[str] = frozenset()
    """The keys of the operations that the document has and the API has not."""
    operations: dict[str, Operation] = field(init=False)
    """By key, in document order."""
    methods: dict[str, str] = field(init=False)
    """How the client reaches each operation, by key: ``chat.completions.create``."""
    event_classes: dict[str, tuple[str, ...]] = field(init=False)
    """The classes of the variants of each operation that streams, by its key."""

    def __post_init__(self) -> None:
        operations: dict[str, Operation] = {}
        methods: dict[str, str] = {}
        classes: dict[str, tuple[str, ...]] = {}
        modules = self.planned.sdk.resources
        for resource, module in zip(self.api.every_resource(), modules, strict=True):
            for operation, method in zip(
                resource.operations, module.methods, strict=True
            ):
                operations[operation.key] = operation
                methods[operation.key] = f"{module.path}.{method.name}"
                classes[operation.key] = tuple(
                    variant.type.rpartition(".")[2]
                    for variant in method.operation.variants
                )
        object.__setattr__(self, "operations", operations)
        object.__setattr__(self, "methods", methods)
        object.__setattr__(self, "event_classes", classes)

    def bare(self, type_: Type) -> tuple[Type, bool]:
        """A type without the names of aliases and without null, and whether null was in it.

        A reference that is left leads to a model.
        """
        nullable = False
        seen: set[str] = set()
        while True:
            match type_:
                case Nullable(inner):
                    nullable, type_ = True, inner
                case Reference(key):
                    match self.api.definitions.get(key):
                        case Alias(type=inner) if key not in seen:
                            seen.add(key)
                            type_ = inner
                        case Model():
                            return type_, nullable
                        case _:
                            return Anything(), nullable
                case _:
                    return type_, nullable

    def name(self, key: str) -> str:
        """The class, or the alias, of a definition."""
        return self.planned.classes.get(key, "")

    def spelled(self, type_: Type) -> str:
        """A type as messages call it: ``string``, ``Message[]``, ``"a" | "b"``."""
        text = self._spelled(type_)
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

    def _spelled(self, type_: Type) -> str:
        match type_:
            case Scalar(kind):
                return kind.value
            case Literal(values):
                return " | ".join(map(spelled_value, values))
            case Array(Union() | Nullable() as items):
                return f"({self._spelled(items)})[]"
            case Array(items):
                return f"{self._spelled(items)}[]"
            case Tuple(items):
                return f"[{', '.join(map(self._spelled, items))}]"
            case Map(values):
                return f"map of {self._spelled(values)}"
            case Nullable(inner):
                return f"{self._spelled(inner)} | null"
            case Union(members):
                return " | ".join(map(self._spelled, members))
            case Reference(key):
                return self.name(key) or "any"
            case Anything():
                return "any"


def spelled_value(value: bool | int | float | str | None) -> str:
    """A constant as messages show it."""
    return "null" if value is None else literal(value)
