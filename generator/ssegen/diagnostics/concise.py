"""Findings as lines for editors and grep, ``file:line:column: severity ID message; remedy``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .text import conclusion, headline, printable

if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .told import Told


def document(told: Told, *, color: bool = False) -> str:
    """Every finding on one line, and the summary."""
    lines = [line(diagnostic, color=color) for diagnostic in told]
    return "\n".join((*lines, conclusion(told))) + "\n"


def line(diagnostic: Diagnostic, *, color: bool = False) -> str:
    """One finding as one line, its remedy included."""
    remedy = f"; {diagnostic.remedy}" if diagnostic.remedy else ""
    return headline(diagnostic, color=color) + printable(remedy)
