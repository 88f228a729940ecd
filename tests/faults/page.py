"""The faults as ``docs/reliability.md`` tells them, between two marks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.faults.endings import ENDINGS, RESUMED
from tests.faults.fault import FACES, LIBRARIES
from tests.faults.recording import RECORDING, SIZES
from tests.faults.table import FAMILIES, FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.fault import Fault

PAGE: Final = Path(__file__).parents[2] / "docs" / "reliability.md"
_BEGIN: Final = "<!-- written by python -m tests.faults -->"
_END: Final = "<!-- end -->"
_SEVERAL: Final = 4


def updated(page: str) -> str:
    """Give the page with the faults as they are now.

    Raises:
        ValueError: A mark is missing.
    """
    head, begin, rest = page.partition(_BEGIN)
    _, end, tail = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"the page has no {_BEGIN} before {_END}")
    return f"{head}{begin}\n\n{chr(10).join(_lines())}\n{end}{tail}"


def _lines() -> Iterator[str]:
    clients = len(FACES) * len(LIBRARIES)
    cuts = len(SIZES) * (len(ENDINGS) + 1)
    resumed = len(SIZES) * len(RESUMED)
    rows = (
        ("faults in the tables below", len(FAULTS)),
        (
            f"cuts: after each of {len(RECORDING)} bytes in {len(ENDINGS) + 1} ways",
            cuts,
        ),
        ("the same stream in every two pieces", len(SIZES)),
        (f"cuts that are gone on from, in {len(RESUMED)} ways", resumed),
    )
    yield f"| tried on {clients} kinds of client | outcomes each | outcomes |"
    yield "| --- | --: | --: |"
    for what, count in rows:
        yield f"| {what} | {count:,} | {count * clients:,} |"
    total = sum(count for _, count in rows)
    yield f"| **all** | **{total:,}** | **{total * clients:,}** |"
    for family, faults in FAMILIES.items():
        yield ""
        yield f"### {family}"
        yield ""
        yield "| The server … | events | outcome | connection |"
        yield "| --- | --- | --- | --- |"
        yield from map(_row, faults)


def _row(fault: Fault) -> str:
    cells = (
        fault.does,
        _events(fault.events),
        _outcome(fault),
        "used again" if fault.reused else "closed",
    )
    return f"| {' | '.join(cells)} |"


def _events(events: tuple[str, ...]) -> str:
    if len(events) > _SEVERAL:
        return f"all {len(events)}"
    return ", ".join(f"`{ascii(event)[1:-1]}`" for event in events) or "none"


def _outcome(fault: Fault) -> str:
    if fault.error:
        return f"`{fault.error}`"
    return "completes" if fault.completed else "ends, not completed"
