"""Which findings are told, and how much each weighs: what the user and the document say of it."""

from __future__ import annotations

from .baseline import Baseline, BaselineError
from .policy import Policy

__all__ = ["Baseline", "BaselineError", "Policy"]
