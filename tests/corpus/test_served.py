"""The mock of a document and the SDK that is generated of it understand each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.entries import Entry
from tests.corpus.mocked import LEAST
from tests.corpus.served import PAGE, STREAMING, line, numbers, served

ROOT = Path(__file__).parents[2]
OURS = [
    Entry(f"specs/{each.name}", "", 0, payloads=True)
    for each in sorted((ROOT / "specs").iterdir())
]


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: entry.name)
def test_all_streams_of_our_documents_are_served_and_read(
    entry: Entry, tmp_path: Path
) -> None:
    found = served(entry, ROOT, tmp_path)

    assert (found.failed, found.excluded) == ({}, {})
    assert len(found.streams) == found.methods > 0
    assert all(count >= LEAST for count in found.streams.values())


@pytest.mark.corpus
@pytest.mark.parametrize("entry", STREAMING, ids=lambda entry: entry.name)
def test_every_stream_is_served_and_read_as_the_page_says(
    entry: Entry, corpus: Path, tmp_path: Path
) -> None:
    found = served(entry, corpus, tmp_path)

    assert found.failed == {}
    assert line(entry.name, numbers(found)) in PAGE.read_text("utf-8").splitlines()
