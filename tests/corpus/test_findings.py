"""``docs/rules/corpus.md`` tells what the rules find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.corpus.entries import ENTRIES, entry
from tests.corpus.findings import ADVICE, PAGE, counted, told

from ssegen.pipeline import validate
from ssegen.rules import RULES, Family

if TYPE_CHECKING:
    from pathlib import Path

TEXT = PAGE.read_text(encoding="utf-8")
SAMPLE = [
    "anthropic-dart-curated.yaml",
    "cohere-cohere.yaml",
    "huggingface-tgi.json",
    "kserve-generate.yaml",
    "langchain-langgraph.json",
    "openfeature-ofrep-service",
]
"""Those of which many rules find something, and that are checked fast."""


@pytest.mark.corpus
@pytest.mark.parametrize("name", SAMPLE)
def test_the_page_tells_what_is_found(name: str, corpus: Path) -> None:
    config = entry(name).config
    found = counted(validate(entry(name).load(corpus), config, advised=False))
    cells = (cell.rpartition(" ") for cell in told(TEXT)[name].split(", ") if cell)
    stated = {id: int(number) for id, _, number in cells}
    stated.pop(ADVICE, None)
    assert found == stated, "run python -m tests.corpus.findings"


def test_the_page_has_every_document_and_every_rule() -> None:
    assert told(TEXT).keys() == {each.name for each in ENTRIES}
    for rule in RULES:
        if rule.family is not Family.CHANGES:
            assert f"| [{rule.id}]({rule.id}.md) |" in TEXT
