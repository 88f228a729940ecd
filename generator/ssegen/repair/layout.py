"""Where nodes stand in a text of YAML or JSON: what a change has to cut out, and how it indents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from ..load.yaml import LOADER, readable

if TYPE_CHECKING:
    from collections.abc import Iterator

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""In JSON, half of a character; YAML refuses it. As long as what stands in for it."""


@dataclass(slots=True)
class Part:
    """A node as it is written."""

    start: int
    """The offset of its first character, an anchor or a tag included."""
    end: int
    """The offset after its last character; line breaks, and comments after it, are left out."""
    kind: str
    """``mapping``, ``list``, ``scalar`` or ``alias``."""
    is_flow: bool = True
    keys: list[Part] = field(default_factory=list)
    """Of a mapping."""
    items: list[Part] = field(default_factory=list)
    """The values of a mapping or a list."""
    text: str = ""
    """Of a scalar."""

    @property
    def entries(self) -> list[Part]:
        """What its members or items begin with: the keys, else the items themselves."""
        return self.keys or self.items

    def index(self, token: str | int) -> int | None:
        """The place of a member or an item among the others; None where there is none."""
        if self.kind == "list" and isinstance(token, int):
            return token if token < len(self.items) else None
        # A repeated key hides those before it.
        found = [i for i, key in enumerate(self.keys) if key.text == token]
        return found[-1] if found else None


def parsed(text: str) -> Part:
    """The parts of a text, which is known to be YAML or JSON."""
    hidden = readable(_SURROGATE.sub(r"\\u0041", text))
    loader: Any = LOADER(hidden)
    try:
        return _composed(text, iter(loader.get_event, None))
    finally:
        loader.dispose()


def _composed(text: str, events: Iterator[Any]) -> Part:
    stack: list[Part] = []
    pending: list[Part | None] = []
    root: Part | None = None
    for event in events:
        start, end = _offsets(event)
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                kind = (
                    "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
                )
                part = Part(start, 0, kind, bool(event.flow_style))
                stack.append(part)
                pending.append(None)
                continue
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                part = stack.pop()
                pending.pop()
                # A block ends, for the parser, only where the next node begins.
                last = part.items[-1].end if part.items else part.start
                part.end = end if part.is_flow else last
            case yaml.ScalarEvent():
                end = start + len(text[start:end].rstrip()) if end > start else end
                part = Part(start, end, "scalar", text=event.value)
            case yaml.AliasEvent():
                part = Part(start, end, "alias")
            case _:
                continue
        if not stack:
            root = part
        elif stack[-1].kind == "list":
            stack[-1].items.append(part)
        elif pending[-1] is None:
            pending[-1] = part
        else:
            stack[-1].keys.append(pending[-1])
            stack[-1].items.append(part)
            pending[-1] = None
    assert root is not None
    return root


def _offsets(event: Any) -> tuple[int, int]:
    """Any, for the types of PyYAML say of the marks that they may be missing."""
    return event.start_mark.index, event.end_mark.index


def column(text: str, offset: int) -> int:
    """How many characters stand before it on its line."""
    before = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    return offset - before - 1


def indentation(text: str, root: Part) -> tuple[str, int]:
    """What each depth is indented by, and how many columns the dashes of a list stand beyond their
    key; as it is where it first shows. A text in the flow style may not be indented at all.
    """
    if root.is_flow:
        first = root.entries[0].start if root.entries else 0
        before = text[first - column(text, first) : first]
        return (before if not before.strip() else ""), 2
    depth, dash = 0, -1
    pending = [root]
    for part in pending:  # which grows
        for key, value in zip(part.entries, part.items, strict=True):
            if value.is_flow:
                continue
            pending.append(value)
            beyond = column(text, value.start) - column(text, key.start)
            if value.kind == "list" and part.keys and dash < 0:
                dash = beyond
            if value.kind == "mapping" and part.keys and not depth:
                depth = beyond
        if depth and dash >= 0:
            break
    return " " * (depth or 2), 2 if dash < 0 else dash
