"""Which parts of a document are of another kind than OpenAPI wants there.

Reading passes over such a part as if it were not there. Parts that have no value (``parameters:``
with nothing behind it) count as absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..load.node import Document, Node
from ..openapi.operations import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..openapi.operations import OperationNode


@dataclass(frozen=True, slots=True)
class Kind:
    """What a part may be, and the kinds of the parts in it that reading looks at."""

    noun: str
    types: type | tuple[type, ...]
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    """By key."""
    each: str = ""
    """Of every item of a list, or of every member of a mapping whose keys are names."""


_KINDS = {
    "text": Kind("text", str),
    "mapping": Kind("a mapping", dict),
    "texts": Kind("a list", list, each="text"),
    "mappings": Kind("a list", list, each="mapping"),
    "info": Kind("a mapping", dict, {"title": "text"}),
    "servers": Kind("a list", list, each="server"),
    "server": Kind("a mapping", dict, {"url": "text", "variables": "variables"}),
    "variables": Kind("a mapping", dict, each="mapping"),
    "paths": Kind("a mapping", dict, each="path item"),
    "path item": Kind(
        "a mapping",
        dict,
        {
            **dict.fromkeys(METHODS, "mapping"),
            "additionalOperations": "additional operations",
        },
    ),
    "additional operations": Kind("a mapping", dict, each="mapping"),
    "components": Kind("a mapping", dict, {"pathItems": "paths"}),
    "common": Kind("a mapping", dict, {"parameters": "parameters"}),
    "operation": Kind(
        "a mapping",
        dict,
        {
            "operationId": "text",
            "tags": "texts",
            "parameters": "parameters",
            "requestBody": "carrier",
            "responses": "responses",
            "security": "mappings",
        },
    ),
    "parameters": Kind("a list", list, each="parameter"),
    "parameter": Kind(
        "a mapping",
        dict,
        {"name": "text", "in": "text", "schema": "schema", "content": "content"},
    ),
    "carrier": Kind("a mapping", dict, {"content": "content"}),
    "responses": Kind("a mapping", dict, each="carrier"),
    "content": Kind("a mapping", dict, each="media type"),
    "media type": Kind("a mapping", dict, {"schema": "schema", "itemSchema": "schema"}),
    "schema": Kind(
        "a schema",
        (dict, bool),
        {
            "properties": "schemas",
            "items": "schema",
            "additionalProperties": "schema",
            "allOf": "union",
            "anyOf": "union",
            "oneOf": "union",
            "discriminator": "discriminator",
        },
    ),
    "schemas": Kind("a mapping", dict, each="schema"),
    "union": Kind("a list", list, each="schema"),
    "discriminator": Kind(
        "a mapping", dict, {"propertyName": "text", "mapping": "mapping"}
    ),
}

_ROOT = {
    "info": "info",
    "servers": "servers",
    "paths": "paths",
    "components": "components",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part of the wrong kind."""

    node: Node
    wanted: str
    """As messages say it: ``a list``."""


def misfits(
    document: Document, operations: Iterable[OperationNode]
) -> Iterator[Misfit]:
    """Every misfit once: of the document as a whole, of the operations, and of what they use."""
    waiting = list(_roots(document, operations))
    seen: set[tuple[Node, str]] = set()
    while waiting:
        node, name = waiting.pop()
        if (node, name) in seen or node.value is None:
            continue
        seen.add((node, name))
        kind = _KINDS[name]
        if not isinstance(node.value, kind.types):
            yield Misfit(node, kind.noun)
            continue
        # Where all keys are names, `$ref` is one of them.
        refers = kind.parts and node.has("$ref")
        if refers and isinstance(target := document.follow(node), Node):
            waiting.append((target, name))
        waiting.extend(_parts(node, kind))


def _roots(
    document: Document, operations: Iterable[OperationNode]
) -> Iterator[tuple[Node, str]]:
    for key, name in _ROOT.items():
        if part := document.root.get(key):
            yield part, name
    for operation in operations:
        yield operation.node, "operation"
        yield operation.item, "common"


def _parts(node: Node, kind: Kind) -> Iterator[tuple[Node, str]]:
    keys = node.value if isinstance(node.value, dict) else ()
    for key in keys:
        name = kind.parts.get(key, "" if key.startswith("x-") else kind.each)
        if name and (member := node.get(key)) is not None:
            yield member, name
    for item in node.items():
        yield item, kind.each
