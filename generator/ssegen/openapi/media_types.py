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

ANYTHING = frozenset({"*/*", "application/*"})
"""What frameworks write that know nothing of a body."""

_TEXT = frozenset(
    {
        "application/csv",
        "application/ecmascript",
        "application/graphql",
        "application/javascript",
        "application/rtf",
        "application/sdp",
        "application/sql",
        "application/toml",
        "application/vnd.chess-pgn",
        "application/x-chess-pgn",
        "application/x-www-form-urlencoded",
        "application/x-yaml",
        "application/xhtml+xml",
        "application/xml",
        "application/yaml",
    }
)
"""Those that are text although their name does not say so."""

JSON_SEQUENCE = "application/json-seq"
"""JSON values with a record separator before each (RFC 7464); `+json-seq` in others (RFC 8091)."""


def essence(key: str) -> str:
    """The media type without parameters, in lower case (RFC 9110, section 8.3.1)."""
    return key.partition(";")[0].strip().lower()


def is_json_lines(essence: str) -> bool:
    """Whether this names one JSON value after the other."""
    is_sequence = essence == JSON_SEQUENCE or essence.endswith("+json-seq")
    return is_sequence or essence in JSON_LINES


def is_json(essence: str) -> bool:
    """Whether this names one JSON value (RFC 6839, section 3.1)."""
    named = essence in ("application/json", "text/json") or essence.endswith("+json")
    return named and not is_json_lines(essence)


def is_text(essence: str) -> bool:
    """Whether this names text other than JSON, in one piece."""
    if essence.startswith("text/"):
        streams = essence == EVENT_STREAM or is_json_lines(essence)
        return not streams and not is_json(essence)
    # An image may be XML too, and is not read as such.
    structured = essence.startswith("application/") and essence.endswith(
        ("+xml", "+yaml")
    )
    return essence in _TEXT or structured


@dataclass(frozen=True, slots=True)
class MediaType:
    """One member of ``content``."""

    essence: str
    """Such as ``text/event-stream``: lower case, without parameters."""
    node: Node
    """The media type object, resolved."""
    elsewhere: Node | None = None
    """The schema, where an extension of the operation gives it in place of the media type."""

    @property
    def schema(self) -> Node | None:
        """Its ``schema``, with a ``$ref`` still in place."""
        return self.elsewhere or self.node.get("schema")

    @property
    def item_schema(self) -> Node | None:
        """Its ``itemSchema`` (OpenAPI 3.2), with a ``$ref`` still in place."""
        return self.node.get("itemSchema")

    @property
    def is_event_stream(self) -> bool:
        return self.essence == EVENT_STREAM

    @property
    def is_json_lines(self) -> bool:
        """Whether a body of this type is one JSON value after the other."""
        return is_json_lines(self.essence)

    @property
    def is_stream(self) -> bool:
        return self.is_event_stream or self.is_json_lines

    @property
    def is_json(self) -> bool:
        """Whether a body of this type is one JSON value (RFC 6839, section 3.1)."""
        return is_json(self.essence)
