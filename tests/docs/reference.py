"""``docs/cli.md``: the commands and their options, as Typer documents them."""

from __future__ import annotations

import subprocess
import sys

from generated_examples.regenerate import ROOT

PAGE = ROOT / "docs" / "cli.md"


def reference() -> str:
    """The page, made from the commands."""
    command = [
        *("-m", "typer", "ssegen.cli.app"),
        *("utils", "docs", "--name", "ssegen"),
    ]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True
    )
    _, _, rest = done.stdout.partition("\n")
    # What a usage line shows is no command that could be run.
    return "# Commands\n" + rest.replace("```console\n$ ", "```text\n")
