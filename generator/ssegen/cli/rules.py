"""``ssegen rules``: all checks there are."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from .formats import ListFormat
from .terminal import table, width


def rules(
    format: Annotated[
        ListFormat, typer.Option(help="How rules are told.")
    ] = ListFormat.TEXT,
) -> None:
    """List the rules that documents are checked by."""
    from ..rules import RULES

    match format:
        case ListFormat.JSON:
            records = [
                {
                    "id": rule.id,
                    "severity": rule.severity.value,
                    "title": rule.title,
                    "why": rule.why,
                }
                for rule in RULES
            ]
            print(json.dumps(records, indent=2))
        case ListFormat.TEXT:
            rows = [(rule.id, rule.severity.value, rule.title) for rule in RULES]
            print(table(("rule", "severity", "title"), rows, width(sys.stdout)))
