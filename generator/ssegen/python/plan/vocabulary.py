"""What all modules that speak of operations call the types of the SDK."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .annotations import Annotator
from .reserved import TYPE_PACKAGES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from ...ir.types import Type
    from .definitions import Types
    from .events import Events


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How operations name types, and credentials."""

    types: Types
    events: Events
    credentials: Mapping[str, str]
    """The client's argument for each security scheme, by the scheme's key."""

    prefixes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What ``events``, ``models`` and ``params`` are called where members of a class hide them."""

    own: Mapping[str, str] = field(default_factory=dict[str, str])
    """The modules of classes that stand in for generated ones, by the latter's path."""

    def beside(self, members: AbstractSet[str]) -> Vocabulary:
        """The vocabulary of a module whose class has members of such names."""
        hidden = sorted(TYPE_PACKAGES & members)
        prefixes = {package: f"_{package}." for package in hidden}
        prefix = prefixes.get("events", self.events.prefix)
        return replace(
            self, events=replace(self.events, prefix=prefix), prefixes=prefixes
        )

    def responses(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells responses for signatures, in a class that hides some builtins."""
        return self._annotator("models", hidden)

    def requests(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells arguments, in a class that hides some builtins."""
        return self._annotator("params", hidden)

    def _annotator(self, package: str, hidden: frozenset[str]) -> Annotator:
        return Annotator(
            self.types,
            request=package == "params",
            prefix=self.prefixes.get(package, f"{package}."),
            models=self.prefixes.get("models", "models."),
            hidden=hidden,
        )

    def expression(self, type_: Type) -> str:
        """Spells what a body decodes to."""
        return self.responses().annotation(type_)
