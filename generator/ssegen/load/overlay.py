"""An overlay as it is read: the OpenAPI Overlay Specification 1.0, and 1.1 without ``copy``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Severity
from .failure import NOT_OPENAPI, LoadError
from .file import File
from .jsonpath import Queries, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .jsonpath import Query
    from .node import Node
    from .source import Content

_VERSION = re.compile(r"1\.([01])(\.\d+.*)?")
_REMEDY = "see https://spec.openapis.org/overlay/v1.0.0.html"
_QUERIES = "see https://www.rfc-editor.org/rfc/rfc9535"


@dataclass(frozen=True, slots=True)
class Action:
    """One step of an overlay."""

    node: Node
    target: Node
    """The text of the query."""
    query: Query
    """Which values of the document the action is about."""
    update: Node | None
    """What is merged into each of them."""
    remove: bool
    """Whether each of them goes; then there is no update."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay document."""

    file: File
    changes_scalars: bool
    """Whether an update may replace a scalar: since 1.1."""
    actions: tuple[Action, ...]


def read_overlay(content: Content) -> Overlay:
    """Parse a file and take its actions.

    Raises LoadError with everything that makes it no overlay, at its place.
    """
    file = File(content)
    faults: list[Diagnostic] = []
    version = _version(file, faults)
    actions = () if faults else tuple(_actions(file.node, faults))
    if faults:
        error = LoadError(*faults)
        error.texts[file.name] = file.text
        raise error
    return Overlay(file, version != "0", actions)


def _version(file: File, faults: list[Diagnostic]) -> str:
    """The minor version."""
    stated = file.node.get("overlay")
    if stated is None:
        what = "it has no `overlay` key at the top"
        faults.append(_fault(file.node, f"this is not an OpenAPI overlay: {what}"))
        return ""
    text = file.spelling(stated.pointer) or str(stated.value)
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        message = f"overlay {text[:40]!r} is not a version that is known here"
        faults.append(_fault(stated, message, "state 1.0.0 or 1.1.0"))
        return ""
    return match[1]


def _actions(root: Node, faults: list[Diagnostic]) -> Iterator[Action]:
    listed = root.get("actions")
    if listed is None or not isinstance(listed.value, list):
        message = "an overlay has `actions`, a list"
        faults.append(_fault(listed or root, message))
        return
    queries = Queries()
    for node in listed.items():
        found = list(_faults(node))
        faults.extend(found)
        target = node.get("target")
        if target is None or found:
            continue
        try:
            query = queries.query(str(target.value))
        except QueryError as error:
            message = f"the target is not a JSONPath query: {error}"
            faults.append(_fault(target, message, _QUERIES))
            continue
        remove = node.flag("remove")
        update = None if remove else node.get("update")
        yield Action(node, target, query, update, remove)


def _faults(node: Node) -> Iterator[Diagnostic]:
    """What is wrong with the form of an action."""
    if not isinstance(node.value, dict):
        yield _fault(node, "an action is a mapping")
        return
    target, remove, copy = map(node.get, ("target", "remove", "copy"))
    if target is None or not isinstance(target.value, str):
        yield _fault(target or node, "an action has a `target`: JSONPath, as text")
    if remove is not None and not isinstance(remove.value, bool):
        yield _fault(remove, "`remove` is `true` or `false`")
    if copy is not None:
        remedy = "write what it copies as `update`"
        yield _fault(copy, "`copy` is not supported", remedy)


def _fault(node: Node, message: str, remedy: str = _REMEDY) -> Diagnostic:
    return Diagnostic(NOT_OPENAPI, Severity.ERROR, node.location, message, remedy)
