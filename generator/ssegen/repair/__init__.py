"""Repairs of findings: which go together, as an overlay beside the document, or in its text."""

from __future__ import annotations

from .choice import Choice, LeftOut, choose, difference, holding
from .edit import EditError, edited
from .overlay import MARK, overlay

__all__ = [
    "MARK",
    "Choice",
    "EditError",
    "LeftOut",
    "choose",
    "difference",
    "edited",
    "holding",
    "overlay",
]
