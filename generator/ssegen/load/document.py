"""A document: its files, its version, and what its references lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from .allowed import Allowed
from .failure import LoadError, not_openapi
from .file import File
from .refs import References
from .source import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Diagnostic
    from .node import Dangling, Node, Source

_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.\d+.*)?")

_OTHERS = {
    "asyncapi": "this is an AsyncAPI document, not OpenAPI",
    "arazzo": "this is an Arazzo document, not OpenAPI",
    "overlay": "this is an OpenAPI overlay, not the document it applies to",
}


def load(
    spec: str, *, stdin: BinaryIO | None = None, allowed: Allowed | None = None
) -> OpenAPI:
    """Read the document at a path, a URL (http, https), or ``-`` for standard input.

    Its references lead to files in its own folder, and to what is allowed besides.
    Raises LoadError where it cannot be read or is not OpenAPI 3.0, 3.1 or 3.2. What is merely wrong
    in it becomes a diagnostic.
    """
    return OpenAPI(File(read(spec, stdin)), allowed or Allowed())


class OpenAPI:
    """A `Document` of OpenAPI 3."""

    def __init__(self, file: File, allowed: Allowed) -> None:
        """Take the root file, and read those that it refers to and may read."""
        try:
            self._version = _version(file)
        except LoadError as error:
            error.texts[file.name] = file.text
            raise
        _keep_spelling(file)
        self._root = file.node
        self._references = References(file, allowed)

    @property
    def root(self) -> Node:
        return self._root

    @property
    def version(self) -> tuple[int, int]:
        return self._version

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        files = self._references.files.values()
        return tuple(diagnostic for file in files for diagnostic in file.diagnostics)

    @property
    def sources(self) -> Mapping[str, Source]:
        return self._references.files

    def follow(self, node: Node) -> Node | Dangling:
        return self._references.follow(node)

    def resolve(self, node: Node) -> Node | Dangling:
        return self._references.resolve(node)


def _version(file: File) -> tuple[int, int]:
    """The version that the document states, 3.0 to 3.2; raises LoadError for everything else."""
    root = file.node
    stated = root.get("openapi")
    if stated is None:
        raise _not_openapi(root)
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


def _not_openapi(root: Node) -> LoadError:
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
        "this is not an OpenAPI document: it has no `openapi` key at the top",
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
