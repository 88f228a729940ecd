"""Telling diagnostics, and reading documents in a way that tells why it is not possible."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import typer

from ..diagnostics.concise import line
from ..diagnostics.text import blocks
from ..diagnostics.told import Texts
from .terminal import colored, progress, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Iterable, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from ..load import Allowed, Document, OpenAPI


def allowed_or_exit(patterns: Iterable[str]) -> Allowed:
    """Read what references may lead to; where it makes no sense, say why on stderr, exit with 2."""
    from ..load import Allowed, PatternError

    try:
        return Allowed.of(patterns)
    except PatternError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None


def load_or_exit(
    spec: str, allow_ref: Iterable[str], overlays: Sequence[str] = ()
) -> OpenAPI:
    """Load a document with overlays applied to it; where it, or one of them, cannot be read, say
    why on stderr and exit with 2."""
    from ..load import LoadError, load

    allowed = allowed_or_exit(allow_ref)
    try:
        with progress(f"reading {spec}"):
            return load(spec, allowed=allowed, overlays=overlays)
    except LoadError as error:
        tell(error.diagnostics, error.texts, sys.stderr)
        raise typer.Exit(2) from None


def texts(document: Document) -> dict[str, str]:
    """The text of every file of a document, by the file's name."""
    return {name: source.text for name, source in document.sources.items()}


def tell(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], stream: TextIO
) -> None:
    """Print each finding: as an excerpt of its file on a terminal, else on one line."""
    color = colored(stream)
    if stream.isatty():
        for block in blocks(diagnostics, Texts(texts), lambda d: d.why, color=color):
            print(block, end="\n\n", file=stream)
    else:
        for diagnostic in diagnostics:
            print(line(diagnostic, color=color), file=stream)
