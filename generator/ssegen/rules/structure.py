"""Of which kind each part of a document is, and which parts are of another kind than OpenAPI wants.

Reading passes over a part of the wrong kind as if it were not there. Parts that have no value
(``parameters:`` with nothing behind it) count as absent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ..load.node import Document, Node
from ..openapi.operations import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..openapi.operations import OperationNode
    from ..openapi.streams import StreamNode


@dataclass(
    frozen=True, eq=False
)  # no slots: they leave no room for what is computed once
class Kind:
    """What a part may be, and the kinds of the parts in it that reading looks at."""

    noun: str
    types: type | tuple[type, ...]
    parts: Mapping[str, str] = field(default_factory=dict[str, str])
    """By key."""
    each: str = ""
    """Of every item of a list, or of every member of a mapping whose keys are names."""
    others: frozenset[str] = frozenset()
    """The other keys that OpenAPI knows here."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys that OpenAPI knows here; empty where keys are names."""
        return self.others.union(self.parts) if self.others else self.others


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = {
    "text": Kind("text", str),
    "list": Kind("a list", list),
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
        others=_keys("$ref summary description servers parameters"),
    ),
    "additional operations": Kind("a mapping", dict, each="mapping"),
    "components": Kind(
        "a mapping",
        dict,
        {
            "schemas": "named schemas",
            "pathItems": "paths",
            **dict.fromkeys(
                (
                    "callbacks",
                    "examples",
                    "headers",
                    "links",
                    "mediaTypes",
                    "parameters",
                    "requestBodies",
                    "responses",
                    "securitySchemes",
                ),
                "named",
            ),
        },
        others=frozenset({"$ref"}),
    ),
    # Looked into where something uses them. `$ref` is no name here.
    "named schemas": Kind("a mapping", dict, {"$ref": "text"}, each="named schema"),
    "named schema": Kind("a schema", (dict, bool)),
    "named": Kind("a mapping", dict, {"$ref": "text"}, each="mapping"),
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
        others=_keys("summary description externalDocs callbacks deprecated servers"),
    ),
    "parameters": Kind("a list", list, each="parameter"),
    "parameter": Kind(
        "a mapping",
        dict,
        {"name": "text", "in": "text", "schema": "schema", "content": "content"},
        others=_keys(
            "$ref summary description required deprecated allowEmptyValue style explode"
            " allowReserved example examples"
        ),
    ),
    "carrier": Kind(
        "a mapping",
        dict,
        {"content": "content"},
        others=_keys("$ref summary description required headers links"),
    ),
    "responses": Kind("a mapping", dict, each="carrier"),
    "content": Kind("a mapping", dict, each="media type"),
    "media type": Kind(
        "a mapping",
        dict,
        {"schema": "schema", "itemSchema": "schema"},
        others=_keys(
            "$ref description example examples encoding prefixEncoding itemEncoding"
        ),
    ),
    "schema": Kind(
        "a schema",
        (dict, bool),
        {
            "type": "type",
            "properties": "schemas",
            "patternProperties": "schemas",
            "required": "texts",
            "enum": "list",
            "items": "schema",
            "prefixItems": "union",
            "additionalProperties": "schema",
            "allOf": "union",
            "anyOf": "union",
            "oneOf": "union",
            "discriminator": "discriminator",
        },
        others=_keys(
            "$ref $id $schema $anchor $defs $comment $dynamicRef $dynamicAnchor $vocabulary"
            " $recursiveRef $recursiveAnchor definitions title description format"
            " propertyNames minProperties maxProperties minItems maxItems uniqueItems"
            " additionalItems contains minContains maxContains minLength maxLength pattern"
            " minimum maximum exclusiveMinimum exclusiveMaximum multipleOf const default"
            " example examples deprecated readOnly writeOnly nullable xml externalDocs not"
            " if then else dependencies dependentSchemas dependentRequired"
            " unevaluatedProperties unevaluatedItems contentMediaType contentEncoding"
            " contentSchema"
        ),
    ),
    "type": Kind("text or a list", (str, list), each="text"),
    "schemas": Kind("a mapping", dict, each="schema"),
    "union": Kind("a list", list, each="schema"),
    "discriminator": Kind(
        "a mapping",
        dict,
        {"propertyName": "text", "mapping": "mapping"},
        others=frozenset({"defaultMapping"}),
    ),
}

_ROOT = {
    "info": "info",
    "servers": "servers",
    "paths": "paths",
    "components": "components",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A node whose kind is known from where it stands."""

    node: Node
    name: str
    """Of the kind: ``schema``, ``media type``, ..."""

    @property
    def kind(self) -> Kind:
        return _KINDS[self.name]

    @property
    def fits(self) -> bool:
        """Whether the node is of that kind."""
        return isinstance(self.node.value, self.kind.types)


def parts(
    document: Document,
    operations: Iterable[OperationNode],
    streams: Iterable[StreamNode],
) -> Iterator[Part]:
    """Every part once: of the document as a whole, of the operations, and of what they use.

    Scalars that are of their kind are left out.
    """
    waiting = list(_roots(document, operations, streams))
    seen: set[tuple[int, str]] = set()
    while waiting:
        node, name = waiting.pop()
        if node.value is None:
            continue
        kind = _KINDS[name]
        if not isinstance(node.value, dict | list):
            if not isinstance(node.value, kind.types):
                yield Part(node, name)
            continue
        if (id(node.value), name) in seen:
            continue
        seen.add((id(node.value), name))
        yield Part(node, name)
        if isinstance(node.value, kind.types):
            # Where all keys are names, `$ref` is one of them.
            refers = kind.parts and "$ref" in node.value
            if refers and isinstance(target := document.follow(node), Node):
                waiting.append((target, name))
            waiting.extend(_inner(node, kind))


def _roots(
    document: Document,
    operations: Iterable[OperationNode],
    streams: Iterable[StreamNode],
) -> Iterator[tuple[Node, str]]:
    for key, name in _ROOT.items():
        if part := document.root.get(key):
            yield part, name
    for operation in operations:
        yield operation.node, "operation"
        yield operation.item, "common"
    for stream in streams:
        if stream.schema is not None:
            yield stream.schema, "schema"


def _inner(node: Node, kind: Kind) -> Iterator[tuple[Node, str]]:
    for key, value in node.value.items() if isinstance(node.value, dict) else ():
        name = kind.parts.get(key, "" if key.startswith("x-") else kind.each)
        if name:
            yield Node(node.source, (*node.pointer, key), value), name
    if kind.each:
        for item in node.items():
            yield item, kind.each


def called_node(node: Node) -> str:
    """How messages call a part: by its key, else by its title, else by its place in a list."""
    match node.pointer:
        case (*_, str() as key):
            return f"`{key}`"
        case (*_, str() as key, int() as index):
            title = node.text("title")
            return f"`{title}`" if title else f"item {index + 1} of `{key}`"
        case _:
            return "this"
