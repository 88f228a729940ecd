"""Forced renames as findings about the document: where the thing stands whose name was not free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .diagnostics import Diagnostic, Severity
from .load.node import Node
from .openapi.operations import operations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .load.node import Document
    from .python.plan import Rename


def rename_findings(
    document: Document, renames: Iterable[Rename]
) -> Iterator[Diagnostic]:
    """One warning (SSE301, SSE302) for each rename."""
    places = {operation.key: operation.node for operation in operations(document)}
    for rename in renames:
        within = _place(document, places, rename.within)
        inside = within.at("properties", rename.key) if within else None
        place = (
            inside or _place(document, places, rename.key) or within or document.root
        )
        yield Diagnostic(
            rename.rule,
            Severity.WARNING,
            place.location,
            _message(rename),
            "`x-ssegen-name` gives it a name of your choice",
        )


def _message(rename: Rename) -> str:
    given, wanted = f"is called `{rename.given}`", f"`{rename.wanted}`"
    if rename.rule == "SSE302":
        return f"{_subject(rename)} {given}: no identifier spells {wanted}"
    owner = f" by `{rename.taken_by}`" if rename.taken_by else " or reserved"
    return f"{_subject(rename)} {given}: {wanted} is taken{owner}"


def _subject(rename: Rename) -> str:
    """What is renamed, without what the place of the finding says already."""
    if "#" in rename.key:
        return f"this {rename.noun}"
    joint = " of" if rename.noun == "method" else ""
    within = (
        f" of `{rename.within}`" if rename.within and "#" not in rename.within else ""
    )
    return f"the {rename.noun}{joint} `{rename.key}`{within}"


def _place(document: Document, places: dict[str, Node], key: str) -> Node | None:
    """The node that a key of the ir stands for: of an operation, or of a place in a file.

    Of what several places describe together, the last is the one that makes it special.
    """
    if key in places:
        return places[key]
    _, _, last = key.rpartition(" + ")
    file, hash, path = (last if "#" in last else key).partition("#")
    source = document.sources.get(file) if file else document.root.source
    if not hash or source is None:
        return None
    node: Node | None = Node(source, (), source.root)
    for token in path.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        node = node and (node.get(key) or _item(node, key))
    return node


def _item(node: Node, key: str) -> Node | None:
    return next((item for item in node.items() if item.key == key), None)
