"""Media types as the keys of a ``content`` mapping name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..load.node import Node

EVENT_STREAM = "text/event-stream"

JSON_LINES = frozenset(
    {
        "application/json-lines",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonl",
        "application/x-jsonlines",
        "application/x-ndjson",
        "text/jsonl",
    }
)
"""The names in use for one JSON value per line; none of them is registered."""


def essence(key: str) -> str:
    """The media type without parameters, in lower case (RFC 9110, section 8.3.1)."""
    return key.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class MediaType:
    """One member of ``content``."""

    essence: str
    """Such as ``text/event-stream``: lower case, without parameters."""
    node: Node
    """The media type object, resolved."""

    @property
    def schema(self) -> Node | None:
        """Its ``schema``, with a ``$ref`` still in place."""
        return self.node.get("schema")

    @property
    def item_schema(self) -> Node | None:
        """Its ``itemSchema`` (OpenAPI 3.2), with a ``$ref`` still in place."""
        return self.node.get("itemSchema")

    @property
    def is_event_stream(self) -> bool:
        return self.essence == EVENT_STREAM

    @property
    def is_json_lines(self) -> bool:
        return self.essence in JSON_LINES

    @property
    def is_json(self) -> bool:
        """Whether a body of this type is one JSON value (RFC 6839, section 3.1)."""
        is_json = self.essence == "application/json" or self.essence.endswith("+json")
        return is_json and not self.is_json_lines
