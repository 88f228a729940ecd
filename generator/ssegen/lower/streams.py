"""The responses that deliver events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.streams import EventStream, Field, Style, Variant
from ..ir.types import Literal, Name, Scalar, ScalarKind, Type
from ..openapi import Shape, StreamNode, VariantNode
from .unsupported import Unsupported

if TYPE_CHECKING:
    from ..load.node import Node
    from .place_names import PlaceNames
    from .schemas import Schemas

_REFUSED = {
    Shape.PAYLOAD: "a stream whose schema describes what `data` holds, not the event",
    Shape.PAYLOAD_UNION: "a stream whose schemas describe what `data` holds, not the events",
    Shape.ARRAY: "a stream whose schema is an array",
    Shape.ITEM_SCHEMA: "a stream described by `itemSchema`",
    Shape.FRAMEWORK: "a stream described by the event class of a server framework",
    Shape.UNKNOWN: "a stream whose schema's `$ref` leads nowhere",
}
"""Each of these has a rule of its own, which tells the user."""


def event_stream(
    schemas: Schemas, names: PlaceNames, stream: StreamNode, operation: str
) -> EventStream:
    """A stream as its users see it.

    Args:
        schemas: Lowers what ``data`` holds.
        names: What schemas would like to be called.
        stream: The stream.
        operation: What the operation is called in the names of events that have none of their own.

    Raises:
        Unsupported: The events are modelled in a way that gives no envelopes.
    """
    if stream.shape in _REFUSED:
        raise Unsupported(stream.media_type.node, _REFUSED[stream.shape], told=True)
    node = stream.schema or stream.media_type.node
    target = schemas.composite(node)
    place = target.node if target is not None else node
    common = target.required if target is not None else frozenset[str]()
    variants = tuple(
        _variant(
            schemas, names, variant, operation, common, alone=len(stream.events) == 1
        )
        for variant in stream.events
    )
    if not variants and stream.shape is Shape.ENVELOPE:
        raise Unsupported(
            stream.media_type.node, "a stream of nothing but its sentinel"
        )
    style = {0: Style.STRING, 1: Style.ENVELOPE}.get(
        len(variants), Style.ENVELOPE_UNION
    )
    return EventStream(
        media_type=stream.media_type.essence,
        style=style,
        variants=variants,
        sentinel=stream.sentinel,
        name=_name(names, place, f"{operation} event"),
        key=schemas.key(node),
        description=place.text("description"),
    )


def _variant(
    schemas: Schemas,
    names: PlaceNames,
    variant: VariantNode,
    operation: str,
    common: frozenset[str],
    *,
    alone: bool,
) -> Variant:
    composite = schemas.composite(variant.node)
    place = composite.node if composite is not None else variant.target
    required = common | (composite.required if composite is not None else frozenset())
    own_name = " ".join((operation, *variant.events[:1]))
    return Variant(
        key=schemas.key(variant.node),
        name=_name(names, place, f"{operation} event" if alone else own_name),
        description=place.text("description"),
        fields=tuple(
            Field(
                name=name,
                type=_field_type(schemas, variant, name, node),
                required=name in required,
                description=_description(schemas, node),
            )
            for name, node in variant.fields.items()
        ),
        events=variant.events,
        json=variant.data_is_json,
    )


def _field_type(schemas: Schemas, variant: VariantNode, name: str, node: Node) -> Type:
    match name:
        case "data" if variant.data_is_json:
            return schemas.type(node)
        case "event" if variant.events:
            # No other event name selects the variant.
            return Literal(variant.events, open=False)
        case "retry":
            return Scalar(ScalarKind.INTEGER)
        case _:
            return Scalar(ScalarKind.STRING)


def _description(schemas: Schemas, node: Node) -> str:
    composite = schemas.composite(node)
    return node.text("description") or (
        composite.text("description") if composite else ""
    )


def _name(names: PlaceNames, place: Node, otherwise: str) -> Name:
    """The author's name or title, else one made of the operation's."""
    if names.is_named(place):
        own = names.name(place)
        return Name(tuple(dict.fromkeys((*own.candidates, otherwise))), own.pinned)
    return Name(tuple(dict.fromkeys((otherwise, *names.name(place).candidates))))
