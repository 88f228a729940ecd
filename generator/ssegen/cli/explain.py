"""``ssegen explain``: the pages of rules."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID", help="Ids of rules, such as SSE101.")
    ],
) -> None:
    """Say what rules check, why, how to fix what they find, and how to switch them off."""
    from .. import rules

    known = {rule.id for rule in rules.RULES}
    wanted = [id.upper() for id in ids]
    for id in wanted:
        if id not in known:
            near = "SSE" + "".join(filter(str.isdecimal, id)).zfill(3)
            hint = f"did you mean {near}? " if near in known else ""
            raise typer.BadParameter(
                f"there is no rule {id!r}; {hint}`ssegen rules` lists them",
                param_hint="ID",
            )
    print("\n\n".join(rules.explain(id).rstrip() for id in wanted))
