"""Documents inside tests: generated, imported, and talking to a real server."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from tests.documents import document
from tests.server import Reply

from ssegen.config import Config
from ssegen.diagnostics import Severity
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server import Request, Server

    from ssegen.diagnostics import Report


class Talk:
    """A client of a generated SDK, and the server that it talks to."""

    def __init__(self, client: Any, server: Server, report: Report) -> None:
        self.client = client
        self.report = report
        self._server = server

    def answer(
        self, body: str, *, media_type: str = "text/event-stream", status: int = 200
    ) -> None:
        """Say what the server answers next."""
        headers = {"content-type": media_type}
        self._server.reply(Reply(status, headers, [body.encode()]))

    @property
    def request(self) -> Request:
        """The last request."""
        return self._server.requests[-1]

    @property
    def sent(self) -> Any:
        """The JSON body of the last request."""
        return json.loads(self.request.body)

    @property
    def target(self) -> str:
        """The method, path and query of the last request."""
        return f"{self.request.method} {self.request.target}"

    @property
    def accepted(self) -> str:
        """What the last request asked for."""
        return self.request.headers["accept"]


class Generate(Protocol):
    def __call__(self, text: str, config: Config = ..., version: str = ...) -> Talk: ...


@pytest.fixture
def talk(tmp_path: Path, server: Server) -> Iterator[Generate]:
    """Generate the SDK of a document, which must give no errors, and open a client of it."""
    package = re.sub(r"\W", "_", f"sdk_{tmp_path.name}").lower()
    opened: list[Any] = []

    def make(text: str, config: Config | None = None, version: str = "3.1.0") -> Talk:
        chosen = (config or Config()).overridden(package_name=package)
        generated = generate(document(text, version=version), chosen)
        errors = [d for d in generated.report if d.severity is Severity.ERROR]
        assert errors == []
        assert generated.skipped == ()
        for path, content in generated.files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        invalidate_caches()
        client = import_module(package).Client(base_url=server.url)
        opened.append(client)
        return Talk(client, server, generated.report)

    sys.path.insert(0, str(tmp_path))
    yield make
    sys.path.remove(str(tmp_path))
    for client in opened:
        client.close()


def events_of(stream: Any) -> list[Any]:
    """All events of a stream, which must be complete then."""
    with stream:
        events = list(stream)
    assert stream.completed
    return events
