"""The rules over documents that vendors publish."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ssegen import rules
from ssegen.diagnostics import Severity
from ssegen.load import load

CORPUS = os.environ.get("SSEGEN_CORPUS")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="SSEGEN_CORPUS names no folder of documents"),
]

FOLDER = Path(CORPUS or ".")
ENTRIES = {
    "lichess-lichess": "lichess-api.yaml",
    "openfeature-ofrep-service": "event-streams.yaml",
}
"""The entry document of those that are folders."""

GENERATED = [
    "langchain-langgraph.json",
    "mistral-public-doc.yaml",
    "openrouter-in.yaml",
    "together-together.yaml",
]


def documents() -> list[Path]:
    if not CORPUS:
        return []
    files = [path for path in FOLDER.iterdir() if path.suffix in (".json", ".yaml")]
    return sorted(
        [*files, *(FOLDER / folder / entry for folder, entry in ENTRIES.items())]
    )


@pytest.mark.parametrize("name", GENERATED)
def test_what_must_generate_has_no_errors(name: str) -> None:
    report = rules.check(load(str(FOLDER / name)))
    assert [d for d in report if d.severity is Severity.ERROR] == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_finding_has_a_place_a_message_and_one_id(path: Path) -> None:
    report = rules.check(load(str(path)))
    places = [(d.location, d.rule) for d in report]
    assert len(places) == len(set(places))
    for finding in report:
        assert finding.location.pointer
        assert 10 < len(finding.message) < 400
        assert "\n" not in finding.message
        assert finding.remedy
