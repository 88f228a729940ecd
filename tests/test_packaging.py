"""The wheel works where nothing of the checkout is."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

from generated_examples.regenerate import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def run(*command: str, cwd: Path) -> None:
    environment = {
        key: value for key, value in os.environ.items() if key != "PYTHONPATH"
    }
    result = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, f"{command}: {result.stdout}{result.stderr}"


def test_a_wheel_in_a_clean_environment_regenerates_an_example_byte_for_byte(
    tmp_path: Path,
) -> None:
    run(
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--outdir",
        str(tmp_path),
        str(ROOT),
        cwd=ROOT,
    )
    (wheel,) = tmp_path.glob("*.whl")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    run(
        str(scripts / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        str(wheel),
        cwd=tmp_path,
    )

    run(
        *(str(scripts / "ssegen"), "generate", str(ROOT / "specs" / "chat.yaml")),
        *("-o", str(tmp_path / "chat"), "--project", "--server"),
        cwd=tmp_path,
    )

    committed = files(ROOT / "generated_examples" / "chat")
    assert files(tmp_path / "chat") == committed
    assert "chat_sdk/_runtime/decoder.py" in committed


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, without what running it leaves behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
