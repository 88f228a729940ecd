"""All faults, by what is wrong."""

from __future__ import annotations

from typing import Final

from tests.faults.answers import ANSWERS
from tests.faults.events import EVENTS
from tests.faults.transport import TRANSPORT
from tests.faults.wire import WIRE

FAMILIES: Final = {
    "Answers that are no stream": ANSWERS,
    "Connections that break or stall": TRANSPORT,
    "Bytes that are hard to read": WIRE,
    "Events that are missing, unknown or malformed": EVENTS,
}
FAULTS: Final = tuple(fault for family in FAMILIES.values() for fault in family)
