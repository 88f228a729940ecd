"""What the mock serves of every real document that streams, written into ``docs/coverage.md``.

From the root of the repository, where ``SSEGEN_CORPUS`` names the folder with the documents::

    python -m tests.corpus.served             # all of them; takes a minute
    python -m tests.corpus.served NAME...     # some, printed with what failed, and not written

``python -m tests.corpus.coverage`` leaves this part of the page as it is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.corpus.entries import ENTRIES, entry, generated, write
from tests.corpus.mocked import Served, mocked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.corpus.entries import Entry

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
ANSWERS = 10
"""So many methods that do not stream are called of each document."""
STREAMING = tuple(each for each in ENTRIES if each.streams)
TITLE = "## The mock and the SDK\n"

HEAD = f"""{TITLE}
Every method that streams, called against `ssegen mock` of the same document with arguments that the
document allows, and up to {ANSWERS} methods with answers in JSON, from all over the document. The
mock is asked for so many events that each member of a union comes. On the wire each event is what
its schema says, as jsonschema finds with nothing of ours; in the loop it has the class of its
schema, holds the same, and stands where it was sent; and the stream is completed. What the document
shows as a whole stream is served as it is. `python -m tests.corpus.served` writes this section.

| document | methods that stream | served | events | answers |
| --- | --: | --: | --: | --: |
"""


def served(entry: Entry, corpus: Path, folder: Path) -> Served:
    """Generate the SDK of a document into a folder, and call it against the mock."""
    sdk = generated(entry, corpus)
    assert sdk.sdk is not None
    write(sdk, folder)
    return mocked(entry, corpus, sdk.sdk, folder, answers=ANSWERS)


def numbers(found: Served) -> tuple[int, ...]:
    """The columns of a document after its name."""
    events = sum(found.streams.values())
    return found.methods, len(found.streams), events, len(found.answers)


def section(rows: Mapping[str, Served]) -> str:
    """The part of the page, of what was found for each document."""
    return HEAD + "\n".join([*_table(rows), "", *_missing(rows), ""])


def _table(rows: Mapping[str, Served]) -> Iterator[str]:
    for name, found in rows.items():
        yield line(name, numbers(found))
    totals = [sum(each) for each in zip(*map(numbers, rows.values()), strict=True)]
    yield line("**all**", totals, "**{:,}**")


def line(name: str, numbers: Iterable[int], form: str = "{:,}") -> str:
    """A row of the table."""
    return f"| {' | '.join([name, *map(form.format, numbers)])} |"


def _missing(rows: Mapping[str, Served]) -> Iterator[str]:
    yield "Not called or not served, and why:"
    yield ""
    for name, found in rows.items():
        missing = found.excluded | found.failed
        if missing:
            yield f"- {name}:"
            yield from (f"  - `{key}`: {why}" for key, why in missing.items())


def main(names: Sequence[str]) -> int:
    """Measure the documents of those names, or all; 1 where something was not served."""
    corpus = Path(os.environ["SSEGEN_CORPUS"])
    rows: dict[str, Served] = {}
    with TemporaryDirectory() as folder:
        for each in map(entry, names) if names else STREAMING:
            found = rows[each.name] = served(each, corpus, Path(folder))
            print(line(each.name, numbers(found)), flush=True)
            for key, problem in (found.excluded | found.failed).items():
                print(f"  {key}: {problem}", flush=True)
    if not names:
        kept = PAGE.read_text(encoding="utf-8").partition(TITLE)[0].rstrip()
        PAGE.write_text(f"{kept}\n\n{section(rows)}", encoding="utf-8")
    return int(any(found.failed for found in rows.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
