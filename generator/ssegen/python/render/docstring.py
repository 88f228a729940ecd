"""Docstrings: the second of the two ways of a document's text into Python source."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Protocol

from ..plan.characters import UNSAFE, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 88
"""Columns, as black counts them."""

_QUOTES = '"""'
_OTHER_SPACE = re.compile("[^\\S\n]")
_LINE_END = re.compile("\\r\\n|[\\r\\x0b\\x0c\\x1c-\\x1e\\x85\\u2028\\u2029]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SHAPED = re.compile(
    r"""
    \ {4}                       # indented code
    | \s*(?:[-*+]|\d+[.)])\s    # list item
    | \s*(?:[|>\#]|<[a-z/!])    # table, quotation, heading, HTML
    | .*\ \|\                   # table without outer bars
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A line of Markdown that means something else once it is wrapped."""


class Documented(Protocol):
    """An argument of a function."""

    @property
    def name(self) -> str: ...
    @property
    def doc(self) -> str: ...


def docstring(
    *paragraphs: str, arguments: Iterable[Documented] = (), indent: int = 0
) -> str:
    """Spell text as a docstring whose value is that text but for white space.

    Args:
        paragraphs: Texts of the document; blank lines part them, empty ones are left out.
        arguments: What the section ``Args:`` lists; those without a text are left out.
        indent: Columns before the docstring.
    """
    texts = [text for paragraph in paragraphs if (text := _lines(paragraph))]
    entries = [(a.name, text) for a in arguments if (text := _lines(a.doc))]
    everything = "\n".join(line for text in texts for line in text)
    for _, entry in entries:
        everything = "\n".join((everything, *entry))
    raw = _can_be_raw(everything)

    width = WIDTH - indent
    sections = [list(_wrapped(_safe(text, raw), width)) for text in texts]
    if entries:
        sections.append(["Args:"])
        for name, entry in entries:
            first, *rest = _safe(entry, raw)
            if _FENCE.match(first) or _SHAPED.match(first):
                first, rest = "", [first, *rest]
            item = _wrapped((f"{name}: {first}".rstrip(), *rest), width - 4, hanging=4)
            sections[-1] += (line and f"    {line}" for line in item)
    body = "\n\n".join("\n".join(section) for section in sections)
    return _quoted(body, raw, indent)


def _lines(text: str) -> list[str]:
    """Split text at every kind of line end, without blanks at the ends of lines and of the text.

    Tabs become up to four spaces, any other white space becomes one.
    """
    text = _LINE_END.sub("\n", text).expandtabs(4)
    text = _OTHER_SPACE.sub(" ", text)
    stripped = [line.rstrip() for line in text.split("\n")]
    while stripped and not stripped[0]:
        del stripped[0]
    while stripped and not stripped[-1]:
        del stripped[-1]
    return stripped


def _can_be_raw(text: str) -> bool:
    """Whether a raw string can hold the text, and saves escapes."""
    return (
        "\\" in text
        and _QUOTES not in text
        and not text.endswith("\\")
        and not UNSAFE.search(text.replace("\n", ""))
    )


def _safe(text: Sequence[str], raw: bool) -> list[str]:
    if raw:
        return list(text)
    return [
        UNSAFE.sub(
            lambda found: escape(found[0]),
            line.replace("\\", "\\\\").replace(_QUOTES, r"\"\"\""),
        )
        for line in text
    ]


def _wrapped(text: Sequence[str], width: int, *, hanging: int = 0) -> Iterator[str]:
    """Break prose at blanks, and leave alone what Markdown gives a shape.

    Args:
        text: Lines.
        width: Columns that a line may take.
        hanging: Columns before every line but the first.
    """
    margin = ""
    fence = ""
    for line in text:
        if opening := _FENCE.match(line):
            mark = opening[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
            yield f"{margin}{line}"
        elif not line:
            yield ""
        elif fence or _SHAPED.match(line):
            yield f"{margin}{line}"
        else:
            yield from textwrap.wrap(
                line,
                width,
                initial_indent=margin,
                subsequent_indent=" " * hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
        margin = " " * hanging


def _quoted(body: str, raw: bool, indent: int) -> str:
    prefix = "r" if raw else ""
    # A quotation mark beside the quotes would join them; black parts them likewise.
    before = " " if body.startswith('"') or not body else ""
    after = " " if body.endswith('"') else ""
    single = f"{prefix}{_QUOTES}{before}{body}{after}{_QUOTES}"
    if "\n" not in body and len(single) + indent <= WIDTH:
        return single
    margin = "\n" + " " * indent
    indented = re.sub(r"\n(?=[^\n])", margin, body)
    return f"{prefix}{_QUOTES}{before}{indented}{margin}{_QUOTES}"
