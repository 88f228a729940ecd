"""The responses that stream, and how the document models their events."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..load.node import Dangling, Document, Node
from . import fern, schemas
from .discriminators import discriminator_of, mapping_of
from .operations import OperationNode, content, is_success, operations, responses
from .sentinels import declared_sentinel
from .variants import VariantNode, variants_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .media_types import MediaType

MODEL = "x-ssegen-event-model"
"""The extension by which a document says that its event schemas are payloads."""


class Shape(enum.Enum):
    """How the schema of a stream describes its events."""

    ENVELOPE = "envelope"
    """An object with properties only out of id, event, data, retry."""
    ENVELOPE_UNION = "envelope union"
    STRING = "string"
    PAYLOAD = "payload"
    """What ``data`` holds, without the frame around it; of JSON Lines, what a line holds."""
    PAYLOAD_UNION = "payload union"
    """A union with at least one member that is no envelope."""
    NONE = "none"
    """No schema, or one that says nothing of any event."""
    FRAMEWORK = "framework"
    """The event class of a server framework, which is sent as an envelope of other names."""
    UNKNOWN = "unknown"
    """The schema's ``$ref`` leads nowhere."""


_OPAQUE = (Shape.STRING, Shape.NONE, Shape.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StreamNode:
    """A response of an operation that delivers events."""

    operation: OperationNode
    status: str
    media_type: MediaType
    """What is asked for. Where only an extension declares the stream, its node is the media type
    that stands in its place."""
    schema: Node | None
    """The event schema: ``itemSchema``, else ``schema``, else the items of an array that is the
    ``schema``; unresolved."""
    shape: Shape
    is_marked: bool
    """Whether the document says by `MODEL` that payloads are meant."""
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

    @property
    def is_event_stream(self) -> bool:
        """Whether frames arrive; otherwise one JSON value after the other."""
        return self.media_type.is_event_stream

    @property
    def is_payload(self) -> bool:
        """Whether the schema describes what frames carry, and not the frames."""
        payload = self.shape in (Shape.PAYLOAD, Shape.PAYLOAD_UNION)
        return payload and self.is_event_stream


def streams(document: Document) -> tuple[StreamNode, ...]:
    """Every stream under every status of every operation, in document order."""
    return tuple(
        stream
        for operation in operations(document)
        for stream in operation_streams(document, operation)
    )


def operation_streams(
    document: Document, operation: OperationNode
) -> Iterator[StreamNode]:
    """Every stream of one operation, under success and error statuses alike.

    Of a response that can be streamed in several ways, Server-Sent Events come first.
    """
    extension = fern.streaming(operation.node)
    for status, response in responses(document, operation):
        offered = content(document, response)
        found = [media_type for media_type in offered if media_type.is_stream]
        if extension is not None and is_success(operation, status):
            found = [_completed(extension, media_type) for media_type in found]
            found = found or [fern.streamed(extension, offered)]
        for media_type in sorted(found, key=lambda m: not m.is_event_stream):
            yield _stream(document, operation, status, media_type)


def at_once(
    document: Document, operation: OperationNode, response: Node
) -> tuple[MediaType, ...]:
    """The media types of a successful response that do not stream."""
    offered = content(document, response)
    extension = fern.streaming(operation.node)
    others = tuple(media_type for media_type in offered if not media_type.is_stream)
    if extension is not None and others == offered:
        return fern.at_once(extension, offered)
    return others


def _completed(extension: Node, media_type: MediaType) -> MediaType:
    """The media type with the schema of the extension, where it has none."""
    if media_type.schema is None and media_type.item_schema is None:
        return replace(media_type, elsewhere=extension.get("response-stream"))
    return media_type


def _stream(
    document: Document, operation: OperationNode, status: str, media_type: MediaType
) -> StreamNode:
    schema = _event_schema(document, media_type)
    declared, declaration = declared_sentinel(operation.node, media_type.node)
    lines = not media_type.is_event_stream
    plain = lines or _says_payload(media_type.node)
    variants: tuple[VariantNode, ...] = ()
    discriminator = None
    if schema is not None:
        discriminator = discriminator_of(document, schema)
        variants = variants_of(
            document, schema, discriminator, declared, plain=plain, lines=lines
        )
    shape = _shape(document, schema, variants, plain=plain)
    if declaration is None:
        for variant in variants:
            if variant.is_sentinel is not None:
                declared, declaration = variant.is_sentinel, variant.node
    holders = (media_type.node, operation.node, document.root)
    return StreamNode(
        operation=operation,
        status=status,
        media_type=media_type,
        schema=schema,
        shape=shape,
        is_marked=any(map(_says_payload, holders)),
        variants=() if shape in _OPAQUE else variants,
        discriminator=discriminator,
        discriminator_property=(
            discriminator.text("propertyName") if discriminator else ""
        ),
        mapping=mapping_of(discriminator),
        sentinel=declared,
        sentinel_node=declaration,
    )


def _says_payload(holder: Node) -> bool:
    return holder.text(MODEL) == "payload"


def _event_schema(document: Document, media_type: MediaType) -> Node | None:
    """The schema of one event.

    ``schema`` describes the whole response, which counts as an array of its events (OpenAPI 3.2,
    section 4.14.3); documents mostly mean one event by it all the same.
    """
    schema = media_type.schema
    if media_type.item_schema is not None:
        return media_type.item_schema
    if schema is None or schemas.types(document, schema) != {"array"}:
        return schema
    items = (part.get("items") for part in reversed(schemas.parts(document, schema)))
    return next(filter(None, items), None)


def _shape(
    document: Document,
    schema: Node | None,
    variants: tuple[VariantNode, ...],
    *,
    plain: bool,
) -> Shape:
    """How a schema describes events; ``plain`` where it can be no envelope."""
    if schema is None:
        return Shape.NONE
    if isinstance(document.resolve(schema), Dangling):
        return Shape.UNKNOWN
    match schemas.types(document, schema):
        case types if types == {"string"}:
            return Shape.STRING
        case types if not types and not schemas.members(document, schema):
            return Shape.NONE
        case _:
            pass
    events = [variant for variant in variants if variant.is_sentinel is None]
    envelopes = not plain and all(v.fields and not v.extra for v in events)
    match events:
        case [only] if only.is_framework and not plain:
            return Shape.FRAMEWORK
        case []:
            return Shape.NONE
        case [_]:
            return Shape.ENVELOPE if envelopes else Shape.PAYLOAD
        case _:
            return Shape.ENVELOPE_UNION if envelopes else Shape.PAYLOAD_UNION
