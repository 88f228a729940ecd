"""``ssegen fix``: an overlay, or edits, that repair what needs no judgement."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from ..diagnostics.text import blocks, printable
from ..diagnostics.text import summary as counted
from ..diagnostics.told import Texts
from ..write import WriteError, file_diff, replace
from .configuration import (
    AllowRef,
    ConfigPath,
    Overlays,
    PayloadEvents,
    Strict,
    project_or_exit,
)
from .findings import load_or_exit, texts
from .terminal import colored, progress, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Mapping, Sequence

    from ..config import Config
    from ..diagnostics import Diagnostic, Put, Remove, Report
    from ..load import OpenAPI
    from ..repair import Choice

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Output:
    """What repairs lead to."""

    document: OpenAPI
    """As it is after them."""
    overlay: str = ""
    """Empty where files are edited instead."""
    files: Mapping[str, str] | None = None
    """The new texts of edited files, by name."""


def fix(
    spec: Annotated[
        str, typer.Argument(metavar="SPEC", help="A path or URL; - is standard input.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write the overlay to a file."
        ),
    ] = None,
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place",
            help="Edit the document's files instead of writing an overlay.",
        ),
    ] = False,
    rule: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID", help="Repair only what this rule finds; repeatable."
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
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite an output file that `ssegen fix` did not write."
        ),
    ] = False,
    overlay: Overlays = None,
    allow_ref: AllowRef = None,
    config: ConfigPath = None,
) -> None:
    """Repair what needs no judgement, by an OpenAPI overlay or in place.

    The overlay goes to standard output, to be applied with --overlay, by ssegen or any other tool.
    Edits in place keep comments, order and quotes. What is left for you to decide is told.
    """
    settings = (
        project_or_exit(config)
        .config(spec)
        .overridden(
            strict=strict,
            payload_events=payload_events,
            overlays=tuple(overlay) if overlay else None,
            allow_ref=tuple(allow_ref) if allow_ref else None,
        )
    )
    wanted = _rules_or_exit(rule or ())
    _ensure_sensible(settings, output, in_place=in_place)
    document = load_or_exit(spec, settings.allow_ref, settings.overlays)
    if in_place and document.path(document.root.source.name) is None:
        say(f"error: {spec} is no file that can be edited; leave out --in-place")
        raise typer.Exit(2)
    if output is not None and not (force or check):
        _ensure_ours(output)
    run = _Run(document, settings, output, in_place)
    with progress(f"repairing {spec}"):
        before = run.findings(document)
        choice = run.choice(before, wanted)
        result = run.output(choice.made) if choice.made else Output(document)
        after = run.findings(result.document) if choice.made else before
    _tell_repairs(spec, choice)
    if choice.made:
        _publish(result, document, output, check=check)
    fails = after.fails(strict=settings.strict)
    _tell_rest(after, result.document, strict=settings.strict)
    raise typer.Exit(1 if fails or (check and choice.made) else 0)


def _rules_or_exit(ids: Sequence[str]) -> frozenset[str] | None:
    from ..rules import RULES

    known = {rule.id for rule in RULES}
    wanted = frozenset(id.upper() for id in ids)
    for unknown in sorted(wanted - known):
        say(f"error: no rule is called {printable(unknown)}; `ssegen rules` lists them")
        raise typer.Exit(2)
    return wanted or None


def _ensure_sensible(settings: Config, output: Path | None, *, in_place: bool) -> None:
    """Stop where options contradict each other."""
    applied = {os.path.abspath(each) for each in settings.overlays}
    problem = ""
    if in_place and output is not None:
        problem = "--in-place writes no overlay, so it has no use for -o"
    elif in_place and applied:
        problem = (
            "--in-place does not edit overlays, and the document has some; write one more with -o, "
            "and apply it after them"
        )
    elif output is not None and os.path.abspath(output) in applied:
        problem = (
            f"{output} is applied to the document already; choose another file, and apply it after "
            "that one"
        )
    if problem:
        say(f"error: {problem}")
        raise typer.Exit(2)


def _ensure_ours(output: Path) -> None:
    """Stop where a file stands at the output that is not an overlay of ours."""
    from ..load import LoadError
    from ..load.file import File
    from ..load.source import read_file
    from ..repair import MARK

    if not os.path.lexists(output) or (output.exists() and not output.is_file()):
        return
    try:
        ours = File(read_file(output, str(output))).node.flag(MARK)
    except LoadError:
        ours = False
    if not ours:
        say(
            f"error: {output} was not written by `ssegen fix`; choose another file, or overwrite it"
            " with --force"
        )
        raise typer.Exit(2)


@dataclass(frozen=True, slots=True)
class _Run:
    """One document, and how it is to be repaired."""

    document: OpenAPI
    settings: Config
    target: Path | None
    in_place: bool

    def findings(self, document: OpenAPI) -> Report:
        from ..pipeline import validate

        return validate(document, self.settings, advised=False)

    def choice(self, before: Report, wanted: frozenset[str] | None) -> Choice:
        """The repairs that are made, each of which was tried."""
        from ..load import LoadError
        from ..repair import EditError, choose, difference, holding

        def fault(made: Sequence[Diagnostic]) -> str:
            try:
                after = self.findings(self.output(made).document)
            except EditError as error:
                return f"the file cannot be edited there: {error}"
            except LoadError as error:
                return f"the document could not be read any more: {error}"
            return difference(before, after, made)

        return holding(choose(before, wanted, self._barred), fault)

    def output(self, made: Sequence[Diagnostic]) -> Output:
        """The document with repairs; raises EditError or LoadError where that does not go."""
        from ..load.source import Content
        from ..repair import edited, overlay

        if not self.in_place:
            root = self.document.root
            info = root.get("info")
            text = overlay(
                root.value,
                made,
                title=(info.text("title") if info else "") or root.source.name,
                extends=self._extends(),
            )
            name = str(self.target or "<overlay>")
            content = Content(name, text.encode("utf-8"))
            return Output(self.document.changed({}, [content]), overlay=text)
        changes: dict[str, list[Put | Remove]] = {}
        for diagnostic in made:
            for change in diagnostic.repair.changes if diagnostic.repair else ():
                changes.setdefault(change.file, []).append(change)
        sources = self.document.sources
        files = {
            name: edited(name, sources[name].text, inside)
            for name, inside in changes.items()
        }
        return Output(self.document.changed(files), files=files)

    def _barred(self, name: str) -> str:
        """Why a file cannot be changed; empty where it can."""
        if not self.in_place:
            other = name != self.document.root.source.name
            return (
                f"it changes {name}, and an overlay changes the document's root file only; "
                "--in-place can"
                if other
                else ""
            )
        return (
            "" if self.document.path(name) else f"{name} is no file that can be edited"
        )

    def _extends(self) -> str:
        """The URI reference that leads from the overlay to the document; empty where none does."""
        name = self.document.root.source.name
        if "://" in name:
            return name
        path = self.document.path(name)
        if path is None:
            return ""
        folder = self.target.parent if self.target is not None else Path()
        try:
            relative = os.path.relpath(path, folder)
        except ValueError:  # on another drive
            return path.absolute().as_uri()
        return quote(Path(relative).as_posix())


def _publish(
    result: Output, document: OpenAPI, output: Path | None, *, check: bool
) -> None:
    """Write or print what the repairs lead to."""
    if result.files is None and (output is None or check):
        print(result.overlay, end="")
    try:
        if result.files is None and output is not None and not check:
            replace(output, result.overlay)
            say(f"wrote {output}")
        for name, text in (result.files or {}).items():
            if check:
                print(file_diff(name, document.sources[name].text, text), end="")
            else:
                _edit(document, name, text)
    except WriteError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None


def _edit(document: OpenAPI, name: str, text: str) -> None:
    """Give a file its new text, with the byte order mark that it may begin with."""
    path, old = document.path(name), document.sources[name].text
    assert path is not None  # others are barred
    try:
        found = path.read_bytes()
    except OSError as error:
        raise WriteError.about(path, "cannot be read", error) from None
    for mark in ("", BOM):
        if found == (mark + old).encode():
            replace(path, mark + text)
            say(f"edited {name}")
            return
    raise WriteError(
        f"{name} is not UTF-8, or has changed meanwhile; it is left as it was"
    )


def _tell_repairs(spec: str, choice: Choice) -> None:
    for each in choice.left_out:
        found = each.diagnostic
        say(printable(f"{found.location}: {found.rule} is not repaired: {each.reason}"))
    for found in choice.made:
        say(printable(f"{found.location}: {found.rule} repaired: {found.message}"))
    rules = Counter(found.rule for found in choice.made)
    told = ", ".join(
        f"{rule} ×{count}" if count > 1 else rule for rule, count in rules.items()
    )
    say(f"{spec}: repaired {told}" if told else f"{spec}: nothing to repair")


def _tell_rest(after: Report, document: OpenAPI, *, strict: bool) -> None:
    """Tell what stands in the way still, each with the lines that would mend it."""
    from ..diagnostics import Severity

    heavy = {Severity.ERROR, *({Severity.UNSUPPORTED} if strict else ())}
    rest = [found for found in after if found.severity in heavy]
    known = Texts(texts(document))
    for block in blocks(rest, known, lambda d: d.why, color=colored(sys.stderr)):
        say(f"\n{block}")
    if rest:
        say(f"\n{counted(rest)} left")
