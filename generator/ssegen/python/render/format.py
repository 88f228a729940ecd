"""Python source as it is written: as black leaves it; and whether it compiles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .docstring import WIDTH
from .imports import with_imports
from .layout import UnknownShapeError, laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping

_FENCE = re.compile(r"(?<=^```python\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)


def formatted(source: str) -> str:
    """Format a module that is as black leaves it but for the length of its lines.

    Args:
        source: The module's text; see ``laid_out`` for what its lines may be.
    """
    try:
        return laid_out(source)
    except UnknownShapeError:
        return formatted_by_black(source)


def formatted_fences(markdown: str) -> str:
    """Format every block of Python in a Markdown text, and sort its imports."""
    return _FENCE.sub(
        lambda found: formatted_by_black(with_imports(found[0])), markdown
    )


def ensure_compiles(files: Mapping[str, str]) -> None:
    """Compile the Python among generated files, the blocks in Markdown included.

    The runtime is left out: it is copied as it is.

    Args:
        files: Text by path.

    Raises:
        SyntaxError: A file is no Python. That is a bug of ours, whatever the document holds.
    """
    for path, text in files.items():
        if path.endswith(".py") and "/_runtime/" not in path:
            compile(text, path, "exec", dont_inherit=True)
        elif path.endswith(".md"):
            for block in _FENCE.findall(text):
                compile(block, path, "exec", dont_inherit=True)


def formatted_by_black(source: str) -> str:
    """Format any module, in a third of a millisecond per line."""
    # Here, for they take a tenth of a second and are seldom needed.
    import black
    from black.mode import Mode, TargetVersion

    mode = Mode(target_versions={TargetVersion.PY311}, line_length=WIDTH)
    # Unlike format_file_contents, format_str does not parse its result again.
    return black.format_str(source, mode=mode)
