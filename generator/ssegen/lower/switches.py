"""The flag of a request that makes an operation stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.api import Fixed, Parameter, Place
from ..openapi import OperationNode, schemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load.node import Document, Node
    from .bodies import RequestBody

_DEFAULT = "stream"


@dataclass(frozen=True, slots=True)
class Switch:
    """A boolean body property or query parameter that decides whether the answer streams."""

    place: Place
    wire_name: str
    values: tuple[object, ...]
    """Those it may have; empty where both."""

    def fixed(self, *, stream: bool) -> tuple[Fixed, ...]:
        """What the method that streams, or the one that does not, sends; nothing where the schema
        forbids the value.
        """
        if self.values and stream not in self.values:
            return ()
        return (Fixed(self.place, self.wire_name, stream),)

    def without(self, parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
        """The parameters without the flag."""
        place = (self.place, self.wire_name)
        return tuple(p for p in parameters if (p.place, p.wire_name) != place)


def switch_of(
    document: Document, operation: OperationNode, body: RequestBody
) -> Switch | None:
    """The flag of an operation: the one that an extension names, else ``stream``; None where it
    has none.
    """
    for name in (*_named(operation, body), _DEFAULT):
        for place, schema in _places(operation, body, name):
            if schemas.types(document, schema) == {"boolean"}:
                return Switch(place, name, schemas.constants(document, schema))
    return None


def _named(operation: OperationNode, body: RequestBody) -> Iterable[str]:
    for node in (operation.node, body.media_type.node if body.media_type else None):
        if node is not None:
            if name := node.text("x-speakeasy-stream-request-field"):
                yield name.strip("/")
            fern = node.get("x-fern-streaming")
            if fern is not None and (condition := fern.text("stream-condition")):
                yield condition.removeprefix("$request.")


def _places(
    operation: OperationNode, body: RequestBody, name: str
) -> Iterable[tuple[Place, Node]]:
    property_ = body.properties.properties.get(name) if body.properties else None
    if property_ is not None:
        yield Place.BODY, property_
    for parameter in operation.parameters:
        schema = parameter.get("schema")
        if (
            parameter.text("in") == "query"
            and parameter.text("name") == name
            and schema
        ):
            yield Place.QUERY, schema
