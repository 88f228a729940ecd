"""What would mend a finding: values to put, and nodes to take away, by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
"""What YAML and JSON hold."""
Token: TypeAlias = "str | int"
Pointer: TypeAlias = "tuple[Token, ...]"
"""The tokens of a JSON Pointer (RFC 6901), unescaped; those of lists are numbers."""


@dataclass(frozen=True, slots=True)
class Put:
    """A value that should stand at a place, instead of what stands there, or anew.

    What the pointer leads to may be missing, but not what holds it.
    """

    file: str
    pointer: Pointer
    value: Value


@dataclass(frozen=True, slots=True)
class Remove:
    """A node that should go."""

    file: str
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes of a document that belong together."""

    changes: tuple[Put | Remove, ...]
    sure: bool = True
    """Whether they need no judgement: ``ssegen fix`` writes them. Others are shown for a person to
    complete, and may hold placeholders."""
