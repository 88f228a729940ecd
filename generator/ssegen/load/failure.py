"""Why reading a document cannot go on."""

from __future__ import annotations

from ..diagnostics import Diagnostic, Location, Severity

UNREADABLE = "SSE001"
NOT_OPENAPI = "SSE002"


class LoadError(Exception):
    """The document cannot be read: it is not there, not YAML or JSON, or not OpenAPI 3."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(f"{d.location}: {d.message}" for d in diagnostics))
        self.diagnostics = diagnostics
        """At least one; all of them errors."""
        self.texts: dict[str, str] = {}
        """The text by the name of the file, for excerpts, where there is a text."""


def unreadable(
    file: str, message: str, remedy: str = "", *, line: int = 1, column: int = 1
) -> LoadError:
    """The file cannot be read, or what it holds is not YAML or JSON (SSE001)."""
    location = Location(file, line, column)
    return LoadError(Diagnostic(UNREADABLE, Severity.ERROR, location, message, remedy))


def not_openapi(location: Location, message: str, remedy: str) -> LoadError:
    """What the file holds is not an OpenAPI 3 description (SSE002)."""
    return LoadError(Diagnostic(NOT_OPENAPI, Severity.ERROR, location, message, remedy))
