"""Findings as workflow commands, of which GitHub Actions makes annotations.

GitHub shows ten of each kind for a step, so the heaviest come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .diagnostic import Severity
from .snippet import snippet
from .text import conclusion, printable
from .told import ordered

if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .told import Told

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.UNSUPPORTED: "warning",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
}


def document(told: Told) -> str:
    """A command for each finding, and the summary, which the log shows as it is."""
    lines = [_command(diagnostic, told) for diagnostic in ordered(told)]
    return "\n".join((*lines, conclusion(told))) + "\n"


def data(text: str) -> str:
    """The text as the message of a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value(text: str) -> str:
    """The text as the value of a command's property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")


def _command(diagnostic: Diagnostic, told: Told) -> str:
    place = diagnostic.location
    path = told.path(place.file)
    about = told.rules.get(diagnostic.rule)
    title = f"{diagnostic.rule}: {about.title}" if about else diagnostic.rule
    properties = {"title": printable(title)}
    message = printable(diagnostic.message)
    if path is None:
        message = f"{printable(str(place))}: {message}"
    else:
        line, column = str(place.line), str(place.column)
        properties = {"file": path, "line": line, "col": column, **properties}
    if diagnostic.remedy:
        message += f"\n\nhelp: {printable(diagnostic.remedy)}"
    if diagnostic.repair:
        json = told.texts.is_json(place.file)
        mend = snippet(diagnostic.repair, json=json, at=place).split("\n")
        message += "\n\nfix:\n" + "\n".join(f"  {printable(line)}" for line in mend)
    listed = ",".join(f"{name}={value(text)}" for name, text in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{data(message)}"
