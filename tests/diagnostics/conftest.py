"""Findings to tell, and what any text may be in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from ssegen.diagnostics import Diagnostic, Location, Put, Repair, Report, Severity
from ssegen.diagnostics.told import About, Checked, Texts, Told

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMAS = Path(__file__).parent / "schemas"

SOURCE = "openapi: 3.1.0\npaths:\n  /chat: {}\n"

RULES = {
    "SSE101": About(
        "SSE101",
        "a property that no event has",
        Severity.ERROR,
        "the user never sees it.",
        "# SSE101\n\nA page.\n",
    )
}

NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
)
"""What a file may be called."""


def finding(
    *,
    rule: str = "SSE101",
    file: str = "spec.yaml",
    place: tuple[int, int] = (3, 3),
    pointer: str = "/paths/~1chat",
    severity: Severity = Severity.ERROR,
    message: str = "the path is wrong",
    remedy: str = "",
    why: str = "",
    repair: Repair | None = None,
) -> Diagnostic:
    location = Location(file, *place, pointer)
    return Diagnostic(rule, severity, location, message, remedy, why, repair)


def told(
    *found: Diagnostic,
    texts: Mapping[str, str] | None = None,
    root: str = "/checkout",
    exit_code: int = 0,
    known: int = 0,
) -> Told:
    """What a run over one document found, in the order given."""
    checked = Checked("spec.yaml", Report(found), known)
    sources = Texts({"spec.yaml": SOURCE} if texts is None else texts)
    return Told((checked,), sources, RULES, "1.2.3", exit_code, Path(root))


REPAIR = Repair(
    (Put("spec.yaml", ("paths", "/chat", "get"), {"operationId": "a"}),), True
)


@st.composite
def findings(draw: st.DrawFn) -> Diagnostic:
    """Findings with any text wherever a document or a user can put one."""
    place = st.tuples(st.integers(1, 5), st.integers(1, 9))
    return finding(
        rule=draw(st.sampled_from(["SSE101", "SSE999"])),
        file=draw(st.sampled_from(["spec.yaml", "https://x.example/a b"]) | NAMES),
        place=draw(place),
        pointer=draw(st.just("") | st.text().map("/{}".format)),
        severity=draw(st.sampled_from(Severity)),
        message=draw(st.text()),
        remedy=draw(st.text()),
        why=draw(st.text()),
        repair=draw(st.sampled_from([None, REPAIR])),
    )
