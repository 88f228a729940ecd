"""``ssegen validate``: everything there is to say about documents."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..diagnostics import Report
from .configuration import AllowRef, ConfigPath, PayloadEvents, Strict, config_or_exit
from .findings import allowed_or_exit, tell, texts
from .formats import Format
from .terminal import progress


def validate(
    specs: Annotated[
        list[str],
        typer.Argument(metavar="SPEC", help="Paths or URLs; - is standard input."),
    ],
    strict: Strict = None,
    payload_events: PayloadEvents = None,
    format: Annotated[
        Format, typer.Option(help="How findings are told.")
    ] = Format.TEXT,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Check OpenAPI documents and tell everything that is wrong with them.

    A finding reads file:line:column: severity ID message; `ssegen explain ID` says more.
    """
    from ..diagnostics import json, text
    from ..load import LoadError, load
    from ..pipeline import validate as findings

    settings = config_or_exit(config).overridden(
        strict=strict,
        payload_events=payload_events,
        allow_ref=tuple(allow_ref) if allow_ref else None,
    )
    allowed = allowed_or_exit(settings.allow_ref)
    code = 0
    sources: dict[str, str] = {}
    reports: list[Report] = []
    for spec in specs:
        try:
            with progress(f"checking {spec}"):
                document = load(spec, allowed=allowed)
                report = findings(document, settings)
            sources |= texts(document)
            code = max(code, 1 if report.fails(strict=settings.strict) else 0)
        except LoadError as error:
            report = Report(error.diagnostics)
            sources |= error.texts
            code = 2
        reports.append(report)
    found = [diagnostic for report in reports for diagnostic in report]
    if format is Format.JSON:
        print(json.document(found))
    else:
        tell(found, sources, sys.stdout)
        documents = "1 document" if len(specs) == 1 else f"{len(specs)} documents"
        print(f"{documents}: {text.summary(found)}")
    raise typer.Exit(code)
