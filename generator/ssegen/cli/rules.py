"""``ssegen rules``: all checks there are."""

from __future__ import annotations

import sys

from .terminal import table, width


def rules() -> None:
    """List the rules that documents are checked by."""
    from ..rules import RULES

    rows = [(rule.id, rule.severity.value, rule.title) for rule in RULES]
    print(table(("rule", "severity", "title"), rows, width(sys.stdout)))
