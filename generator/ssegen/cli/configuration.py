"""What the user asks for: the configuration file, and the options that override it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ..config import ConfigError, candidates, read_config
from ..diagnostics.text import printable
from .terminal import say

if TYPE_CHECKING:
    from ..config import Project

Overlays: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--overlay",
        metavar="FILE",
        help="An OpenAPI overlay to apply to the document first; repeatable.",
    ),
]

ConfigPath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Default: ssegen.toml here, else [tool.ssegen] of pyproject.toml here.",
    ),
]

PayloadEvents: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--payload-events/--no-payload-events",
        help="Take schemas of other properties than an event's for what `data` holds.",
    ),
]

AllowRef: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-ref",
        metavar="PATTERN",
        help="A folder, a file, or the beginning of a URL that references may lead to outside "
        "the document's folder; repeatable.",
    ),
]

Strict: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--strict/--no-strict", help="Count what is not supported yet as an error."
    ),
]


ARGUMENTS = "ssegen.arguments"
"""Where a command's ``context.meta`` has the words of the command line, after ``ssegen``."""


def configuration_files(path: Path | None) -> set[Path]:
    """Where the configuration stands, or may come to stand."""
    return {path} if path is not None else set(candidates(Path()))


def project_or_exit(path: Path | None) -> Project:
    """Read the configuration; where that is not possible, say why on stderr and exit with 2."""
    from ..rules import RULES

    try:
        return read_config(path, Path(), {rule.id for rule in RULES})
    except ConfigError as error:
        for problem in error.problems:
            say(f"error: {printable(problem)}")
        raise typer.Exit(2) from None
