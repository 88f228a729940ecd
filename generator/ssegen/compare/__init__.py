"""What changed between two documents for a client of the generated SDK."""

from __future__ import annotations

from .contract import Contract
from .findings import Findings, findings

__all__ = ["Contract", "Findings", "findings"]
