"""The real documents: what each of them declares, counted by hand, and what is generated of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ssegen.config import Config
from ssegen.ir.streams import EventStream
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from ssegen.ir.api import Api
    from ssegen.load import Document
    from ssegen.lower import Skipped
    from ssegen.pipeline import Generated


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the corpus."""

    name: str
    """Of its file or folder."""
    version: str
    """Of OpenAPI."""
    operations: int
    streams: int = 0
    """Operations that stream under a status of success."""
    payloads: bool = False
    """Whether schemas of its events describe what ``data`` holds."""
    file: str = ""
    """The entry file of a document that is a folder."""

    @property
    def package(self) -> str:
        """What its SDK is called here."""
        return re.sub(r"\W+", "_", self.name.rpartition(".")[0] or self.name) + "_sdk"

    @property
    def config(self) -> Config:
        """What is asked for: no more than the document needs."""
        return Config(package_name=self.package, payload_events=self.payloads)

    def path(self, corpus: Path) -> Path:
        """Where its entry file is."""
        return corpus / self.name / self.file

    def load(self, corpus: Path) -> Document:
        """Read the document."""
        return load(str(self.path(corpus)))


ENTRIES = (
    Entry("alpaca-broker.yaml", "3.0.0", 52, 4, payloads=True),
    Entry("anthropic-dart-curated.yaml", "3.0.3", 10, 1),
    Entry("cohere-cohere.yaml", "3.1.0", 41, 3, payloads=True),
    Entry("dify-chat.json", "3.0.1", 26, 1),
    Entry("dify-service.json", "3.0.1", 82, 7),
    Entry("discord-discord.json", "3.1.0", 242),
    Entry("dust-dust.json", "3.0.0", 101, 4, payloads=True),
    Entry("elastic-elasticsearch.json", "3.0.3", 783),
    Entry("exa-exa.yaml", "3.1.0", 7, 1, payloads=True),
    Entry("fastapi-sse-shape.yaml", "3.1.0", 5, 5),
    Entry("fern-sse-openapi-3.2.yaml", "3.2.0", 7, 7, payloads=True),
    Entry("github-ghes-3.6.json", "3.0.3", 809),
    Entry("glean-client.yaml", "3.0.0", 72, 1),
    Entry("glean-platform.yaml", "3.0.0", 31, 3),
    Entry("huggingface-tgi.json", "3.0.3", 12, 5, payloads=True),
    Entry("kestra-ee.yaml", "3.0.1", 523, 5),
    Entry("kestra-java.yaml", "3.0.1", 418, 3),
    Entry("kserve-generate.yaml", "3.1.0", 2, 1, payloads=True),
    Entry("langchain-agent-protocol.json", "3.1.0", 27, 2),
    Entry("langchain-langgraph.json", "3.1.0", 57, 4),
    Entry("letta-letta.json", "3.1.0", 302, 9, payloads=True),
    Entry("lichess-lichess", "3.1.0", 190, 32, file="lichess-api.yaml"),
    Entry("llamastack-ogx.yaml", "3.1.0", 69, 4, payloads=True),
    Entry("mercure-mercure.yaml", "3.0.2", 5, 1),
    Entry("mistral-public-doc.yaml", "3.1.0", 288, 11),
    Entry("oas32-spec-example.yaml", "3.2.0", 1, 1),
    Entry("ollama-ollama.yaml", "3.1.0", 12, 5),
    Entry("openai-2024-05.yaml", "3.0.0", 64),
    Entry("openai-openai.yaml", "3.1.0", 288, 7, payloads=True),
    Entry("openfeature-ofrep-service", "3.2.0", 1, 1, file="event-streams.yaml"),
    Entry("openrouter-in.yaml", "3.1.0", 97, 6),
    Entry("pinecone-assistant-2026-04.yaml", "3.0.3", 10, 2, payloads=True),
    Entry("stripe-2023.yaml", "3.0.0", 468),
    Entry("together-together.yaml", "3.1.0", 99, 3),
    Entry("typespec-sse-3.2.yaml", "3.2.0", 5, 5),
    Entry("vectara-vectara.yaml", "3.0.0", 177, 8, payloads=True),
    Entry("zoom-video.json", "3.1.0", 0),
)
"""All of them. The numbers were counted with PyYAML and a loop, not with the code under test."""


def entry(name: str) -> Entry:
    """The entry of that name."""
    return next(entry for entry in ENTRIES if entry.name == name)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a document's operations."""

    generated: int
    """Operations of the document that are in the SDK in every form that they have."""
    streams: int
    """Operations of the document whose stream is in the SDK."""
    skipped: tuple[str, ...]
    """Operations that are missing, or one of whose forms is: ``POST /chat: reason``."""

    @classmethod
    def of(cls, api: Api, skipped: Iterable[Skipped]) -> Tally:
        """Count by operation of the document: one may have become several methods."""
        missing = {operation_of(each.key): each.reason for each in skipped}
        found = {
            operation_of(operation.key): isinstance(operation.result, EventStream)
            for resource in api.every_resource()
            # An operation that answers at once or streams is counted as the stream it has.
            for operation in sorted(
                resource.operations, key=lambda o: isinstance(o.result, EventStream)
            )
        }
        return cls(
            generated=len(found.keys() - missing.keys()),
            streams=sum(found.values()),
            skipped=tuple(
                f"{key}: {reason}" for key, reason in sorted(missing.items())
            ),
        )

    @property
    def reasons(self) -> Counter[str]:
        """How often which reason kept an operation out."""
        return Counter(each.partition(": ")[2] for each in self.skipped)


def operation_of(key: str) -> str:
    """What a key is a form of in the document: ``POST /chat`` of ``POST /chat (stream)``."""
    return re.sub(r" \([a-z ]+\)$", "", key)


def generated(entry: Entry, corpus: Path) -> Generated:
    """The SDK of a document, or what keeps it from having one."""
    return generate(entry.load(corpus), entry.config)


def write(sdk: Generated, folder: Path) -> None:
    """Put the files of an SDK into a folder."""
    for path, text in sdk.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
