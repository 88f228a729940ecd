"""Running a command again whenever the files that it reads change."""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import typer

from .terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INTERVAL = 0.25
"""Seconds between two looks at the files. Looking works everywhere: on network drives and in
containers too, where systems tell nobody of changes.
"""

SUFFIXES = (".json", ".yaml", ".yml")
"""Of files beside a document: a reference may lead to one that is not there yet."""

Stamp: TypeAlias = "tuple[int, int, int] | None"
"""Time, size and inode; None of what is not there."""


@dataclass(slots=True)
class Inputs:
    """What a command reads."""

    files: set[Path] = field(default_factory=set)
    documents: set[Path] = field(default_factory=set)
    """Files of documents, which may come to refer to others beside them."""
    folders: set[Path] = field(default_factory=set)
    """Of which every file counts."""

    def stamps(self) -> dict[Path, Stamp]:
        """Every file with its stamp."""
        return {path: _stamp(path) for path in self._paths()}

    def _paths(self) -> Iterator[Path]:
        yield from self.files
        yield from self.documents
        for folder in {document.parent for document in self.documents}:
            yield from (p for p in folder.glob("*") if p.suffix in SUFFIXES)
        for folder in self.folders:
            yield from (p for p in folder.rglob("*") if "__pycache__" not in p.parts)


def watch(run: Callable[[Inputs], object]) -> NoReturn:
    """Run, and again after every change of what was read, until it is interrupted.

    What changes while it runs counts as well. ``run`` adds to the inputs what it reads, and may
    exit: that ends one run.
    """
    gc.enable()  # `main` saves its time for processes that end at once
    inputs, before = Inputs(), dict[Path, Stamp]()
    while True:
        with contextlib.suppress(typer.Exit):
            run(inputs)
        # What an earlier run had read may have changed during this one.
        before = {**inputs.stamps(), **before}
        say("watching for changes; Ctrl-C ends it")
        sys.stdout.flush()
        while (now := inputs.stamps()) == before:
            time.sleep(INTERVAL)
        changed = min(
            path for path in {*now, *before} if now.get(path) != before.get(path)
        )
        say(f"\n{changed} has changed")
        before = now


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
