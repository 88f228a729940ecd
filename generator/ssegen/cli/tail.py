"""``ssegen tail``: the stream of a live API, as an SDK of its document sees it."""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

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
)


def tail(
    spec: Spec,
    operation: Operation,
    words: Words = None,
    base_url: BaseURL = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object to a line.")
    ] = False,
    auth: Auth = None,
    header: Headers = None,
    query: Query = None,
    timeout: Timeout = None,
    payload_events: PayloadEvents = None,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Call an operation that streams, print its events as they come, and check each of them.

    Exit codes: 0 the stream completed and is as the document says; 1 it did not, or is not, or the
    server reported an error or refused; 2 there was no call to be made, or no connection.
    """
    gc.enable()  # `main` saves its time for processes that end at once
    given = config_or_exit(spec, config, payload_events, overlay, allow_ref)
    request = Request(given, operation, words, base_url, auth, header, query, timeout)
    raise typer.Exit(call_or_exit(request, sys.stdout, json=json))
