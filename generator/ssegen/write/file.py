"""One file, which appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from typing import TYPE_CHECKING

from .disk import WriteError

if TYPE_CHECKING:
    from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Make a file hold the text in UTF-8, whole or not at all; folders above it are made.

    A link is followed, permissions stay, and into a pipe or a device the text is written as it is.
    Raises WriteError where it cannot be written.
    """
    content = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # /dev/stdout may lead to what has no path
            return
        target = path.resolve()
        temporary = staging(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            fill(temporary, target, content)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise WriteError.about(path, "cannot be written", error) from None


def staging(target: Path) -> Path:
    """The path of a new file beside the one that it will replace."""
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")


def fill(temporary: Path, target: Path, content: bytes) -> None:
    """Write a new file with the permissions of the one that it will replace."""
    with open(temporary, "xb") as file:
        file.write(content)
    if target.exists():
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
