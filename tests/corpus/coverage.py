"""What becomes of every real document, written to ``docs/coverage.md``.

From the root of the repository, where ``SSEGEN_CORPUS`` names the folder with the documents::

    python -m tests.corpus.coverage             # all of them; takes a quarter of an hour
    python -m tests.corpus.coverage NAME...     # some, printed and not written

Each SDK is generated, imported with every model built, and put before black, ruff, mypy and pyright
as a user would find it, without a configuration of its own. `tests.corpus.served` writes the rest
of the page, about the mock.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.corpus import imports
from tests.corpus.entries import ENTRIES, Tally, entry, generated, write
from tests.corpus.served import PAGE, TITLE
from tests.corpus.trips import round_trips
from tests.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.corpus.entries import Entry
    from tests.corpus.trips import Outcome

    from ssegen.pipeline import Generated

PASSED = "✓"
NOTHING = "–"
UNREADABLE = {
    "openfeature-ofrep-service": "openapi-core finds no path among components",
    "openai-2024-05.yaml": "PyYAML does not read it",
}
"""Documents that are not tried for round trips, and why."""

CHECKS = (
    (("-W", "error", imports.__file__), True),
    (("-m", "black", "--check"), True),
    (("-m", "ruff", "check", "--isolated", "--output-format", "concise"), True),
    (("-m", "mypy", "--strict"), True),
    (("-m", "pyright", "--pythonpath", sys.executable), False),
)
"""Arguments for Python, and whether the packages' names come after them."""

_ERROR = r": error:| - error:|^would reformat|^[^ ]+:\d+:\d+: [A-Z]+\d+ "
"""An error as one of the tools prints it."""

HEAD = """\
# Coverage

Real OpenAPI documents of thirty vendors, and what `ssegen generate` makes of them. The documents
are not part of this repository; `python -m tests.corpus.coverage` writes this page where they are
at hand.

An operation counts as generated when the SDK has it in every form that the document gives it: each
kind of body, at once and as a stream. Files and lines are without the runtime, which is the same in
all. Each SDK is imported with every model built, and checked as it is written: `black --check`,
`ruff check`, `mypy --strict`, `pyright` in strict mode. A number says how many errors there are.

Round trips are the methods that were called against a server on loopback: openapi-core found that
the request is what the document says, and the answer, made from the document's own examples, came
back as it was sent. Where the document contradicts itself, or openapi-core cannot judge, a method
does not count. A dash: PyYAML, or openapi-core, does not read the document.

"""

COLUMNS = (
    "document",
    "OpenAPI",
    "operations",
    "generated",
    "streams",
    "generated",
    "files",
    "lines",
    "round trips",
    *("imports", "black", "ruff", "mypy", "pyright"),
)
COUNTED = 5
"""So many columns after the name are compared with the documents by a test."""


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to say of one document."""

    entry: Entry
    tally: Tally
    files: int
    lines: int
    trips: Outcome | None
    """None where the document is not tried."""
    checks: tuple[str, ...]
    """For each check ``✓`` or the number of errors."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The columns that have a sum."""
        return (
            self.entry.operations,
            self.tally.generated,
            self.entry.streams,
            self.tally.streams,
            self.files,
            self.lines,
            len(self.trips.passed) if self.trips else 0,
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the columns."""
        *numbers, trips = (f"{number:,}" for number in self.numbers)
        if self.trips is None:
            trips = NOTHING
        elif self.trips.failed:
            trips += f" ({len(self.trips.failed)} failed)"
        return (self.entry.name, self.entry.version, *numbers, trips, *self.checks)


def measured(entry: Entry, corpus: Path, folder: Path) -> Row:
    """Generate the SDK of a document into a folder, use it and judge it."""
    sdk = generated(entry, corpus)
    write(sdk, folder)
    own = [
        text
        for path, text in sdk.files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    ]
    return Row(
        entry,
        Tally.of(sdk.api, sdk.skipped),
        len(own),
        sum(text.count("\n") for text in own),
        _trips(entry, corpus, sdk, folder),
        checked([entry.package], folder) if sdk.files else (NOTHING,) * len(CHECKS),
    )


def _trips(entry: Entry, corpus: Path, sdk: Generated, folder: Path) -> Outcome | None:
    if sdk.sdk is None or entry.name in UNREADABLE:
        return None
    with Server() as server:
        outcome = round_trips(entry, corpus, sdk.sdk, folder, server)
    for key, problem in outcome.failed.items():
        print(f"{entry.name}: {key}: {problem}", file=sys.stderr)
    return outcome


def page(rows: Sequence[Row], served: str) -> str:
    """The whole page, with the section that `tests.corpus.served` writes."""
    return HEAD + "\n".join([*_table(rows), "", *_skipped(rows), served])


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield _line(COLUMNS)
    yield _line(["---", "---", *["--:"] * 7, *[":-:"] * len(CHECKS)])
    for row in rows:
        yield _line(row.cells)
    totals = [sum(each) for each in zip(*(row.numbers for row in rows), strict=True)]
    sums = (f"**{total:,}**" for total in totals)
    yield _line(["**all**", "", *sums, *[""] * len(CHECKS)])


def _skipped(rows: Sequence[Row]) -> Iterator[str]:
    yield "## Skipped"
    yield ""
    missing = [row for row in rows if row.tally.skipped]
    if not missing:
        yield "Nothing."
    for row in missing:
        yield f"- {row.entry.name}:"
        yield from (f"  - `{key}`: {reason}" for key, reason in _parts(row.tally))
    yield ""


def _parts(tally: Tally) -> Iterator[tuple[str, str]]:
    for each in tally.skipped:
        key, _, reason = each.partition(": ")
        yield key, reason


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def counted(text: str) -> dict[str, tuple[str, ...]]:
    """What a page says was generated: for each document the first columns after its name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        name, *cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if len(cells) == len(COLUMNS) - 1 and name in {each.name for each in ENTRIES}:
            found[name] = tuple(cells[:COUNTED])
    return found


def checked(packages: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Import and judge the packages that stand in the folder; what is wrong goes to stderr."""
    configuration = {"include": [*packages], "typeCheckingMode": "strict"}
    (folder / "pyrightconfig.json").write_text(json.dumps(configuration), "utf-8")
    return tuple(
        _run([sys.executable, *command, *packages[: len(packages) * named]], folder)
        for command, named in CHECKS
    )


def _run(command: Sequence[str], folder: Path) -> str:
    """`PASSED`, or how many errors the output of the command tells of."""
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if run.returncode == 0:
        return PASSED
    output = run.stdout + run.stderr
    print(" ".join(command), output[-4000:], sep="\n", file=sys.stderr)
    return str(max(1, len(re.findall(_ERROR, output, re.MULTILINE))))


def main(names: Sequence[str]) -> int:
    """Measure the documents of those names, or all; 1 where a check failed."""
    corpus = Path(os.environ["SSEGEN_CORPUS"])
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        for each in [entry(name) for name in names] or ENTRIES:
            rows.append(measured(each, corpus, Path(folder)))
            print(_line(rows[-1].cells), flush=True)
    if not names:
        _, title, rest = PAGE.read_text(encoding="utf-8").partition(TITLE)
        PAGE.write_text(page(rows, title + rest), encoding="utf-8")
    return int(any(check != PASSED for row in rows for check in row.checks))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
