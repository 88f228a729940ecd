"""What the user asks for."""

from __future__ import annotations

import keyword
import sys
from dataclasses import dataclass
from typing import Literal

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
class Config:
    package_name: str = ""
    """Empty: named after the API's title."""
    http: Literal["httpx", "httpx2"] = "httpx"
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

    def settings(self) -> dict[str, bool | str | tuple[str, ...]]:
        """What shapes the files, for the manifest."""
        return {
            "http": self.http,
            "only_streaming": self.only_streaming,
            "include": self.include,
            "exclude": self.exclude,
            "project": self.project,
        }


def package_name_problem(name: str) -> str:
    """Why a package cannot be called this; empty where it can."""
    if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
        return "it is not a Python identifier"
    if name in _TAKEN:
        return "a module that the SDK imports has this name"
    return ""
