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
from ssegen.openapi.operations import operation
from ssegen.openapi.streams import operation_streams

if TYPE_CHECKING:
    from ssegen.load import Document
    from ssegen.openapi import OperationNode, StreamNode

FOLDER = os.environ.get("SSEGEN_CORPUS")

STYLES = {
    "ENVELOPE": Shape.ENVELOPE,
    "ENVELOPE-UNION": Shape.ENVELOPE_UNION,
    "ENVELOPE-FRAMEWORK": Shape.FRAMEWORK,
    "PAYLOAD": Shape.PAYLOAD,
    "PAYLOAD-UNION": Shape.PAYLOAD_UNION,
    "STRING": Shape.STRING,
    "ARRAY": Shape.ARRAY,
    "NONE": Shape.NONE,
}


@dataclass(frozen=True)
class Entry:
    """What the index says of a document."""

    path: Path
    version: tuple[int, int]
    operations: int
    streams: Counter[Shape]


def entries() -> list[Entry]:
    if FOLDER is None:
        return []
    lines = (Path(FOLDER) / "INDEX.md").read_text(encoding="utf-8").splitlines()
    rows = [[c.strip() for c in line.strip("|").split(" | ")] for line in lines]
    return [entry(row) for row in rows if len(row) > 5 and row[1][:1].isdigit()]


def entry(row: list[str]) -> Entry:
    named = re.search(r"entry: ([\w.-]+)", row[5])
    path = Path(FOLDER or "", row[0], named[1]) if named else Path(FOLDER or "", row[0])
    counts: Counter[Shape] = Counter()
    for style, count in re.findall(r"SSE: ([A-Z/-]+) ×(\d+)", row[4]):
        is_item = style.startswith("ITEMSCHEMA/")
        counts[Shape.ITEM_SCHEMA if is_item else STYLES[style]] += int(count)
    major, minor = row[1].split(".")[:2]
    return Entry(path, (int(major), int(minor)), int(row[3]), counts)


def loose_operations(document: Document) -> list[OperationNode]:
    """The operations of path items that no path uses: they describe streams at unknown URLs."""
    items = document.root.at("components", "pathItems")
    return [
        operation(document, "", method, node, item)
        for _, item in (items.members() if items is not None else ())
        for method, node in item.members()
    ]


def counted(stream: StreamNode) -> Shape:
    """The shape as the index counts it: a union whose other member is the sentinel is a union."""
    has_sentinel = any(v.is_sentinel is not None for v in stream.variants)
    if stream.shape is Shape.ENVELOPE and has_sentinel:
        return Shape.ENVELOPE_UNION
    return stream.shape


@pytest.mark.corpus
@pytest.mark.skipif(FOLDER is None, reason="SSEGEN_CORPUS names no folder")
@pytest.mark.parametrize(
    "entry", entries() or [None], ids=lambda e: e.path.stem if e else "none"
)
def test_a_real_document_is_read_as_the_index_says(entry: Entry) -> None:
    document = load(str(entry.path))
    found = [*operations(document), *loose_operations(document)]
    shapes = Counter(counted(s) for o in found for s in operation_streams(document, o))
    assert document.version == entry.version
    assert len(found) == entry.operations
    assert shapes == entry.streams
    assert document.diagnostics == ()
    for stream in streams(document):
        for node in (stream.operation.node, stream.media_type.node, stream.schema):
            if node is not None:
                written = node.source.text.splitlines()[node.location.line - 1]
                assert node.key in written or node.key.replace("/", "\\/") in written
