"""Real documents, there and back: what an SDK sends is judged by openapi-core, and what a server
sends, made from the document's own examples, arrives as it was sent.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.corpus.entries import entry, generated, write
from tests.corpus.trips import round_trips

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

pytestmark = pytest.mark.corpus

FLOORS = {
    "alpaca-broker.yaml": 48,
    "anthropic-dart-curated.yaml": 10,
    "cohere-cohere.yaml": 40,
    "dify-chat.json": 27,
    "dify-service.json": 82,
    "dust-dust.json": 100,
    "exa-exa.yaml": 8,
    "fastapi-sse-shape.yaml": 5,
    "fern-sse-openapi-3.2.yaml": 7,
    "glean-platform.yaml": 34,
    "huggingface-tgi.json": 13,
    "langchain-agent-protocol.json": 26,
    "langchain-langgraph.json": 55,
    "lichess-lichess": 177,
    "llamastack-ogx.yaml": 72,
    "mercure-mercure.yaml": 5,
    "oas32-spec-example.yaml": 1,
    "ollama-ollama.yaml": 17,
    "openrouter-in.yaml": 94,
    "pinecone-assistant-2026-04.yaml": 12,
    "together-together.yaml": 93,
    "typespec-sse-3.2.yaml": 5,
}
"""For each document, how many methods go round at least."""


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_sent_is_what_the_document_says_and_what_comes_is_what_was_sent(
    name: str, corpus: Path, tmp_path: Path, server: Server
) -> None:
    each = entry(name)
    sdk = generated(each, corpus)
    assert sdk.sdk is not None
    write(sdk, tmp_path)

    outcome = round_trips(each, corpus, sdk.sdk, tmp_path, server)

    assert outcome.failed == {}
    assert len(outcome.passed) >= FLOORS[name], Counter(outcome.excluded.values())
