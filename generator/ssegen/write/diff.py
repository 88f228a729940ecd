"""Changes as text that people and tools read: a unified diff."""

from __future__ import annotations

import difflib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .changes import Changes


def diff(changes: Changes) -> str:
    """What writing would change, as one unified diff; empty where it would change nothing."""
    paths = {*changes.added, *changes.changed, *changes.removed, *changes.edited}
    return "".join(line for path in sorted(paths) for line in _file(changes, path))


def _file(changes: Changes, path: str) -> Iterator[str]:
    before = changes.before.get(path)
    after = changes.after.get(path)
    lines = difflib.unified_diff(
        list(io.StringIO(before)),
        list(io.StringIO(after)),
        "/dev/null" if before is None else f"a/{path}",
        "/dev/null" if after is None else f"b/{path}",
    )
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
