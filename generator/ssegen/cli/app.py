"""The application: its commands, and what holds for all of them."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__
from .configuration import ARGUMENTS
from .diff import diff
from .explain import explain
from .fix import fix
from .generate import generate
from .init import init
from .listing import list_streams
from .mock import mock
from .record import record
from .replay import replay
from .rules import rules
from .tail import tail
from .terminal import say
from .validate import validate


class Commands(TyperGroup):
    """Commands in the order of their declaration, that stop quietly when they are interrupted."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.meta[ARGUMENTS] = tuple(args)
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

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
            reason = (error.strerror or str(error)).lower()
            say(f"error: the results cannot be printed: {reason}")
            raise typer.Exit(2) from None
        except (KeyboardInterrupt, typer.Abort):
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
app.command()(init)
app.command()(generate)
app.command()(validate)
app.command()(fix)
app.command()(diff)
app.command("list")(list_streams)
app.command()(mock)
app.command()(tail)
app.command()(record)
app.command()(replay)
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
