"""Forced renames as findings about the document: where the thing stands whose name was not free."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .diagnostics import Diagnostic, Put, Repair, Severity
from .openapi import schemas
from .openapi.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .load.node import Document, Node
    from .python.plan import Rename

PIN = "x-ssegen-name"


def rename_findings(
    document: Document, renames: Iterable[Rename]
) -> Iterator[Diagnostic]:
    """One finding (SSE301, SSE302) for each rename.

    A name that says what the thing is, only not as shortly as the document, is no more than worth
    knowing; a number, or another name than the document asks for, is a warning.
    """
    places = Places(document)
    for rename in renames:
        within = places.of(rename.within)
        inside = _property(document, within, rename.key) if within else None
        place = inside or places.of(rename.key) or within or document.root
        yield Diagnostic(
            rename.rule,
            _severity(rename, place),
            place.location,
            _message(rename),
            f"`{PIN}` gives it a name of your choice",
            repair=_pinned(rename, place),
        )


def _severity(rename: Rename, place: Node) -> Severity:
    wanted = re.escape(rename.wanted.rstrip("_"))
    numbered = re.fullmatch(wanted + r"_?\d+_?", rename.given)
    telling = rename.rule == "SSE301" and not numbered and not place.has(PIN)
    return Severity.INFO if telling else Severity.WARNING


def _pinned(rename: Rename, place: Node) -> Repair | None:
    """A name for a person to choose; none where the place takes none."""
    if not isinstance(place.value, dict) or place.has("$ref"):
        return None
    wanted = f"<another name than {rename.wanted}>"
    return Repair((Put(place.source.name, (*place.pointer, PIN), wanted),), sure=False)


def _property(document: Document, schema: Node, name: str) -> Node | None:
    """The property where it is declared, be it by a schema that this one builds on."""
    return schemas.properties(document, schema).get(name)


def _message(rename: Rename) -> str:
    given, wanted = f"is called `{rename.given}`", f"`{rename.wanted}`"
    if rename.rule == "SSE302":
        return f"{_subject(rename)} {given}: no identifier spells {wanted}"
    owner = f" by `{rename.taken_by}`" if rename.taken_by else " or reserved"
    return f"{_subject(rename)} {given}: {wanted} is taken{owner}"


def _subject(rename: Rename) -> str:
    """What is renamed, without what the place of the finding says already."""
    if "#" in rename.key:
        return f"this {rename.noun}"
    joint = " of" if rename.noun in ("method", "handler") else ""
    within = (
        f" of `{rename.within}`" if rename.within and "#" not in rename.within else ""
    )
    return f"the {rename.noun}{joint} `{rename.key}`{within}"
