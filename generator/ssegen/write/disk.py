"""What stands in an output folder: read with care, for it may hold anything. Writes nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is looked at: larger ones were written by somebody else."""


class WriteError(Exception):
    """The output folder cannot be used as it is; the message says why and what to do."""

    @classmethod
    def about(cls, path: object, problem: str, error: OSError) -> WriteError:
        """From an error of the system: ``out/x.py: cannot be read: permission denied``."""
        reason = (error.strerror or type(error).__name__).lower()
        return cls(f"{path}: {problem}: {reason}")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something at a path that this tool did not put there and will not touch."""

    path: str
    reason: str


def read(
    folder: Path, paths: Iterable[str]
) -> tuple[dict[str, bytes], tuple[Obstacle, ...]]:
    """The contents of the paths below the folder that are files, and what blocks the others.

    Raises WriteError where the folder is none, or something in it cannot be read.
    """
    try:
        # A link that leads nowhere is there too.
        nearest = next(p for p in (folder, *folder.parents) if os.path.lexists(p))
        if not nearest.is_dir():
            raise WriteError(
                f"{nearest}: this is not a folder; choose another one with -o"
            )
    except OSError as error:
        raise WriteError.about(folder, "cannot be used", error) from None
    contents: dict[str, bytes] = {}
    obstacles: dict[str, Obstacle] = {}
    for path in paths:
        try:
            obstacle = _obstacle(folder, path)
            if obstacle is None:
                contents[path] = (folder / path).read_bytes()
            else:
                obstacles[obstacle.path] = obstacle
        except FileNotFoundError:
            continue
        except OSError as error:
            raise WriteError.about(folder / path, "cannot be read", error) from None
    return contents, tuple(obstacles.values())


def listing(folder: Path, package: str, *, without: str) -> tuple[str, ...]:
    """The paths of all files and links in the package's folder, sorted; without bytecode, and
    without what has that name directly in it.
    """
    paths: list[str] = []
    if (folder / package).is_symlink():
        return ()

    def fail(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError | NotADirectoryError):
            raise WriteError.about(error.filename, "cannot be read", error)

    for parent, folders, names in os.walk(folder / package, onerror=fail):
        if Path(parent) == folder / package:
            for found in (folders, names):
                found[:] = [name for name in found if name != without]
        links = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = [name for name in folders if name != "__pycache__"]
        paths += [
            Path(parent, name).relative_to(folder).as_posix() for name in names + links
        ]
    return tuple(sorted(paths))


def _obstacle(folder: Path, path: str) -> Obstacle | None:
    """What stands at the path, or above it, that is neither a plain folder nor a plain file.

    Symbolic links below the output folder are not followed: they may lead out of it.
    """
    parts = PurePosixPath(path).parts
    for end in range(1, len(parts) + 1):
        here = "/".join(parts[:end])
        status = os.lstat(folder / here)
        mode = status.st_mode
        if stat.S_ISLNK(mode):
            return Obstacle(here, "is a symbolic link, and links are not followed")
        if end < len(parts) and not stat.S_ISDIR(mode):
            return Obstacle(here, "is not a folder")
        if end == len(parts) and not stat.S_ISREG(mode):
            return Obstacle(here, "is not a file")
        if end == len(parts) and status.st_size > MAX_BYTES:
            return Obstacle(here, "is larger than any file that ssegen writes")
    return None
