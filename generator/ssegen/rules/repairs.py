"""What several rules put into a document to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair
from ..load.node import Node
from ..openapi.examples import examples, frames
from ..openapi.operations import successes
from ..openapi.schemas import parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Value
    from ..load.node import Document
    from ..openapi.operations import OperationNode
    from ..openapi.streams import StreamNode
    from ..openapi.variants import VariantNode


def put(node: Node, value: Value) -> Put:
    """What should stand in the place of a node."""
    return Put(node.source.name, node.pointer, value)


def put_member(holder: Node, key: str, value: Value) -> Put:
    """What a mapping should have as a member."""
    return Put(holder.source.name, (*holder.pointer, key), value)


def append(holder: Node, value: Value) -> Put:
    """What a list should end with."""
    length = len(holder.value) if isinstance(holder.value, list) else 0
    return Put(holder.source.name, (*holder.pointer, length), value)


def remove(node: Node) -> Remove:
    """Take a node away."""
    return Remove(node.source.name, node.pointer)


def placeholder(what: str) -> str:
    """What a person has to fill in."""
    return f"<{what}>"


def envelope(data: Value, event: Value = None) -> dict[str, Value]:
    """The schema of an event with this schema as its ``data``, and with that of its ``event``."""
    properties: dict[str, Value] = {} if event is None else {"event": event}
    properties["data"] = data
    return {"type": "object", "required": [*properties], "properties": properties}


def wrapped(streams: Iterable[StreamNode]) -> Repair | None:
    """Make the event schema of each stream the ``data`` of an event, at the stream's media type.

    It needs judgement where a member of the schema means something for the stream that it cannot
    mean inside ``data``: the sentinel, an event that reports an error, or a ``data`` of its own.
    """
    puts: list[Put] = []
    sure = True
    for stream in streams:
        place = stream.media_type.item_schema or stream.media_type.schema
        schema = stream.schema
        if place is None or schema is None or schema.source != place.source:
            return None
        change = put(place, envelope(schema.value))
        if change not in puts:
            puts.append(change)
        sure &= not any(
            v.is_sentinel or v.is_error or "data" in v.fields for v in stream.variants
        )
    return Repair(tuple(puts), sure)


def constant(document: Document, name: str) -> dict[str, Value]:
    """The schema of a text that is always the same, as the document's version spells it."""
    if document.version < (3, 1):
        return {"type": "string", "enum": [name]}
    return {"type": "string", "const": name}


def shown_names(document: Document, variant: VariantNode) -> tuple[str, ...]:
    """The event names that the examples of an event schema have."""
    found = dict.fromkeys(
        frame.event
        for part in parts(document, variant.node)
        for example in examples(document, part)
        for frame in frames(example.value)
        if frame.event
    )
    return tuple(found)


def named(document: Document, variant: VariantNode, name: str) -> Put:
    """Give an event schema its event name."""
    target, schema = variant.target, constant(document, name)
    held = target.get("properties")
    if held is not None:
        return put_member(held, "event", schema)
    return put_member(target, "properties", {"event": schema})


def discriminated(
    document: Document, union: Node, variants: Iterable[VariantNode]
) -> Repair:
    """Tell the members of a union apart by ``event``: by a discriminator where those without a name
    are references, else by a constant in each of them.

    Names come from the members and their examples; those that neither shows are for a person to
    fill in.
    """
    every = tuple(variants)
    names = {v.node: v.events or shown_names(document, v)[:1] for v in every}
    sure = all(names.values())
    nameless = [variant for variant in every if not variant.events]
    if any(v.node.source != union.source or not v.node.has("$ref") for v in nameless):
        blank = {v.node: placeholder(f"event name {i}") for i, v in enumerate(nameless)}
        puts = (
            named(document, v, (*names[v.node], blank[v.node])[0]) for v in nameless
        )
        return Repair(tuple(puts), sure)
    mapping: dict[str, Value] = {}
    for variant in every:
        reference = variant.node.text("$ref")
        unknown = (placeholder(f"event name of {variant.name}"),)
        if reference:
            mapping |= dict.fromkeys(names[variant.node] or unknown, reference)
    discriminator: dict[str, Value] = {"propertyName": "event", "mapping": mapping}
    return Repair((put_member(union, "discriminator", discriminator),), sure)


def described(value: Value, depth: int = 16) -> dict[str, Value]:
    """A schema of what an example shows, for a person to complete; down to so many levels."""
    match value:
        case dict() | list() if depth == 0:
            return {}
        case dict():
            # What is escaped in JSON may be no character at all.
            members = ((k, v) for k, v in value.items() if k.isprintable())
            schemas: dict[str, Value] = {k: described(v, depth - 1) for k, v in members}
            return {"type": "object", "properties": schemas}
        case list():
            items = described(value[0], depth - 1) if value else {}
            return {"type": "array", "items": items}
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case None:
            return {}


UNKNOWN = "#/components/schemas/" + placeholder("what data holds")
"""Refers to a schema that a person has to name."""
STREAM: dict[str, Value] = {"schema": envelope({"$ref": UNKNOWN})}
"""The media type of a stream of which nothing is known."""


def declared(
    document: Document, operation: OperationNode, key: str, media_type: Value
) -> Put:
    """A media type among those that a success brings."""
    for _, response in successes(document, operation):
        held = response.get("content")
        if held is not None and isinstance(held.value, dict):
            return put_member(held, key, media_type)
        return put_member(response, "content", {key: media_type})
    success: Value = {"description": "The events.", "content": {key: media_type}}
    answers = operation.node.get("responses")
    if answers is not None and isinstance(answers.value, dict):
        return put_member(answers, "200", success)
    return put_member(operation.node, "responses", {"200": success})


def renamed(place: Node, name: str, *, sure: bool = False) -> Repair | None:
    """A member of a mapping under another key; None where there is no other."""
    if not name:
        return None
    there = Node(place.source, (*place.pointer[:-1], name), place.value)
    return Repair((put(there, place.value), remove(place)), sure)
