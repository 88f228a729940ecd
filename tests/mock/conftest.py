"""Mocks of documents on loopback, and the SDKs of the examples, which talk to them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from queue import Queue
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import pytest
from generated_examples.regenerate import ROOT
from tests.serving import importing, serving

from ssegen.load import load
from ssegen.mock import MockOptions, create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from ssegen.load import Document

PATIENCE = 20.0
"""Seconds that only a test that is about to fail waits."""


@dataclass(frozen=True, slots=True)
class Mocked:
    """A mock that is served."""

    url: str
    client: httpx.Client
    lines: Queue[str]
    """What it told of each request."""

    def line(self) -> str:
        """The next line that it told."""
        return self.lines.get(timeout=PATIENCE)


class Mocking(Protocol):
    def __call__(self, document: Document, **options: Any) -> Mocked: ...


@pytest.fixture
def mocking() -> Iterator[Mocking]:
    """Serve a document by a mock with these options."""
    with ExitStack() as stack:

        def serve(document: Document, **options: Any) -> Mocked:
            lines = Queue[str]()
            app = create_app(document, MockOptions(log=lines.put, **options))
            url = stack.enter_context(serving(app))
            client = stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE))
            return Mocked(url, client, lines)

        yield serve


def spec(name: str) -> Document:
    """The document of an example."""
    (path,) = (ROOT / "specs").glob(f"{name}.*")
    return load(str(path))


@pytest.fixture
def sdk() -> Iterator[Callable[[str], ModuleType]]:
    """Import the SDK of an example."""
    with ExitStack() as stack:

        def find(name: str) -> ModuleType:
            folder = ROOT / "generated_examples" / name
            return stack.enter_context(importing(f"{name}_sdk", folder))

        yield find
