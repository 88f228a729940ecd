"""What is asked for of a mock, and of one response of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..lower import Options
from .faults import FaultError, Faults, count, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..python.runtime.recording import Recording

SEED = "Mock-Seed"
COUNT = "Mock-Count"
DELAY = "Mock-Delay"
FAULT = "Mock-Fault"


@dataclass(frozen=True, slots=True)
class MockOptions:
    """How a mock answers."""

    seed: int = 0
    """Another seed gives other values; the same one gives the same in every run."""
    delay: float | None = None
    """Seconds between two events. None: made ones come at once, recorded ones as they came."""
    count: int | None = None
    """How many events a stream has. None: as many as the document shows, else each variant once,
    and at least five."""
    faults: Faults = field(default_factory=Faults)
    recordings: tuple[Recording, ...] = ()
    """Answers that stand in for what would be made for their method and path."""
    keep_alive: float = 15.0
    """Seconds of silence after which an event stream gets a comment."""
    lowering: Options = field(default_factory=lambda: Options(payloads=True))
    """How the document's streams and their switches are taken."""
    log: Callable[[str], None] = field(default=lambda line: None, compare=False)
    """Takes a line about every request, once its response is over; it holds nothing secret."""

    def overridden(self, headers: Mapping[str, str]) -> MockOptions:
        """The options of one request, which may ask for others by headers.

        Raises:
            FaultError: What it asks for makes no sense.
        """
        options = self
        if (text := headers.get(SEED)) is not None:
            options = replace(options, seed=count(SEED, text))
        if (text := headers.get(COUNT)) is not None:
            options = replace(options, count=count(COUNT, text))
        if (text := headers.get(DELAY)) is not None:
            options = replace(options, delay=seconds(DELAY, text))
        if (text := headers.get(FAULT)) is not None:
            try:
                faults = Faults.parse(filter(None, map(str.strip, text.split(","))))
            except FaultError as error:
                raise FaultError(f"{FAULT}: {error}") from None
            options = replace(options, faults=faults)
        return options
