"""Changes as findings about documents: where the thing stands that is not as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Report
from ..load.node import Node
from ..openapi.operations import content, request_body
from ..openapi.places import Places
from ..rules import RULES
from .change import Side
from .comparison import changes

if TYPE_CHECKING:
    from ..load.node import Document
    from ..openapi.operations import OperationNode
    from .change import Change, Spot
    from .contract import Contract


@dataclass(frozen=True, slots=True)
class Findings:
    """What changed, by the document it stands in."""

    old: Report
    """About what is gone."""
    new: Report
    """About all else."""


def findings(
    old_document: Document, old: Contract, new_document: Document, new: Contract
) -> Findings:
    """One finding (SSE401 and further) for each change.

    What several operations share is told once, with the first of them and the number of the
    others.
    """
    rules = {rule.id: rule for rule in RULES}
    documents = {Side.OLD: old_document, Side.NEW: new_document}
    places = {side: Places(document) for side, document in documents.items()}
    alike: dict[tuple[Side, Node, str, str, str], list[Change]] = {}
    for change in changes(old, new):
        side = change.spot.side
        node = _node(documents[side], places[side], change.spot)
        sign = side, node, change.rule, change.subject, change.what
        alike.setdefault(sign, []).append(change)
    found: dict[Side, list[Diagnostic]] = {side: [] for side in Side}
    for (side, node, id, *_), told in alike.items():
        found[side].append(
            Diagnostic(id, rules[id].severity, node.location, _message(told))
        )
    return Findings(Report.of(found[Side.OLD]), Report.of(found[Side.NEW]))


def _message(alike: list[Change]) -> str:
    first = alike[0]
    operations = list(dict.fromkeys(key for c in alike for key in c.operations))
    if not operations:
        return first.what
    more = f" and {len(operations) - 1} more" if len(operations) > 1 else ""
    what = f"{first.subject} {first.what}".lstrip()
    return f"`{operations[0]}`{more}: {what}"


def _node(document: Document, places: Places, spot: Spot) -> Node:
    """The most special node that there is for a spot."""
    found = places.of(spot.key) if spot.key else None
    if found is None and spot.operation:
        found = _in_operation(document, places, spot)
    elif found is not None and spot.member:
        found = _property(document, found, spot.member) or found
    return found or document.root


def _in_operation(document: Document, places: Places, spot: Spot) -> Node | None:
    operation = places.operation(spot.operation)
    if operation is None:
        return None
    if spot.keyword:
        own = operation.node.get(spot.keyword)
        return own or document.root.get(spot.keyword) or operation.node
    if spot.member:
        for parameter in operation.parameters:
            if parameter.text("name") == spot.member:
                return parameter
        return _in_body(document, operation, spot.member)
    return operation.node


def _in_body(document: Document, operation: OperationNode, name: str) -> Node:
    """The property of the body of that name; else the operation."""
    body = request_body(document, operation)
    if isinstance(body, Node):
        for media_type in content(document, body):
            schema = media_type.node.get("schema")
            if schema and (found := _property(document, schema, name)):
                return found
    return operation.node


def _property(document: Document, schema: Node, name: str) -> Node | None:
    match document.resolve(schema):
        case Node() as target:
            return target.at("properties", name)
        case _:
            return None
