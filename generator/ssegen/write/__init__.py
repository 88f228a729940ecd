"""What generation would change on the disk, and changing it: all that touches the user's files."""

from __future__ import annotations

from .changes import Changes, changes
from .diff import diff, file_diff
from .disk import Obstacle, WriteError
from .file import replace
from .own import own_folder, own_modules, own_templates
from .writer import ensure_unobstructed, write

__all__ = [
    "Changes",
    "Obstacle",
    "WriteError",
    "changes",
    "diff",
    "ensure_unobstructed",
    "file_diff",
    "own_folder",
    "own_modules",
    "own_templates",
    "replace",
    "write",
]
