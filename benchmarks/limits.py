"""What streams of the generated SDK hold on to, in a process of its own.

``python limits.py memory COUNT`` reads a stream of that many events and prints the peak of the
process's memory in megabytes. ``python limits.py lag RECORDING`` prints, for the blocking and the
awaited SDK, by how many chunks an event came later than the chunk that completes it, at most.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from bisect import bisect_left
from itertools import accumulate, chain, repeat
from typing import TYPE_CHECKING

from contestants import Source, call
from recordings import RECORDINGS, Recording, chat

if TYPE_CHECKING:
    from collections.abc import Iterator

_PART = 1_000


def memory(count: int) -> float:
    """Megabytes at the peak."""
    part = chat(_PART)
    *frames, sentinel = part.frames
    content = chain.from_iterable(repeat(frames, count // _PART))
    read = 0
    with call(Source(part, chain(content, [sentinel])))() as stream:
        for _ in stream:
            read += 1
    assert read == count, f"{read} events of {count} came"
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


class Lag:
    """Chunks that count themselves, and how far events are behind them."""

    def __init__(self, recording: Recording) -> None:
        self._chunks = recording.chunks
        self._ends = [*accumulate(map(len, recording.chunks))]
        self._frames = accumulate(map(len, recording.frames))
        self._taken = 0
        self.worst = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._taken += 1
            yield chunk

    def event(self) -> None:
        """Take note of the next event."""
        needed = bisect_left(self._ends, next(self._frames)) + 1
        self.worst = max(self.worst, self._taken - needed)


def lag(recording: Recording) -> int:
    behind = Lag(recording)
    with call(Source(recording, behind))() as stream:
        for _ in stream:
            behind.event()
    return behind.worst


async def async_lag(recording: Recording) -> int:
    behind = Lag(recording)
    async with call(Source(recording, behind), is_async=True)() as stream:
        async for _ in stream:
            behind.event()
    return behind.worst


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["memory", count]:
            print(json.dumps(memory(int(count))))
        case ["lag", name]:
            recording = RECORDINGS[name]()
            print(json.dumps([lag(recording), asyncio.run(async_lag(recording))]))
