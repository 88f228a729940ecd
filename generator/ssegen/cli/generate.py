"""``ssegen generate``: an SDK from a document."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import package_name_problem
from .configuration import (
    ARGUMENTS,
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
    Strict,
    configuration_files,
    project_or_exit,
)
from .terminal import say
from .watch import Inputs
from .watch import watch as watch_inputs

if TYPE_CHECKING:
    from ..config import Project


class HTTPLibrary(enum.Enum):
    HTTPX = "httpx"
    HTTPX2 = "httpx2"


def _package_name(name: str | None) -> str | None:
    if name and (problem := package_name_problem(name)):
        raise typer.BadParameter(f"a package cannot be called {name!r}: {problem}")
    return name


def generate(
    context: typer.Context,
    spec: Annotated[
        str | None,
        typer.Argument(
            metavar="SPEC",
            help="A path or URL; - is standard input. Default: all documents of the "
            "configuration.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="The folder that gets the package. Default: this one.",
        ),
    ] = None,
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
    server: Annotated[
        bool | None,
        typer.Option(
            "--server/--no-server",
            help="Add the package `server`: typed handlers for what streams, on Starlette.",
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="A folder whose templates stand in for those of the same name.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite generated files that were edited by hand."
        ),
    ] = False,
    allow_hooks: Annotated[
        bool,
        typer.Option(
            "--allow-hooks",
            help="Run the hooks of the configuration on what is generated.",
        ),
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Generate again whenever an input changes."),
    ] = False,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Generate a typed Python SDK from an OpenAPI document.

    Globs match the whole of a tag, path or operationId; tag:GLOB, path:GLOB and operation:GLOB
    match one of the three. Options override the configuration file.
    """
    if watch and (check or spec == "-"):
        other = "--check" if check else "standard input"
        raise typer.BadParameter(
            f"it cannot be combined with {other}", param_hint="--watch"
        )
    given = {
        "output": None if output is None else str(output),
        "package_name": package_name,
        "http": http.value if http else None,
        "strict": strict,
        "only_streaming": only_streaming,
        "include": tuple(include) if include else None,
        "exclude": tuple(exclude) if exclude else None,
        "project": project,
        "server": server,
        "payload_events": payload_events,
        "overlays": tuple(overlay) if overlay else None,
        "templates": None if templates is None else str(templates),
        "allow_ref": tuple(allow_ref) if allow_ref else None,
    }

    def once(inputs: Inputs) -> int:
        # Here and not above: what it imports takes longer than `ssegen --version` may.
        from .generation import Mode, run

        inputs.files |= configuration_files(config)
        found = project_or_exit(config)
        documents = found.documents if spec is None else found.configs(spec)
        if not documents:
            say(f"error: {_no_document(found)}")
            raise typer.Exit(2)
        mode = Mode(
            arguments=context.meta[ARGUMENTS],
            folder=Path(found.file).parent,
            check=check,
            force=force,
            allow_hooks=allow_hooks,
        )
        return run([each.overridden(**given) for each in documents], mode, inputs)

    if watch:
        watch_inputs(once)
    raise typer.Exit(once(Inputs()))


def _no_document(project: Project) -> str:
    where = (
        f"{project.file} names none" if project.file else "there is no configuration"
    )
    return f"no document is named, and {where}; `ssegen init` writes one"
