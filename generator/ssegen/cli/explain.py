"""``ssegen explain``: the page of one rule."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    rule: Annotated[
        str, typer.Argument(metavar="ID", help="The rule's id, such as SSE101.")
    ],
) -> None:
    """Say what a rule checks, why, and how to fix what it finds."""
    from .. import rules

    try:
        print(rules.explain(rule).rstrip())
    except KeyError:
        raise typer.BadParameter(
            f"there is no rule {rule!r}; `ssegen rules` lists them", param_hint="ID"
        ) from None
