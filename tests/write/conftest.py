"""An output folder and what is generated into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pytest

from ssegen.write import Changes, changes

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "README.md": "# chat\n",
    "chat_sdk/__init__.py": "x = 1\n",
    "chat_sdk/models/chat.py": "y = 'é'\n",
}

Compare = Callable[[Mapping[str, str]], Changes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def compare(folder: Path) -> Compare:
    """Compare files with the output folder."""
    return lambda files: changes(
        files, folder, "chat_sdk", {"version": "1.2.3", "project": True}
    )
