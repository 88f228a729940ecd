"""The text that ends a stream: where documents declare it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import schemas

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..load.node import Document, Node


def declared_sentinel(
    operation: Node, media_type: Node
) -> tuple[str | None, Node | None]:
    """What an extension of the media type or of the operation declares, and where.

    The text is None where nothing is declared or what is declared is not a string.
    """
    places = (
        media_type.get("x-speakeasy-sse-sentinel"),
        media_type.at("x-fern-streaming", "terminator"),
        operation.at("x-fern-streaming", "terminator"),
    )
    for node in places:
        if node is not None:
            return (node.value if isinstance(node.value, str) else None), node
    return None, None


def sentinel_members(
    document: Document,
    members: Sequence[tuple[Node, Mapping[str, Node]]],
    declared: str | None,
) -> dict[Node, str]:
    """The members of a union that are its sentinel, each with the text.

    Takes the members that may be: those that describe a frame, or are a string.

    A member whose data is one constant string ends the stream where the media type declares that
    text, where TypeSpec marks the member, or where it names no event; a member with an event name
    of its own is an event like any other. Several with different texts cannot all end the stream.
    """
    texts = {
        node: text
        for node, properties in members
        if (text := constant_text(document, node, properties))
    }
    if declared is not None:
        return {node: text for node, text in texts.items() if text == declared}
    marked = {node: text for node, text in texts.items() if _is_marked(document, node)}
    nameless = {
        node: texts[node]
        for node, properties in members
        if node in texts and not _names_event(document, properties)
    }
    for chosen in (marked, nameless):
        if len(set(chosen.values())) == 1:
            return chosen
    return {}


def constant_text(
    document: Document, schema: Node, properties: Mapping[str, Node]
) -> str | None:
    """The one string that a member allows as its data, or as itself where it is a string."""
    data = properties.get("data") if properties else schema
    constants = schemas.constants(document, data) if data is not None else ()
    match constants:
        case (str() as text,):
            return text
        case _:
            return None


def _is_marked(document: Document, schema: Node) -> bool:
    parts = schemas.parts(document, schema)
    return any(part.flag("x-ms-sse-terminal-event") for part in parts)


def _names_event(document: Document, properties: Mapping[str, Node]) -> bool:
    event = properties.get("event")
    return event is not None and bool(schemas.constants(document, event))
