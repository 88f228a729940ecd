"""Calling an API by its document: an SDK made for the moment, and what it sees of a stream."""

from __future__ import annotations

from .arguments import ArgumentError, arguments
from .call import Call, opened
from .observation import Observation, Seen
from .operations import NoOperation, StreamMethod, find, recorded, stream_methods
from .playing import played
from .recorder import Recorder
from .sdk import imported

__all__ = [
    "ArgumentError",
    "Call",
    "NoOperation",
    "Observation",
    "Recorder",
    "Seen",
    "StreamMethod",
    "arguments",
    "find",
    "imported",
    "opened",
    "played",
    "recorded",
    "stream_methods",
]
