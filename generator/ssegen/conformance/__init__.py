"""What a value or a frame lacks, by the document's own schemas."""

from __future__ import annotations

from .conformance import Conformance
from .problem import Direction, Problem

__all__ = ["Conformance", "Direction", "Problem"]
