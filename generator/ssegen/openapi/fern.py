"""What Fern's ``x-fern-streaming`` says of an operation, where its media types do not.

The extension is ``true`` or an object: ``format`` (``sse``, else one JSON value per line),
``terminator``, ``stream-condition`` (the flag of the request, ``$request.stream``), ``response``
and ``response-stream`` (the schemas of the answer at once and of the events), and
``stream-description`` (what the operation does where it streams).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .media_types import EVENT_STREAM, MediaType

if TYPE_CHECKING:
    from ..load.node import Node

EXTENSION = "x-fern-streaming"

_LINES = "application/json"
"""What APIs say of such a stream; that it is one value per line shows in the extension alone."""


def streaming(operation: Node) -> Node | None:
    """The extension; None where it is absent or says no."""
    extension = operation.get(EXTENSION)
    return extension if extension is not None and extension.value else None


def condition(extension: Node) -> str:
    """The name of the flag in the request that makes it stream; empty where it always does."""
    return extension.text("stream-condition").removeprefix("$request.")


def description(operation: Node) -> str:
    """What the operation does where it streams; empty where the extension does not tell."""
    extension = streaming(operation)
    return "" if extension is None else extension.text("stream-description")


def streamed(extension: Node, offered: tuple[MediaType, ...]) -> MediaType:
    """The stream that a response delivers; ``offered`` is its content, in which none streams."""
    essence = EVENT_STREAM if extension.text("format") == "sse" else _LINES
    json = next((media_type for media_type in offered if media_type.is_json), None)
    return MediaType(
        essence,
        json.node if json is not None else extension,
        extension.get("response-stream"),
    )


def at_once(extension: Node, offered: tuple[MediaType, ...]) -> tuple[MediaType, ...]:
    """What a response delivers while the flag is not set; ``offered`` is its content."""
    if not condition(extension):
        return tuple(media_type for media_type in offered if not media_type.is_json)
    schema = extension.get("response")
    return tuple(
        replace(media_type, elsewhere=schema) if media_type.is_json else media_type
        for media_type in offered
    )
