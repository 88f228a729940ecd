"""What the user asks for."""

from __future__ import annotations

import keyword
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

HTTPLibrary: TypeAlias = Literal["httpx", "httpx2"]
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
class Config:
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
            "payload_events": self.payload_events,
            "error_events": self.error_events,
            "operations": tuple(
                f"{key}: {operation}"
                for key, operation in sorted(self.operations.items())
            ),
        }


def package_name_problem(name: str) -> str:
    """Why a package cannot be called this; empty where it can."""
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        return "it is not a Python identifier"
    if name in _TAKEN:
        return "a module that the SDK imports has this name"
    return ""
