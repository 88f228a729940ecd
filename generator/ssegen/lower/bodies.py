"""What travels in the body of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.api import Body, Parameter, Place
from ..ir.types import Name, Property
from ..load.node import Dangling, Document, Node
from ..openapi import MediaType, OperationNode, content, request_body
from .unsupported import Unsupported

if TYPE_CHECKING:
    from .composition import Composite
    from .schemas import Schemas


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A request body, its properties as parameters where it is an object."""

    body: Body | None
    parameters: tuple[Parameter, ...] = ()
    media_type: MediaType | None = None
    properties: Composite | None = None
    """The schema whose properties the parameters are."""


def body_of(
    document: Document, schemas: Schemas, operation: OperationNode
) -> RequestBody:
    """The JSON body of an operation.

    Raises:
        Unsupported: It takes no JSON.
    """
    node = request_body(document, operation)
    if node is None:
        return RequestBody(None)
    if isinstance(node, Dangling):
        raise Unsupported(
            node.reference, "a request body whose `$ref` leads nowhere", told=True
        )
    offered = content(document, node)
    media_type = json_among(offered)
    if media_type is None:
        if not node.flag("required") and all(_is_empty(schemas, m) for m in offered):
            return RequestBody(None)
        names = " or ".join(dict.fromkeys(m.essence for m in offered))
        raise Unsupported(node, f"a request body of {names}")
    return _lowered(schemas, node, media_type)


def json_among(offered: tuple[MediaType, ...]) -> MediaType | None:
    """The JSON among media types: ``application/json`` before others."""
    found = [media_type for media_type in offered if media_type.is_json]
    return min(
        found, key=lambda m: (m.essence != "application/json", m.essence), default=None
    )


def _lowered(schemas: Schemas, node: Node, media_type: MediaType) -> RequestBody:
    sent = "application/json" if media_type.essence == "*/*" else media_type.essence
    required, description = node.flag("required"), node.text("description")
    name = Name(("body", "request body"))
    schema = media_type.schema
    composite = schemas.composite(schema) if schema is not None else None
    if composite is None or not _flattens(composite):
        type_ = schemas.type(schema or media_type.node)
        return RequestBody(
            Body(sent, type_, name, required, description), (), media_type
        )
    return RequestBody(
        Body(sent, None, name, required, description),
        _properties(schemas, composite),
        media_type,
        composite,
    )


def _is_empty(schemas: Schemas, media_type: MediaType) -> bool:
    """Whether nothing can be said in the body: an object without properties."""
    schema = media_type.schema
    composite = schemas.composite(schema) if schema is not None else None
    return (
        composite is not None
        and composite.types == {"object"}
        and not composite.properties
    )


def _flattens(composite: Composite) -> bool:
    additional = composite.last("additionalProperties")
    return (
        composite.types == {"object"}
        and bool(composite.properties)
        and not composite.members
        and not (additional is not None and isinstance(additional.value, dict))
    )


def _properties(schemas: Schemas, composite: Composite) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            place=Place.BODY,
            wire_name=property_.wire_name,
            name=_name(property_),
            type=property_.type,
            required=property_.required,
            description=property_.description,
            deprecated=property_.deprecated,
        )
        for property_ in schemas.properties(composite)
        if not property_.read_only
    )


def _name(property_: Property) -> Name:
    qualified = (property_.wire_name, f"body {property_.wire_name}")
    if property_.name is None:
        return Name(qualified)
    return Name((*property_.name.candidates[:1], *qualified), property_.name.pinned)
