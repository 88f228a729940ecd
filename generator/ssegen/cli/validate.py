"""``ssegen validate``: everything there is to say about documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer evaluates it
from typing import Annotated

import typer

from .. import __version__
from .configuration import (
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
    Strict,
    project_or_exit,
)
from .documents import asked_or_exit
from .findings import allowed_or_exit
from .formats import (
    Format,
    FormatOption,
    Outputs,
    abouts,
    checkout,
    outputs_or_exit,
    publish,
)
from .terminal import counted, progress, say


def validate(
    specs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SPEC",
            help="Paths, URLs or globs, of which ** stands for any folders; - is standard input. "
            "None: the documents of the configuration file.",
        ),
    ] = None,
    format: FormatOption = Format.TEXT,
    output: Outputs = None,
    strict: Strict = None,
    advice: Annotated[
        bool,
        typer.Option(
            "--advice/--no-advice",
            help="Ask openapi-spec-validator too, which takes seconds for the largest documents.",
        ),
    ] = True,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Tell only what is not among the findings of this file.",
        ),
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option(
            "--update-baseline", help="Write all findings to the baseline instead."
        ),
    ] = False,
    overlay: Overlays = None,
    payload_events: PayloadEvents = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs",
            "-j",
            min=0,
            help="How many documents to check at a time; 0: one for each processor.",
        ),
    ] = 0,
) -> None:
    """Check OpenAPI documents and tell everything that is wrong with them.

    A finding begins with file:line:column: severity ID message; `ssegen explain ID` says more.
    Under --strict, what is not supported yet and what openapi-spec-validator finds are errors.
    """
    # Here and not above: what they import takes longer than `ssegen --version` may.
    from ..diagnostics.told import Checked, Texts, Told
    from ..pipeline import ADVICE
    from .baselines import known_or_exit, update_or_exit
    from .checking import check, idle, once

    asked = [
        replace(
            each,
            config=each.config.overridden(
                strict=strict,
                payload_events=payload_events,
                allow_ref=tuple(allow_ref) if allow_ref else None,
                overlays=tuple(overlay) if overlay else None,
                baseline=str(baseline) if baseline else None,
            ),
        )
        for each in asked_or_exit(specs or (), project_or_exit(config))
    ]
    outputs = outputs_or_exit(output or (), [each.spec for each in asked])
    for each in asked:
        allowed_or_exit(each.config.allow_ref)
    what = asked[0].spec if len(asked) == 1 else f"{len(asked)} documents"
    with progress(f"checking {what}"):
        every = check(asked, advised=advice, jobs=jobs)
    outcomes = [outcome for outcome in every if not outcome.other]
    if not outcomes:
        say(f"error: there is no OpenAPI document among {counted(every, 'file')}")
        raise typer.Exit(2)
    if others := [outcome for outcome in every if outcome.other]:
        say(f"passed over {counted(others, 'file')} without a key `openapi` at the top")
    for name in idle(outcomes):
        say(f"warning: {name!r} matches no tag, path or operationId")
    without = () if advice else (ADVICE,)
    if update_baseline:
        update_or_exit(outcomes, without=without)
    outcomes = known_or_exit(outcomes, without=without)
    code = max(outcome.code for outcome in outcomes)
    told = Told(
        tuple(Checked(o.asked.spec, o.report, o.known) for o in once(outcomes)),
        Texts({name: text for o in outcomes for name, text in o.texts.items()}),
        abouts(),
        __version__,
        code,
        checkout(),
    )
    publish(told, format, outputs)
    raise typer.Exit(code)
