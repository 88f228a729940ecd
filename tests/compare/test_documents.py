"""Whole documents: each is as itself, and real ones are compared without an end in sight."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from generated_examples.regenerate import ROOT

from ssegen import pipeline
from ssegen.config import Config
from ssegen.load import load

CORPUS = os.environ.get("SSEGEN_CORPUS")
SPECS = sorted((ROOT / "specs").glob("*.*"))
CONFIG = Config(payload_events=True)

VERSIONS = [
    ("dify-chat.json", "dify-service.json"),
    ("kestra-ee.yaml", "kestra-java.yaml"),
    ("openai-2024-05.yaml", "openai-openai.yaml"),
    ("glean-platform.yaml", "glean-client.yaml"),
]
"""Documents that have much in common."""


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_nothing_changed_from_a_document_to_itself(path: Path) -> None:
    document = load(str(path))
    found = pipeline.differences(document, CONFIG, document, CONFIG)
    assert list(found.report) == []


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SSEGEN_CORPUS names no folder of documents")
@pytest.mark.parametrize("names", VERSIONS, ids=lambda names: names[0])
def test_real_documents_are_compared_and_swapped_what_is_new_is_gone(
    names: tuple[str, str],
) -> None:
    old, new = (load(str(Path(CORPUS or ".") / name)) for name in names)
    forth = pipeline.differences(old, CONFIG, new, CONFIG).report
    back = pipeline.differences(new, CONFIG, old, CONFIG).report
    assert len(forth)
    for there, here in (("SSE401", "SSE402"), ("SSE402", "SSE401")):
        assert sum(d.rule == there for d in forth) == sum(d.rule == here for d in back)
    for finding in forth:
        assert finding.location.pointer
        assert "\n" not in finding.message
        assert len(finding.message) < 500
