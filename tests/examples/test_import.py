"""What a program pays for that imports an SDK and makes clients, and does not call yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Sdk

MAKE_CLIENTS = """
import sys
import httpx, httpx2
before = set(sys.modules)  # some versions load what others do not
import {package} as sdk
sdk.Client(api_key="key")
sdk.AsyncClient(api_key="key")
loaded = set(sys.modules) - before
print([name for name in loaded if name.partition(".")[0] == "{heavy}"])
"""


@pytest.mark.parametrize("heavy", ["pydantic", "pydantic_core", "anyio"])
def test_clients_are_made_without_what_only_calls_need(sdk: Sdk, heavy: str) -> None:
    chat = sdk("chat")
    printed = subprocess.run(
        [
            sys.executable,
            "-c",
            MAKE_CLIENTS.format(package=chat.__name__, heavy=heavy),
        ],
        cwd=Path(chat.__path__[0]).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout == "[]\n"
