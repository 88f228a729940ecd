"""What the commands that look at streams have in common: their options, and the way to an SDK."""

from __future__ import annotations

import contextlib
import glob
import math
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, NoReturn, TextIO, TypeAlias

import typer

from .configuration import project_or_exit
from .findings import load_or_exit, tell, texts
from .observing import Display, observe
from .terminal import progress, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ..config import Config
    from ..live import Observation, StreamMethod
    from ..live.sdk import LiveSdk
    from ..load import OpenAPI
    from ..pipeline import Generated
    from ..python.plan.sdk import Sdk
    from ..python.runtime.recording import Recording

Spec: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="SPEC", help="A path, a URL or git:REV:path; - is standard input."
    ),
]

Operation: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="OPERATION",
        help="An operationId, a method and path (`POST /chat`), or the path from the SDK's "
        "client (chat.completions.create_stream).",
    ),
]

Words: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME=VALUE",
        help="Arguments of the operation: text where it takes text, else JSON. NAME:=VALUE is "
        "JSON in any case, and the value @FILE stands for what the file holds.",
    ),
]

BaseURL: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Where the API lives, instead of what SPEC says."),
]

Auth: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="A credential by the name of the SDK's argument. Default: from the SDK's "
        "environment variables. Repeatable.",
    ),
]

Headers: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        "-H",
        metavar="NAME:VALUE",
        help="A header of the request; repeatable.",
    ),
]

Query: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="A query parameter that the document does not have; repeatable.",
    ),
]


def _seconds(value: float | None) -> float | None:
    if value is not None and not 0 < value < math.inf:
        raise typer.BadParameter("give a positive number of seconds")
    return value


Timeout: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        callback=_seconds,
        help="How long to wait for the next bytes. Default: 300.",
    ),
]


Host: TypeAlias = Annotated[
    str, typer.Option(metavar="HOST", help="The address to serve at.")
]

Port: TypeAlias = Annotated[
    int,
    typer.Option(min=0, max=65535, help="The port to serve at; 0: any free one."),
]


@dataclass(frozen=True, slots=True)
class Target:
    """A document with an operation of it, and the SDK that calls it."""

    document: OpenAPI
    generated: Generated
    sdk: Sdk
    method: StreamMethod
    live: LiveSdk

    def observation(self, redacted: Callable[[str], str] = str) -> Observation:
        """Look at a stream of the operation."""
        from ..conformance import Conformance
        from ..live import Observation

        conformance = Conformance(self.document)
        node = self.method.node(self.document)
        return Observation(
            self.live.operation(self.method),
            lambda frame: conformance.frame_problems(node, frame),
            redacted,
        )


@contextlib.contextmanager
def target_or_exit(
    config: Config,
    operation: str,
    choose: Callable[[Sequence[StreamMethod]], StreamMethod],
) -> Iterator[Target]:
    """Generate the SDK of a document and import it for the block.

    Where that is not possible, or there is no such operation, say why on stderr and exit with 2.

    Args:
        config: What is asked for of the document.
        operation: What the user calls the operation; empty where something else tells it.
        choose: Gives the method out of all that stream.
    """
    from .. import pipeline
    from ..diagnostics import Severity
    from ..live import NoOperation, imported, stream_methods

    document = load_or_exit(config.spec, config.allow_ref, config.overlays)
    config = replace(config, http="httpx", project=False, strict=False)
    with progress(f"generating from {config.spec}"):
        # What is wrong elsewhere in the document does not matter.
        generated = pipeline.generate(document, _only(document, config, operation))
    if generated.sdk is None:
        errors = [d for d in generated.report if d.severity is Severity.ERROR]
        tell(errors, texts(document), sys.stderr)
        fail(f"no SDK can be generated from {config.spec}")
    try:
        method = choose(stream_methods(generated.api, generated.sdk))
    except NoOperation as error:
        skipped = [d for d in generated.report if d.severity is Severity.UNSUPPORTED]
        tell(skipped, texts(document), sys.stderr)
        fail(str(error))
    with imported(generated.sdk, generated.files) as live:
        yield Target(document, generated, generated.sdk, method, live)


@dataclass(frozen=True, slots=True)
class Request:
    """A call, as the user asks for it: what the options hold, None where one was not given."""

    config: Config
    operation: str
    words: Sequence[str] | None
    base_url: str | None
    credentials: Sequence[str] | None
    headers: Sequence[str] | None
    query: Sequence[str] | None
    timeout: float | None


def config_or_exit(
    spec: str,
    path: Path | None,
    payload_events: bool | None,
    overlays: Sequence[str] | None,
    allow_ref: Sequence[str] | None,
) -> Config:
    """What the configuration file and the options ask for of a document."""
    return (
        project_or_exit(path)
        .config(spec)
        .overridden(
            payload_events=payload_events,
            overlays=tuple(overlays) if overlays else None,
            allow_ref=tuple(allow_ref) if allow_ref else None,
        )
    )


def call_or_exit(
    request: Request,
    file: TextIO,
    *,
    json: bool = False,
    save: Callable[[Recording], None] | None = None,
) -> int:
    """Call an operation, show its stream, and give the exit code.

    Where the call cannot be made, or nobody answers, say why on stderr and exit with 2.

    Args:
        request: The call.
        file: Where it is shown.
        json: Whether for programs.
        save: Takes what was recorded in the end, however it came.
    """
    from ..live import ArgumentError, Call, Recorder, arguments, find, opened
    from ..python.runtime import APIConnectionError, ResponseError

    call = Call(
        base_url=request.base_url or "",
        credentials=_pairs("--auth", "=", request.credentials),
        headers=_pairs("--header", ":", request.headers),
        query=_pairs("--query", "=", request.query),
        timeout=request.timeout,
    )
    with contextlib.ExitStack() as stack:
        target = stack.enter_context(
            target_or_exit(
                request.config,
                request.operation,
                lambda methods: find(methods, request.operation),
            )
        )
        try:
            given = arguments(
                target.generated.api,
                target.method,
                request.words or (),
                credentials=[c.name for c in target.sdk.client.credentials],
            )
            redacted = call.secrets(target.sdk).redacted
        except ArgumentError as error:
            fail(str(error))
        display = Display(file, json, redacted)
        try:
            with progress(f"calling {target.method.request}"):
                stream = stack.enter_context(
                    opened(target.live, target.method, given, call)
                )
        except ResponseError as error:
            display.refused(error.message)
            return 1
        except (APIConnectionError, OSError, TypeError, ValueError) as error:
            fail(redacted(str(error)))
        observation = target.observation(redacted)
        recorder = Recorder(stream.response, keep=save is not None)
        try:
            headers = stream.headers.multi_items()
            return observe(observation, headers, recorder.chunks(), display)
        finally:
            if save is not None:
                why = observation.failure or "interrupted"
                save(recorder.recording(complete=observation.completed, error=why))


def recording_or_exit(file: Path) -> Recording:
    """Read a recording; where that is not possible, say why on stderr and exit with 2."""
    from ..python.runtime.recording import Recording

    try:
        return Recording.load(file)
    except ValueError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{file} cannot be read: {(error.strerror or str(error)).lower()}")


def play_or_exit(
    recording: Recording, config: Config, operation: str, display: Display
) -> int:
    """Feed a recording to the SDK of a document, show its stream, and give the exit code.

    Where that is not possible, say why on stderr and exit with 2.
    """
    from ..live import find, played, recorded

    def choose(methods: Sequence[StreamMethod]) -> StreamMethod:
        if operation:
            return find(methods, operation)
        return recorded(methods, recording)

    with target_or_exit(config, operation, choose) as target:
        if unexpected := _unexpected(recording, target):
            display.refused(unexpected)
            return 1
        observation = target.observation()
        return observe(observation, recording.headers, played(recording), display)


def fail(message: str) -> NoReturn:
    """Say what is wrong on stderr, and exit with 2."""
    say(f"error: {message}")
    raise typer.Exit(2)


def _unexpected(recording: Recording, target: Target) -> str:
    """Why the SDK would not read what was recorded as a stream; empty where it would."""
    import httpx

    from ..python.runtime.response import is_expected
    from ..python.runtime.testing import recorded

    response = recorded(recording).response(httpx.Request("GET", recording.url))
    if is_expected(target.live.operation(target.method), response):
        return ""
    media_type = response.headers.get("content-type", "without a media type")
    return f"the recorded response is {recording.status}, {media_type}"


def _only(document: OpenAPI, config: Config, name: str) -> Config:
    """The configuration for an operation alone, where the document itself has it by that name."""
    from ..openapi.streams import streams

    for stream in streams(document):
        operation = stream.operation
        if name and name.casefold() in (
            operation.id.casefold(),
            operation.key.casefold(),
        ):
            return replace(config, include=(f"operation:{glob.escape(operation.key)}",))
    return config


def _pairs(option: str, mark: str, texts: Sequence[str] | None) -> dict[str, str]:
    """Names and values of an option that is repeated."""
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, found, value = text.partition(mark)
        if not (name and found):
            # Not the text, which may be a credential.
            raise typer.BadParameter(f"give NAME{mark}VALUE", param_hint=option)
        pairs[name.strip()] = value.strip()
    return pairs
