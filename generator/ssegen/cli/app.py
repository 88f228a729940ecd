"""The application: its commands, and what holds for all of them."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__
from .explain import explain
from .generate import generate
from .listing import list_streams
from .rules import rules
from .terminal import say
from .validate import validate


class Commands(TyperGroup):
    """Commands in the order of their declaration, that stop quietly when they are interrupted."""

    def invoke(
        self, ctx: Any
    ) -> Any:  # the context's class differs between releases of typer
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except OSError as error:
            if error.filename is not None:
                raise  # of a file, not of the output
            # What is still buffered would fail again when the interpreter exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            if isinstance(error, BrokenPipeError):
                raise typer.Exit(141) from None
            say(f"error: the results cannot be printed: {error.strerror}")
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=Commands,
    help="Typed Python SDKs for APIs that stream, generated from OpenAPI documents.",
    epilog="Exit codes: 0 fine, 1 findings or drift, 2 wrong usage or unreadable input.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(generate)
app.command()(validate)
app.command("list")(list_streams)
app.command()(rules)
app.command()(explain)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"ssegen {__version__}")
        raise typer.Exit


@app.callback()
def ssegen(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Take what is said before the command's name."""
