"""The documentation of rules, made from their docstrings."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from .registry import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADINGS = {
    Family.DOCUMENTS: "Documents",
    Family.STREAMS: "Streams",
    Family.SCHEMAS: "Schemas",
    Family.NAMES: "Names",
}


def page(rule: Rule) -> str:
    """The page of a rule as text for a terminal: id, severity and title, then what its docstring
    says."""
    _, _, body = rule.doc.partition("\n")
    return f"{rule.id} ({rule.severity.value}): {rule.title}\n{body.rstrip()}\n"


def table(rules: Iterable[Rule]) -> str:
    """All rules as a Markdown document: a table per family."""
    lines = [
        "# Rules",
        "",
        "What `ssegen validate` and `ssegen generate` tell about a document. `ssegen explain ID`",
        "says what a rule looks at, why it matters and how to fix it, with an example of both.",
        "",
        "An **error** means that nothing is generated. What is **unsupported** is left out of the",
        "SDK, and an error under `--strict`. A **warning** is about something that will surprise",
        "somebody at run time. Some rules weigh less in some places; their pages say where.",
    ]
    for family, members in groupby(rules, key=lambda rule: rule.family):
        lines += [
            "",
            f"## {HEADINGS[family]}",
            "",
            "| rule | severity | what it finds |",
            "| --- | --- | --- |",
        ]
        lines += [
            f"| {r.id} | {r.severity.value} | {r.title.replace('|', '&#124;')} |"
            for r in members
        ]
    return "\n".join(lines) + "\n"
