"""Environments of packages from PyPI, made for the benchmarks alone."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "benchmarks"
"""Where environments are kept between runs, unless ``--cache`` says otherwise."""


def requirements(group: str) -> list[str]:
    """What a dependency group of this project asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = project["dependency-groups"][group]
    return found


def environment(folder: Path, *wanted: str, python: str = sys.executable) -> Path:
    """Make a virtual environment with packages in it, or bring them up to date.

    Returns:
        The folder of its scripts.

    Raises:
        OSError, subprocess.CalledProcessError: It cannot be made, or a package not installed.
    """
    scripts = folder / "bin"
    if not scripts.is_dir():
        subprocess.run([python, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(scripts / "pip"), "install", "-qq", *wanted], check=True)
    return scripts
