"""Real documents, read as their index says.

``SSEGEN_CORPUS`` names a folder of documents with an ``INDEX.md``: a table whose first column is
the file, the second the version, the fourth the number of operations, and the fifth the streams by
style, such as ``SSE: STRING ×2``.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssegen.load import load
from ssegen.openapi import Shape, operations, streams
from ssegen.openapi.schemas import members, types

if TYPE_CHECKING:
    from ssegen.load import Document
    from ssegen.openapi import StreamNode

FOLDER = os.environ.get("SSEGEN_CORPUS")

STYLES = {
    Shape.ENVELOPE: "ENVELOPE",
    Shape.ENVELOPE_UNION: "ENVELOPE-UNION",
    Shape.FRAMEWORK: "ENVELOPE-FRAMEWORK",
    Shape.PAYLOAD: "PAYLOAD",
    Shape.PAYLOAD_UNION: "PAYLOAD-UNION",
    Shape.STRING: "STRING",
    Shape.NONE: "NONE",
}

STREAMS = r"(SSE|JSON Lines): ([A-Z/-]+)(?:\([A-Z,]+\))? ×(\d+)"


@dataclass(frozen=True)
class Entry:
    """What the index says of a document."""

    path: Path
    version: tuple[int, int]
    operations: int
    streams: Counter[tuple[str, str]]
    """By family and style."""


def entries() -> list[Entry]:
    if FOLDER is None:
        return []
    lines = (Path(FOLDER) / "INDEX.md").read_text(encoding="utf-8").splitlines()
    rows = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
    return [entry(row) for row in rows if len(row) > 5 and row[1][:1].isdigit()]


def entry(row: list[str]) -> Entry:
    named = re.search(r"entry: ([\w.-]+)", row[5])
    path = Path(FOLDER or "", row[0], named[1]) if named else Path(FOLDER or "", row[0])
    counts: Counter[tuple[str, str]] = Counter()
    for family, style, count in re.findall(STREAMS, row[4], re.IGNORECASE):
        counts[family, style] += int(count)
    major, minor = row[1].split(".")[:2]
    return Entry(path, (int(major), int(minor)), int(row[3]), counts)


def counted(document: Document, stream: StreamNode) -> tuple[str, str]:
    """Family and style of a stream, as the index counts them."""
    family = "SSE" if stream.is_event_stream else "JSON Lines"
    schema = stream.media_type.schema
    if schema is not None and types(document, schema) == {"array"}:
        return family, "ARRAY"
    style = STYLES[stream.shape]
    # A union of one event is a union, as is one whose other member is the sentinel.
    is_union = stream.schema is not None and members(document, stream.schema)
    if stream.shape is Shape.ENVELOPE and is_union:
        style = "ENVELOPE-UNION"
    is_item = stream.media_type.item_schema is not None
    return family, f"ITEMSCHEMA/{style}" if is_item else style


def is_declared(stream: StreamNode) -> bool:
    """Whether a media type declares the stream, and not an extension alone."""
    return stream.media_type.elsewhere is None


@pytest.mark.corpus
@pytest.mark.skipif(FOLDER is None, reason="SSEGEN_CORPUS names no folder")
@pytest.mark.parametrize(
    "entry", entries() or [None], ids=lambda e: e.path.stem if e else "none"
)
def test_a_real_document_is_read_as_the_index_says(entry: Entry) -> None:
    document = load(str(entry.path))
    found = streams(document)
    styles = Counter(counted(document, s) for s in found if is_declared(s))
    assert document.version == entry.version
    assert len(operations(document)) == entry.operations
    assert styles == entry.streams
    assert document.diagnostics == ()
    for stream in found:
        for node in (stream.operation.node, stream.media_type.node, stream.schema):
            if node is not None:
                written = node.source.text.splitlines()[node.location.line - 1]
                assert node.key in written or node.key.replace("/", "\\/") in written
