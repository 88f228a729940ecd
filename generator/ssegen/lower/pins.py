"""Names and groups on which a document insists, by its extensions.

Beside ssegen's own these are the ones by which documents are prepared for the generators of Fern
and Speakeasy, where they mean the same. Of several that are there the first one holds.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..load.node import Document, Node
    from ..openapi import OperationNode

PIN = "x-ssegen-name"

_OVERRIDE = "x-speakeasy-name-override"
_METHODS = (PIN, "x-fern-sdk-method-name", _OVERRIDE)
_SCHEMAS = (PIN, "x-fern-type-name", _OVERRIDE)
_PARAMETERS = (PIN, "x-fern-parameter-name", _OVERRIDE)
_PLAIN = re.compile(r"\^?(?:(?:[\w/-]|\\[.\w-]|\.)[*+?]?)+\$?", re.ASCII)
r"""A pattern of characters, ``.`` and classes such as ``\w``, each of which may repeat."""
_MOST_REPEATS = 3
_LONGEST = 200
"""Characters of an operationId that patterns are tried on."""
_GROUPS = ("x-ssegen-group", "x-fern-sdk-group-name", "x-speakeasy-group")


def method_pin(document: Document, operation: OperationNode) -> str:
    """The name of the method that an operation becomes; empty where the document leaves it open.

    Speakeasy's extension may also stand at the document's root: a list of patterns for
    operationIds, each with the name of what it matches.
    """
    return _first(operation.node, _METHODS) or _by_pattern(document, operation.id)


def schema_pin(schema: Node) -> str:
    """The name of the type that a schema becomes; empty where the document leaves it open."""
    return _first(schema, _SCHEMAS)


def parameter_pin(node: Node) -> str:
    """The name of the argument or field that a parameter or property becomes; empty where the
    document leaves it open.
    """
    return _first(node, _PARAMETERS)


def group_pin(operation: OperationNode) -> tuple[str, ...]:
    """The names of an operation's resource and of those it stands in, outermost first: a list, or
    a text with dots; empty where the document leaves it open.

    The extension may stand in the operation, or in its path item for all that it holds.
    """
    for holder in (operation.node, operation.item):
        for extension in _GROUPS:
            node = holder.get(extension)
            listed = [item.value for item in node.items()] if node is not None else []
            texts = [holder.text(extension), *listed]
            parts = [p for t in texts if isinstance(t, str) for p in t.split(".")]
            if named := tuple(part for part in parts if part.strip()):
                return named
    return ()


def _first(node: Node, extensions: tuple[str, ...]) -> str:
    return next((text for name in extensions if (text := node.text(name))), "")


def _by_pattern(document: Document, id_: str) -> str:
    listed = document.root.get(_OVERRIDE)
    if not id_ or listed is None:
        return ""
    for item in listed.items():
        pattern = _pattern(item.text("operationId"))
        if pattern is not None and pattern.search(id_[:_LONGEST]):
            return item.text("methodNameOverride")
    return ""


@lru_cache
def _pattern(text: str) -> re.Pattern[str] | None:
    """The regular expression; None where there is none, or one that could take for ever."""
    few = sum(map(text.count, "*+?")) <= _MOST_REPEATS
    return re.compile(text) if few and _PLAIN.fullmatch(text) else None
