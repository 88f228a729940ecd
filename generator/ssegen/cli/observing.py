"""Showing what an SDK sees of a stream, one event after the other: for people, or as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TextIO

from ..diagnostics.text import printable
from .terminal import colored

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Callable, Iterable, Iterator

    from ..live import Observation, Seen
    from ..python.runtime.frame import Frame
    from ..python.runtime.recording import Chunk

DIM, RED, GREEN, CYAN = "2", "1;31", "1;32", "36"

LONGEST = 4000
"""Characters of an event for people; programs get all."""


@dataclass(frozen=True, slots=True)
class Display:
    """Where a stream is shown, and how."""

    file: TextIO
    json: bool = False
    """One JSON object to a line, for programs."""
    redacted: Callable[[str], str] = str
    """Takes secrets out of what is shown."""

    def seen(self, seen: Seen) -> None:
        """Show what came."""
        if self.json:
            record = json.dumps(_record(seen), ensure_ascii=False, default=str)
            self._print((record, ""))
            return
        for line in _lines(seen):
            self._print(*line)

    def refused(self, message: str) -> None:
        """Show that there is no stream at all."""
        end = {"kind": "end", "events": 0, "completed": False, "failure": message}
        self._end(f"no stream: {message}", end, fine=False)

    def summary(self, observation: Observation, interrupted: bool) -> None:
        """Show how the stream ended."""
        record = {
            "kind": "end",
            "at": _seconds(observation.seconds),
            "events": observation.event_count,
            "completed": observation.completed,
            "conforming": observation.conforms,
        }
        failure = "interrupted" if interrupted else observation.failure
        if failure:
            record["failure"] = failure
        if observation.reported:
            record["server_error"] = True
        self._end(_summary(observation, failure), record, fine=is_fine(observation))

    def _end(self, text: str, record: dict[str, Any], *, fine: bool) -> None:
        if self.json:
            self._print((json.dumps(record, ensure_ascii=False), ""))
        else:
            self._print((text, GREEN if fine else RED))

    def _print(self, *parts: tuple[str, str]) -> None:
        """Print a line of texts, each in its color."""
        line = ""
        for text, code in parts:
            shown = printable(self.redacted(text))
            if code and not self.json and colored(self.file):
                shown = f"\x1b[{code}m{shown}\x1b[0m"
            line += shown
        # In one piece, so that Ctrl-C does not come between a line and its end.
        print(f"{line}\n", end="", file=self.file, flush=True)


def is_fine(observation: Observation) -> bool:
    """Whether the stream completed, as the document says, and without an error of the server."""
    fine = observation.completed and observation.conforms
    return fine and not observation.reported


def observe(
    observation: Observation,
    headers: Iterable[tuple[str, str]],
    chunks: Iterator[Chunk],
    display: Display,
) -> int:
    """Show a stream until its end, or until the user has enough; give the exit code."""
    interrupted = False
    try:
        for seen in observation.seen(headers, chunks):
            display.seen(seen)
    except KeyboardInterrupt:
        interrupted = True
    display.summary(observation, interrupted)
    return 130 if interrupted else 0 if is_fine(observation) else 1


def _lines(seen: Seen) -> Iterator[tuple[tuple[str, str], ...]]:
    """What people read of a frame: lines of texts with their colors."""
    from ..live.observation import NO_EVENT
    from ..python.runtime.frame import Frame

    at = f"{seen.at:9.3f}  "
    if not isinstance(seen.item, Frame):
        yield ((f"{at}: {seen.item.text}", DIM),)
        return
    name = f"{seen.item.name} #{seen.item.id}" if seen.item.id else seen.item.name
    if seen.is_sentinel:
        yield ((f"{at}{name}  {_short(seen.item.text)}", DIM),)
    else:
        is_event = seen.event is not NO_EVENT
        text = readable(seen.event) if is_event else seen.item.text
        yield (at, DIM), (name, CYAN), (f"  {_short(text)}", "")
    if seen.failure:
        yield ((f"{'':11}{seen.failure}", RED),)
    for problem in seen.problems:
        yield ((f"{'':11}{problem.path}: {problem.message}", RED),)


def _record(seen: Seen) -> dict[str, Any]:
    """What programs read of a frame."""
    from ..live.observation import NO_EVENT
    from ..python.runtime.frame import Frame

    at = {"at": _seconds(seen.at)}
    if not isinstance(seen.item, Frame):
        return {"kind": "comment", **at, "text": seen.item.text}
    if seen.is_sentinel:
        return {"kind": "sentinel", **at, "data": seen.item.text}
    record = {"kind": "event", **at, **_frame(seen.item)}
    if seen.event is not NO_EVENT:
        record["type"] = type(seen.event).__name__
    if seen.failure:
        record["failure"] = seen.failure
    problems = [{"path": p.path, "message": p.message} for p in seen.problems]
    return {**record, "problems": problems}


def _frame(frame: Frame) -> dict[str, Any]:
    """The fields of a frame, without those that it does not have; data as JSON where it is some."""
    found: dict[str, Any] = {"event": frame.event, "id": frame.id, "retry": frame.retry}
    record = {name: value for name, value in found.items() if value is not None}
    if frame.data is not None:
        try:
            record["data"] = json.loads(frame.text)
        except (ValueError, RecursionError):
            record["data"] = frame.text
    return record


def _summary(observation: Observation, failure: str) -> str:
    """``3 events in 1.204 s, completed, conforming``"""
    count, bad = observation.event_count, observation.bad_frames
    ended = f"not completed: {failure}" if failure else "not completed"
    parts = [
        f"{count} {'event' if count == 1 else 'events'} in {observation.seconds:.3f} s",
        "completed" if observation.completed else ended,
        f"{bad} not conforming" if bad else "conforming",
        *(["the server reported an error"] if observation.reported else []),
    ]
    return ", ".join(parts)


def readable(value: object) -> str:
    """A typed value: its class, and what is set of it."""
    from pydantic import BaseModel

    match value:
        case BaseModel():
            names = [n for n in type(value).model_fields if n in value.model_fields_set]
            extra = value.__pydantic_extra__ or {}
            return _called(value, {n: getattr(value, n) for n in names} | extra)
        case _ if is_dataclass(value):
            # Name and id of an envelope stand before it.
            names = [f.name for f in fields(value) if f.name not in ("event", "id")]
            found = {name: getattr(value, name) for name in names}
            return _called(value, {n: v for n, v in found.items() if v is not None})
        case list():
            return f"[{', '.join(map(readable, value))}]"
        case _:
            return repr(value)


def _called(value: object, found: dict[str, object]) -> str:
    inner = ", ".join(f"{name}={readable(each)}" for name, each in found.items())
    return f"{type(value).__name__}({inner})"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} long)"


def _seconds(at: float) -> float:
    return round(at, 6)
