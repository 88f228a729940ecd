"""The documentation of rules, made from their docstrings."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from .registry import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADINGS = {
    Family.DOCUMENTS: "Documents",
    Family.STREAMS: "Streams",
    Family.SCHEMAS: "Schemas",
    Family.NAMES: "Names",
    Family.CHANGES: "Changes",
}

_UNREAD = frozenset({"SSE001", "SSE002"})
"""What keeps a document from being read, and what is asked of it with it."""

_OFF = """\
In `ssegen.toml` (or `[tool.ssegen]` of `pyproject.toml`), everywhere or for some files and paths;
instead of `off` there are also `info`, `warning` and `error`:

```toml
[rules]
{id} = "off"

[[overrides]]
paths = ["/internal/*"]
rules = {{ {id} = "off" }}
```

"""

_OFF_IN_PLACE = """\
In the document, for a node and all inside it, by an extension or by a comment:

```yaml
x-ssegen-ignore: [{id}]
```

```yaml
# ssegen: ignore {id}
```

"""

_CHANGES_IN_PLACE = """\
The finding stands in the new document, and in the old one about what is gone.

"""

_OFF_FOR_NOW = """\
For all that is found today: `ssegen validate --baseline FILE --update-baseline` writes it down, and
`--baseline FILE` tells only what is new.
"""


def page(rule: Rule) -> str:
    """The page of a rule as text for a terminal: id, severity and title, then what its docstring
    says."""
    _, _, body = rule.doc.partition("\n")
    return f"{rule.id} ({rule.severity.value}): {rule.title}\n{body.rstrip()}\n{_off(rule)}"


def _off(rule: Rule) -> str:
    if rule.id in _UNREAD:
        return ""
    ways = (
        f'`{rule.id} = "off"` under `[rules]` of `ssegen.toml`',
        f"`x-ssegen-ignore: [{rule.id}]` on the node",
        f"the comment `# ssegen: ignore {rule.id}`",
    )
    return "\n" + textwrap.fill(f"Off: {'; '.join(ways)}.", 100) + "\n"


def documentation(rules: Iterable[Rule]) -> dict[str, str]:
    """The files of ``docs/rules/`` by name: a page for every rule, and ``index.md``."""
    every = tuple(rules)
    pages = {f"{rule.id}.md": markdown(rule) for rule in every}
    return {"index.md": index(every), **pages}


def markdown(rule: Rule) -> str:
    """The page of a rule as a Markdown document."""
    lines = [
        f"# {rule.id}: {rule.title}",
        "",
        f"Severity: **{rule.severity.value}** · Family: {HEADINGS[rule.family]}",
        "",
        *_body(rule),
    ]
    if rule.id not in _UNREAD:
        lines += ["## Switch it off", "", _switch(rule)]
    return "\n".join(lines).rstrip() + "\n"


def _body(rule: Rule) -> Iterator[str]:
    _, _, body = rule.doc.partition("\n")
    for heading, text in sections(body):
        if heading:
            yield f"## {heading}"
            yield ""
        if heading in ("Bad", "Good"):
            yield "```yaml"
            yield text
            yield "```"
        else:
            yield text[:1].upper() + text[1:]
        yield ""


def _switch(rule: Rule) -> str:
    ways = (
        _OFF
        + (_CHANGES_IN_PLACE if rule.family is Family.CHANGES else "")
        + _OFF_IN_PLACE
    )
    if rule.family is not Family.CHANGES:
        ways += _OFF_FOR_NOW  # `ssegen diff` has no baseline but the old document
    return ways.format(id=rule.id)


def sections(body: str) -> Iterator[tuple[str, str]]:
    """The parts of a page after its title: what the rule looks at, under no heading, then ``Why``,
    ``Fix``, ``Bad`` and ``Good``."""
    heading, lines = "", list[str]()
    for line in body.splitlines():
        word, colon, rest = line.partition(":")
        if colon and word in ("Why", "Fix", "Bad", "Good"):
            yield heading, _text(lines)
            heading, lines = word, [rest.strip()]
        else:
            lines.append(line)
    yield heading, _text(lines)


def _text(lines: Iterable[str]) -> str:
    return textwrap.dedent("\n".join(lines).strip("\n")).rstrip()


def index(rules: Iterable[Rule]) -> str:
    """All rules as a Markdown document: a table per family."""
    lines = [
        "# Rules",
        "",
        "What `ssegen validate`, `ssegen generate` and `ssegen diff` tell about documents. Each",
        "rule has a page, which `ssegen explain ID` shows as well: what the rule looks at, why it",
        "matters, how to fix what it finds, and how to switch it off.",
        "",
        "An **error** means that nothing is generated. What is **unsupported** is left out of the",
        "SDK, and an error under `--strict`. A **warning** is about something that will surprise",
        "somebody at run time, and an **info** is worth knowing. Some rules weigh less in some",
        "places; their pages say where.",
        "",
        "[What the rules find in real documents](corpus.md), and how long it takes.",
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
            f"| [{r.id}]({r.id}.md) | {r.severity.value} | {r.title.replace('|', '&#124;')} |"
            for r in members
        ]
    return "\n".join(lines) + "\n"
