"""From a document to the API it describes: nodes in, `ssegen.ir` out."""

from __future__ import annotations

from .api import Lowered, lower
from .selection import Options, Selector, StreamChoice, Subject, SwitchChoice
from .unsupported import Skipped

__all__ = [
    "Lowered",
    "Options",
    "Selector",
    "Skipped",
    "StreamChoice",
    "Subject",
    "SwitchChoice",
    "lower",
]
