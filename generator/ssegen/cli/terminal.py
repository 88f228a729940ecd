"""What is printed, and how it suits a terminal or a pipe."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence, Sized
from typing import TextIO, TypeAlias

from ..diagnostics.text import printable

Row: TypeAlias = Sequence[str]


def width(stream: TextIO) -> int | None:
    """The columns of the terminal; None where the stream is not one."""
    return shutil.get_terminal_size().columns if stream.isatty() else None


def colored(stream: TextIO) -> bool:
    """Whether to use colors: on a terminal that can, unless the user wants none (no-color.org)."""
    return (
        stream.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def say(text: str) -> None:
    """Print something beside the results, on stderr, with escapes for what moves the cursor."""
    print("\n".join(map(printable, text.split("\n"))), file=sys.stderr)


def counted(things: Sized, noun: str) -> str:
    """How many there are: ``1 file``, ``2 files``."""
    return f"{len(things)} {noun}" if len(things) == 1 else f"{len(things)} {noun}s"


def table(header: Row, rows: Sequence[Row], width: int | None) -> str:
    """Rows under a header in aligned columns.

    Where a line would be wider than ``width``, every row becomes a block instead: its first cell,
    and below it the other cells with their headers. An empty cell is a dash.
    """
    cells = [[printable(cell) or "-" for cell in row] for row in (header, *rows)]
    lines = _aligned(cells)
    if width is None or max(map(len, lines)) <= width:
        return "\n".join(lines)
    blocks = [
        "\n".join(
            [
                row[0],
                *(
                    f"  {line}"
                    for line in _aligned([*zip(header, row, strict=True)][1:])
                ),
            ]
        )
        for row in cells[1:]
    ]
    return "\n".join(blocks)


def _aligned(rows: Sequence[Row]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(size) for cell, size in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


@contextlib.contextmanager
def progress(text: str) -> Iterator[None]:
    """A line on stderr that says what goes on, where that is a terminal; it is gone afterwards."""
    if not sys.stderr.isatty():
        yield
        return
    shown = printable(text)[: shutil.get_terminal_size().columns - 5]
    print(f"{shown} ...", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
