"""Rules about schemas in general."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE201", Severity.WARNING)
def untyped_schema() -> None:
    """a schema that cannot become a type

    The schema uses what has no counterpart among Python's types, or contradicts itself. Where
    schemas build on each other in chains that would fill an SDK with their square, it is an error.

    Why: the place gets the type `Any`: values pass as they are, nothing is checked, and nothing
    completes in an editor.

    Fix: say with `type`, `properties`, `items`, `enum` or `oneOf` what the value is; let fewer
    schemas build on others.

    Bad:

        size:
          not:
            type: string

    Good:

        size:
          type: integer
    """
