"""The responses that stream, and how the document models their events."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from . import schemas
from .operations import OperationNode, content, operations, responses
from .sentinels import declared_sentinel, sentinel_members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .media_types import MediaType

FRAME_FIELDS = ("id", "event", "data", "retry")
"""What a frame can carry (WHATWG HTML, section 9.2.6)."""

_FRAMEWORK_FIELDS = frozenset({"name", "comment"})
"""What the event classes of Spring and Micronaut have besides."""


class Shape(enum.Enum):
    """How the schema of an event stream describes its events."""

    ENVELOPE = "envelope"
    """An object with properties only out of id, event, data, retry."""
    ENVELOPE_UNION = "envelope union"
    STRING = "string"
    PAYLOAD = "payload"
    """What ``data`` holds, without the frame around it."""
    PAYLOAD_UNION = "payload union"
    """A union with at least one member that is no envelope."""
    ARRAY = "array"
    NONE = "none"
    """No schema, or one that says nothing of any event."""
    ITEM_SCHEMA = "itemSchema"
    FRAMEWORK = "framework"
    """The event class of a server framework: it looks like an envelope and is not what is sent."""
    UNKNOWN = "unknown"
    """The schema's ``$ref`` leads nowhere."""


@dataclass(frozen=True, slots=True)
class VariantNode:
    """One event schema: the only one of a stream, or a member of its union."""

    node: Node
    """As it stands in the union, a ``$ref`` still in place."""
    target: Node
    """Where its ``$ref`` leads; the node itself where it has none, or one that dangles."""
    name: str
    """The last token of the ``$ref``, else the ``title``, else empty."""
    fields: Mapping[str, Node]
    """Those out of id, event, data, retry that it declares, in document order."""
    extra: tuple[str, ...]
    """The properties beyond those four, in document order."""
    events: tuple[str, ...]
    """The values of ``event`` that select it: constants, else values in the mapping, else none."""
    data_is_json: bool
    """Whether the schema of ``data`` says that it is not a string."""
    is_sentinel: str | None
    """The text that ends the stream, where this member is the sentinel and not an event."""


@dataclass(frozen=True, slots=True)
class StreamNode:
    """A response of an operation that delivers events."""

    operation: OperationNode
    status: str
    media_type: MediaType
    schema: Node | None
    """The event schema: ``itemSchema``, else ``schema``; unresolved."""
    shape: Shape
    variants: tuple[VariantNode, ...]
    """For envelopes and payloads; members of unions in unions stand beside the others."""
    discriminator: Node | None
    discriminator_property: str
    """Empty where there is none."""
    mapping: Mapping[str, str]
    """The discriminator's: from value to schema name or reference, as written."""
    sentinel: str | None
    sentinel_node: Node | None
    """What declares the sentinel, also where what it declares is not a string."""

    @property
    def events(self) -> tuple[VariantNode, ...]:
        """The variants without the sentinel."""
        return tuple(v for v in self.variants if v.is_sentinel is None)


def streams(document: Document) -> tuple[StreamNode, ...]:
    """Every ``text/event-stream`` under every status of every operation, in document order."""
    return tuple(
        stream
        for operation in operations(document)
        for stream in operation_streams(document, operation)
    )


def operation_streams(
    document: Document, operation: OperationNode
) -> Iterator[StreamNode]:
    """Every ``text/event-stream`` of one operation, under success and error statuses alike."""
    for status, response in responses(document, operation):
        for media_type in content(document, response):
            if media_type.is_event_stream:
                yield _stream(document, operation, status, media_type)


def _stream(
    document: Document, operation: OperationNode, status: str, media_type: MediaType
) -> StreamNode:
    schema = media_type.item_schema or media_type.schema
    declared, declaration = declared_sentinel(operation.node, media_type.node)
    variants: tuple[VariantNode, ...] = ()
    discriminator = None
    if schema is not None:
        discriminator = _discriminator(document, schema)
        variants = _variants(document, schema, discriminator, declared)
    shape = _shape(document, schema, variants)
    if media_type.item_schema is not None and shape is not Shape.UNKNOWN:
        shape = Shape.ITEM_SCHEMA
    if declaration is None:
        for variant in variants:
            if variant.is_sentinel is not None:
                declared, declaration = variant.is_sentinel, variant.node
    if shape in (Shape.STRING, Shape.ARRAY, Shape.NONE, Shape.UNKNOWN):
        variants = ()
    return StreamNode(
        operation=operation,
        status=status,
        media_type=media_type,
        schema=schema,
        shape=shape,
        variants=variants,
        discriminator=discriminator,
        discriminator_property=(
            discriminator.text("propertyName") if discriminator else ""
        ),
        mapping=_mapping(discriminator),
        sentinel=declared,
        sentinel_node=declaration,
    )


def _shape(
    document: Document, schema: Node | None, variants: tuple[VariantNode, ...]
) -> Shape:
    if schema is None:
        return Shape.NONE
    if isinstance(document.resolve(schema), Dangling):
        return Shape.UNKNOWN
    match schemas.types(document, schema):
        case types if types == {"string"}:
            return Shape.STRING
        case types if types == {"array"}:
            return Shape.ARRAY
        case types if not types and not schemas.members(document, schema):
            return Shape.NONE
        case _:
            pass
    events = [variant for variant in variants if variant.is_sentinel is None]
    all_envelopes = all(v.fields and not v.extra for v in events)
    match events:
        case [only] if _is_framework(only):
            return Shape.FRAMEWORK
        case []:
            return Shape.NONE
        case [_]:
            return Shape.ENVELOPE if all_envelopes else Shape.PAYLOAD
        case _:
            return Shape.ENVELOPE_UNION if all_envelopes else Shape.PAYLOAD_UNION


def _is_framework(variant: VariantNode) -> bool:
    return (
        "data" in variant.fields
        and "comment" in variant.extra
        and _FRAMEWORK_FIELDS.issuperset(variant.extra)
    )


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a union, and its properties with those that stand beside the union."""

    node: Node
    properties: Mapping[str, Node]


def _variants(
    document: Document,
    schema: Node,
    discriminator: Node | None,
    declared: str | None,
) -> tuple[VariantNode, ...]:
    found = _members(document, schema)
    sentinels = sentinel_members(
        document, [(m.node, m.properties) for m in found], declared
    )
    names = _mapped_names(document, discriminator)
    return tuple(
        _variant(document, member, names, sentinels.get(member.node))
        for member in found
    )


def _members(document: Document, schema: Node) -> list[_Member]:
    """The event schemas: members of the union, those of unions in it, or the schema itself."""
    found: list[_Member] = []
    seen: set[Node] = set()
    pending = [_Member(schema, {})]
    while pending:
        outer = pending.pop()
        if outer.node in seen:
            continue
        seen.add(outer.node)
        own = schemas.properties(document, outer.node)
        properties = {**outer.properties, **own}
        inner = schemas.members(document, outer.node)
        if inner:
            pending.extend(_Member(node, properties) for node in reversed(inner))
        else:
            found.append(_Member(outer.node, properties))
    return found


def _variant(
    document: Document,
    member: _Member,
    mapped: Mapping[Node, tuple[str, ...]],
    sentinel: str | None,
) -> VariantNode:
    target = document.resolve(member.node)
    target = target if isinstance(target, Node) else member.node
    fields = {k: n for k, n in member.properties.items() if k in FRAME_FIELDS}
    event = fields.get("event")
    constants = schemas.constants(document, event) if event is not None else ()
    events = tuple(c for c in constants if isinstance(c, str))
    data = fields.get("data")
    types = schemas.types(document, data) if data is not None else frozenset[str]()
    return VariantNode(
        node=member.node,
        target=target,
        name=member.node.text("$ref").rpartition("/")[2] or target.text("title"),
        fields=fields,
        extra=tuple(k for k in member.properties if k not in FRAME_FIELDS),
        events=events or mapped.get(target, ()),
        data_is_json=bool(types) and "string" not in types,
        is_sentinel=sentinel,
    )


def _discriminator(document: Document, schema: Node) -> Node | None:
    """The discriminator object beside the union, or beside what refers to it."""
    for part in reversed(schemas.parts(document, schema)):
        discriminator = part.get("discriminator")
        if discriminator is not None and isinstance(discriminator.value, dict):
            return discriminator
    return None


def _mapping(discriminator: Node | None) -> dict[str, str]:
    mapping = discriminator.get("mapping") if discriminator is not None else None
    members = mapping.members() if mapping is not None else ()
    return {key: node.value for key, node in members if isinstance(node.value, str)}


def _mapped_names(
    document: Document, discriminator: Node | None
) -> dict[Node, tuple[str, ...]]:
    """The values that the mapping gives each schema, where the discriminator is on ``event``."""
    if discriminator is None or discriminator.text("propertyName") != "event":
        return {}
    names: dict[Node, tuple[str, ...]] = {}
    for value, reference in _mapping(discriminator).items():
        target = mapping_target(document, discriminator, reference)
        if isinstance(target, Node):
            names[target] = (*names.get(target, ()), value)
    return names


def mapping_target(
    document: Document, discriminator: Node, reference: str
) -> Node | Dangling:
    """What a mapping's value means: a name under ``components/schemas``, else a reference."""
    named = document.root.at("components", "schemas", reference)
    if named is not None:
        return document.resolve(named)
    place = (*discriminator.pointer, "mapping")
    return document.resolve(Node(discriminator.source, place, {"$ref": reference}))
