"""YAML, from libyaml's events to values and marks.

The loop is our own because the stock loaders read YAML 1.1 (``no`` is false, ``12:30:45`` a
number), turn keys into other things than their text, let a later duplicate win without a word, and
keep no positions. It reads the core schema of YAML 1.2 and, as nearly everybody does, the merge key
``<<`` of 1.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from .failure import LoadError, unreadable
from .marks import MAX_NODES, Duplicate, Mark, Parsed
from .scalars import plain
from .text import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .node import Pointer, Value

MAX_DEPTH = 256
"""Far beyond any real document, and within what Python can recurse through."""

MAX_ALIASED = 1_000_000
"""How many nodes aliases may add to a document when they are written out."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, or the pure one where PyYAML lacks it; both give the same events."""

_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "map", "seq", "timestamp")
}
_STRING_TAGS = {"!", "tag:yaml.org,2002:str"}


def parse(file: str, text: str, *, loader: Any = LOADER) -> Parsed:
    """The one document that the text holds.

    Raises LoadError, with the place, for what is not YAML, for a second document, keys that are not
    scalars, tags of applications, aliases inside what they stand for, and beyond `MAX_DEPTH`,
    `MAX_ALIASED` and `MAX_NODES`.
    """
    composer = _Composer(file, text)
    try:
        # Where no event is left, there is None; asking by `check_event` takes a third longer.
        for event in iter(loader(composer.readable).get_event, None):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        message, offset = _told(error)
        remedy = _remedy(message, text[offset : offset + 1])
        raise composer.refusal(message, offset, remedy) from None
    except yaml.reader.ReaderError as error:
        raise composer.refusal(*_unprintable(text, error)) from None
    return composer.parsed()


def readable(text: str) -> str:
    """The text as PyYAML must see it, of the same length."""
    hidden = {ord(b): s for s, b in _stand_ins(text).items()}
    return text.translate(hidden) if hidden else text


def _stand_ins(text: str) -> dict[str, str]:
    """Characters that do not occur in the text, for those that YAML 1.1 takes for line breaks."""
    found = [character for character in "\x85\u2028\u2029" if character in text]
    private = (chr(code) for code in range(0xE000, 0xF900))
    return (
        dict(zip((c for c in private if c not in text), found, strict=False))
        if found
        else {}
    )


def _remedy(message: str, character: str) -> str:
    """What to do about the mistakes that are made most."""
    if character == "\t":
        return "indent with spaces instead of tabs"
    if "mapping values are not allowed" in message:
        return "put a text that contains `: ` into quotes, or mend the indentation"
    return ""


def _told(error: yaml.MarkedYAMLError) -> tuple[str, int]:
    said = filter(None, (error.context, error.problem))
    place = error.problem_mark or error.context_mark
    if error.context_mark and "end of stream" in (error.problem or ""):
        # What was opened and never closed is of more use than the end of the file.
        place = error.context_mark
    return f"not YAML: {', '.join(said)}", place.index if place else 0


def _unprintable(text: str, error: yaml.reader.ReaderError) -> tuple[str, int]:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    message = f"not YAML: {error.reason}"
    if found is not None:
        message = f"not YAML: the character U+{ord(found[0]):04X} must not occur"
    return message, found.start() if found else 0


@dataclass(slots=True)
class _Written:
    """A value with what aliases and budgets need to know of it."""

    value: Value
    marks: dict[str, Mark] | list[Mark] | None = None
    text: str | None = None
    """Of a scalar: its source text."""
    size: int = 1
    """Nodes, aliases written out."""
    height: int = 0


@dataclass(slots=True)
class _Open:
    """A container whose end has not come yet."""

    value: dict[str, Value] | list[Value]
    marks: dict[str, Mark] | list[Mark]
    start: int
    anchor: str | None
    key: str | None = None
    """The key whose value comes next."""
    key_offset: int = 0
    is_merge: bool = False
    merges: list[_Written] = field(default_factory=list)
    size: int = 1
    height: int = 1


class _Composer:
    """Takes events and builds values."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._breaks = _stand_ins(text)
        self.readable = readable(text)
        self._stack: list[_Open] = []
        self._anchors: dict[str, _Written | None] = {}
        self._root: tuple[int, _Written] | None = None
        self._aliased = 0
        self._count = 0
        self._duplicates: list[Duplicate] = []
        self._spellings: dict[Pointer, str] = {}
        self._take = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: Any) -> None:
        take = self._take.get(type(event))
        if take is not None:
            take(event)

    def parsed(self) -> Parsed:
        if self._root is None:
            raise self.refusal("the file is empty", 0)
        offset, written = self._root
        mark: Mark = (offset, written.marks)
        return Parsed(
            written.value,
            lambda: mark,
            written.size,
            tuple(self._duplicates),
            self._spellings,
        )

    def refusal(self, message: str, offset: int, remedy: str = "") -> LoadError:
        line, column = Lines(self._text).place(offset)
        return unreadable(self._file, message, remedy, line=line, column=column)

    def _document(self, event: Any) -> None:
        if self._root is not None:
            raise self.refusal(
                "a second YAML document begins here",
                event.start_mark.index,
                "put each document into a file of its own",
            )

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        if self._breaks:
            text = text.translate({ord(s): b for s, b in self._breaks.items()})
        offset: int = event.start_mark.index
        frame = self._stack[-1] if self._stack else None
        is_plain = event.implicit[0] or self._is_resolved_by_tag(event, offset)
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self._key(frame, text, offset, is_merge=is_plain and text == "<<")
            if event.anchor is not None:
                self._anchors[event.anchor] = _Written(text, text=text)
            return
        value = plain(text) if is_plain else text
        if type(value) in (int, float) and str(value) != text:
            self._spellings[self._pointer()] = text
        written = _Written(value, text=text)
        if event.anchor is not None:
            self._anchors[event.anchor] = written
        self._put(written, offset)

    def _is_resolved_by_tag(self, event: Any, offset: int) -> bool:
        tag = event.tag
        if tag is None or tag in _STRING_TAGS:
            return False
        self._check_tag(tag, offset)
        return True

    def _check_tag(self, tag: str | None, offset: int) -> None:
        if tag is not None and tag not in _TAGS and tag not in _STRING_TAGS:
            raise self.refusal(
                f"the tag {tag!r} means something to an application only",
                offset,
                "write the value without it",
            )

    def _key(self, frame: _Open, text: str, offset: int, *, is_merge: bool) -> None:
        frame.key, frame.key_offset, frame.is_merge = text, offset, is_merge
        marks = frame.marks
        if not is_merge and text in marks:
            assert isinstance(marks, dict)
            earlier = marks[text][0]
            self._duplicates.append(Duplicate(self._pointer(), earlier, offset))

    def _start(self, event: Any) -> None:
        offset: int = event.start_mark.index
        self._check_tag(event.tag, offset)
        self._check_key(offset)
        if len(self._stack) >= MAX_DEPTH:
            raise self._too_deep(offset)
        is_mapping = type(event) is yaml.MappingStartEvent
        frame = (
            _Open({}, {}, offset, event.anchor)
            if is_mapping
            else _Open([], [], offset, event.anchor)
        )
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._stack.append(frame)

    def _end(self, event: Any) -> None:
        frame = self._stack.pop()
        for merged in frame.merges:
            self._merge(frame, merged)
        written = _Written(frame.value, frame.marks, None, frame.size, frame.height)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = written
        self._put(written, frame.start)

    def _alias(self, event: Any) -> None:
        offset: int = event.start_mark.index
        if event.anchor not in self._anchors:
            raise self.refusal(f"no anchor is called {event.anchor!r}", offset)
        written = self._anchors[event.anchor]
        if written is None:
            raise self.refusal(
                f"the alias {event.anchor!r} stands inside what it stands for", offset
            )
        self._aliased += written.size
        if self._aliased > MAX_ALIASED:
            raise self.refusal(
                f"aliases make the document larger than {MAX_ALIASED:,} nodes", offset
            )
        if len(self._stack) + written.height > MAX_DEPTH:
            raise self._too_deep(offset)
        frame = self._stack[-1] if self._stack else None
        if (
            frame is not None
            and frame.key is None
            and type(frame.value) is dict
            and written.text is not None
        ):
            self._key(frame, written.text, offset, is_merge=False)
            return
        self._check_key(offset)
        self._put(written, offset)

    def _check_key(self, offset: int) -> None:
        frame = self._stack[-1] if self._stack else None
        if frame is not None and type(frame.value) is dict and frame.key is None:
            raise self.refusal("a key must be text, not a list or a mapping", offset)

    def _put(self, written: _Written, offset: int) -> None:
        if not self._stack:
            self._root = (offset, written)
            return
        self._count += 1
        if self._count > MAX_NODES:
            raise self.refusal(f"more than {MAX_NODES:,} values", offset)
        frame = self._stack[-1]
        frame.size += written.size
        frame.height = max(frame.height, written.height + 1)
        value, marks = frame.value, frame.marks
        if isinstance(value, list):
            assert isinstance(marks, list)
            value.append(written.value)
            marks.append((offset, written.marks))
            return
        assert isinstance(marks, dict)
        assert frame.key is not None
        if frame.is_merge:
            self._check_merge(written, offset)
            frame.merges.append(written)
        else:
            value[frame.key] = written.value
            marks[frame.key] = (frame.key_offset, written.marks)
        frame.key = None

    def _check_merge(self, written: _Written, offset: int) -> None:
        value = written.value
        merged = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in merged):
            raise self.refusal(
                "the merge key `<<` takes a mapping or a list of mappings", offset
            )

    def _merge(self, frame: _Open, merged: _Written) -> None:
        """Add what the mapping does not have itself; of several, the first goes before the rest."""
        for value, marks in _mappings(merged):
            assert isinstance(frame.value, dict)
            assert isinstance(frame.marks, dict)
            for key, inner in value.items():
                if key not in frame.value:
                    frame.value[key] = inner
                    frame.marks[key] = marks[key]

    def _pointer(self) -> Pointer:
        """Where the next value, or the value of the key just read, belongs."""
        return tuple(
            len(frame.value) if isinstance(frame.value, list) else frame.key or ""
            for frame in self._stack
        )

    def _too_deep(self, offset: int) -> LoadError:
        return self.refusal(f"nested more than {MAX_DEPTH} levels deep", offset)


def _mappings(
    merged: _Written,
) -> Iterator[tuple[dict[str, Value], dict[str, Mark]]]:
    match merged.value, merged.marks:
        case dict() as value, dict() as marks:
            yield value, marks
        case list() as values, list() as listed:
            for value, (_, marks) in zip(values, listed, strict=True):
                if isinstance(value, dict) and isinstance(marks, dict):
                    yield value, marks
        case _:
            pass
