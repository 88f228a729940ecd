"""The manifest: which files of an output folder were written by this tool, and what they held.

One JSON file in the package's folder. It holds no time and no path of a machine, and one line per
file in sorted order, so that two generations differ in it only where they differ. Paths are
relative to the output folder.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = ".ssegen.json"

Setting: TypeAlias = "bool | str | tuple[str, ...]"


@dataclass(frozen=True, slots=True)
class Manifest:
    settings: Mapping[str, Setting]
    """What the files were generated with, the version of the tool included."""
    digests: Mapping[str, str]
    """By path; see ``digest``."""

    def text(self) -> str:
        """The JSON text, ending in a newline."""
        tree = {**self.settings, "files": dict(sorted(self.digests.items()))}
        return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def normalized(content: bytes) -> bytes:
    r"""The content with ``\n`` for line ends: a checkout that converts them changes nothing."""
    return content.replace(b"\r\n", b"\n")


def digest(content: bytes) -> str:
    """SHA-256 of the content, whatever its line ends, in hexadecimal."""
    return hashlib.sha256(normalized(content)).hexdigest()


def recorded(text: str) -> dict[str, str]:
    """The digests by path that a manifest's text records.

    Raises ValueError, with the reason, where the text is no manifest or names a path that is not
    below the output folder: a forged manifest must not choose what is removed elsewhere.
    """
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    files = tree.get("files") if isinstance(tree, dict) else None
    if not isinstance(files, dict):
        raise ValueError("it lists no files")
    for path, value in files.items():
        if not isinstance(value, str):
            raise ValueError(f"the digest of {path!r} is not a string")
        if not is_below(path):
            raise ValueError(f"it lists {path!r}, which is not below the output folder")
    return files


def is_below(path: str) -> bool:
    """Whether a path is relative, plain and stays in its folder, on every system."""
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and path == "/".join(parts)
        and ".." not in parts
        and not set(path) & {"\\", ":", "\0"}
        and not path.startswith("/")
    )
