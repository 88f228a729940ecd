"""The rule about findings that the document asks to ignore."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE011", Severity.WARNING)
def unused_ignore() -> None:
    """an ignore that ignores nothing

    The document asks to ignore a rule, by `x-ssegen-ignore` on a node or by the comment
    `# ssegen: ignore`, where the rule finds nothing, or asks for what is no rule. An ignore counts
    for its node and everything inside it in the same file, but not for what a `$ref` in it leads
    to: it belongs where the finding stands.

    Why: what it was for has been mended, or stands elsewhere. The next fault of this kind would be
    hidden by it, and the stream would break with nobody told.

    Fix: remove it, or correct the rule's id.

    Bad:

        paths:
          /chat:
            x-ssegen-ignore: [SSE999]

    Good:

        paths:
          /chat: {}
    """
