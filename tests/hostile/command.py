"""The command line, run in this process."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest import mock

from ssegen.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command printed, on both streams, and its exit code."""

    code: int | str | None
    text: str


def ssegen(folder: Path, *arguments: str) -> Ended:
    """Run ``ssegen`` with these arguments in a folder."""
    printed = io.StringIO()
    code: int | str | None = None
    with (
        mock.patch("sys.argv", ["ssegen", *arguments]),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    return Ended(code, printed.getvalue())
