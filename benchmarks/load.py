"""What the senders of streams hold: hundreds at once, and every event of them in its place.

``python benchmarks/load.py`` starts the generated server and the mock in turns, each in a process
of its own (``ends.py``), opens all streams at once, and looks at the number of every event and at
what ends each stream. It prints a table, and exits with 1 where an event was lost or came out of
turn. It needs a Unix system.

It reads by sockets and counts lines, for any client of HTTP takes as long for an event as those
that are measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "specs" / "chat.yaml"
OPERATION = "POST /chat/text"
PACKAGE = "loaded_sdk"
BODY = b'{"prompt": "Hello"}'
# HTTP/1.0, so that the body comes as it is, without the framing of chunks.
REQUEST = b"""\
POST /chat/text HTTP/1.0\r
Host: 127.0.0.1\r
Content-Type: application/json\r
Accept: text/event-stream\r
X-API-Key: secret\r
Content-Length: %d\r
\r
%b""" % (len(BODY), BODY)
SENTINEL = b"data: [DONE]\n"
_OTHERS = 100
"""Files that a process has open besides its streams."""
_TOLD = 20
"""Faults that are printed at most."""


@dataclass
class Streams:
    """The streams of one run, as they come."""

    count: int
    events: int
    """That each of them should bring."""
    came: int = 0
    """Events of all of them."""
    open: int = 0
    """Streams that have begun and not ended."""
    at_once: int = 0
    """The most that were open at a time."""
    faults: list[str] = field(default_factory=list[str])

    async def read(self, port: int, seconds: float) -> None:
        """Connect all, ask for all, and read them until they end, or for so many seconds."""
        connections = [
            await asyncio.open_connection("127.0.0.1", port) for _ in range(self.count)
        ]
        ended = 0
        try:
            async with asyncio.timeout(seconds):
                for each in asyncio.as_completed([self._one(*c) for c in connections]):
                    await each
                    ended += 1
        except TimeoutError:
            self.faults.append(f"{self.count - ended} streams did not end")

    async def _one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(REQUEST)
        number, last = 0, b""
        try:
            last = await reader.readline()
            while await reader.readline() not in (b"\r\n", b""):
                pass
            self.open += 1
            self.at_once = max(self.at_once, self.open)
            async for line in reader:
                if line.startswith(b"id:"):
                    number += 1
                    if line != b"id: %d\n" % number:
                        self.faults.append(f"{line!r} came as event {number}")
                elif line != b"\n":
                    last = line
            self.open -= 1
        except OSError as error:
            last = str(error).encode()
        if number != self.events or last != SENTINEL:
            self.faults.append(f"a stream ended after {number} events with {last!r}")
        self.came += number
        writer.close()


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one server.

    Attributes:
        seconds: From the first connection to the last end.
        peak: The most memory that the server's process has had, in bytes.
    """

    streams: Streams
    seconds: float
    peak: int


def run(end: Sequence[str], streams: Streams, patience: float) -> Run:
    """Start one of the ends, and read streams of it.

    Args:
        end: Arguments of ``ends.py``, without the count.
        streams: What is asked for.
        patience: Seconds after which what has not come counts as lost.
    """
    command = [sys.executable, str(HERE / "ends.py"), *end, str(streams.events)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            port = int(server.stdout.readline() or sys.exit(f"{end[0]} did not start"))
            began = time.perf_counter()
            asyncio.run(streams.read(port, patience))
            seconds = time.perf_counter() - began
        finally:
            server.kill()
        _, status, used = os.wait4(server.pid, 0)  # the only one that tells of memory
        server.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(streams, seconds, used.ru_maxrss * unit)


def row(name: str, one: Run, many: Run) -> str:
    """A line of the table: of a run with one stream, and of one with all of them."""
    streams = many.streams
    grown = (many.peak - one.peak) / max(1, streams.count - 1)
    cells = (
        name,
        f"{streams.count:,}",
        f"{streams.at_once:,}",
        f"{streams.came:,}",
        f"{len(streams.faults)}",
        f"{many.seconds:.1f}",
        f"{streams.came / many.seconds:,.0f}",
        f"{one.peak / 1e6:.0f}",
        f"{many.peak / 1e6:.0f}",
        f"{grown / 1e3:.0f}",
    )
    return f"| {' | '.join(cells)} |"


HEAD = """\
| | streams | at once | events | faults | seconds | events/s | MB for one | MB for all | KB each |
| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--streams", type=_positive, default=500)
    parser.add_argument("--events", type=_positive, default=100, help="of each stream")
    parser.add_argument(
        "--seconds",
        type=_positive,
        default=60,
        help="after which what has not come is lost (default: %(default)s)",
    )
    options = parser.parse_args()
    _allow_files(options.streams + _OTHERS)
    print(HEAD, flush=True)
    faults: list[str] = []
    with TemporaryDirectory() as folder:
        generate(folder)
        for end in (("sender", f"{folder}/{PACKAGE}"), ("mock", str(DOCUMENT))):
            one, many = (
                run(end, Streams(count, options.events), options.seconds)
                for count in (1, options.streams)
            )
            print(row(end[0], one, many), flush=True)
            found = (*one.streams.faults, *many.streams.faults)
            faults += [f"{end[0]}: {fault}" for fault in found]
    print(*faults[:_TOLD], sep="\n", file=sys.stderr, end="\n" * bool(faults))
    return int(bool(faults))


def generate(folder: str) -> None:
    """Generate the package that the sender serves."""
    options = ["--server", "--include", OPERATION, "--package-name", PACKAGE]
    command = [sys.executable, "-m", "ssegen", "generate", str(DOCUMENT), *options]
    subprocess.run([*command, "-o", folder], check=True, capture_output=True)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _allow_files(count: int) -> None:
    """Let this process and those that it starts have so many files open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


if __name__ == "__main__":
    sys.exit(main())
