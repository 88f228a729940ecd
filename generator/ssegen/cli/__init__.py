"""The command line: one module per command, and the only place that prints or exits.

Exit codes: 0 fine; 1 findings, nothing to generate, or drift under ``--check``; 2 wrong usage,
unreadable input, or an output that cannot be written; 70 a bug in this program; 130 interrupted;
141 nobody reads the output any more.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from typing import Literal, TextIO


def main() -> None:
    """Run the command that ``sys.argv`` names and exit with its code: the ``ssegen`` script."""
    # In the order of their descriptors: opening takes the lowest that is free.
    sys.stdin = sys.stdin or _nothing("r")
    sys.stdout = sys.stdout or _nothing("w")
    sys.stderr = sys.stderr or _nothing("w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character of the document gets its escape.
            stream.reconfigure(errors="backslashreplace")
    # Looking for cycles takes a third of the time, and the process ends before they matter.
    gc.disable()
    try:
        from .app import app

        app(prog_name="ssegen")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception:
        traceback.print_exc()
        print(
            "\nssegen: this is a bug in ssegen; please report it with the lines above",
            file=sys.stderr,
        )
        sys.exit(70)
    finally:
        gc.enable()


def _nothing(mode: Literal["r", "w"]) -> TextIO:
    """Stands in for a standard stream that was closed when the process was started (``>&-``)."""
    return open(os.devnull, mode)
