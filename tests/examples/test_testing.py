"""The testing module of every example SDK: as its README shows it, and with what was recorded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from generated_examples.regenerate import ROOT, SPECS
from tests.examples.test_streams import RECORDINGS

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate
from ssegen.python.runtime.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from tests.examples.conftest import Collect, Sdk

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", [spec.stem for spec in SPECS])
def test_the_readme_shows_a_test_that_passes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ROOT / "generated_examples" / name
    monkeypatch.syspath_prepend(folder)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Testing\n")[2].partition("\n## ")[0]
    first, second = FENCE.findall(section)
    Recording("GET", "/", 200, (), ()).save(tmp_path / "stream.jsonl")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"event": object()}

    exec(first, names)
    names["test_the_events_come"]()
    exec(second, names)


@pytest.mark.parametrize("chunk_bytes", [None, 1])
def test_a_recorded_stream_is_played(
    sdk: Sdk, collect: Collect, chunk_bytes: int | None
) -> None:
    chat = sdk("chat")
    testing = import_module(f"{chat.__name__}.testing")
    transport = testing.Transport(
        testing.Answer(content=RECORDINGS / "chat.sse", chunk_bytes=chunk_bytes)
    )
    delta = chat.models.ChatDelta

    outcome = collect_played(collect, chat, transport)

    assert outcome.error is None
    assert outcome.stream.completed
    assert outcome.names == ["HeartbeatEvent", "ChatEvent", "ChatEvent"]
    assert outcome.events[1].data == delta(content="Hel")
    assert json.loads(transport.requests[0].content) == {"prompt": "Hello"}


def test_typed_events_are_played_to_every_client(sdk: Sdk, collect: Collect) -> None:
    chat = sdk("chat")
    testing = import_module(f"{chat.__name__}.testing")
    events = [
        chat.events.HeartbeatEvent(),
        chat.events.ChatEvent(chat.models.ChatDelta(content="a\nb"), id="1"),
    ]
    transport = testing.Transport(
        testing.Answer(503, headers={"retry-after": "0"}), testing.Stream(*events)
    )

    outcome = collect_played(collect, chat, transport)

    assert outcome.error is None
    assert outcome.events == events
    assert outcome.stream.completed
    assert [request.url.path for request in transport.requests] == ["/v1/chat"] * 2


def collect_played(collect: Collect, sdk: Any, transport: Any) -> Any:
    """What comes of ``chat.create`` where the transport answers."""
    awaits = "blocking" not in collect.__qualname__
    http = transport.async_client() if awaits else transport.client()
    return collect(
        sdk,
        lambda client: client.chat.create(prompt="Hello"),
        api_key="secret",
        http_client=http,
    )


def test_importing_an_sdk_loads_no_testing() -> None:
    program = "import sys, chat_sdk; print([m for m in sys.modules if 'testing' in m])"
    printed = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT / "generated_examples" / "chat",
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == "[]\n"


def test_a_tag_and_a_schema_may_be_called_testing(tmp_path: Path) -> None:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Testing", "version": "1"},
        "paths": {
            "/testing": {
                "get": {
                    "tags": ["testing"],
                    "operationId": "testing",
                    "responses": {
                        "200": {
                            "description": "",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/testing"}
                                }
                            },
                        }
                    },
                }
            }
        },
        "components": {
            "schemas": {
                "testing": {
                    "type": "object",
                    "properties": {"testing": {"type": "string"}},
                }
            }
        },
    }
    file = tmp_path / "testing.json"
    file.write_text(json.dumps(document))
    files = generate(load(str(file)), Config(package_name="tested_sdk")).files

    assert "tested_sdk/resources/testing.py" in files
    assert "from ._runtime.testing import" in files["tested_sdk/testing.py"]
