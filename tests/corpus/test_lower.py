"""Real documents become APIs, with the streams that they are known to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.ir.streams import EventStream
from ssegen.load import load
from ssegen.lower import Lowered, lower

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

ENTRIES = {
    "lichess-lichess": "lichess-api.yaml",
    "openfeature-ofrep-service": "event-streams.yaml",
}
"""The entry files of documents that are folders."""


def streams(lowered: Lowered) -> int:
    operations = (o for resource in lowered.api.resources for o in resource.operations)
    return sum(isinstance(operation.result, EventStream) for operation in operations)


@pytest.mark.parametrize(
    ("name", "count", "skipped"),
    [
        # The eleventh takes a multipart body.
        ("mistral-public-doc.yaml", 10, ["POST /v1/audio/transcriptions#stream"]),
        ("openrouter-in.yaml", 6, []),
        ("together-together.yaml", 3, []),
        ("langchain-langgraph.json", 4, []),
    ],
)
def test_the_envelope_and_string_streams_are_all_there(
    corpus: Path, name: str, count: int, skipped: list[str]
) -> None:
    lowered = lower(load(str(corpus / name)))
    assert streams(lowered) == count
    assert [s.key for s in lowered.skipped if "stream" in s.key] == skipped


def test_no_real_document_raises(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = [
        path / ENTRIES[path.name] if path.name in ENTRIES else path
        for path in sorted(corpus.iterdir())
        if path.name in ENTRIES or path.suffix in (".yaml", ".json")
    ]
    for entry in entries:
        lowered = lower(load(str(entry)))
        operations = sum(len(resource.operations) for resource in lowered.api.resources)
        with capsys.disabled():
            print(
                f"{entry.name}: {operations} operations, {streams(lowered)} streams,"
                f" {len(lowered.skipped)} skipped"
            )
        assert len(lowered.diagnostics) >= len(
            [d for d in lowered.diagnostics if d.message]
        )
