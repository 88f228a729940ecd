"""SDKs of real documents are as black leaves them, although hardly a line of them went through it.

``python -m tests.corpus.coverage`` asks the same of all documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import black
import pytest
from black.mode import Mode, TargetVersion

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)


@pytest.mark.parametrize(
    "name",
    [
        "dify-chat.json",
        "exa-exa.yaml",
        "huggingface-tgi.json",
        "ollama-ollama.yaml",
        "pinecone-assistant-2026-04.yaml",
    ],
)
def test_black_changes_nothing(corpus: Path, name: str) -> None:
    generated = generate(
        load(str(corpus / name)), Config(payload_events=True, server=True)
    )

    modules = {
        path: text
        for path, text in generated.files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    }
    assert modules
    for path, text in modules.items():
        assert black.format_str(text, mode=MODE) == text, path
