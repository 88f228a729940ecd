"""Old findings that are not told again, so that a team can begin with what is new.

One JSON file. A finding is known again by its file, its rule and its JSON Pointer: lines may move,
and messages may be worded anew. Names of files are relative to the folder of the baseline.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..diagnostics import Report

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from pathlib import Path

    from ..diagnostics import Diagnostic

VERSION = 1


class BaselineError(Exception):
    """The file cannot be read, or is no baseline; the message says which and why."""


class Entry(NamedTuple):
    """How a finding is known again."""

    file: str
    rule: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings that were there when the file was written."""

    folder: Path
    """Of the file."""
    counts: Mapping[Entry, int]
    """How many findings there are of each."""

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            BaselineError: The file cannot be read, or is none.
        """
        try:
            tree = json.loads(path.read_text(encoding="utf-8"))
            if tree["version"] != VERSION:
                raise BaselineError(
                    f"{path}: this baseline is of version {tree['version']!r}, which is not known "
                    "here; remove it, and write it anew with --update-baseline"
                )
            counts = {
                Entry(str(one["file"]), str(one["rule"]), str(one["pointer"])): int(
                    one["count"]
                )
                for one in tree["findings"]
            }
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BaselineError(f"{path}: cannot be read: {reason}") from None
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
            raise BaselineError(
                f"{path}: this is not a baseline; name another file, or remove this one and write "
                "it anew with --update-baseline"
            ) from None
        return cls(path.parent, counts)

    def split(self, report: Report) -> tuple[Report, int]:
        """The findings that are new, and how many are known."""
        left = Counter(self.counts)
        new: list[Diagnostic] = []
        for diagnostic in report:
            entry = self._entry(diagnostic)
            if left[entry] > 0:
                left[entry] -= 1
            else:
                new.append(diagnostic)
        return Report(tuple(new)), len(report) - len(new)

    def stale(
        self, report: Report, files: Iterable[str], *, without: Container[str] = ()
    ) -> int:
        """How many findings in these files are not found any more, ``without`` rules that nobody
        looked for.
        """
        found = Counter(map(self._entry, report))
        return sum(
            max(0, self.counts[entry] - found[entry])
            for entry in self._sought(files, without)
        )

    def updated(
        self, report: Report, files: Iterable[str], *, without: Container[str] = ()
    ) -> Baseline:
        """With these findings for these files; entries of other files stay, and of the rules that
        nobody looked for.
        """
        sought = self._sought(files, without)
        others = {e: n for e, n in self.counts.items() if e not in sought}
        return Baseline(self.folder, others | Counter(map(self._entry, report)))

    def text(self) -> str:
        """The JSON text, sorted, ending in a newline."""
        findings = [
            {**entry._asdict(), "count": count}
            for entry, count in sorted(self.counts.items())
        ]
        tree = {"version": VERSION, "findings": findings}
        return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"

    def _sought(self, files: Iterable[str], without: Container[str]) -> set[Entry]:
        """The entries that would be found if they were still there."""
        looked_at = {self._name(file) for file in files}
        return {
            entry
            for entry in self.counts
            if entry.file in looked_at and entry.rule not in without
        }

    def _entry(self, diagnostic: Diagnostic) -> Entry:
        place = diagnostic.location
        return Entry(self._name(place.file), diagnostic.rule, place.pointer)

    def _name(self, file: str) -> str:
        """A path relative to the folder, with slashes; everything else as it is."""
        if not os.path.exists(file):
            return file  # a URL, standard input, a revision
        try:
            return os.path.relpath(file, self.folder).replace(os.sep, "/")
        except ValueError:  # another drive
            return file
