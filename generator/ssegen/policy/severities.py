"""How much findings weigh by the configuration: by rule, and by where they stand."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from os.path import relpath
from typing import TYPE_CHECKING

from ..diagnostics import Severity
from .paths import PathsOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..config import Config, Level, Override
    from ..diagnostics import Diagnostic
    from ..load.node import Document


def weighed(
    diagnostics: Iterable[Diagnostic], places: Places, config: Config
) -> Iterator[Diagnostic]:
    """The findings with the severities that the configuration gives them, without those it turns
    off.

    The last override that names the rule and the place counts, then what is said of the rule.
    """
    for diagnostic in diagnostics:
        level = _level(diagnostic, places, config)
        if level is None:
            yield diagnostic
        elif level != "off":
            yield replace(diagnostic, severity=Severity(level))


def _level(diagnostic: Diagnostic, places: Places, config: Config) -> Level | None:
    for override in reversed(config.overrides):
        level = override.rules.get(diagnostic.rule)
        if level is not None and places.match(override, diagnostic):
            return level
    return config.rules.get(diagnostic.rule)


class Places:
    """Where findings stand in a document, for overrides."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def match(self, override: Override, diagnostic: Diagnostic) -> bool:
        """Whether a finding stands where an override says; about paths, whether all the paths
        that use its place are meant."""
        file = _from_here(diagnostic.location.file)
        if override.files and not _any(map(_from_here, override.files), file):
            return False
        if not override.paths:
            return True
        used = self._paths.of(diagnostic.location)
        return bool(used) and all(_any(override.paths, path) for path in used)

    @cached_property
    def _paths(self) -> PathsOf:
        return PathsOf(self._document)


def _from_here(name: str) -> str:
    """The same name for the same file, however it is written; a glob stays one."""
    try:
        return relpath(name)
    except ValueError:  # of nothing, and of another drive
        return name


def _any(globs: Iterable[str], name: str) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)
