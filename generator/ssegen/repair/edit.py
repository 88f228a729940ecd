"""Changes of a text of YAML or JSON that leave every other character as it is.

Only what a change is about is written anew, so comments, quotes, anchors, line ends and the
spelling of numbers stay everywhere else; and a value that gets another one around it is moved as it
is written. What cannot be done so is refused, never approximated: the result is read again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, yaml
from ..load import LoadError
from ..load.file import File
from ..load.source import Content
from ..load.text import is_json
from .changes import UnreachableError, at, changed, ordered
from .layout import Part, column, indentation, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..diagnostics import Value

_BREAK = re.compile(r"\r\n|\r|\n")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
"""What may follow a node on its line: space, and a comment."""

_DEPTH = re.compile(r"(?: |- )*")

SHORT = 60
"""Characters of a value that may stand in braces, where the one before it did."""

KEPT = "ssegen-keeps-what-stands-here"
"""Stands in a new value for the old one, which is moved as it is written."""


class EditError(Exception):
    """A change that cannot be made in the text; the message says why."""


def edited(name: str, text: str, changes: Iterable[Put | Remove]) -> str:
    """The text with these changes, which do not conflict.

    Raises EditError where a change cannot be made, or would change more than it says.
    """
    pending = ordered(changes)
    try:
        root = _read(name, text)
        expected = changed(root, pending)
        while pending:
            # What is put into one mapping or list comes one after the other, all else at once.
            now: list[Put | Remove] = []
            for change in pending:
                if type(change) is type(pending[0]) and all(
                    change.pointer[:-1] != other.pointer[:-1] for other in now
                ):
                    now.append(change)
            pending = [change for change in pending if change not in now]
            text = _Editor(text, root).edited(now)
            root = _read(name, text)
    except (UnreachableError, LoadError, UnicodeEncodeError):
        raise EditError("the place is not spelled out there") from None
    if json.dumps(root) != json.dumps(expected):
        raise EditError("more would change than what is to be repaired")
    return text


def _read(name: str, text: str) -> Value:
    return File(Content(name, text.encode())).root


@dataclass(frozen=True, slots=True)
class _Splice:
    start: int
    end: int
    text: str


class _Editor:
    """Makes changes in one text, each by the places of the others before it."""

    def __init__(self, text: str, root: Value) -> None:
        self._text = text
        self._value = root
        self._root = parsed(text)
        found = _BREAK.search(text)
        self._line_end = found[0] if found else "\n"
        self._is_json = is_json(text)
        self._unit, self._dash = indentation(text, self._root)

    def edited(self, changes: Sequence[Put | Remove]) -> str:
        deepest = sorted(changes, key=lambda change: len(change.pointer))
        splices = [self._splice(change) for change in deepest]
        text = self._text
        # From the end, so that offsets hold; of two in one place the deeper one comes first.
        for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
            text = text[: splice.start] + splice.text + text[splice.end :]
        return text

    def _splice(self, change: Put | Remove) -> _Splice:
        holder, last = self._root, change.pointer[-1]
        for token in change.pointer[:-1]:
            index = holder.index(token)
            if index is None:
                raise UnreachableError
            holder = holder.items[index]
        index = holder.index(last)
        if isinstance(change, Put) and index is None and holder.kind != "alias":
            return self._inserted(holder, last, change.value)
        if index is None:
            raise UnreachableError
        if isinstance(change, Put):
            old = at(self._value, change.pointer)
            return self._replaced(holder, index, old, change.value)
        if len(holder.items) == 1:
            return self._emptied(holder)
        return self._cut(holder, index)

    def _inserted(self, holder: Part, key: str | int, value: Value) -> _Splice:
        entry = holder.entries[-1] if holder.entries else None
        if not holder.is_flow:
            assert entry is not None  # there is no empty block
            column = self._column(entry.start if holder.keys else holder.start)
            lines = self._lines({key: value} if isinstance(key, str) else [value])
            end = self._end_of_line(holder.end)
            return _Splice(end, end, self._joined(["", *lines], " " * column))
        margin = self._margin(holder.start)
        if entry is not None:
            own = self._margin(entry.start)
            lines = self._flow_lines(key, value)
            if self._column(entry.start) == len(own):
                text = "," + self._joined(["", *lines], own)
            else:
                text = ("," if self._is_tight() else ", ") + self._joined(lines, own)
            return _Splice(holder.items[-1].end, holder.items[-1].end, text)
        lines = self._flow_lines(key, value)
        if self._is_json and self._unit:
            text = self._joined(["", *lines], margin + self._unit)
            text += self._line_end + margin
        else:
            text = self._joined(lines, margin)
        return _Splice(holder.start + 1, holder.end - 1, text)

    def _replaced(self, holder: Part, index: int, old: Value, new: Value) -> _Splice:
        part = holder.items[index]
        if part.kind == "alias" or self._text[part.start : part.start + 1] in (
            "&",
            "!",
        ):
            raise EditError("it has an anchor, a tag or an alias")
        value, keeps = (
            _without(new, old) if isinstance(old, dict | list) else (new, False)
        )
        kept = self._written(part) if keeps else []
        # Of a list in braces a block is made only where that moves what it holds.
        stays = part.kind != "scalar" and part.is_flow and not keeps
        if holder.is_flow or (stays and len(yaml.flow(new)) < SHORT):
            lines = self._kept(self._flow_lines(None, value), kept, part)
            margin = self._margin(part.start)
            return _Splice(part.start, part.end, self._joined(lines, margin))
        lines = self._kept(self._lines(value), kept, part)
        entry = holder.entries[index]
        column = self._column(entry.start)
        if holder.kind == "list":
            return _Splice(part.start, part.end, self._joined(lines, " " * column))
        start = self._text.index(":", entry.end) + 1
        if not new or not isinstance(new, dict | list):
            lines[0] = f" {lines[0]}"
            return _Splice(start, part.end, self._joined(lines, " " * column))
        if not part.is_flow and (part.kind == "mapping") == isinstance(new, dict):
            margin = " " * self._column(part.start)
            return _Splice(part.start, part.end, self._joined(lines, margin))
        # The block begins on the next line, and what stands behind the old value stays on this one.
        margin = " " * (
            column + (len(self._unit) if isinstance(new, dict) else self._dash)
        )
        behind = _REST.match(self._text, part.end) if part.is_flow else None
        rest = behind[0].rstrip() if behind else ""
        text = rest + self._joined(["", *lines], margin)
        return _Splice(start, part.end + len(rest), text)

    def _emptied(self, holder: Part) -> _Splice:
        if self._text[holder.start : holder.start + 1] in ("&", "!"):
            raise EditError("it has an anchor or a tag")
        text = "[]" if holder.kind == "list" else "{}"
        if holder.is_flow:
            return _Splice(holder.start, holder.end, text)
        # On the line of its key, not in the column of what it held.
        before = self._text[: holder.start].rstrip()
        if before.endswith((":", "-")):
            return _Splice(len(before), holder.end, " " + text)
        return _Splice(holder.start, holder.end, text)

    def _cut(self, holder: Part, index: int) -> _Splice:
        entries, part = holder.entries, holder.items[index]
        following = entries[index + 1].start if index + 1 < len(entries) else None
        start = entries[index].start
        if holder.is_flow:
            if following is None:
                return _Splice(holder.items[index - 1].end, part.end, "")
            return _Splice(start, following, "")
        if holder.kind == "list":
            start = self._text.rindex("-", holder.start, part.start)
            following = following and self._text.rindex("-", part.end, following)
        margin = self._text[start - self._column(start) : start]
        if margin.strip(" \t"):
            if following is None:
                raise EditError("it shares its line with others")
            return _Splice(start, following, "")
        end = self._end_of_line(part.end)
        broken = _BREAK.match(self._text, end)
        if broken:
            return _Splice(start - len(margin), broken.end(), "")
        return _Splice(len(self._text[: start - len(margin)].rstrip("\r\n")), end, "")

    def _lines(self, value: Value) -> list[str]:
        return yaml.lines(value, indent=len(self._unit), dash=self._dash)

    def _flow_lines(self, key: str | int | None, value: Value) -> list[str]:
        if self._is_json:
            separators = (",", ":") if self._is_tight() else None
            indent = self._unit or None
            text = json.dumps(
                value,
                indent=indent,
                ensure_ascii=self._text.isascii(),
                separators=separators,
            )
            head = json.dumps(key, ensure_ascii=self._text.isascii()) + (
                ":" if self._is_tight() else ": "
            )
        else:
            text = yaml.flow(value)
            text = json.dumps(value) if "\n" in text else text
            head = f"{yaml.flow(key)}: " if isinstance(key, str) else ""
        return ((head if isinstance(key, str) else "") + text).split("\n")

    def _written(self, part: Part) -> list[str]:
        """The lines of a node, without the margin that all of them have."""
        first, *others = _BREAK.split(self._text[part.start : part.end])
        margin = (
            self._column(part.start)
            if not part.is_flow
            else len(self._margin(part.start))
        )
        return [
            first,
            *(line[min(margin, len(line) - len(line.lstrip())) :] for line in others),
        ]

    def _kept(self, lines: list[str], kept: list[str], part: Part) -> list[str]:
        """The lines with what is kept in the place of `KEPT`."""
        if not kept:
            return lines
        index = next(i for i, line in enumerate(lines) if KEPT in line)
        head, _, tail = lines[index].partition(
            json.dumps(KEPT) if self._is_json else KEPT
        )
        depth = _DEPTH.match(head)
        margin = " " * len(depth[0]) if depth else ""
        if self._is_json:
            margin = head[: len(head) - len(head.lstrip())]
        elif not part.is_flow and head.endswith(": "):
            margin += " " * (len(self._unit) if part.kind == "mapping" else self._dash)
            kept, head = ["", *kept], head.rstrip()
        first, *others = kept
        moved = [head + first, *(margin + line if line else line for line in others)]
        moved[-1] += tail
        return [*lines[:index], *moved, *lines[index + 1 :]]

    def _joined(self, lines: Sequence[str], margin: str) -> str:
        first, *others = lines
        moved = [margin + line if line else line for line in others]
        return self._line_end.join([first, *moved])

    def _is_tight(self) -> bool:
        """Whether JSON is written without spaces."""
        first = self._root.keys[0].end if self._root.keys else 0
        return self._is_json and self._text[first : first + 2].strip() != ":"

    def _column(self, offset: int) -> int:
        return column(self._text, offset)

    def _margin(self, offset: int) -> str:
        """The space at the beginning of the line."""
        line = self._text[offset - self._column(offset) : offset]
        return line[: len(line) - len(line.lstrip())]

    def _end_of_line(self, offset: int) -> int:
        rest = _REST.match(self._text, offset)
        if rest is None:
            raise EditError("something else stands on its line")
        return rest.end()


def _without(value: Value, old: Value) -> tuple[Value, bool]:
    """The new value with `KEPT` where it holds the old one, and whether it does."""
    if old and value == old:
        return KEPT, True
    match value:
        case dict():
            for key, inner in value.items():
                found, is_there = _without(inner, old)
                if is_there:
                    return {**value, key: found}, True
        case list():
            for index, inner in enumerate(value):
                found, is_there = _without(inner, old)
                if is_there:
                    return [*value[:index], found, *value[index + 1 :]], True
        case _:
            pass
    return value, False
