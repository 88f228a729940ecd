"""``ssegen record``: the stream of a live API, kept in a file."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
from pathlib import Path  # noqa: TC003 - typer evaluates it
from typing import TYPE_CHECKING, Annotated

import typer

from ..write import WriteError
from ..write.file import replace
from .configuration import (  # noqa: TC001 - typer evaluates them
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
)
from .live import (
    Auth,
    BaseURL,
    Headers,
    Operation,
    Query,
    Request,
    Spec,
    Timeout,
    Words,
    call_or_exit,
    config_or_exit,
    fail,
)
from .terminal import counted, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..python.runtime.recording import Recording


def record(
    spec: Spec,
    operation: Operation,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help="Where it is kept."),
    ],
    words: Words = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    base_url: BaseURL = None,
    auth: Auth = None,
    header: Headers = None,
    query: Query = None,
    timeout: Timeout = None,
    payload_events: PayloadEvents = None,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Call an operation that streams, and keep the bytes of its stream with their times.

    The events are shown on stderr as `ssegen tail` prints them, with the same exit codes. What came
    before Ctrl-C, or before the stream broke, is kept too. `ssegen replay` plays the file again.
    """
    if output.is_file() and not force:
        fail(f"{output} is there already; --force overwrites it")
    if output.is_dir():
        fail(f"{output} is a folder")
    if not output.parent.is_dir():
        fail(f"{output.parent}: there is no such folder")
    is_device = output.exists() and not output.is_file()
    if not os.access(output if is_device else output.parent, os.W_OK):
        fail(f"{output}: cannot be written: permission denied")
    gc.enable()  # `main` saves its time for processes that end at once
    given = config_or_exit(spec, config, payload_events, overlay, allow_ref)
    request = Request(given, operation, words, base_url, auth, header, query, timeout)

    def save(recording: Recording) -> None:
        try:
            replace(output, recording.dumped())
        except WriteError as error:
            fail(str(error))
        size = len(recording.content)
        say(f"{output}: {counted(recording.chunks, 'chunk')}, {size} bytes")

    with _terminated_gently():
        raise typer.Exit(call_or_exit(request, sys.stderr, save=save))


@contextlib.contextmanager
def _terminated_gently() -> Iterator[None]:
    """Take SIGTERM, which `timeout` and systems that shut down send, for Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
