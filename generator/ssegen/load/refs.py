"""What ``$ref`` leads to: in the same file, or in another file of the document's folder.

Nothing is ever fetched, and no file outside the folder of the root document is ever opened,
whichever way a reference spells it.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .failure import LoadError
from .file import File
from .node import Dangling, Node, Source, Token, Value
from .source import MAX_BYTES, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_HOPS = 32
"""How many references a pointer may lead through on its way."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
"""A scheme, or a host without one (RFC 3986, section 4.2), also as Windows spells it."""

_SUFFIXES = frozenset({".json", ".yaml", ".yml"})


class References:
    """The files of a document, and the way from a node to what it refers to."""

    def __init__(self, root: File) -> None:
        """Read all files that the root file refers to, directly or through others.

        Reading them at once keeps what is found in them independent of who asks for what first.
        """
        self.files: dict[str, File] = {root.name: root}
        self._folder = root.path.resolve().parent if root.path is not None else None
        self._called = _called(root.name, self._folder)
        self._by_path: dict[Path, File | str] = {}
        self._targets: dict[tuple[Source, str], Node] = {}
        self._anchors: dict[Source, dict[str, Node]] = {}
        self._searching: set[tuple[Source, str]] = set()
        if root.path is not None:
            self._by_path[root.path.resolve()] = root
            self._open_all(root)

    def resolve(self, node: Node) -> Node | Dangling:
        """Follow ``$ref`` as far as it leads."""
        seen = {node}
        current = node
        while True:
            match self.follow(current):
                case Node() as following if following is current:
                    return current
                case Node() as following if following in seen:
                    return Dangling(node, "circular")
                case Node() as following:
                    seen.add(following)
                    current = following
                case Dangling() as dangling:
                    return dangling

    def follow(self, node: Node) -> Node | Dangling:
        """Follow ``$ref`` by one step; a node without ``$ref`` is returned as it is.

        ``$dynamicRef`` is followed to where it leads at first (JSON Schema 2020-12, 8.2.3.2).
        """
        match node.value:
            case {"$ref": reference} | {"$dynamicRef": reference}:
                pass
            case _:
                return node
        if not isinstance(reference, str):
            return Dangling(node, "not text")
        key = (node.source, reference)
        if key in self._targets:
            return self._targets[key]
        if key in self._searching or len(self._searching) > MAX_HOPS:
            return Dangling(node, "circular")
        self._searching.add(key)
        try:
            found = self._find(node.source, reference)
        finally:
            self._searching.remove(key)
        if isinstance(found, str):
            return self._enclosing(node, reference) or Dangling(node, found)
        self._targets[key] = found
        return found

    def _find(self, base: Source, reference: str) -> Node | str:
        """The node that a reference leads to, or why it leads nowhere."""
        address, _, fragment = reference.partition("#")
        file = self._open(base, address) if address else base
        if isinstance(file, str):
            return file
        root = Node(file, (), file.root)
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            anchored = self._anchored(root, fragment)
            return anchored or f"no `$anchor` is called {fragment!r}"
        return self._descend(root, _tokens(fragment)) or "no such node"

    def _descend(self, node: Node, tokens: list[str]) -> Node | None:
        """Follow a JSON Pointer (RFC 6901), also where a reference stands in its way."""
        for token in tokens:
            inner = _step(node, token)
            if inner is None:
                match self.resolve(node):
                    case Node() as target if target is not node:
                        inner = _step(target, token)
                    case _:
                        pass
            if inner is None:
                return None
            node = inner
        return node

    def _enclosing(self, node: Node, reference: str) -> Node | None:
        """What ``#/$defs/X`` means as generators of JSON Schema write it: the nearest ``$defs``."""
        if not reference.startswith(("#/$defs/", "#/definitions/")):
            return None
        ancestors = _along(Node(node.source, (), node.source.root), node.pointer)
        tokens = _tokens(unquote(reference))
        for ancestor in reversed(list(ancestors)):
            *_, inner = _along(ancestor, tokens)
            if len(inner.pointer) == len(ancestor.pointer) + len(tokens):
                return inner
        return None

    def _anchored(self, root: Node, name: str) -> Node | None:
        if root.source not in self._anchors:
            self._anchors[root.source] = {
                anchor: node
                for node in _mappings(root)
                for keyword in ("$dynamicAnchor", "$anchor")
                if (anchor := node.text(keyword))
            }
        return self._anchors[root.source].get(name)

    def _open(self, base: Source, address: str) -> File | str:
        """The file at an address relative to another file, or why it is not read."""
        if _URL.match(address):
            return "a URL, and nothing is fetched"
        if self._folder is None or not isinstance(base, File) or base.path is None:
            return "another file, which only a document that is a file itself can have"
        try:
            path = (base.path.resolve().parent / unquote(address)).resolve()
            if not path.is_relative_to(self._folder):
                return "outside the document's folder"
            if path not in self._by_path:
                self._by_path[path] = self._read(path, self._folder)
            return self._by_path[path]
        except (OSError, RuntimeError, ValueError):
            return "no such file"

    def _open_all(self, root: File) -> None:
        read, known = 0, [root]
        while read < len(known):
            for address in _addresses(known[read].root):
                self._open(known[read], address)
            read += 1
            known = list(self.files.values())

    def _read(self, path: Path, folder: Path) -> File | str:
        # Only regular files: reading a pipe or a device could wait for ever.
        if not path.is_file():
            return "no such file"
        total = sum(len(file.text) for file in self.files.values())
        if total + path.stat().st_size > MAX_BYTES:
            return "too large together with the other files"
        name = str(self._called / path.relative_to(folder))
        try:
            file = File(read_file(path, name))
        except LoadError as error:
            return f"not readable: {error}"
        return self.files.setdefault(name, file)


def _along(node: Node, tokens: Iterable[Token]) -> Iterator[Node]:
    """The node and those that the tokens lead to, as far as they do."""
    yield node
    for token in tokens:
        inner = _step(node, str(token))
        if inner is None:
            return
        yield inner
        node = inner


def _called(name: str, folder: Path | None) -> Path:
    """How messages call the folder: as the user wrote it, unless the document is a link."""
    written = Path(name).parent
    return written if folder is None or written.resolve() == folder else folder


def _step(node: Node, token: str) -> Node | None:
    if isinstance(node.value, list) and token.isascii() and token.isdigit():
        # The length first: Python refuses to convert thousands of digits.
        if len(token) < 10 and int(token) < len(node.value):
            index = int(token)
            return Node(node.source, (*node.pointer, index), node.value[index])
        return None
    return node.get(token)


def _tokens(pointer: str) -> list[str]:
    return [
        token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]
    ]


def _mappings(root: Node) -> Iterator[Node]:
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node.value, dict):
            yield node
        pending.extend(inner for _, inner in node.members())
        pending.extend(node.items())


def _addresses(root: Value) -> Iterator[str]:
    """The files that references name, each once, in document order."""
    seen: set[str] = set()
    pending: list[Value] = [root]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str) and not reference.startswith("#"):
                address = reference.partition("#")[0]
                if address not in seen and PurePosixPath(address).suffix in _SUFFIXES:
                    seen.add(address)
                    yield address
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))
