"""What CI systems run, run here: shells, git and pre-commit, for real."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from generated_examples.regenerate import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
openapi: 3.1.0
info: {title: Talk, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /words:
    get:
      operationId: streamWords
      responses:
        '200':
          description: The words.
          content:
            text/event-stream:
              schema: {type: string}
"""
BAD = GOOD.replace(
    "{type: string}", "{type: object, properties: {word: {type: string}}}"
)


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where packages cannot be installed, as on a machine without a network."""
    folder = tmp_path_factory.mktemp("index")
    command = ["download", "--quiet", "--no-deps", "--dest", str(folder), "hatchling"]
    done = subprocess.run(
        [sys.executable, "-m", "pip", *command], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("packages cannot be installed: no package index is reached")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of what this project is installed from."""
    copy = tmp_path / "ssegen"
    names = (
        *("generator", "templates", "pyproject.toml", "README.md", "LICENSE"),
        *("LICENSE-RUNTIME", ".pre-commit-hooks.yaml", "action.yml"),
    )
    for name in names:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, copy / name, ignore=ignored)
        else:
            copy.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    return copy
