"""Which ``$ref`` lead nowhere, and how much hangs on each."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from ..openapi.operations import dangling_path_items
from ..openapi.schemas import MOST_PARTS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from ..openapi.operations import OperationNode
    from ..openapi.streams import StreamNode

NAMED = frozenset(
    {
        "$defs",
        "additionalOperations",
        "callbacks",
        "content",
        "definitions",
        "dependentSchemas",
        "encoding",
        "headers",
        "links",
        "mediaTypes",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)
"""Keywords whose value, where it is a mapping, has names of the author's own as keys."""

DATA = frozenset({"const", "default", "enum", "example", "examples", "value"})
"""Keywords whose value is data, in which ``$ref`` means nothing."""


class Need(enum.Enum):
    """Who needs what a ``$ref`` stands for, the most pressing first."""

    STREAM = enum.auto()
    """A streaming operation: its events, parameters or body."""
    OPERATION = enum.auto()
    """Another operation, or another response of a streaming one."""
    NOBODY = enum.auto()


@dataclass(frozen=True, slots=True)
class Broken:
    reference: Node
    """The mapping that holds the ``$ref``, or the ``allOf`` that comes back to its own schema."""
    reason: str
    circular: bool
    need: Need
    remedy: str = ""
    """As `Dangling` has it."""
    repeated: Node | None = None
    """The member of the ``allOf`` by which it comes back; the schema still has all the others."""


def needed(
    document: Document,
    operations: Iterable[OperationNode],
    streams: Iterable[StreamNode],
) -> Iterator[tuple[Node, Need]]:
    """Every mapping that means something to OpenAPI once, with the most pressing need that reaches
    it."""
    seen: set[int] = set()
    for need, roots in (
        (Need.STREAM, _roots_of_streams(document, streams)),
        (Need.OPERATION, _roots_of_operations(document, operations)),
        (Need.NOBODY, (document.root,)),
    ):
        for node in reach(document, roots, seen):
            yield node, need


def broken(document: Document, needed: Iterable[tuple[Node, Need]]) -> Iterator[Broken]:
    """Every broken reference among these mappings."""
    mappings = tuple(needed)
    cycles = _Cycles(document)
    composed = _on_cycles(document, (node for node, _ in mappings))
    for node, need in mappings:
        yield from _broken_at(document, node, need, cycles, composed)


def _roots_of_streams(
    document: Document, streams: Iterable[StreamNode]
) -> Iterator[Node]:
    for stream in streams:
        if stream.schema is not None:
            yield stream.schema
        yield from _request(document, stream.operation)


def _roots_of_operations(
    document: Document, operations: Iterable[OperationNode]
) -> Iterator[Node]:
    yield from (item.reference for item in dangling_path_items(document))
    for operation in operations:
        yield from _request(document, operation)
        if declared := operation.node.get("responses"):
            yield from (response for _, response in declared.members())


def _request(document: Document, operation: OperationNode) -> Iterator[Node]:
    yield from _present(operation.node, "parameters", "requestBody")
    for holder in (operation.item, document.resolve(operation.item)):
        if isinstance(holder, Node):
            yield from _present(holder, "parameters")


def _present(node: Node, *keys: str) -> Iterator[Node]:
    return (member for key in keys if (member := node.get(key)) is not None)


def reach(document: Document, roots: Iterable[Node], seen: set[int]) -> Iterator[Node]:
    """All mappings that mean something to OpenAPI below the roots, also through ``$ref``; each
    once."""
    waiting = [(root, False) for root in roots]
    while waiting:
        node, named = waiting.pop()
        if id(node.value) in seen:
            continue
        seen.add(id(node.value))
        if isinstance(node.value, list):
            waiting.extend((item, False) for item in node.items())
            continue
        if not named:
            yield node
            if node.has("$ref") and isinstance(target := document.follow(node), Node):
                waiting.append((target, False))
        for key, member in node.containers():
            if named or _has_meaning(key):
                waiting.append((member, not named and key in NAMED))


def _has_meaning(key: str) -> bool:
    return key not in DATA and not key.startswith("x-")


def _broken_at(
    document: Document,
    node: Node,
    need: Need,
    cycles: _Cycles,
    composed: Container[Node],
) -> Iterator[Broken]:
    if not (node.has("$ref") or node.has("allOf")):
        return
    match document.follow(node):
        case Dangling(reason=reason, remedy=remedy):
            yield Broken(node, reason, reason == "circular", need, remedy)
        case following if following is not node and following != node:
            if node == cycles.speaker(node):
                yield Broken(node, "its `$ref` comes back to it", True, need)
        case _:
            if node in composed and (member := _way_back(document, node)):
                reason = "its `allOf` comes back to it"
                yield Broken(node, reason, True, need, repeated=member)


class _Cycles:
    """The references that lead back to themselves, each looked at once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._speakers: dict[Node, Node | None] = {}

    def speaker(self, node: Node) -> Node | None:
        """Of the references that lead from this one back to it, the one that speaks for all; None
        where it is not led back to.
        """
        passed: dict[Node, None] = {}
        current = node
        while current not in self._speakers and current not in passed:
            passed[current] = None
            following = self._document.follow(current)
            if isinstance(following, Node):
                current = following
        if current in passed:
            every = list(passed)
            cycle = every[every.index(current) :]
            if len(cycle) > 1:
                speaker = min(cycle, key=lambda member: member.identity)
                self._speakers.update(dict.fromkeys(cycle, speaker))
        for other in passed:
            self._speakers.setdefault(other, None)
        return self._speakers[node]


def _on_cycles(document: Document, nodes: Iterable[Node]) -> set[Node]:
    """The schemas from which `allOf` leads into a cycle and to which it leads from one: all that
    come back to themselves, and few others."""
    forwards = {
        node: [_resolved(document, member) for member in composed.items()]
        for node in nodes
        if (composed := node.get("allOf")) is not None
    }
    backwards: dict[Node, list[Node]] = {}
    for node, bases in forwards.items():
        for base in bases:
            if base in forwards:
                backwards.setdefault(base, []).append(node)
    left = _peeled(set(forwards), forwards, backwards)
    return _peeled(left, backwards, forwards)


def _peeled(
    nodes: set[Node],
    ahead: Mapping[Node, list[Node]],
    behind: Mapping[Node, list[Node]],
) -> set[Node]:
    """The nodes without those that lead nowhere among them, over and over."""
    left = set(nodes)
    counts = {node: sum(n in left for n in ahead.get(node, ())) for node in left}
    waiting = [node for node, count in counts.items() if count == 0]
    while waiting:
        node = waiting.pop()
        left.discard(node)
        for other in behind.get(node, ()):
            if other in left:
                counts[other] -= 1
                if counts[other] == 0:
                    waiting.append(other)
    return left


def _resolved(document: Document, node: Node) -> Node:
    target = document.resolve(node)
    return target if isinstance(target, Node) else node


def _way_back(document: Document, schema: Node) -> Node | None:
    """The member of a schema's ``allOf`` that leads back to the schema."""
    all_of = schema.get("allOf")
    for member in all_of.items() if all_of else ():
        waiting, seen = [member], set[Node]()
        while waiting and len(seen) < MOST_PARTS:
            target = document.resolve(waiting.pop())
            if target == schema:
                return member
            if isinstance(target, Node) and target not in seen:
                seen.add(target)
                inner = target.get("allOf")
                waiting.extend(inner.items() if inner else ())
    return None
