"""``ssegen mock``: a server that answers as a document says."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - typer evaluates it
from typing import TYPE_CHECKING, Annotated

import typer

from .configuration import (  # noqa: TC001 - typer evaluates them
    AllowRef,
    ConfigPath,
    Overlays,
)
from .findings import load_or_exit
from .live import (
    Host,
    Port,
    config_or_exit,
    fail,
    recording_or_exit,
)
from .terminal import progress, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Callable, Iterable

    from starlette.types import ASGIApp

    from ..python.runtime.recording import Recording


def _seconds(value: float | None) -> float | None:
    if value is not None and not 0 <= value < math.inf:
        raise typer.BadParameter("give a number of seconds")
    return value


def mock(
    spec: Annotated[
        str,
        typer.Argument(
            metavar="SPEC", help="A path, a URL or git:REV:path; - is standard input."
        ),
    ],
    host: Host = "127.0.0.1",
    port: Port = 8000,
    delay: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            callback=_seconds,
            help="The time between two events. Default: none, and of recordings their own.",
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            min=0, help="Another one gives other values, the same one the same."
        ),
    ] = 0,
    count: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="How many events a stream has. Default: as many as the document shows, else "
            "each kind once, and at least 5.",
        ),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=VALUE]",
            help="Something to do wrong: cut=EVENTS, cut-bytes=BYTES, stall=EVENTS, "
            "error=EVENTS, malformed=EVENT, unknown=EVENT, no-sentinel, split, "
            "drip=MILLISECONDS, bom, cr, 204, 429=SECONDS; repeatable.",
        ),
    ] = None,
    recording: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="What `ssegen record` wrote, as the answer to its method and path; repeatable.",
        ),
    ] = None,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Serve an OpenAPI document: every operation, its streams event by event, and a page at /.

    A request may ask for something else by the headers Mock-Seed, Mock-Count, Mock-Delay and
    Mock-Fault. Ctrl-C ends it.
    """
    gc.enable()  # `main` saves its time for processes that end at once
    given = config_or_exit(spec, config, None, overlay, allow_ref)
    try:
        from ..mock import FaultError, Faults, MockOptions, create_app
        from .serving import serve_or_exit
    except ModuleNotFoundError:
        fail("`ssegen mock` needs the extra `server`: pip install 'ssegen[server]'")
    from .. import pipeline

    try:
        faults = Faults.parse(fault or ())
    except FaultError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from None
    recordings = tuple(_recordings_or_exit(recording or ()))
    document = load_or_exit(spec, given.allow_ref, given.overlays)
    everything = replace(
        given, payload_events=True, include=(), exclude=(), only_streaming=False
    )
    options = MockOptions(
        seed=seed,
        delay=delay,
        count=count,
        faults=faults,
        recordings=recordings,
        lowering=pipeline.lowering_options(everything),
    )

    def make(log: Callable[[str], None]) -> ASGIApp:
        with progress(f"reading the operations of {spec}"):
            app = create_app(document, replace(options, log=log))
        for key, reason in app.state.left_out:
            say(f"not served: {key}: {reason}")
        return app

    serve_or_exit(make, host, port)


def _recordings_or_exit(files: Iterable[Path]) -> list[Recording]:
    """Read recordings; where one cannot be read, or two stand for one request, say so and exit."""
    found: dict[tuple[str, str], Recording] = {}
    for file in files:
        one = recording_or_exit(file)
        key = (one.method.upper(), one.path)
        if key in found:
            fail(f"{file}: another recording answers {' '.join(key)} already")
        found[key] = one
    return list(found.values())
