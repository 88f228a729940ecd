"""What an event of a stream costs, beside other SDKs on the same bytes, and what a start does.

``python benchmarks/streams.py`` installs the others below ``--cache`` and runs all of them in
turns, each time in a process of its own; it prints medians as tables, and whether the targets are
met. ``--write`` puts the tables and the picture into the documentation. Sections can be named to
run them alone. Run it on a machine that does nothing else; it needs a Unix system. The section
``startup`` generates an SDK of the OpenAI document in the folder ``SSEGEN_CORPUS``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import CACHE, ROOT, environment, requirements
from startup import PROBES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
DEBIAN = Path("/usr/bin/python3")
"""Built with profile-guided optimisation, as what most users run is; pyenv's are not."""
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "streams.svg"
DOCUMENT = "openai-openai.yaml"

OWN: tuple[str, ...] = (
    "floor",
    "floor, async",
    "validate_json",
    "ssegen",
    "ssegen, async",
    "ssegen + msgspec",
    "httpx-sse + pydantic",
)
SMALL = "small events"
COLUMNS: dict[str, dict[str, str]] = {
    "chat": dict.fromkeys((*OWN, "openai", "mistralai"), "chat"),
    SMALL: {
        **dict.fromkeys((*OWN, "anthropic"), "messages"),
        "openai": "responses",
        "cohere": "cohere",
        "mistralai": "conversations",
    },
}
"""The recording of each contestant: of an API of its own where it has no other."""
ALONE: dict[str, dict[str, str]] = {
    column: dict.fromkeys(OWN, found["ssegen"]) for column, found in COLUMNS.items()
}

Runs = dict[str, dict[str, list[float]]]
"""By column and contestant; a figure for each run."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio should be."""

    what: str
    ratio: float
    bound: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound


def targets(found: list[Target]) -> Iterator[str]:
    """The targets as a Markdown table."""
    yield "| target | wanted | measured | met |"
    yield "| --- | --- | --- | --- |"
    for target in found:
        wanted = f"{'at least' if target.at_least else 'at most'} {target.bound:.3g}"
        met = "yes" if target.is_met else "no"
        yield f"| {target.what} | {wanted} | {target.ratio:.2f} | {met} |"


@dataclass(frozen=True, slots=True)
class Bench:
    """Runs programs in turns, in the environment of the peers."""

    python: Path
    runs: int
    columns: Mapping[str, Mapping[str, str]]
    folder: Path
    """A temporary one."""
    picture: Path | None

    def streams(self) -> Iterator[str]:
        """From memory, chunked as networks do: the table, and the targets."""
        runs = self._compared(self.columns)
        yield from _table(runs)
        yield ""
        yield from targets(_wanted(runs))
        if self.picture:
            figures = {
                column: {name: _micro(found) for name, found in rows.items()}
                for column, rows in runs.items()
            }
            self._run("plot.py", str(self.picture), given=json.dumps(figures))

    def loopback(self) -> Iterator[str]:
        """Over a socket, one event in each chunk of HTTP."""
        columns = {
            column: {name: kind for name, kind in rows.items() if _has_client(name)}
            for column, rows in self.columns.items()
        }
        with self._server() as url:
            yield from _table(self._compared(columns, url))

    def chunkings(self) -> Iterator[str]:
        """Large events and small chunks: whether the work grows with the bytes alone."""
        cases = [
            ("an event of 16 MiB", "large", 65536, ""),
            ("an event of 16 MiB", "large", 64, "large 65536"),
            ("an event of 1 MiB", "large/16", 64, ""),
            ("100,000 data lines", "lines", 65536, ""),
            ("100,000 data lines", "lines", 64, "lines 65536"),
            ("10,000 data lines", "lines/10", 65536, ""),
            ("20,000 chat chunks", "chat", 65536, ""),
            ("20,000 chat chunks", "chat", 16, "chat 65536"),
        ]
        runs: dict[str, list[tuple[float, float]]] = {}
        for _ in range(self.runs):
            for _, kind, size, _ in cases:
                pair = [self._cost(name, kind, size) for name in ("floor", "ssegen")]
                runs.setdefault(f"{kind} {size}", []).append((pair[0], pair[1]))
        yield "| | bytes in a chunk | floor, ms | ssegen, ms | ratio |"
        yield "| --- | --- | --- | --- | --- |"
        found: list[Target] = []
        for what, kind, size, base in cases:
            here = runs[f"{kind} {size}"]
            events = 20_000 if kind == "chat" else 1
            floor, cost = (
                statistics.median(pair[place] for pair in here) * events * 1000
                for place in (0, 1)
            )
            ratio = ""
            if base:
                # The larger chunks' work and this iteration, which nobody gets around.
                against = statistics.median(
                    pair[1] / (large[1] - large[0] + pair[0])
                    for pair, large in zip(here, runs[base], strict=True)
                )
                found.append(Target(f"{what} in chunks of {size} bytes", against, 2))
                ratio = f"{against:.2f}"
            yield f"| {what} | {size:,} | {floor:.1f} | {cost:.1f} | {ratio} |"
        for what, large, small, times in (
            ("16 MiB, to 1 MiB, a byte", "large 64", "large/16 64", 16),
            (
                "100,000 data lines, to 10,000, a line",
                "lines 65536",
                "lines/10 65536",
                10,
            ),
        ):
            growth = statistics.median(
                one[1] / (ten[1] * times)
                for one, ten in zip(runs[large], runs[small], strict=True)
            )
            found.append(Target(what, growth, 2))
        yield ""
        yield from targets(found)

    def limits(self) -> Iterator[str]:
        """What is held back: memory, and events that are complete."""
        counts = (10_000, 1_000_000)
        peaks = [
            statistics.median(
                self._run("limits.py", "memory", str(count)) for _ in range(3)
            )
            for count in counts
        ]
        for count, peak in zip(counts, peaks, strict=True):
            yield f"- Peak memory of a process after {count:,} events: {peak:.1f} MB."
        lag = max(
            max(self._run("limits.py", "lag", kind)) for kind in ("chat", "messages")
        )
        yield (
            "- Chunks that an event came later than the one that completes it, at most, "
            f"blocking and awaited: {lag}."
        )
        yield ""
        yield from targets(
            [
                Target(
                    "peak memory, a million events to ten thousand",
                    peaks[1] / peaks[0],
                    1.1,
                ),
                Target("chunks that an event is late", lag, 1),
            ]
        )

    def startup(self) -> Iterator[str]:
        """Import, client and first request in fresh processes."""
        probes = dict(PROBES)
        corpus = os.environ.get("SSEGEN_CORPUS")
        if corpus is None:
            del probes["OpenAI's document"]
            print("SSEGEN_CORPUS is not set: no SDK of OpenAI's document is measured")
        else:
            self._generate(Path(corpus) / DOCUMENT)
        runs: dict[str, list[list[float]]] = {name: [] for name in probes}
        path = f"{self.folder}:{ROOT / 'generated_examples' / 'chat'}"
        with self._server() as url:
            for turn in range(self.runs + 1):
                for name, probe in probes.items():
                    command = [str(self.python), "-c", probe.program(f"{url}/json")]
                    said = subprocess.run(
                        command,
                        env={
                            **os.environ,
                            "PYTHONPATH": path,
                            "PYTHONDONTWRITEBYTECODE": "",  # whatever is set here
                        },
                        check=True,
                        stdout=subprocess.PIPE,
                    ).stdout
                    if turn:  # the first writes the bytecode
                        runs[name].append(json.loads(said))
        yield "| | import, ms | client, ms | first request, ms | together, ms |"
        yield "| --- | --- | --- | --- | --- |"
        for name, rows in runs.items():
            parts = [statistics.median(part) for part in zip(*rows, strict=True)]
            parts.append(statistics.median(map(sum, rows)))
            if not probes[name].client:
                parts = parts[:1]
            figures = " | ".join(f"{part:.1f}" for part in parts)
            yield f"| {name} | {figures} |" + "  |" * (4 - len(parts))

        def ready(name: str) -> list[float]:
            return [row[0] + row[1] for row in runs[name]]

        def imported(name: str) -> list[float]:
            return [row[0] for row in runs[name]]

        found = [
            Target(
                "SDK of specs/chat.yaml and its client, to importing httpx and pydantic",
                _ratio(ready("specs/chat.yaml"), imported("httpx, pydantic")),
                1.3,
            )
        ]
        if corpus is not None:
            ours = ready("OpenAI's document")
            what = "SDK of OpenAI's document and its client, to"
            found += [
                Target(
                    f"{what} import openai", _ratio(ours, imported("openai")), 1 / 3
                ),
                Target(
                    f"{what} openai and its client",
                    _ratio(ours, ready("openai")),
                    1 / 3,
                ),
            ]
        yield ""
        yield from targets(found)

    def _compared(
        self, columns: Mapping[str, Mapping[str, str]], url: str = ""
    ) -> Runs:
        runs: Runs = {
            column: {name: [] for name in rows} for column, rows in columns.items()
        }
        for _ in range(self.runs):
            for column, rows in columns.items():
                for name, kind in rows.items():
                    runs[column][name].append(self._cost(name, kind, 0, url))
        return runs

    def _cost(self, name: str, kind: str, size: int, url: str = "") -> float:
        """CPU seconds for an event."""
        place = [f"{url}/{kind}"] if url else []
        cost: float = self._run("contestants.py", name, kind, str(size), *place)
        return cost

    def _run(self, program: str, *arguments: str, given: str = "") -> Any:
        """Run a program of this folder, and give what it says, which is JSON."""
        command = [str(self.python), str(HERE / program), *arguments]
        said = subprocess.run(
            command, check=True, stdout=subprocess.PIPE, input=given, text=True
        ).stdout
        return json.loads(said) if said else None

    @contextmanager
    def _server(self) -> Iterator[str]:
        """Serve recordings, and give the URL."""
        command = [str(self.python), str(HERE / "server.py")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                yield f"http://127.0.0.1:{int(server.stdout.readline())}"
            finally:
                server.terminate()

    def _generate(self, document: Path) -> None:
        options = ["--payload-events", "-o", str(self.folder)]
        command = [sys.executable, "-m", "ssegen", "generate", str(document), *options]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def peers(cache: Path, python: str) -> Path:
    """Install the others in one environment: the folder of its scripts."""
    return environment(
        (cache / "streams").resolve(), *requirements("streams"), python=python
    )


def _has_client(name: str) -> bool:
    return name != "validate_json"


def _table(runs: Runs) -> Iterator[str]:
    """The medians as a Markdown table, with their ratios to those of ssegen."""
    yield "| | " + " | ".join(f"{column}, µs | ratio" for column in runs) + " |"
    yield "| --- |" + " --- | --- |" * len(runs)
    names = dict.fromkeys(name for rows in runs.values() for name in rows)
    for name in names:
        cells = [
            (
                f"{_micro(rows[name]):.2f} | {_ratio(rows[name], rows['ssegen']):.2f}"
                if name in rows
                else " | "
            )
            for rows in runs.values()
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def _wanted(runs: Runs) -> list[Target]:
    chat, small = runs["chat"], runs[SMALL]
    found = [
        Target(
            f"ssegen to validate_json, {column}",
            _ratio(rows["ssegen"], rows["validate_json"]),
            bound,
        )
        for column, rows, bound in (("chat", chat, 1.3), (SMALL, small, 1.8))
    ]
    for column, rows in runs.items():
        what = f"ssegen, async to sync, {column}"
        found.append(Target(what, _ratio(rows["ssegen, async"], rows["ssegen"]), 1.15))
    for name, bound in (
        ("httpx-sse + pydantic", 1.3),
        ("anthropic", 5),
        ("openai", 20),
        ("cohere", 20),
        ("mistralai", 80),
    ):
        found += [
            Target(
                f"{name} to ssegen, {column}",
                _ratio(rows[name], rows["ssegen"]),
                bound,
                at_least=True,
            )
            for column, rows in runs.items()
            if name in rows
        ]
    return found


def _micro(costs: list[float]) -> float:
    return statistics.median(costs) * 1_000_000


def _ratio(costs: list[float], base: list[float]) -> float:
    """The median of the ratios within each run, which share what else the machine did."""
    return statistics.median(a / b for a, b in zip(costs, base, strict=True))


def written(page: str, section: str, text: str) -> str:
    """The page with another text between the two marks of a section."""
    begin, end = f"<!-- {section} -->", f"<!-- {section}: end -->"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.S)
    return found.sub(lambda _: f"{begin}\n{text}\n{end}", page, count=1)


SECTIONS = {
    "streams": Bench.streams,
    "loopback": Bench.loopback,
    "chunkings": Bench.chunkings,
    "limits": Bench.limits,
    "startup": Bench.startup,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}"
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where the others are installed"
    )
    parser.add_argument(
        "--python",
        default=str(DEBIAN if DEBIAN.exists() else sys.executable),
        help="what the environment is made of (default: %(default)s)",
    )
    parser.add_argument("--alone", action="store_true", help="without other SDKs")
    parser.add_argument(
        "--plot", type=Path, help="where to put the picture (.svg, .png)"
    )
    parser.add_argument(
        "--write", action="store_true", help="put the results into the documentation"
    )
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"there is no section {sorted(unknown)[0]!r}: see --help")
    picture = options.plot or (PICTURE if options.write else None)
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(
            peers(options.cache, options.python) / "python",
            options.runs,
            ALONE if options.alone else COLUMNS,
            Path(temporary),
            picture and picture.resolve(),
        )
        for section in options.sections or SECTIONS:
            print(f"\n{section}, medians of {options.runs} runs:\n", flush=True)
            text = "\n".join(SECTIONS[section](bench))
            print(text, flush=True)
            if options.write:
                page = PAGE.read_text(encoding="utf-8")
                PAGE.write_text(written(page, section, text), encoding="utf-8")


if __name__ == "__main__":
    main()
