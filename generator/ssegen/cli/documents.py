"""The documents that a command is asked for: by name, by globs, or by the configuration."""

from __future__ import annotations

import glob
import os
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .terminal import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..config import Config, Project
    from ..load import LoadError

_GLOB = re.compile(r"[*?\[]")
_OPENAPI = re.compile(r"""(?m)^[ \t{]*(?:openapi|"openapi"|'openapi')[ \t]*:""")
NOT_OPENAPI = "SSE002"


@dataclass(frozen=True, slots=True)
class Asked:
    """A document to look at."""

    spec: str
    """A path, a URL, or ``-``."""
    config: Config
    globbed: bool = False
    """Whether a glob found it, which may find files of all kinds."""


def asked_or_exit(specs: Sequence[str], project: Project) -> tuple[Asked, ...]:
    """The documents that are named, each once; those of the configuration where none is.

    A document that the configuration has several times is looked at for each that asks for
    something else of it. Where there is none, or a glob matches no file, say so on stderr and exit
    with 2.
    """
    if not specs and not project.documents:
        file = project.file or "ssegen.toml"
        raise typer.BadParameter(
            f"name a document, or list documents in {file}", param_hint="SPEC"
        )
    every = [Asked(config.spec, config) for config in project.documents if not specs]
    globs = [spec for spec in specs if _is_glob(spec)]
    named = {os.path.abspath(spec) for spec in specs if spec not in globs}
    for spec in specs:
        names = sorted(_matches(spec)) if spec in globs else [spec]
        if not names:
            say(f"error: {spec!r} matches no file")
            raise typer.Exit(2)
        every += [
            Asked(name, config, globbed=os.path.abspath(name) not in named)
            for name in names
            for config in project.configs(name)
        ]
    return tuple(_distinct(every))


def is_other(spec: str, error: LoadError) -> bool:
    """Whether a file that cannot be loaded does not look like an OpenAPI 3 document at all: it has
    no key ``openapi`` at the top.
    """
    if all(d.rule == NOT_OPENAPI for d in error.diagnostics):
        return all(d.location.pointer != "/openapi" for d in error.diagnostics)
    text = error.texts.get(spec)
    if text is None:
        try:
            text = Path(spec).read_bytes().decode("latin-1")
        except OSError:
            return False
    return _OPENAPI.search(text) is None


def _distinct(every: Iterable[Asked]) -> Iterator[Asked]:
    """Without those that an earlier one equals in all that matters to a check."""
    seen: defaultdict[str, list[Config]] = defaultdict(list)
    for asked in every:
        path = os.path.abspath(asked.spec)
        config = replace(
            asked.config,
            spec=path,
            output="",
            package_name="",
            http="httpx",
            project=False,
            templates="",
            hooks=(),
        )
        if config not in seen[path]:
            seen[path].append(config)
            yield asked


def _is_glob(spec: str) -> bool:
    return (
        _GLOB.search(spec) is not None
        and "://" not in spec
        and not os.path.lexists(spec)
    )


def _matches(spec: str) -> Iterator[str]:
    """The files that a glob matches; ``**`` stands for any number of folders."""
    return (name for name in glob.iglob(spec, recursive=True) if os.path.isfile(name))
