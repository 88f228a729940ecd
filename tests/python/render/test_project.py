from __future__ import annotations

import ast
import dataclasses
import re
import tomllib

import pytest
from tests.python.render.chat_plan import CHAT_SDK

from ssegen.python.render import render_project

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_readme_has_an_example_for_every_stream_that_compiles() -> None:
    readme = render_project(CHAT_SDK)["README.md"]

    blocks = FENCE.findall(readme)
    for block in blocks:
        ast.parse(block)
    for example in CHAT_SDK.examples:
        call = f"client.{example.resource}.{example.method}("
        assert any(f"    with {call}" in block for block in blocks)
    assert any("async with AsyncClient()" in block for block in blocks)


def test_clients_get_a_base_url_where_the_document_has_no_server() -> None:
    client = dataclasses.replace(CHAT_SDK.client, servers=())
    readme = render_project(dataclasses.replace(CHAT_SDK, client=client))["README.md"]

    calls = re.findall(r"\b(?:Async)?Client\((.*)\)", "".join(FENCE.findall(readme)))
    assert len(calls) > 3
    assert all('base_url="https://api.example.com"' in call for call in calls)


def test_a_union_is_matched_by_its_classes() -> None:
    readme = render_project(CHAT_SDK)["README.md"]

    assert "from chat_sdk import Client, events\n" in readme
    assert (
        "                case events.ChatEvent():\n"
        "                    print(event.data.content)\n"
    ) in readme


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("Chats.\n\nAnd more.", "Chats."),
        ("# Introduction\nChats of\nall kinds.\n- Get help", "Chats of all kinds."),
        ("# Chats\n\n## Start\n\n1. Sign in", "1\\. Sign in"),
        ("Read [the guide](https://x.example/a).", "Read the guide."),
        ("Needs a tenant.<br/>\nOr not.", "Needs a tenant. Or not."),
        ("Costs\n3 - 4 [credits].", "Costs 3 - 4 \\[credits\\]."),
    ],
)
def test_the_readme_tells_the_first_prose_of_a_description(
    description: str, shown: str
) -> None:
    client = dataclasses.replace(CHAT_SDK.client, doc=description)
    readme = render_project(dataclasses.replace(CHAT_SDK, client=client))["README.md"]
    assert f"Python 3.11 and later.\n\n{shown}\n\n## Install" in readme


def test_an_api_without_streams_or_credentials_has_a_shorter_readme() -> None:
    client = dataclasses.replace(CHAT_SDK.client, credentials=())
    bare = dataclasses.replace(CHAT_SDK, client=client, examples=(), server=None)

    readme = render_project(bare)["README.md"]

    assert "## Streams" not in readme
    assert "## Sign in" not in readme
    assert "## A server" not in readme
    assert "## Errors" in readme


@pytest.mark.parametrize(
    ("http", "requirement"), [("httpx", "httpx>=0.27"), ("httpx2", "httpx2>=2")]
)
def test_the_project_needs_its_http_library_and_pydantic(
    http: str, requirement: str
) -> None:
    sdk = dataclasses.replace(CHAT_SDK, http=http)

    project = tomllib.loads(render_project(sdk)["pyproject.toml"])["project"]

    assert project["name"] == "chat-sdk"
    assert project["dependencies"] == [requirement, "pydantic>=2.12"]


@pytest.mark.parametrize(
    ("api_version", "version"),
    [
        ("1.0.0", "1.0.0"),
        ("v2", "2"),
        ("2024-10-21", "0.1.0"),
        ("latest", "0.1.0"),
        ("", "0.1.0"),
    ],
)
def test_the_version_is_one_that_packaging_takes(
    api_version: str, version: str
) -> None:
    sdk = dataclasses.replace(CHAT_SDK, api_version=api_version)

    project = tomllib.loads(render_project(sdk)["pyproject.toml"])["project"]

    assert project["version"] == version
