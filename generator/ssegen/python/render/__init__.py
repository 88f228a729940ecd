"""A plan of an SDK becomes the text of its files."""

from __future__ import annotations

from .project import render_project
from .sdk import render

__all__ = ["render", "render_project"]
