"""The responses that deliver events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.streams import EventStream, Field, Style, Variant
from ..ir.types import Anything, Literal, Name, Scalar, ScalarKind, Type
from ..openapi import Shape, StreamNode, VariantNode
from .unsupported import Unsupported

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..load.node import Node
    from .place_names import PlaceNames
    from .schemas import Schemas


def event_stream(
    schemas: Schemas,
    names: PlaceNames,
    stream: StreamNode,
    operation: str,
    *,
    payloads: bool,
    errors: frozenset[str] = frozenset(),
) -> EventStream:
    """A stream as its users see it.

    Args:
        schemas: Lowers what ``data`` holds.
        names: What schemas would like to be called.
        stream: The stream.
        operation: What the operation is called in the names of events that have none of their own.
        payloads: Whether a schema may describe what ``data`` holds; JSON Lines have no envelopes,
            so what they hold is described in any case.
        errors: The names of events that report errors, besides those that the document marks; of
            payloads, the values of the tag. Where all events would be errors, all are delivered.

    Raises:
        Unsupported: The events are modelled in a way that gives none.
    """
    place = stream.media_type.node
    if stream.shape is Shape.UNKNOWN:
        raise Unsupported(
            place, "a stream whose schema's `$ref` leads nowhere", told=True
        )
    if not stream.is_event_stream:
        return _payload(schemas, names, stream, operation, errors)
    if stream.is_payload and not (payloads or stream.is_marked):
        reason = "a stream whose schema describes what `data` holds, not the event"
        raise Unsupported(place, reason, told=True)
    if stream.is_payload:
        return _payload(schemas, names, stream, operation, errors)
    return _envelopes(schemas, names, stream, operation, errors)


def _payload(
    schemas: Schemas,
    names: PlaceNames,
    stream: StreamNode,
    operation: str,
    errors: frozenset[str],
) -> EventStream:
    place = stream.schema or stream.media_type.node
    payload, error_payloads = _payloads(schemas, stream, errors)
    return EventStream(
        media_type=stream.media_type.essence,
        style=Style.PAYLOAD,
        variants=(),
        sentinel=stream.sentinel,
        name=_name(names, place, f"{operation} event"),
        key=schemas.key(place),
        description=place.text("description"),
        payload=payload,
        error_payloads=error_payloads,
    )


def _payloads(
    schemas: Schemas, stream: StreamNode, errors: frozenset[str]
) -> tuple[Type, tuple[Type, ...]]:
    """What is delivered, and what is raised."""
    schema = stream.schema
    if schema is None:
        return Anything(), ()
    sentinels = {v.node for v in stream.variants if v.is_sentinel is not None}
    # Also where only some members are delivered: tags are those of the whole union.
    whole = schemas.type_without(schema, sentinels)
    nodes = [variant.node for variant in stream.events]
    tags = schemas.tags(schema, nodes) if errors else {}
    raised = {
        variant.node: None
        for variant in stream.events
        if variant.is_error or _are_among(tags.get(variant.node, ()), errors)
    }
    if len(raised) in (0, len(nodes)):
        return whole, ()
    # A union in the union stays whole where nothing of it is left out.
    left_out = sentinels.union(raised)
    parted = {v.member for v in stream.variants if v.node in left_out}
    delivered = dict.fromkeys(
        variant.node if variant.member in parted else variant.member
        for variant in stream.events
        if variant.node not in raised
    )
    return schemas.parted(schema, tuple(delivered), tuple(raised))


def _are_among(names: Collection[object], errors: frozenset[str]) -> bool:
    return bool(names) and errors.issuperset(names)


def _envelopes(
    schemas: Schemas,
    names: PlaceNames,
    stream: StreamNode,
    operation: str,
    errors: frozenset[str],
) -> EventStream:
    node = stream.schema or stream.media_type.node
    target = schemas.composite(node)
    place = target.node if target is not None else node
    common = target.required if target is not None else frozenset[str]()
    # Members without a name go by the union's, which outlives that of one operation.
    union = names.text(place) if names.is_named(place) else operation
    alone = len(stream.events) == 1
    raised = {
        variant.node
        for variant in stream.events
        if variant.is_error or _are_among(variant.events, errors)
    }
    if len(raised) == len(stream.events):
        raised.clear()
    variants = tuple(
        _variant(
            schemas,
            names,
            variant,
            common,
            f"{operation} event" if alone else " ".join((union, *variant.events[:1])),
            is_error=variant.node in raised,
        )
        for variant in stream.events
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
    common: frozenset[str],
    otherwise: str,
    *,
    is_error: bool,
) -> Variant:
    """A variant; ``common`` is required of all, ``otherwise`` names those without a name."""
    composite = schemas.composite(variant.node)
    place = composite.node if composite is not None else variant.target
    required = common | (composite.required if composite is not None else frozenset())
    return Variant(
        key=schemas.key(variant.node),
        name=_name(names, place, otherwise),
        description=place.text("description"),
        fields=tuple(
            Field(
                name=name,
                type=_field_type(schemas, variant, name),
                required=name in required,
                description=_description(schemas, node),
            )
            for name, node in variant.fields.items()
        ),
        events=variant.events,
        json=variant.data_is_json,
        is_error=is_error,
    )


def _field_type(schemas: Schemas, variant: VariantNode, name: str) -> Type:
    match name:
        case "data" if variant.data_is_json:
            return schemas.type(variant.data) if variant.data else Anything()
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
