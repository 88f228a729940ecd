"""What the user asks for."""

from __future__ import annotations

import keyword
import sys
from dataclasses import dataclass, field, replace
from os.path import abspath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

HTTPLibrary: TypeAlias = Literal["httpx", "httpx2"]
Level: TypeAlias = Literal["off", "info", "warning", "error"]
Scalar: TypeAlias = "bool | int | float | str"

_TAKEN = frozenset(
    {
        *sys.stdlib_module_names,
        "httpx",
        "httpx2",
        "pydantic",
        "pydantic_core",
        "typing_extensions",
    }
)
"""What an SDK imports, or may: a package of that name would stand in for it."""


@dataclass(frozen=True, slots=True)
class OperationConfig:
    """What is asked for of one operation."""

    payload: bool | None = None
    """Whether its stream may be described by what ``data`` holds; None: as for all."""
    stream_switch: str = ""
    """What makes it stream: ``body.NAME`` or ``query.NAME``; empty: found in the document."""
    stream_value: Scalar = True
    """What the switch is set to for a stream."""
    at_once_value: Scalar = False
    """What the switch is set to for an answer at once."""
    error_events: tuple[str, ...] | None = None
    """The names of events that report errors; None: as for all."""

    def __str__(self) -> str:
        switch = self.stream_switch and (
            f"{self.stream_switch} = {self.stream_value!r} or {self.at_once_value!r}"
        )
        payload = "" if self.payload is None else f"payload = {self.payload}"
        errors = (
            ""
            if self.error_events is None
            else f"error_events = {list(self.error_events)}"
        )
        return ", ".join(filter(None, (payload, switch, errors)))


@dataclass(frozen=True, slots=True)
class Override:
    """Other severities for what is found in some places."""

    rules: Mapping[str, Level]
    """By the rule's id."""
    files: tuple[str, ...] = ()
    """Globs over the names of the files that findings stand in; empty: all."""
    paths: tuple[str, ...] = ()
    """Globs over the API's paths (``/legacy/*``) and names of webhooks: findings about what only
    they use; empty: all.
    """


@dataclass(frozen=True, slots=True)
class Config:
    """What is asked for of one document."""

    spec: str = ""
    """The document's path or URL; ``-`` is standard input."""
    output: str = "."
    """The folder that gets the package."""
    overlays: tuple[str, ...] = ()
    """OpenAPI overlays, applied to the document in this order."""
    templates: str = ""
    """A folder whose templates stand in for those of the same name; empty: none do."""
    hooks: tuple[str, ...] = ()
    """Commands that the generated files go through before they are written, where the user allows
    it.
    """
    baseline: str = ""
    """The file of findings that are not told again; empty: there is none."""
    rules: Mapping[str, Level] = field(default_factory=dict["str", "Level"])
    """Severities that are not the rules' own, by id."""
    overrides: tuple[Override, ...] = ()
    """A later one goes before an earlier one, and each before ``rules``."""
    package_name: str = ""
    """Empty: named after the API's title."""
    http: HTTPLibrary = "httpx"
    """The HTTP library that the SDK runs on."""
    strict: bool = False
    """What is not supported yet counts as an error."""
    only_streaming: bool = False
    include: tuple[str, ...] = ()
    """Globs over tags, paths and operationIds; empty: everything."""
    exclude: tuple[str, ...] = ()
    """Globs that win over ``include``."""
    project: bool = False
    """Also README.md and pyproject.toml, which make the SDK installable."""
    server: bool = False
    """Also the package ``server``, which answers the operations that stream."""
    payload_events: bool = False
    """The schemas of event streams may describe what ``data`` holds."""
    error_events: tuple[str, ...] = ()
    """The names of events that report errors."""
    allow_ref: tuple[str, ...] = ()
    """Folders, files and beginnings of URLs that references may lead to outside the document's
    folder.
    """
    operations: Mapping[str, OperationConfig] = field(
        default_factory=dict[str, OperationConfig]
    )
    """By operationId, or by method and path (``POST /chat``)."""

    def overridden(
        self, **options: Any  # the fields, which no type checker knows of `replace`
    ) -> Config:
        """The same with these fields; those that are None stay."""
        given = {name: value for name, value in options.items() if value is not None}
        return replace(self, **given)

    def recorded(self) -> dict[str, bool | str | tuple[str, ...]]:
        """What shapes the files, for the manifest."""
        return {
            "http": self.http,
            "only_streaming": self.only_streaming,
            "include": self.include,
            "exclude": self.exclude,
            "project": self.project,
            "server": self.server,
            "payload_events": self.payload_events,
            "error_events": self.error_events,
            "operations": tuple(
                f"{key}: {operation}"
                for key, operation in sorted(self.operations.items())
            ),
        }


@dataclass(frozen=True, slots=True)
class Project:
    """What a configuration file says."""

    file: str = ""
    """Its name; empty where there is none."""
    defaults: Config = Config()
    """What holds for a document that is named on the command line."""
    documents: tuple[Config, ...] = ()
    """What ``ssegen generate`` and ``ssegen validate`` take where no document is named."""

    def configs(self, spec: str) -> tuple[Config, ...]:
        """What is asked for of a document that is named on the command line: what the file says of
        it, as often as it does, else the defaults.
        """
        named = [each for each in self.documents if abspath(each.spec) == abspath(spec)]
        return tuple(replace(each, spec=spec) for each in named or [self.defaults])

    def config(self, spec: str) -> Config:
        """The first of what is asked for of a document."""
        return self.configs(spec)[0]


def package_name_problem(name: str) -> str:
    """Why a package cannot be called this; empty where it can."""
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        return "it is not a Python identifier"
    if name in _TAKEN:
        return "a module that the SDK imports has this name"
    return ""
