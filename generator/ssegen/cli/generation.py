"""From documents to packages on the disk, as ``ssegen generate`` does it."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .. import __version__
from ..diagnostics.text import printable
from ..diagnostics.text import summary as findings
from ..write import (
    WriteError,
    changes,
    diff,
    ensure_unobstructed,
    own_folder,
    own_modules,
    own_templates,
    write,
)
from .findings import load_or_exit, tell, texts
from .summary import counts, summary
from .terminal import progress, say, width

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Mapping, Sequence

    from ..config import Config
    from ..load.node import Document
    from ..pipeline import Generated
    from ..python.render import Templates
    from ..write import Changes
    from .watch import Inputs


@dataclass(frozen=True, slots=True)
class Mode:
    """What becomes of what documents give."""

    arguments: tuple[str, ...]
    """The command line after ``ssegen``."""
    folder: Path
    """Where hooks run."""
    check: bool = False
    """Compare with the disk, and write nothing."""
    force: bool = False
    """Overwrite files that were edited by hand."""
    allow_hooks: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """What one document gives."""

    document: str
    """Its name."""
    name: str
    folder: Path
    """The output folder."""
    generated: Generated
    files: Mapping[str, str]
    """Text by path relative to the output folder, as the hooks leave it."""
    settings: Mapping[str, bool | str | tuple[str, ...]]
    """For the manifest."""


def run(configs: Sequence[Config], mode: Mode, inputs: Inputs) -> int:
    """Generate from documents, or check what was generated, and tell of each.

    Returns the highest of their exit codes. Adds to the inputs what is read.
    """
    packages: list[Package] = []
    codes = [0]
    for config in configs:
        try:
            packages.append(_package(config, mode, inputs))
        except typer.Exit as failed:
            codes.append(failed.exit_code)
    if not mode.allow_hooks:
        _name_hooks(configs)
    if clash := _clash(packages):
        say(f"error: {clash}; nothing was written")
        return 2
    drifted: list[Changes] = []
    for package in packages:
        try:
            found = changes(
                package.files, package.folder, package.name, package.settings
            )
            if not mode.check:
                _write(package, found, mode, headed=len(configs) > 1)
            elif _drifts(found):
                drifted.append(found)
                codes.append(1)
        except WriteError as error:
            say(f"error: {error}")
            codes.append(2)
    if drifted:
        say(f"to bring it up to date: {_mending(mode, drifted)}")
    return max(codes)


def _package(config: Config, mode: Mode, inputs: Inputs) -> Package:
    """Generate from one document; where that is not possible, say why and exit."""
    from .. import pipeline

    inputs.documents.add(Path(config.spec))
    inputs.files |= set(map(Path, config.overlays))
    if config.templates:
        inputs.folders.add(Path(config.templates))
    document = load_or_exit(config.spec, config.allow_ref, config.overlays)
    inputs.documents |= {Path(name) for name in document.sources}
    name = document.root.source.name
    for glob in pipeline.idle(document, config):
        say(f"error: {glob!r} matches no tag, path or operationId of {name}")
        raise typer.Exit(2)
    package, output = pipeline.package(document, config), Path(config.output)
    inputs.folders.add(own_folder(output, package))
    with progress(f"generating from {name}"):
        generated, templates = _generated(document, config, package)
    tell(generated.report, texts(document), sys.stderr)
    if generated.sdk is None:
        say(f"{name}: {findings(generated.report)}; nothing was written")
        raise typer.Exit(1)
    if not generated.api.resources:
        say(f"{name}: no operation is left to generate; nothing was written")
        raise typer.Exit(1)
    if config.server and generated.sdk.server is None:
        say(
            f"{name}: no operation streams, so there is nothing to serve; generate it "
            "without `server`; nothing was written"
        )
        raise typer.Exit(1)
    files = generated.files
    settings = {"ssegen": __version__, "package": package, **config.recorded()}
    if templates.texts:
        settings["templates"] = templates.recorded
    if config.hooks and mode.allow_hooks:
        files = _hooked(generated, package, config, mode)
        settings["hooks"] = config.hooks
    return Package(name, package, output, generated, files, settings)


def _generated(
    document: Document, config: Config, package: str
) -> tuple[Generated, Templates]:
    """What a document gives together with what the user adds, and the user's templates; where that
    is not possible, say why and exit.
    """
    from .. import pipeline
    from ..python.plan import Custom, CustomError
    from ..python.render import TemplateError, Templates

    templates = Templates()
    try:
        if config.templates:
            templates = Templates.read(own_templates(Path(config.templates)))
        modules = own_modules(Path(config.output), package)
        custom = Custom.read(modules, package)
        return pipeline.generate(document, config, custom, templates), templates
    except (CustomError, TemplateError, WriteError) as error:
        say(f"error: {printable(str(error))}; nothing was written")
        raise typer.Exit(1 if isinstance(error, CustomError) else 2) from None


def _hooked(
    generated: Generated, package: str, config: Config, mode: Mode
) -> dict[str, str]:
    """The files as the hooks leave them; where one fails, say why and exit."""
    from .. import hooks

    try:
        with progress("running hooks"):
            return hooks.applied(
                config.hooks,
                generated.files,
                output=Path(config.output),
                package=package,
                folder=mode.folder,
            )
    except hooks.HookError as error:
        say(f"error: {error}\n{package}: nothing was written")
        raise typer.Exit(1) from None


def _name_hooks(configs: Sequence[Config]) -> None:
    hooks = dict.fromkeys(hook for config in configs for hook in config.hooks)
    if hooks:
        named = ", ".join(f"`{printable(hook)}`" for hook in hooks)
        say(f"not run without --allow-hooks: {named}")


def _clash(packages: Sequence[Package]) -> str:
    """The first file that two documents give, in words; empty where there is none."""
    givers: dict[str, Package] = {}
    for package in packages:
        folder = package.folder.resolve()
        for path in package.files:
            # Where the system does not tell letters by their case, neither may we.
            other = givers.setdefault(str(folder / path).casefold(), package)
            if other is not package:
                return (
                    f"{other.document} and {package.document} both give "
                    f"{package.folder / path}: choose another `package` or `output` for "
                    "one of them"
                )
    return ""


def _write(package: Package, found: Changes, mode: Mode, *, headed: bool) -> None:
    """Write what differs, and say what was done."""
    from ..python.render import ensure_compiles

    with progress(f"writing {package.name}"):
        ensure_compiles(found.fresh)
        write(found, force=mode.force)
    if headed:
        print(f"{printable(package.document)}:")
    print(summary(package.generated, found, width(sys.stdout)))
    if headed:
        print()


def _drifts(found: Changes) -> bool:
    """Print what would change, and say whether anything would."""
    ensure_unobstructed(found)
    print(diff(found), end="")
    if found.drift:
        say(f"{found.folder / found.package}: not up to date; {counts(found)}")
    else:
        say(f"{found.folder / found.package}: up to date")
    return found.drift


def _mending(mode: Mode, drifted: Sequence[Changes]) -> str:
    """The command line that would write what a check found missing."""
    words = [word for word in mode.arguments if word != "--check"]
    if any(found.edited for found in drifted) and not mode.force:
        words.append("--force")
    return shlex.join(["ssegen", *words])
