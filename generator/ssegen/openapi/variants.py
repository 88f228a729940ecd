"""The event schemas of a stream: what each says of a frame, or of what ``data`` holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Document, Node
from . import schemas
from .discriminators import mapping_entries, mapping_reference, mapping_target
from .media_types import essence, is_json
from .sentinels import sentinel_members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FRAME_FIELDS = ("id", "event", "data", "retry")
"""What a frame can carry (WHATWG HTML, section 9.2.6)."""

ERROR = "x-ssegen-error"
"""The extension by which a document says that an event reports an error of the server."""

_FRAMEWORK_FIELDS = frozenset({"name", "comment"})
"""What the event classes of Spring and Micronaut have besides."""


@dataclass(frozen=True, slots=True)
class VariantNode:
    """One event schema: the only one of a stream, or a member of its union."""

    node: Node
    """As it stands in the union, a ``$ref`` still in place."""
    member: Node
    """The member of the stream's union that it is, or in which it stands."""
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
    data: Node | None
    """What ``data`` holds: ``contentSchema`` where it is JSON in a string (JSON Schema 2020-12,
    section 8), else the schema of ``data``; None where neither says anything."""
    data_is_json: bool
    """Whether the schema of ``data`` says that it is JSON, and not a string of something else."""
    is_sentinel: str | None
    """The text that ends the stream, where this member is the sentinel and not an event."""
    is_error: bool = False
    """Whether the document says by `ERROR` that it reports an error."""

    @property
    def is_framework(self) -> bool:
        """Whether this is the event class of a server framework.

        Its ``name`` is sent as ``event``, so it counts as that field; its ``comment`` never
        becomes part of an event.
        """
        return (
            "data" in self.fields
            and "comment" in self.extra
            and _FRAMEWORK_FIELDS.issuperset(self.extra)
        )


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a union, and its properties with those that stand beside the union."""

    node: Node
    properties: Mapping[str, Node]
    is_error: bool
    """What it says by `ERROR`, else what the union says."""
    is_union: bool
    member: Node
    """Of the outermost union, the one in which it stands."""


def variants_of(
    document: Document,
    schema: Node,
    discriminator: Node | None,
    declared: str | None,
    *,
    plain: bool,
    lines: bool,
) -> tuple[VariantNode, ...]:
    """The event schemas of a stream.

    Args:
        document: The document.
        schema: What describes the events.
        discriminator: What tells them apart.
        declared: The sentinel that the media type names.
        plain: Whether none can be an envelope, so that properties called ``data`` are but that.
        lines: Whether they are JSON Lines, where a string is a row unless it is declared.
    """
    found = _members(document, schema)
    known = set[str]() if plain else set(FRAME_FIELDS)
    frames = [(m.node, m.properties) for m in found if m.properties.keys() <= known]
    sentinels: dict[Node, str] = {}
    if len(found) > 1 and not (lines and declared is None):
        sentinels = sentinel_members(document, frames, declared)
    names = _mapped_names(document, discriminator)
    errors = _mapped_errors(document, discriminator)
    return tuple(
        _variant(document, member, names, errors, sentinels.get(member.node))
        for member in found
    )


def marks(
    document: Document, schema: Node, discriminator: Node | None
) -> Iterator[Node]:
    """Every schema with `ERROR` that `variants_of` looks at, with repetitions."""
    members = (member.node for member in _walk(document, schema))
    for node in (*members, *_mapped(document, discriminator)):
        yield from (part for part in schemas.parts(document, node) if part.has(ERROR))


def _members(document: Document, schema: Node) -> list[_Member]:
    """The event schemas: members of the union, those of unions in it, or the schema itself."""
    return [member for member in _walk(document, schema) if not member.is_union]


def _walk(document: Document, schema: Node) -> Iterator[_Member]:
    """The event schemas, each union before its members."""
    seen: set[Node] = set()
    pending: list[tuple[Node, _Member | None]] = [(schema, None)]
    while pending:
        node, union = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        own = schemas.properties(document, node)
        marked = _marked(document, node)
        inner = schemas.members(document, node)
        member = _Member(
            node=node,
            properties={**union.properties, **own} if union else own,
            is_error=union is not None and union.is_error if marked is None else marked,
            is_union=bool(inner),
            member=union.member if union and union.node != schema else node,
        )
        yield member
        pending.extend((other, member) for other in reversed(inner))


def _marked(document: Document, schema: Node) -> bool | None:
    """What a schema says by `ERROR`; None where it says nothing that counts."""
    for part in reversed(schemas.parts(document, schema)):
        mark = part.get(ERROR)
        if mark is not None and isinstance(mark.value, bool):
            return mark.value
    return None


def _variant(
    document: Document,
    member: _Member,
    mapped: Mapping[Node, tuple[str, ...]],
    errors: frozenset[Node],
    sentinel: str | None,
) -> VariantNode:
    target = document.resolve(member.node)
    target = target if isinstance(target, Node) else member.node
    fields = {k: n for k, n in member.properties.items() if k in FRAME_FIELDS}
    event = fields.get("event")
    constants = schemas.constants(document, event) if event is not None else ()
    events = tuple(c for c in constants if isinstance(c, str))
    data, data_is_json = _data(document, fields.get("data"))
    variant = VariantNode(
        node=member.node,
        member=member.member,
        target=target,
        name=member.node.text("$ref").rpartition("/")[2] or target.text("title"),
        fields=fields,
        extra=tuple(k for k in member.properties if k not in FRAME_FIELDS),
        events=events or mapped.get(target, ()),
        data=data,
        data_is_json=data_is_json,
        is_sentinel=sentinel,
        is_error=sentinel is None and (member.is_error or target in errors),
    )
    if variant.is_framework and "name" in member.properties:
        fields.setdefault("event", member.properties["name"])
    return variant


def _data(document: Document, data: Node | None) -> tuple[Node | None, bool]:
    """What ``data`` holds, and whether that is JSON."""
    if data is None:
        return None, False
    types = schemas.types(document, data)
    if types and "string" not in types:
        return data, True
    parts = schemas.parts(document, data)
    encoded = (part.text("contentMediaType") for part in parts)
    if any(is_json(essence(media_type)) for media_type in encoded):
        contents = [part.get("contentSchema") for part in parts]
        return next(filter(None, reversed(contents)), None), True
    return data, False


def _mapped_names(
    document: Document, discriminator: Node | None
) -> dict[Node, tuple[str, ...]]:
    """The values that the mapping gives each schema, where the discriminator is on ``event``."""
    if discriminator is None or discriminator.text("propertyName") != "event":
        return {}
    names: dict[Node, tuple[str, ...]] = {}
    for value, entry in mapping_entries(discriminator):
        target = mapping_target(document, entry)
        if isinstance(target, Node):
            names[target] = (*names.get(target, ()), value)
    return names


def _mapped_errors(document: Document, discriminator: Node | None) -> frozenset[Node]:
    """What those schemas lead to that the mapping names and that are marked by `ERROR`."""
    marked = (n for n in _mapped(document, discriminator) if _marked(document, n))
    targets = map(document.resolve, marked)
    return frozenset(target for target in targets if isinstance(target, Node))


def _mapped(document: Document, discriminator: Node | None) -> Iterator[Node]:
    """The schemas that the mapping names, or references to them."""
    for _, entry in mapping_entries(discriminator):
        yield mapping_reference(document, entry)
