"""``ssegen replay``: a recorded stream again, from a server or through an SDK."""

from __future__ import annotations

import gc
import sys
from pathlib import Path  # noqa: TC003 - typer evaluates it
from typing import TYPE_CHECKING, Annotated

import typer

from .configuration import (  # noqa: TC001 - typer evaluates them
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
)
from .live import (
    Host,
    Port,
    config_or_exit,
    fail,
    play_or_exit,
    recording_or_exit,
)
from .observing import Display

if TYPE_CHECKING:
    from ..python.runtime.recording import Recording


def replay(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `ssegen record` wrote.")
    ],
    operation: Annotated[
        str | None,
        typer.Argument(
            metavar="OPERATION",
            help="With --spec, what it was recorded of. Default: by its method and path.",
        ),
    ] = None,
    spec: Annotated[
        str | None,
        typer.Option(
            metavar="SPEC",
            help="Serve nothing: feed it to the SDK of this document, and print as "
            "`ssegen tail` does.",
        ),
    ] = None,
    json: Annotated[
        bool,
        typer.Option("--json", help="With --spec, print one JSON object to a line."),
    ] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    speed: Annotated[
        float,
        typer.Option(min=0, help="How many times as fast as it came; 0: all at once."),
    ] = 1.0,
    payload_events: PayloadEvents = None,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Serve a recorded stream to every request, with the timing that it had.

    Ctrl-C ends it. With --spec, it goes through the SDK of a document instead, and the exit codes
    are those of `ssegen tail`.
    """
    gc.enable()  # `main` saves its time for processes that end at once
    recording = recording_or_exit(file)
    if spec is None:
        if operation is not None:
            fail("an operation is of a document: name that as well, by --spec")
        if json:
            fail("--json is for what --spec shows: name a document as well")
        _serve(recording, host, port, speed)
        return
    given = config_or_exit(spec, config, payload_events, overlay, allow_ref)
    display = Display(sys.stdout, json)
    raise typer.Exit(play_or_exit(recording, given, operation or "", display))


def _serve(recording: Recording, host: str, port: int, speed: float) -> None:
    """Serve a recording until it is interrupted."""
    try:
        from ..mock import create_replay
        from .serving import serve_or_exit
    except ModuleNotFoundError:
        fail("`ssegen replay` needs the extra `server`: pip install 'ssegen[server]'")
    app = create_replay(recording, speed=speed)
    serve_or_exit(lambda _: app, host, port, path=recording.path)
