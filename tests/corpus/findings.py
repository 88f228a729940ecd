"""What the rules find in every real document, written to ``docs/rules/corpus.md``.

From the root of the repository, where ``SSEGEN_CORPUS`` names the folder with the documents::

    python -m tests.corpus.findings             # all of them; takes a minute or two
    python -m tests.corpus.findings NAME...     # some, each finding printed and none written
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.corpus.entries import ENTRIES, entry

from ssegen.pipeline import validate
from ssegen.rules import RULES, Family, advise, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.corpus.entries import Entry

    from ssegen.diagnostics import Report

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "corpus.md"
ADVICE = "SSE007"

HEAD = """\
# What the rules find

Real OpenAPI documents of thirty vendors, and what `ssegen validate` tells of them. The documents
are not part of this repository; `python -m tests.corpus.findings` writes this page where they are
at hand. Where a vendor describes what `data` holds, `--payload-events` says that this is meant.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to say of one document."""

    entry: Entry
    counts: Counter[str]
    """Findings by rule."""
    refused: Counter[str]
    """Findings by rule that are there where nobody allows payloads."""
    loading: float
    """Seconds."""
    checking: float
    """Seconds that our own rules take, together with naming everything that would be generated."""
    advice: float
    """Seconds that openapi-spec-validator takes."""


def measured(entry: Entry, corpus: Path) -> Row:
    """Load, check, and ask openapi-spec-validator."""
    begin = _spent()
    document = entry.load(corpus)
    loaded = _spent()
    report = validate(document, entry.config, advised=False)
    checked = _spent()
    advice = advise(document, report)
    end = _spent()
    counts = counted(report) + Counter({ADVICE: len(advice)})
    refused = counted(check(document)) - counts
    return Row(entry, counts, refused, loaded - begin, checked - loaded, end - checked)


def _spent() -> float:
    """Seconds of CPU so far, those of processes that were waited for among them."""
    return sum(os.times()[:4])


def counted(report: Report) -> Counter[str]:
    """How many findings there are of each rule."""
    return Counter(diagnostic.rule for diagnostic in report)


def page(rows: Sequence[Row]) -> str:
    """The whole page."""
    return HEAD + "\n".join([*_rules(rows), "", *_documents(rows), ""])


def _rules(rows: Sequence[Row]) -> list[str]:
    total = sum((row.counts for row in rows), Counter[str]())
    found_in = Counter(rule for row in rows for rule in +row.counts)
    lines = [
        "| rule | what it finds | findings | documents |",
        "| --- | --- | --: | --: |",
    ]
    for rule in RULES:
        if rule.family is not Family.CHANGES:
            title = rule.title.replace("|", "&#124;")
            lines.append(
                f"| [{rule.id}]({rule.id}.md) | {title} | {total[rule.id]:,} "
                f"| {found_in[rule.id]} |"
            )
    return [*lines, "", *_refused(rows)]


def _refused(rows: Sequence[Row]) -> list[str]:
    """What is told besides where nobody allows payloads."""
    total = sum((row.refused for row in rows), Counter[str]())
    found_in = Counter(rule for row in rows for rule in row.refused)
    counts = ", ".join(
        f"{id} finds {n} in {found_in[id]} documents" for id, n in sorted(total.items())
    )
    return [f"Without `--payload-events`: {counts}."]


def _documents(rows: Sequence[Row]) -> list[str]:
    lines = [
        "Seconds of CPU in one run on one machine; the time of openapi-spec-validator is its own.",
        "",
        "| document | findings | loading | our rules | openapi-spec-validator |",
        "| --- | --- | --: | --: | --: |",
    ]
    for row in rows:
        found = ", ".join(f"{id} {n}" for id, n in sorted((+row.counts).items()))
        lines.append(
            f"| {row.entry.name} | {found} | {row.loading:.2f} | {row.checking:.2f} "
            f"| {row.advice:.2f} |"
        )
    return lines


def told(text: str) -> dict[str, str]:
    """The findings that a page tells, by document."""
    names = {each.name for each in ENTRIES}
    cells = [line.strip("| ").split(" | ") for line in text.splitlines()]
    return {name: rest[0] for name, *rest in cells if name in names}


def main(names: Sequence[str]) -> None:
    """Measure all documents, or show what is found in those of these names."""
    corpus = Path(os.environ["SSEGEN_CORPUS"])
    for name in names:
        for finding in validate(entry(name).load(corpus), entry(name).config):
            print(f"{finding.location}: {finding.rule} {finding.message}")
    if not names:
        rows = [measured(each, corpus) for each in ENTRIES]
        PAGE.write_text(page(rows), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
