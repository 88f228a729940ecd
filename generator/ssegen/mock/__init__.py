"""A server that answers as a document says, for development and tests."""

from __future__ import annotations

from .app import create_app
from .faults import FaultError, Faults
from .options import MockOptions
from .recorded import create_replay

__all__ = ["FaultError", "Faults", "MockOptions", "create_app", "create_replay"]
