"""What users add: a folder in the package that is read and never touched, and their templates."""

from __future__ import annotations

import keyword
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from .disk import WriteError, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "custom"


def is_own(path: str, package: str) -> bool:
    """Whether a path is that of the user's folder, or below it."""
    return f"{path}/".startswith(f"{package}/{FOLDER}/")


def own_folder(folder: Path, package: str) -> Path:
    """The user's folder, whether or not there is one."""
    return folder / package / FOLDER


def own_modules(folder: Path, package: str) -> dict[str, bytes]:
    """The modules that stand directly in the user's folder: their contents by file, sorted.

    Empty where there is no such folder. Raises WriteError where one cannot be read, or is a link.
    """
    return _plain_files(folder, f"{package}/{FOLDER}", _is_module)


def own_templates(folder: Path) -> dict[str, bytes]:
    """What stands in a folder of templates: contents by file, sorted; without hidden files.

    Raises WriteError where there is no such folder, or something in it is no plain file.
    """
    if not folder.is_dir():
        raise WriteError(f"{folder}: there is no such folder of templates")
    return _plain_files(folder, ".", lambda name: not name.startswith("."))


def _is_module(name: str) -> bool:
    path = PurePosixPath(name)
    stem = path.stem
    return path.suffix == ".py" and stem.isidentifier() and not keyword.iskeyword(stem)


def _plain_files(
    folder: Path, inner: str, wanted: Callable[[str], bool]
) -> dict[str, bytes]:
    try:
        names = sorted(filter(wanted, os.listdir(folder / inner)))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise WriteError.about(folder / inner, "cannot be read", error) from None
    paths = [PurePosixPath(inner, name).as_posix() for name in names]
    contents, obstacles = read(folder, paths)
    if obstacles:
        found = obstacles[0]
        raise WriteError(f"{folder / found.path} {found.reason}")
    return {str(folder / path): content for path, content in contents.items()}
