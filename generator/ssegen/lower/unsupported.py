"""What is left out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from ..load.node import Node

RULE = "SSE008"


@dataclass(frozen=True, slots=True)
class Skipped:
    """An operation, or one of the two that it makes, that the API does not have."""

    key: str
    """``POST /chat``, as `ssegen.ir.api.Operation.key` would be."""
    reason: str
    """Lower case, such as ``a multipart/form-data request body``."""


class Unsupported(Exception):
    """Something that an operation needs cannot be expressed.

    Args:
        place: The node that says so.
        reason: What it is, in lower case: ``a multipart/form-data request body``.
        told: Another finding tells the user of it already.
    """

    def __init__(self, place: Node, reason: str, *, told: bool = False) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason
        self.told = told

    def diagnostics(self, key: str) -> tuple[Diagnostic, ...]:
        """The finding for the operation of that key; none where another tells of it."""
        if self.told:
            return ()
        return (
            Diagnostic(
                RULE,
                Severity.UNSUPPORTED,
                self.place.location,
                f"`{key}` is skipped: {self.reason} is not supported yet",
            ),
        )
