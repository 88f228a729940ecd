"""How results are told."""

from __future__ import annotations

import enum


class Format(enum.Enum):
    TEXT = "text"
    JSON = "json"
