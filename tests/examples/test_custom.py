"""SDKs with code of the user's own, and with templates of theirs: type-checked, and run."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from generated_examples.regenerate import ROOT
from tests.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

OWN = {
    "out/chat_sdk/custom/chat.py": '''\
"""Talking, with a helper."""

from ..resources.chat import AsyncChat as GeneratedAsyncChat
from ..resources.chat import Chat as GeneratedChat


class Chat(GeneratedChat):
    def said(self, prompt: str) -> list[str]:
        with self.stream_text(prompt=prompt) as stream:
            return [event.data for event in stream]


class AsyncChat(GeneratedAsyncChat):
    async def said(self, prompt: str) -> list[str]:
        async with self.stream_text(prompt=prompt) as stream:
            return [event.data async for event in stream]
''',
    "out/chat_sdk/custom/client.py": """\
from ..client import Client as GeneratedClient


class Client(GeneratedClient):
    def ask(self, prompt: str) -> str:
        return " ".join(self.chat.said(prompt))
""",
    "out/chat_sdk/custom/notes.txt": "Mine.\n",
    "out/generic_sdk/custom/channels.py": """\
from ..resources import channels, channels_messages


class Channels(channels.Channels):
    @property
    def news(self) -> str:
        return self.messages.named("news")


class ChannelsMessages(channels_messages.ChannelsMessages):
    def named(self, channel: str) -> str:
        return f"messages of {channel}"
""",
    "templates/client.py.jinja": """\
{% extends "default/client.py.jinja" %}
{% block imports %}
{{ super() }}
import platform
{% endblock %}
{% block class_end %}

    def system(self) -> str:
        return f"{platform.python_implementation()} {_API.name}"
{% endblock %}
""",
    "out/use.py": """\
import asyncio
import sys

import chat_sdk
import generic_sdk
from chat_sdk import AsyncClient, Client


def loaded() -> list[str]:
    return [name for name in sys.modules if "_sdk.resources." in name]


def ask(url: str) -> str:
    with Client(api_key="key", base_url=url) as client:
        assert not loaded()
        assert client.chat.stream_text.__doc__
        return f"{client.ask('Hello')} {client.system()}"


async def said(url: str) -> list[str]:
    async with AsyncClient(api_key="key", base_url=url) as client:
        return await client.chat.said("Hello")


if __name__ == "__main__":
    assert chat_sdk.Client.__module__ == "chat_sdk.custom.client"
    print(ask(sys.argv[1]))
    print(asyncio.run(said(sys.argv[1])))
    print(generic_sdk.Client().channels.news)
""",
}


def generate(
    folder: Path, name: str, *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "ssegen", "generate"),
            *(str(ROOT / f"specs/{name}.yaml"), "-o", "out"),
            *options,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def both(folder: Path, *options: str) -> list[int]:
    return [
        generate(folder, "chat", "--templates", "templates", *options).returncode,
        generate(folder, "generic", *options).returncode,
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``out`` holds two SDKs with code of the user's own, one by a template of theirs."""
    folder = tmp_path_factory.mktemp("own")
    for name, text in OWN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    assert both(folder) == [0, 0]
    return folder


def test_generating_again_leaves_it_alone_and_finds_nothing_to_do(folder: Path) -> None:
    assert both(folder) == both(folder, "--check") == [0, 0]
    assert {name: (folder / name).read_text() for name in OWN} == OWN


@pytest.mark.parametrize(
    "command",
    [
        ("mypy", "--strict", "--config-file=", "use.py", "chat_sdk", "generic_sdk"),
        ("pyright", "--pythonpath", sys.executable),
    ],
    ids=lambda command: command[0],
)
def test_it_is_typed(folder: Path, command: tuple[str, ...]) -> None:
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        # The same in every SDK: checked with the examples, against an HTTP library whose own types
        # are whole, which those of the oldest one that it runs on are not.
        "ignore": ["**/_runtime"],
    }
    (folder / "out/pyrightconfig.json").write_text(json.dumps(settings))
    found = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder / "out",
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_it_runs(folder: Path, server: Server) -> None:
    reply = Reply(
        headers={"content-type": "text/event-stream"},
        body=[b"data: Hi\n\ndata: there\n\ndata: [DONE]\n\n"],
    )
    server.reply(reply, reply)
    ended = subprocess.run(
        [sys.executable, "use.py", server.url],
        cwd=folder / "out",
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""
    system = sys.implementation.name
    assert ended.stdout.lower() == (
        f"hi there {system} chat_sdk\n['hi', 'there']\nmessages of news\n"
    )


def test_the_manifest_names_the_templates(folder: Path) -> None:
    manifest = json.loads((folder / "out/chat_sdk/.ssegen.json").read_text())
    (template,) = manifest["templates"]
    assert template.startswith("client.py.jinja ")
    assert not any("/custom/" in path for path in manifest["files"])
    other = json.loads((folder / "out/generic_sdk/.ssegen.json").read_text())
    assert "templates" not in other


def test_without_them_the_sdk_is_as_ever(folder: Path, tmp_path: Path) -> None:
    example = ROOT / "generated_examples/chat/chat_sdk/client.py"
    assert generate(tmp_path, "chat").returncode == 0
    assert (tmp_path / "out/chat_sdk/client.py").read_text() == example.read_text()


def test_a_changed_template_is_drift(folder: Path, tmp_path: Path) -> None:
    template = tmp_path / "templates/client.py.jinja"
    template.parent.mkdir()
    template.write_text(OWN["templates/client.py.jinja"])
    options = ("--templates", "templates")
    assert generate(tmp_path, "chat", *options).returncode == 0
    template.write_text(OWN["templates/client.py.jinja"].replace("system", "host"))
    checked = generate(tmp_path, "chat", *options, "--check")
    assert checked.returncode == 1
    assert "+    def host(self)" in checked.stdout
    assert '+    "client.py.jinja ' in checked.stdout
