"""Changes as text that people and tools read: a unified diff."""

from __future__ import annotations

import difflib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .changes import Changes


def diff(changes: Changes) -> str:
    """What writing would change, as one unified diff; empty where it would change nothing."""
    paths = {*changes.added, *changes.changed, *changes.removed, *changes.edited}
    return "".join(
        file_diff(path, changes.before.get(path), changes.after.get(path))
        for path in sorted(paths)
    )


def file_diff(path: str, before: str | None, after: str | None) -> str:
    """The unified diff between two texts of a file; None is a file that is not there."""
    lines = difflib.unified_diff(
        list(io.StringIO(before)),
        list(io.StringIO(after)),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in lines
    )
