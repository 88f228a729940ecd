"""``ssegen list``: the streams of a document, without generating anything."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .configuration import AllowRef, Overlays  # noqa: TC001 - typer evaluates them
from .findings import load_or_exit
from .formats import ListFormat
from .terminal import say, table, width

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from ..openapi import StreamNode, VariantNode

HEADER = (
    "operation",
    "request",
    "status",
    "media type",
    "style",
    "sentinel",
    "variants",
)


def list_streams(
    spec: Annotated[
        str,
        typer.Argument(
            metavar="SPEC", help="A path, a URL or git:REV:path; - is standard input."
        ),
    ],
    format: Annotated[
        ListFormat, typer.Option(help="How streams are told.")
    ] = ListFormat.TEXT,
    allow_ref: AllowRef = None,
    overlay: Overlays = None,
) -> None:
    """List the streams of an OpenAPI document and how it models their events."""
    from ..openapi.streams import streams

    found = streams(load_or_exit(spec, allow_ref or (), overlay or ()))
    match format:
        case ListFormat.JSON:
            print(
                json.dumps(
                    [_record(stream) for stream in found], indent=2, ensure_ascii=False
                )
            )
        case ListFormat.TEXT if found:
            print(table(HEADER, [_row(stream) for stream in found], width(sys.stdout)))
        case ListFormat.TEXT:
            say(f"{spec}: no streams")


def _row(stream: StreamNode) -> tuple[str, ...]:
    variants = [_variant(variant) for variant in stream.events]
    return (
        stream.operation.id,
        stream.operation.key,
        stream.status,
        stream.media_type.essence,
        stream.shape.value,
        stream.sentinel or "",
        ", ".join(variants),
    )


def _variant(variant: VariantNode) -> str:
    events = "|".join(variant.events)
    if not variant.name:
        return events or "(unnamed)"
    return f"{variant.name} ({events})" if events else variant.name


def _record(stream: StreamNode) -> dict[str, Any]:
    place = (stream.schema or stream.media_type.node).location
    return {
        "operation_id": stream.operation.id,
        "method": stream.operation.method.upper(),
        "path": stream.operation.path,
        "status": stream.status,
        "media_type": stream.media_type.essence,
        "style": stream.shape.value,
        "sentinel": stream.sentinel,
        "variants": [
            {
                "name": variant.name,
                "events": variant.events,
                "json": variant.data_is_json,
            }
            for variant in stream.events
        ],
        "location": {"file": place.file, "line": place.line, "column": place.column},
    }
