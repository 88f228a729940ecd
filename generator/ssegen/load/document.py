"""A document: its files, its version, and what its references lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from ..diagnostics import Location
from .allowed import Allowed
from .failure import LoadError, not_openapi, unreadable
from .file import File
from .refs import References
from .source import read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..diagnostics import Diagnostic, Pointer, Value
    from .node import Dangling, Node, Source
    from .overlay import Overlay
    from .source import Content

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+.*)?")

_OTHERS = {
    "asyncapi": "this is an AsyncAPI document, not OpenAPI",
    "arazzo": "this is an Arazzo document, not OpenAPI",
    "overlay": "this is an OpenAPI overlay, not the document it applies to",
}


def load(
    spec: str,
    *,
    stdin: BinaryIO | None = None,
    allowed: Allowed | None = None,
    overlays: Sequence[str] = (),
) -> OpenAPI:
    """Read the document at a path, a URL (http, https), ``git:REV:path``, or ``-`` for standard
    input.

    Overlays, named in the same ways, are applied to it one after another. Its references lead to
    files in its own folder, and to what is allowed besides.
    Raises LoadError where it cannot be read or is not OpenAPI 3.0, 3.1 or 3.2, and where an overlay
    cannot be read or is none. What is merely wrong in them becomes a diagnostic.
    """
    if [spec, *overlays].count("-") > 1:
        remedy = "name the document, or the overlays, by path"
        raise unreadable("<stdin>", "standard input can be read only once", remedy)
    root = File(read(spec, stdin))
    return _overlaid(
        root, [read(overlay, stdin) for overlay in overlays], allowed or Allowed()
    )


def _overlaid(
    root: File,
    overlays: Sequence[Content],
    allowed: Allowed,
    known: Sequence[File] = (),
) -> OpenAPI:
    if not overlays:
        return OpenAPI(root, allowed, known=known)
    # What reads JSONPath takes longer to import than a small document to check.
    from .application import apply
    from .overlay import read_overlay

    given = [read_overlay(overlay) for overlay in overlays]
    found = [diagnostic for overlay in given for diagnostic in apply(overlay, root)]
    return OpenAPI(root, allowed, given, found, known)


class OpenAPI:
    """A `Document` of OpenAPI 3."""

    def __init__(
        self,
        file: File,
        allowed: Allowed,
        overlays: Sequence[Overlay] = (),
        found: Sequence[Diagnostic] = (),
        known: Sequence[File] = (),
    ) -> None:
        """Take the root file, and read those that it refers to and may read, but for those that are
        known.

        The overlays were applied to it already, and ``found`` is what that brought to light.
        """
        try:
            self._version = _version(file)
        except LoadError as error:
            error.texts |= {f.name: f.text for f in (file, *(o.file for o in overlays))}
            raise
        _keep_spelling(file)
        self._root = file.node
        self._allowed = allowed
        self._references = References(file, allowed, known)
        self._overlays = [overlay.file for overlay in overlays]
        self._found = tuple(found)

    @property
    def root(self) -> Node:
        return self._root

    @property
    def version(self) -> tuple[int, int]:
        return self._version

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        files = (*self._references.files.values(), *self._overlays)
        return (*(found for file in files for found in file.diagnostics), *self._found)

    @property
    def sources(self) -> Mapping[str, Source]:
        files = self._references.files
        if not self._overlays:
            return files
        return {o.name: _Text(o.name, o.text) for o in self._overlays} | files

    def follow(self, node: Node) -> Node | Dangling:
        return self._references.follow(node)

    def resolve(self, node: Node) -> Node | Dangling:
        return self._references.resolve(node)

    def path(self, name: str) -> Path | None:
        """Where a file of the document is on this machine; None where it came another way."""
        file = self._references.files.get(name)
        return file.path if file is not None else None

    def changed(
        self, texts: Mapping[str, str], overlays: Sequence[Content] = ()
    ) -> OpenAPI:
        """The same document with other texts for some of its files, and with more overlays on top
        of those that it has; its files are not read again.

        Raises LoadError as `load` does.
        """
        root, *known = (
            File(file.content(texts.get(file.name, file.text)))
            for file in self._references.files.values()
        )
        given = [file.content(file.text) for file in self._overlays]
        return _overlaid(root, [*given, *overlays], self._allowed, known)


@dataclass(frozen=True, slots=True)
class _Text:
    """A `Source` for excerpts alone: of an overlay, which holds nothing that belongs to the
    document but what was put there.
    """

    name: str
    text: str
    root: Value = None

    def location(self, pointer: Pointer) -> Location:
        return Location(self.name, 1, 1)


def _version(file: File) -> tuple[int, int]:
    """The version that the document states, 3.0 to 3.2; raises LoadError for everything else."""
    root = file.node
    stated = root.get("openapi")
    if stated is None:
        raise _not_openapi(
            root, " once the overlays are applied" if file.origin else ""
        )
    text = file.spelling(stated.pointer) or str(stated.value)
    match = _VERSION.fullmatch(text.strip())
    version = (int(match[1]), int(match[2])) if match else (0, 0)
    if version not in ((3, 0), (3, 1), (3, 2)):
        raise not_openapi(
            stated.location,
            f"OpenAPI {text[:40]!r} is not a version that is known here",
            "state 3.0, 3.1 or 3.2 (such as `openapi: 3.1.0`)",
        )
    return version


def _not_openapi(root: Node, when: str) -> LoadError:
    if not isinstance(root.value, dict):
        return not_openapi(
            root.location,
            "this is not an OpenAPI document: its top level is not a mapping",
            "name a file that begins with `openapi: 3...`",
        )
    swagger = root.get("swagger")
    if swagger is not None:
        return not_openapi(
            swagger.location,
            "this is a Swagger 2.0 document",
            "convert it to OpenAPI 3 first, for example with swagger2openapi",
        )
    for key, message in _OTHERS.items():
        node = root.get(key)
        if node is not None:
            return not_openapi(
                node.location, message, "name a file that begins with `openapi: 3...`"
            )
    return not_openapi(
        root.location,
        f"this is not an OpenAPI document: it has no `openapi` key at the top{when}",
        "name a file that begins with `openapi: 3...`",
    )


def _keep_spelling(file: File) -> None:
    """Versions are text: an unquoted ``1.10`` must not become ``1.1``."""
    root = file.root
    info = root.get("info") if isinstance(root, dict) else None
    for holder, pointer in ((root, ("openapi",)), (info, ("info", "version"))):
        key = pointer[-1]
        value = holder.get(key) if isinstance(holder, dict) else None
        if isinstance(holder, dict) and type(value) in (int, float):
            holder[key] = file.spelling(pointer) or str(value)
