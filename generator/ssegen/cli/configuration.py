"""What the user asks for: the configuration file, and the options that override it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ..config import ConfigError, read_config
from .terminal import say

if TYPE_CHECKING:
    from ..config import Config

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


def config_or_exit(path: Path | None) -> Config:
    """Read the configuration; where that is not possible, say why on stderr and exit with 2."""
    try:
        return read_config(path, Path())
    except ConfigError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None
