"""The command line: one module per command, and the only place that prints or exits.

Exit codes: 0 fine; 1 findings, or drift under ``--check``; 2 wrong usage, unreadable input or an
output folder that cannot be used; 70 a bug in this program; 130 interrupted; 141 nobody reads the
output any more.
"""

from __future__ import annotations

import io
import sys
import traceback


def main() -> None:
    """Run the command that ``sys.argv`` names and exit with its code: the ``ssegen`` script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character of the document gets its escape.
            stream.reconfigure(errors="backslashreplace")
    from .app import app

    try:
        app(prog_name="ssegen")
    except Exception:
        traceback.print_exc()
        print(
            "\nssegen: this is a bug in ssegen; please report it with the lines above",
            file=sys.stderr,
        )
        sys.exit(70)
