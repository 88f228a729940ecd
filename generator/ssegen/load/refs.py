"""What ``$ref`` leads to: in the same file, or in another file of the document's folder.

Nothing is fetched, and no file outside the folder of the root document is opened, whichever way a
reference spells it, unless the user allowed it: see `Allowed`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .failure import LoadError
from .file import File
from .marks import MAX_NODES
from .node import Dangling, Node, Source, Token, Value
from .place import step, tokens
from .source import MAX_BYTES, is_url, parsed_url, read_blob, read_file, read_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import httpx

    from .allowed import Allowed
    from .git import Blob

MAX_HOPS = 32
"""How many references a pointer may lead through on its way."""

MAX_FETCHED = 500
"""How many URLs the references of one document may fetch."""

MAX_BLOBS = 2_000
"""How many files of a revision the references of one document may ask git for."""

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")
"""A scheme, or a host without one (RFC 3986, section 4.2), also as Windows spells it."""

_SUFFIXES = frozenset({".json", ".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class _Missing:
    """Why a reference leads nowhere; see `Dangling`."""

    reason: str
    remedy: str = ""


_NO_FILE = _Missing("no such file")
_OUTSIDE = _Missing(
    "outside the document's folder",
    "to allow it, name its folder with `--allow-ref` or in `allow_ref` of the configuration",
)
_TOO_LARGE = _Missing("too large together with the other files")
_NOT_FETCHED = _Missing(
    "a URL, and nothing is fetched unless it is allowed",
    "to allow it, name the URL, or what it begins with, with `--allow-ref` or in `allow_ref` of"
    " the configuration",
)


class References:
    """The files of a document, and the way from a node to what it refers to."""

    def __init__(
        self, root: File, allowed: Allowed, known: Sequence[File] = ()
    ) -> None:
        """Read all files that the root file refers to, directly or through others, but for those
        that are known.

        Reading them at once keeps what is found in them independent of who asks for what first.
        """
        self.files: dict[str, File] = {file.name: file for file in (root, *known)}
        self._folder = root.path.resolve().parent if root.path is not None else None
        self._called = _called(root.name, self._folder)
        self._root = root
        self._allowed = allowed
        self._by_path: dict[Path, File | _Missing] = {}
        self._by_url: dict[httpx.URL, File | _Missing] = {}
        self._by_blob: dict[Blob, File | _Missing] = {}
        self._ends: dict[Node, Node | Dangling | None] = {}
        """Where references lead in the end; None in circles."""
        self._targets: dict[tuple[Source, str], Node] = {}
        self._anchors: dict[Source, dict[str, Node]] = {}
        self._searching: set[tuple[Source, str]] = set()
        for file in self.files.values():
            if file.path is not None:
                self._by_path[file.path.resolve()] = file
            if file.url is not None:
                self._by_url[file.url] = file
            if file.blob is not None:
                self._by_blob[file.blob] = file
        self._open_all(root)

    def resolve(self, node: Node) -> Node | Dangling:
        """Follow ``$ref`` as far as it leads."""
        following = self.follow(node)
        if following is node:
            return node
        # All references of a chain are settled at once, so that long ones cost no more than others.
        passed: dict[Node, None] = {}
        end: Node | Dangling | None = node
        while isinstance(end, Node) and end not in self._ends:
            following = self.follow(end)
            if following is end:
                break
            passed[end] = None
            end = None if following in passed else following
        if isinstance(end, Node):
            end = self._ends.get(end, end)
        if not self._searching:  # on the way of a pointer, more counts as circular
            self._ends.update(dict.fromkeys(passed, end))
        return end if end is not None else Dangling(node, "circular")

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
            return _unless_itself(node, self._targets[key])
        if key in self._searching or len(self._searching) > MAX_HOPS:
            return Dangling(node, "circular")
        self._searching.add(key)
        try:
            found = self._find(node.source, reference)
        finally:
            self._searching.remove(key)
        if isinstance(found, _Missing):
            return self._enclosing(node, reference) or Dangling(
                node, found.reason, found.remedy
            )
        self._targets[key] = found
        return _unless_itself(node, found)

    def _find(self, base: Source, reference: str) -> Node | _Missing:
        """The node that a reference leads to, or why it leads nowhere."""
        address, _, fragment = reference.partition("#")
        file = self._open(base, address) if address else base
        if isinstance(file, _Missing):
            return file
        root = Node(file, (), file.root)
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            anchored = self._anchored(root, fragment)
            return anchored or _Missing(f"no `$anchor` is called {fragment!r}")
        return self._descend(root, tokens(fragment)) or _Missing("no such node")

    def _descend(self, node: Node, way: list[str]) -> Node | None:
        """Follow a JSON Pointer (RFC 6901), also where a reference stands in its way."""
        for token in way:
            inner = step(node, token)
            if inner is None:
                match self.resolve(node):
                    case Node() as target if target is not node:
                        inner = step(target, token)
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
        way = tokens(unquote(reference))
        for ancestor in reversed(list(ancestors)):
            *_, inner = _along(ancestor, way)
            if len(inner.pointer) == len(ancestor.pointer) + len(way):
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

    def _open(self, base: Source, address: str) -> File | _Missing:
        """The file at an address relative to another file, or why it is not read."""
        assert isinstance(base, File)
        if _URL.match(address) or base.url is not None:
            return self._open_url(base.url, address)
        if base.blob is not None:
            return self._open_blob(base.blob, address)
        if self._folder is None or base.path is None:
            return _Missing(
                "another file, which only a document that is a file or a URL can have"
            )
        try:
            path = (base.path.resolve().parent / unquote(address)).resolve()
            if not (path.is_relative_to(self._folder) or self._allowed.has_path(path)):
                return _OUTSIDE
            if path not in self._by_path:
                self._by_path[path] = self._read(path, self._folder)
            return self._by_path[path]
        except (OSError, RuntimeError, ValueError):
            return _NO_FILE

    def _open_blob(self, base: Blob, address: str) -> File | _Missing:
        """The file of the same revision; what is allowed is so where it would be checked out."""
        assert self._root.blob is not None
        blob = base.beside(unquote(address))
        if blob is None:
            return _OUTSIDE
        try:
            checked_out = (blob.revision.top / blob.path).resolve()
            inside = blob.path.is_relative_to(self._root.blob.path.parent)
            if not (inside or self._allowed.has_path(checked_out)):
                return _OUTSIDE
            if blob not in self._by_blob:
                self._by_blob[blob] = self._read_blob(blob)
            return self._by_blob[blob]
        except (OSError, RuntimeError, ValueError):
            return _NO_FILE

    def _open_url(self, base: httpx.URL | None, address: str) -> File | _Missing:
        if base is None and not is_url(address):
            return _Missing("a URL that is not of http or https, which is never read")
        if not self._allowed.urls:
            return _NOT_FETCHED
        url = parsed_url(address)
        if url is not None and base is not None:
            url = base.join(url)
        if url is None or not self._allowed.has_url(url):
            return _NOT_FETCHED
        if url not in self._by_url:
            self._by_url[url] = self._fetch(url)
        return self._by_url[url]

    def _open_all(self, root: File) -> None:
        read, known = 0, [root]
        while read < len(known):
            for address in _addresses(known[read].root):
                self._open(known[read], address)
            read += 1
            known = list(self.files.values())

    def _read(self, path: Path, folder: Path) -> File | _Missing:
        # Only regular files: reading a pipe or a device could wait for ever.
        if not path.is_file():
            return _NO_FILE
        if self._size + path.stat().st_size > MAX_BYTES:
            return _TOO_LARGE
        name = os.path.normpath(self._called / os.path.relpath(path, folder))
        try:
            return self._added(File(read_file(path, name)))
        except LoadError as error:
            return _Missing(f"not readable: {error}")

    def _read_blob(self, blob: Blob) -> File | _Missing:
        if len(self._by_blob) >= MAX_BLOBS:
            return _Missing(
                f"one file more than the {MAX_BLOBS:,} that git is asked for"
            )
        try:
            content = read_blob(blob)
            return self._added(File(content)) if content is not None else _NO_FILE
        except LoadError as error:
            return _Missing(f"not readable: {error}")

    def _fetch(self, url: httpx.URL) -> File | _Missing:
        if len(self._by_url) >= MAX_FETCHED:
            return _Missing(f"one URL more than the {MAX_FETCHED} that are fetched")
        try:
            return self._added(File(read_url(url, str(url))))
        except LoadError as error:
            return _Missing(f"not readable: {error}")

    def _added(self, file: File) -> File | _Missing:
        """The file as one of the document's, where there is room for it."""
        known = self.files.values()
        if (
            self._size + len(file.text) > MAX_BYTES
            or file.size + sum(other.size for other in known) > MAX_NODES
        ):
            return _TOO_LARGE
        return self.files.setdefault(file.name, file)

    @property
    def _size(self) -> int:
        return sum(len(file.text) for file in self.files.values())


def _along(node: Node, way: Iterable[Token]) -> Iterator[Node]:
    """The node and those that the tokens lead to, as far as they do."""
    yield node
    for token in way:
        inner = step(node, str(token))
        if inner is None:
            return
        yield inner
        node = inner


def _called(name: str, folder: Path | None) -> Path:
    """How messages call the folder: as the user wrote it, unless the document is a link."""
    written = Path(name).parent
    return written if folder is None or written.resolve() == folder else folder


def _unless_itself(node: Node, target: Node) -> Node | Dangling:
    return Dangling(node, "circular") if target == node else target


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
                is_file = PurePosixPath(address).suffix in _SUFFIXES or is_url(address)
                if address not in seen and is_file:
                    seen.add(address)
                    yield address
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))
