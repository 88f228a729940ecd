"""Real documents of third parties: where they are, and what is skipped where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder that holds the documents."""
    folder = os.environ.get("SSEGEN_CORPUS")
    if not folder:
        pytest.skip("SSEGEN_CORPUS names no folder with real documents")
    return Path(folder)
