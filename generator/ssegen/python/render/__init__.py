"""A plan of an SDK becomes the text of its files."""

from __future__ import annotations

from .format import ensure_compiles
from .project import render_project
from .sdk import render
from .templates import OURS, TemplateError, Templates

__all__ = [
    "OURS",
    "TemplateError",
    "Templates",
    "ensure_compiles",
    "render",
    "render_project",
]
