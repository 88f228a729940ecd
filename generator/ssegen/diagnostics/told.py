"""What a run found and what the formats need to tell of it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from .diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .diagnostic import Diagnostic, Report

_BREAK = re.compile(r"\r\n|\r|\n")
_NO_FILE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|<stdin>$")
"""Begins a URL, a revision of git, or is the name of standard input; ``C:`` is a drive."""


@dataclass(frozen=True, slots=True)
class About:
    """What there is to know of a rule."""

    id: str
    title: str
    """Lower case, without a period."""
    severity: Severity
    """The usual one."""
    why: str
    """What happens at run time where nobody mends it."""
    page: str
    """The whole page, as Markdown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One document that was looked at."""

    name: str
    """As the user wrote it."""
    report: Report
    known: int = 0
    """How many more findings there are, which the baseline hides."""


class Texts:
    """The texts of files by their names, and their lines as editors count them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}

    def line(self, file: str, number: int) -> str:
        """A line by its 1-based number, without its end; empty where there is none.

        U+2028 and the like, which `str.splitlines` knows, do not end one.
        """
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = _BREAK.split(self._texts.get(file, ""))
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def is_json(self, file: str) -> bool:
        """Whether a file is written in JSON, and not in YAML."""
        return self._texts.get(file, "").lstrip().startswith(("{", "["))


@dataclass(frozen=True)
class Told:
    """All findings of one run of a command."""

    checked: tuple[Checked, ...]
    """With errors for all that fails the run: under ``strict``, for what is not supported too."""
    texts: Texts
    rules: Mapping[str, About]
    """By id: those there are."""
    version: str
    """Of this program."""
    exit_code: int
    root: Path = field(default_factory=Path.cwd)
    """The folder that paths are relative to in formats for other programs."""
    conclusion: str = ""
    """What text ends with; empty: how many documents and findings there are."""

    def __iter__(self) -> Iterator[Diagnostic]:
        """All findings, document by document."""
        return (diagnostic for one in self.checked for diagnostic in one.report)

    @property
    def known(self) -> int:
        """How many findings the baselines hide."""
        return sum(one.known for one in self.checked)

    def why(self, diagnostic: Diagnostic) -> str:
        """Why a finding matters; where it does not say so itself, the words of its rule."""
        about = self.rules.get(diagnostic.rule)
        return diagnostic.why or (about.why if about else "")

    def path(self, file: str) -> str | None:
        """The path of a file with slashes, relative to the root where it is inside of it; None for
        what is no file here: a URL, standard input, a revision of git.
        """
        if _NO_FILE.match(file):
            return None
        path = _absolute(file)
        root = _absolute(self.root)
        return (
            path.relative_to(root) if path.is_relative_to(root) else path
        ).as_posix()

    @cached_property
    def fingerprints(self) -> tuple[str, ...]:
        """For each finding, in order, 32 hexadecimal digits that stay the same where lines move and
        messages are worded anew; no two are the same.
        """
        seen = Counter[tuple[str, str, str]]()
        return tuple(self._fingerprint(diagnostic, seen) for diagnostic in self)

    def _fingerprint(
        self, diagnostic: Diagnostic, seen: Counter[tuple[str, str, str]]
    ) -> str:
        place = diagnostic.location
        key = (self.path(place.file) or place.file, diagnostic.rule, place.pointer)
        seen[key] += 1
        text = "\0".join((*key, str(seen[key])))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings with the heaviest first, otherwise in the order given."""
    weight = {severity: index for index, severity in enumerate(Severity)}
    return sorted(diagnostics, key=lambda each: weight[each.severity])


def _absolute(path: str | Path) -> Path:
    """Without ``..``, and without following links."""
    return Path(abspath(path))
