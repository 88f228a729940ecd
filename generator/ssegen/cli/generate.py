"""``ssegen generate``: an SDK from a document."""

from __future__ import annotations

import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import __version__
from ..config import package_name_problem
from ..diagnostics.text import summary as findings
from ..write import WriteError, changes, diff, ensure_unobstructed, write
from .configuration import AllowRef, ConfigPath, PayloadEvents, Strict, config_or_exit
from .findings import load_or_exit, tell, texts
from .summary import counts, summary
from .terminal import progress, say, width

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from ..write import Changes


class HTTPLibrary(enum.Enum):
    HTTPX = "httpx"
    HTTPX2 = "httpx2"


def _package_name(name: str | None) -> str | None:
    if name and (problem := package_name_problem(name)):
        raise typer.BadParameter(f"a package cannot be called {name!r}: {problem}")
    return name


def generate(
    spec: Annotated[
        str, typer.Argument(metavar="SPEC", help="A path or URL; - is standard input.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="DIR", help="The folder that gets the package."
        ),
    ] = Path("."),
    package_name: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            callback=_package_name,
            help="Default: made from the API's title.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; print what would change and exit with 1."
        ),
    ] = False,
    strict: Strict = None,
    payload_events: PayloadEvents = None,
    only_streaming: Annotated[
        bool | None,
        typer.Option(
            "--only-streaming/--all-operations",
            help="Leave out operations that do not stream.",
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB", help="Only these tags, paths or operationIds; repeatable."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Without these tags, paths or operationIds."),
    ] = None,
    http: Annotated[
        HTTPLibrary | None,
        typer.Option(help="The HTTP library that the SDK runs on. Default: httpx."),
    ] = None,
    project: Annotated[
        bool | None,
        typer.Option(
            "--project/--no-project",
            help="Add README.md and pyproject.toml beside the package.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite generated files that were edited by hand."
        ),
    ] = False,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Generate a typed Python SDK from an OpenAPI document.

    Globs match the whole of a tag, path or operationId; tag:GLOB, path:GLOB and operation:GLOB
    match one of the three. Options override the configuration file.
    """
    # Here and not above: what it imports takes longer than `ssegen --version` may.
    from .. import pipeline
    from ..python.render import ensure_compiles

    settings = config_or_exit(config).overridden(
        package_name=package_name,
        http=http.value if http else None,
        strict=strict,
        only_streaming=only_streaming,
        include=tuple(include) if include else None,
        exclude=tuple(exclude) if exclude else None,
        project=project,
        payload_events=payload_events,
        allow_ref=tuple(allow_ref) if allow_ref else None,
    )
    document = load_or_exit(spec, settings.allow_ref)
    name = document.root.source.name
    for glob in pipeline.idle(document, settings):
        say(f"error: {glob!r} matches no tag, path or operationId of {name}")
        raise typer.Exit(2)
    with progress(f"generating from {name}"):
        generated = pipeline.generate(document, settings)
    tell(generated.report, texts(document), sys.stderr)
    if generated.sdk is None:
        say(f"{name}: {findings(generated.report)}; nothing was written")
        raise typer.Exit(1)
    if not generated.api.resources:
        say(f"{name}: no operation is left to generate; nothing was written")
        raise typer.Exit(1)
    package = generated.sdk.package
    recorded = {"ssegen": __version__, "package": package, **settings.recorded()}
    try:
        found = changes(generated.files, output, package, recorded)
        if check:
            raise typer.Exit(_checked(found))
        with progress(f"writing {package}"):
            ensure_compiles(found.fresh)
            write(found, force=force)
    except WriteError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None
    print(summary(generated, found, width(sys.stdout)))


def _checked(found: Changes) -> int:
    """Print what would change; the exit code."""
    ensure_unobstructed(found)
    print(diff(found), end="")
    if found.drift:
        say(f"{found.folder / found.package}: not up to date; {counts(found)}")
        return 1
    say(f"{found.folder / found.package}: up to date")
    return 0
