"""One file of a document, parsed."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Location, Severity
from . import json, yaml
from .failure import LoadError
from .marks import Mark, Parsed, offset
from .node import Node, Pointer, Value
from .source import Content
from .text import Lines, decode

if TYPE_CHECKING:
    import httpx

    from .git import Blob
    from .origin import Origin

DUPLICATE_KEY = "SSE005"


class File:
    """A `Source`: text, value, and places. Two files are the same only if they are one object."""

    def __init__(self, content: Content) -> None:
        """Decode and parse; raises LoadError where the content is not YAML or JSON."""
        self.name = content.name
        self.path: Path | None = content.path
        self.url: httpx.URL | None = content.url
        self.blob: Blob | None = content.blob
        self.text = decode(content.name, content.data)
        try:
            self._parsed = _parse(content.name, self.text)
        except LoadError as error:
            error.texts[content.name] = self.text
            raise
        self.root: Value = self._parsed.root
        self.size = self._parsed.size
        """How many values there are at most; see `Parsed`."""
        self.origin: Origin | None = None
        """Where the values came from, once overlays have changed the root."""

    @property
    def node(self) -> Node:
        """The root as a node."""
        return Node(self, (), self.root)

    def content(self, text: str) -> Content:
        """A text as if it had been read from where this file was."""
        return Content(self.name, text.encode(), self.path, self.url, self.blob)

    def location(self, pointer: Pointer) -> Location:
        if self.origin is None:
            return self._location(pointer, offset(self._marks, pointer))
        found = self.origin.find(pointer)
        place = offset(found.file._marks, found.pointer)
        return found.file._location(pointer, place)

    def spelling(self, pointer: Pointer) -> str | None:
        """The source text of a number where Python would spell it differently; None elsewhere."""
        found = self.origin.find(pointer) if self.origin else None
        file, place = (found.file, found.pointer) if found else (self, pointer)
        return file._parsed.spellings.get(place)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """A finding (SSE005) for every key that its mapping has already."""
        return tuple(
            Diagnostic(
                DUPLICATE_KEY,
                Severity.ERROR,
                self._location(duplicate.pointer, duplicate.later),
                f"the key {str(duplicate.pointer[-1])!r} is already on line"
                f" {self._lines.place(duplicate.earlier)[0]}; this one hides it",
                "remove or rename one of the two",
            )
            for duplicate in self._parsed.duplicates
        )

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def _marks(self) -> Mark:
        return self._parsed.marks()

    def _location(self, pointer: Pointer, place: int) -> Location:
        line, column = self._lines.place(place)
        return Location(self.name, line, column, Node(self, pointer, None).path)


def _parse(name: str, text: str) -> Parsed:
    """Parse as JSON what is called JSON, and as YAML what is not, unless it happens to be JSON."""
    # Of a URL, the query and the fragment are not part of the file's name.
    suffix = PurePosixPath(re.split("[?#]", name)[0]).suffix.lower()
    if suffix == ".json":
        return json.parse(name, text)
    if text.lstrip().startswith(("{", "[")):
        # Every JSON text is YAML too, but this parser is faster and knows surrogate pairs.
        try:
            return json.parse(name, text)
        except LoadError:
            pass
    return yaml.parse(name, text)
