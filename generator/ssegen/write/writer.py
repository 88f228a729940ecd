"""Writing: all is checked first, a file appears whole or not at all, the manifest comes last.

Contents go to temporary files beside their targets before the first target is touched, so that a
full disk or a missing permission changes nothing. What a crash leaves is mended by generating
again: a file that already holds what it should counts as ours.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from .disk import WriteError
from .file import fill, staging

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .changes import Changes


def write(changes: Changes, *, force: bool = False) -> None:
    """Make the output folder hold what was generated; ``force`` overwrites hand-edited files.

    Raises WriteError where something stands in the way or cannot be written.
    """
    ensure_unobstructed(changes)
    if not force:
        _ensure_unedited(changes)
    staged: dict[Path, Path] = {}
    with _withdrawn(staged) as made:
        for path, text in changes.fresh.items():
            target = changes.folder / path
            with _explained(target):
                _make(target.parent, made)
                staged[target] = staging(target)
                fill(staged[target], target, text.encode())
        *files, manifest = staged or [changes.folder]
        for target in files:
            _put(staged, target)
        for path in changes.removed:
            _remove(changes.folder, path)
        if manifest in staged:
            _put(staged, manifest)


def ensure_unobstructed(changes: Changes) -> None:
    """Raise WriteError where something stands in the way that is not ours to touch."""
    if changes.obstacles:
        found = "; ".join(
            f"{changes.folder / o.path} {o.reason}" for o in changes.obstacles
        )
        beside = all(not o.path.startswith(changes.package) for o in changes.obstacles)
        other = (
            "leave these files to yourself, without --project"
            if beside
            else "another package with --package-name"
        )
        raise WriteError(
            f"{found}; nothing was written: choose another folder with -o, or {other}"
        )


def _ensure_unedited(changes: Changes) -> None:
    if changes.edited:
        names = ", ".join(str(changes.folder / path) for path in changes.edited)
        raise WriteError(
            f"edited by hand since they were generated: {names}; nothing was written: move the "
            "edits to files of your own, or overwrite them with --force"
        )


@contextlib.contextmanager
def _withdrawn(staged: dict[Path, Path]) -> Iterator[list[Path]]:
    """Afterwards, files that are still staged are gone, and so are new folders that are empty."""
    made: list[Path] = []
    try:
        yield made
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
        for folder in reversed(made):
            with contextlib.suppress(OSError):  # not empty: it holds what was written
                folder.rmdir()


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError.about(path, "cannot be written", error) from None


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and list the new ones, the outermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _put(staged: dict[Path, Path], target: Path) -> None:
    with _explained(target):
        os.replace(staged[target], target)
    del staged[target]


def _remove(folder: Path, path: str) -> None:
    """Remove a file, and the folders above it that it leaves empty, but not the output folder."""
    target = folder / path
    with _explained(target):
        target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()
