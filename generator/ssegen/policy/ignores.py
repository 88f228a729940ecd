"""Ignores that stand in the document: the extension ``x-ssegen-ignore``, and comments in YAML.

Both count for the node they stand on and for everything inside it, in the same file: what a
reference leads to is another node. The comment ``# ssegen: ignore SSE104`` stands at the end of the
line on which its node begins, or on lines of its own before that.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..diagnostics import Diagnostic, Location, Severity
from ..load.comments import comments
from ..load.node import Node
from ..load.place import node_at
from .places import below, place

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from ..load.node import Document, Source
    from .places import Place

EXTENSION = "x-ssegen-ignore"
UNUSED = "SSE011"

_COMMENT = re.compile(r"(?:^|#)\s*ssegen:\s*ignore\b[\s:]*([^#]*)")
"""With other comments before it, and behind it: ``# ssegen: ignore SSE104 # a reason``."""
_ID = re.compile(r"[^\s,]+")

Line: TypeAlias = "tuple[str, int]"


@dataclass(slots=True)
class Ignore:
    """One rule that is ignored at one place."""

    rule: str
    """As it is written; not necessarily the id of a rule."""
    location: Location
    used: bool = False


@dataclass(slots=True)
class Ignores:
    """All ignores of a document; they remember whether they ignored anything."""

    document: Document
    nodes: defaultdict[Place, list[Ignore]] = field(
        default_factory=lambda: defaultdict(list)
    )
    lines: defaultdict[Line, list[Ignore]] = field(
        default_factory=lambda: defaultdict(list)
    )
    malformed: list[Location] = field(default_factory=list[Location])

    def take(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is ignored; all ignores that say so count as used."""
        if not (self.nodes or self.lines):
            return False
        found = [
            ignore
            for ignore in self._around(diagnostic)
            if ignore.rule == diagnostic.rule
        ]
        for ignore in found:
            ignore.used = True
        return bool(found)

    def unused(
        self, rules: Collection[str], ran: Callable[[str], bool]
    ) -> Iterator[Diagnostic]:
        """A finding for each ignore that is not understood, or that ignored nothing."""
        every = [
            i for held in (self.nodes, self.lines) for at in held.values() for i in at
        ]
        for location in self.malformed:
            yield _warning(
                location,
                "this says of no rule that it is to be ignored",
                "name the ids of rules, such as SSE104",
            )
        for ignore in every:
            if ignore.rule not in rules:
                near = difflib.get_close_matches(ignore.rule.upper(), rules, 1, 0.7)
                yield _warning(
                    ignore.location,
                    f"there is no rule {ignore.rule!r} to ignore",
                    (
                        f"did you mean `{near[0]}`?"
                        if near
                        else "`ssegen rules` lists them"
                    ),
                )
            elif not ignore.used and ran(ignore.rule):
                yield _warning(
                    ignore.location,
                    f"this ignores {ignore.rule}, which finds nothing here",
                    "remove it",
                )

    def _around(self, diagnostic: Diagnostic) -> Iterator[Ignore]:
        """The ignores on the node of a finding, and on all nodes around it."""
        found = diagnostic.location
        yield from self.lines.get((found.file, found.line), ())
        node = node_at(self.document, found.file, found.pointer)
        if node is None:
            return
        for end in range(len(node.pointer) + 1):
            pointer = node.pointer[:end]
            yield from self.nodes.get((node.source.name, pointer), ())
            if self.lines:
                begins = node.source.location(pointer)
                yield from self.lines.get((begins.file, begins.line), ())


def ignores(document: Document) -> Ignores:
    """All ignores that stand in the files of a document."""
    found = Ignores(document)
    sources = document.sources.values()
    for source in sources:
        _comments(source, found)
    # The text of an overlay may have what then stands in the document.
    if any(EXTENSION in source.text for source in sources):
        for source in sources:
            _extensions(source, found)
    return found


def _comments(source: Source, found: Ignores) -> None:
    for comment in comments(source.text, "ssegen:"):
        said = _COMMENT.search(comment.text)
        if said is None:
            continue
        location = Location(source.name, comment.line, comment.column)
        rules = _ID.findall(said[1])
        if not rules:
            found.malformed.append(location)
        for rule in rules:
            found.lines[source.name, comment.covers].append(Ignore(rule, location))


def _extensions(source: Source, found: Ignores) -> None:
    for node in below(Node(source, (), source.root)):
        extension = node.get(EXTENSION)
        if extension is not None:
            _extension(node, extension, found)


def _extension(node: Node, extension: Node, found: Ignores) -> None:
    rules = list(extension.items()) or [extension]
    for rule in rules:
        if isinstance(rule.value, str):
            ignore = Ignore(rule.value, rule.location)
            found.nodes[place(node)].append(ignore)
        else:
            found.malformed.append(rule.location)


def _warning(location: Location, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(UNUSED, Severity.WARNING, location, message, remedy)
