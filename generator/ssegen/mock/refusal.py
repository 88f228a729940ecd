"""Requests that are not answered as they ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..conformance import Problem


@dataclass(slots=True)
class Refusal(Exception):
    """An error response, told by its status and what is wrong."""

    status: int
    message: str
    problems: Sequence[Problem] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def text(self) -> str:
        """The message with all problems, in one line."""
        told = "; ".join(f"{one.path}: {one.message}" for one in self.problems)
        return f"{self.message}: {told}" if told else self.message
