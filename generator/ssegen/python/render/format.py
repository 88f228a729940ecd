"""Python source as it is written: formatted by black and known to compile."""

from __future__ import annotations

import re

import black
from black.mode import Mode, TargetVersion

from .imports import with_imports

_MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)
_FENCE = re.compile(r"(?<=^```python\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def formatted(source: str, path: str) -> str:
    """Format a module.

    Args:
        source: The module's text.
        path: What the module is called in an error.

    Raises:
        SyntaxError: It does not compile. That is a bug of ours, whatever the document holds.
    """
    # Unlike format_file_contents, format_str does not parse its result again; compile does.
    text = black.format_str(source, mode=_MODE)
    compile(text, path, "exec", dont_inherit=True)
    return text


def formatted_fences(markdown: str, path: str) -> str:
    """Format every block of Python in a Markdown text, and sort its imports."""
    return _FENCE.sub(lambda found: formatted(with_imports(found[0]), path), markdown)
