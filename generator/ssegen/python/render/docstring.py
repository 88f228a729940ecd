"""Docstrings: the second of the two ways of a document's text into Python source."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Protocol

from ..plan.characters import UNSAFE, escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 88
"""Columns, as black counts them."""

DOCSTRING = r'^[ ]*r?"""(?:[^"\\]++|\\.|"(?!""))*+"""$'
"""The pattern of a docstring's lines, where ``^`` and ``$`` match at those of a line and ``.``
matches all. Nothing else that is rendered begins a line with three quotes."""

_QUOTES = '"""'
_OTHER_SPACE = re.compile("[^\\S\n]")
_INDENTED = re.compile(r"\n( *)(?=[^ \n])")
_SURROGATE = re.compile("[\ud800-\udfff]")
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
    """An argument of a function, or an error that it raises."""

    @property
    def name(self) -> str: ...
    @property
    def doc(self) -> str: ...


def docstring(
    *paragraphs: str,
    arguments: Iterable[Documented] = (),
    raises: Iterable[Documented] = (),
    indent: int = 0,
) -> str:
    """Spell text as a docstring whose value is that text but for white space and lone surrogates.

    Args:
        paragraphs: Texts of the document; blank lines part them, empty ones are left out.
        arguments: What the section ``Args:`` lists; those without a text are left out.
        raises: What the section ``Raises:`` lists, likewise.
        indent: Columns before the docstring.
    """
    texts = [text for paragraph in paragraphs if (text := _lines(paragraph))]
    listed = [("Args:", _entries(arguments)), ("Raises:", _entries(raises))]
    entries = [entry for _, held in listed for entry in held]
    everything = (*texts, *(entry for _, entry in entries))
    raw = _can_be_raw("\n".join(line for text in everything for line in text))

    width = WIDTH - indent
    room = width - len(_QUOTES) - raw
    sections = [_wrapped(_safe(text, raw), width) for text in texts[1:]]
    if texts:
        safe = _safe(texts[0], raw)
        opening = _wrapped(safe, width, first=room)
        if len(opening) == 1 and not entries and not sections:
            # The closing quotes want to stand on the same line.
            opening = _wrapped(safe, width, first=room - len(_QUOTES))
        sections.insert(0, opening)
    for title, held in listed:
        if held:
            sections.append([title])
        for name, entry in held:
            first, *rest = _safe(entry, raw)
            if _FENCE.match(first) or _SHAPED.match(first):
                first, rest = "", [first, *rest]
            item = _wrapped((f"{name}: {first}".rstrip(), *rest), width - 4, hanging=4)
            sections[-1] += (line and f"    {line}" for line in item)
    body = "\n\n".join("\n".join(section) for section in sections)
    return _quoted(body.lstrip(" "), raw, indent)


def _entries(things: Iterable[Documented]) -> list[tuple[str, list[str]]]:
    return [(thing.name, text) for thing in things if (text := _lines(thing.doc))]


def _lines(text: str) -> list[str]:
    """Split text at every kind of line end, without blanks at the ends of lines and of the text.

    Tabs become up to four spaces, any other white space becomes one, and a lone surrogate, which
    Python takes in no class's docstring, becomes U+FFFD.
    """
    if text.isprintable():
        return [text.rstrip()] if text.strip() else []
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
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
    escaped = [line.replace("\\", "\\\\").replace(_QUOTES, r"\"\"\"") for line in text]
    return [
        (
            line
            if line.isascii() and line.isprintable()
            else UNSAFE.sub(lambda found: escape(found[0]), line)
        )
        for line in escaped
    ]


def _wrapped(
    text: Iterable[str], width: int, *, first: int = 0, hanging: int = 0
) -> list[str]:
    """Break prose at blanks, and leave alone what Markdown gives a shape.

    Args:
        text: Lines.
        width: Columns that a line may take.
        first: Columns that the first line may take, where it is another number.
        hanging: Columns before every line but the first.
    """
    lines: list[str] = []
    margin = ""
    fence = ""
    room = first or width
    for line in _joined(text, room):
        if opening := _FENCE.match(line):
            mark = opening[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
            lines.append(f"{margin}{line}")
        elif not line:
            lines.append("")
        elif len(line) <= room - len(margin) or fence or _SHAPED.match(line):
            lines.append(f"{margin}{line}")
        else:
            head = _piece(room - len(margin)).match(line)
            assert head is not None, "a line that is not empty begins with a word"
            lines.append(f"{margin}{head[0].rstrip()}")
            lines += (
                f"{' ' * hanging}{piece[0].rstrip()}"
                for piece in _piece(width - hanging).finditer(line, head.end())
            )
        margin = " " * hanging
        room = width
    return lines


def _joined(text: Iterable[str], width: int) -> Iterator[str]:
    """Let prose that has to be broken flow into the line after it, as Markdown reads it."""
    held = ""
    fenced = False
    for line in text:
        fence = _FENCE.match(line) is not None
        prose = bool(line) and not (fence or fenced or _SHAPED.match(line))
        if prose and len(held) > width:
            held += f" {line.lstrip()}"
            continue
        if held:
            yield held
        held = line if prose else ""
        fenced ^= fence
        if not prose:
            yield line
    if held:
        yield held


@cache
def _piece(width: int) -> re.Pattern[str]:
    """The words that fit in as many columns, or one that is longer, and the blanks behind."""
    return re.compile(rf"(?:\s*\S.{{0,{width - 1}}}(?=\s|$)|\s*\S+)\s*")


def _quoted(body: str, raw: bool, indent: int) -> str:
    prefix = "r" if raw else ""
    # A quotation mark beside the quotes would join them; black parts them likewise.
    before = " " if body.startswith('"') or not body else ""
    after = " " if body.endswith('"') else ""
    single = f"{prefix}{_QUOTES}{before}{body}{after}{_QUOTES}"
    # black leaves what is one line on one line, even where the quotes do not fit.
    if "\n" not in body:
        return single
    margin = "\n" + " " * indent
    # black takes away what all lines but the first are indented by.
    if common := min(map(len, _INDENTED.findall(body))):
        body = body.replace("\n" + " " * common, "\n")
    indented = re.sub(r"\n(?=[^\n])", margin, body)
    return f"{prefix}{_QUOTES}{before}{indented}{margin}{_QUOTES}"
