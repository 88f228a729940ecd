"""``ssegen diff``: what changed between two documents for those who use the SDK."""

from __future__ import annotations

import enum
import os
from typing import TYPE_CHECKING, Annotated

import typer

from .. import __version__
from .configuration import (
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
    project_or_exit,
)
from .findings import load_or_exit, texts
from .formats import (
    Format,
    FormatOption,
    Outputs,
    abouts,
    checkout,
    outputs_or_exit,
    publish,
)
from .terminal import progress, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from ..diagnostics import Report
    from ..load import Document


class FailOn(enum.Enum):
    """Which changes make the command fail."""

    BREAKING = "breaking"
    ANY = "any"


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="A path, a URL, git:REV:PATH, or - for standard input. Alone it is NEW, and OLD "
            "is what was committed of it last.",
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help="As OLD."),
    ] = None,
    format: FormatOption = Format.TEXT,
    output: Outputs = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="The changes that make the exit code 1.")
    ] = FailOn.BREAKING,
    overlay: Overlays = None,
    payload_events: PayloadEvents = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Compare what two versions of an OpenAPI document promise to the users of the SDK.

    An error breaks code that uses the SDK, or SDKs in use; a warning may; all else is for
    information. What the configuration says of NEW, and options, hold for OLD as well.
    """
    # Here and not above: what they import takes longer than `ssegen --version` may.
    from .. import pipeline
    from ..diagnostics import Report
    from ..diagnostics.told import Checked, Texts, Told, ordered

    if new is None:
        old, new = _committed(old), old
    if old == new == "-":
        raise typer.BadParameter(
            "only one of the documents can be standard input", param_hint="NEW"
        )
    outputs = outputs_or_exit(output or (), (old, new))
    settings = (
        project_or_exit(config)
        .config(new)
        .overridden(
            payload_events=payload_events,
            allow_ref=tuple(allow_ref) if allow_ref else None,
            overlays=tuple(overlay) if overlay else None,
        )
    )
    documents = [
        load_or_exit(spec, settings.allow_ref, settings.overlays) for spec in (old, new)
    ]
    before, after = documents
    with progress(f"comparing {old} with {new}"):
        found = pipeline.differences(before, settings, after, settings)
    report = found.report
    for document, errors in zip(documents, found.errors, strict=True):
        _tell_errors(document, errors)
    fails = report.fails(strict=False) or (fail_on is FailOn.ANY and len(report) > 0)
    told = Told(
        (Checked(new, Report(tuple(ordered(report)))),),
        Texts(texts(before) | texts(after)),
        abouts(),
        __version__,
        int(fails),
        root=checkout(),
        conclusion=f"{old} -> {new}: {_counted(report)}",
    )
    publish(told, format, outputs)
    raise typer.Exit(told.exit_code)


def _committed(new: str) -> str:
    """The document as the last commit has it."""
    from ..load.source import is_url

    if new == "-" or is_url(new) or new.startswith("git:"):
        raise typer.BadParameter(
            f"name what {new!r} is to be compared with: OLD NEW", param_hint="OLD"
        )
    path = os.path.relpath(new).replace(os.sep, "/")
    return f"git:HEAD:{path if path.startswith('../') else f'./{path}'}"


def _tell_errors(document: Document, count: int) -> None:
    """Say that a document has errors, for what they concern cannot be compared well."""
    if count:
        name = document.root.source.name
        errors = "1 error" if count == 1 else f"{count} errors"
        say(
            f"warning: {name} has {errors}; what is wrong is compared as far as it is "
            f"understood; `ssegen validate {name}` says more"
        )


def _counted(report: Report) -> str:
    """``2 breaking, 1 perhaps breaking, 3 other changes``, or ``no changes``."""
    from ..diagnostics import Severity

    if not len(report):
        return "no changes that concern users of the SDK"
    breaking = report.count(Severity.ERROR)
    perhaps = report.count(Severity.WARNING)
    other = len(report) - breaking - perhaps
    parts = (
        f"{breaking} breaking" if breaking else "",
        f"{perhaps} perhaps breaking" if perhaps else "",
        f"{other} other" if other else "",
    )
    changes = "change" if len(report) == 1 else "changes"
    return f"{', '.join(filter(None, parts))} {changes}"
