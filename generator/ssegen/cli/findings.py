"""Telling diagnostics, and reading documents in a way that tells why it is not possible."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import typer

from ..diagnostics.text import excerpt, line
from .terminal import colored, progress

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Iterable, Mapping

    from ..diagnostics import Diagnostic
    from ..load import Document


def load_or_exit(spec: str) -> Document:
    """Load a document; where it cannot be read, say why on stderr and exit with 2."""
    from ..load import LoadError, load

    try:
        with progress(f"reading {spec}"):
            return load(spec)
    except LoadError as error:
        tell(error.diagnostics, error.texts, sys.stderr)
        raise typer.Exit(2) from None


def texts(document: Document) -> dict[str, str]:
    """The text of every file of a document, by the file's name."""
    return {name: source.text for name, source in document.sources.items()}


def tell(
    diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], stream: TextIO
) -> None:
    """Print each finding: with an excerpt of its file on a terminal, else on one line."""
    color = colored(stream)
    for diagnostic in diagnostics:
        text = texts.get(diagnostic.location.file)
        if stream.isatty() and text is not None:
            print(excerpt(diagnostic, text, color=color), end="\n\n", file=stream)
        else:
            print(line(diagnostic, color=color), file=stream)
