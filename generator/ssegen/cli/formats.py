"""How results are told: in which format, to where."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from .terminal import colored, say

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Iterable, Mapping, Sequence

    from ..diagnostics.told import About, Told


class Format(enum.Enum):
    """What findings are told in."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


class ListFormat(enum.Enum):
    """What lists are told in."""

    TEXT = "text"
    JSON = "json"


BY_SUFFIX = {
    ".txt": Format.TEXT,
    ".json": Format.JSON,
    ".sarif": Format.SARIF,
    ".xml": Format.JUNIT,
}

FormatOption: TypeAlias = Annotated[
    Format,
    typer.Option(
        "--format",
        help="How findings are told on stdout: text with excerpts, one concise line each, or as "
        "other programs want it.",
    ),
]

Outputs: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        metavar="[FORMAT=]FILE",
        help="Write the findings to a file as well; without FORMAT, as its name ends: .sarif, "
        ".xml (JUnit), .json or .txt; repeatable.",
    ),
]


@dataclass(frozen=True, slots=True)
class Output:
    """A file that findings are written to."""

    format: Format
    file: Path


def outputs_or_exit(texts: Iterable[str], specs: Iterable[str]) -> tuple[Output, ...]:
    """Read what ``--output`` says; where it makes no sense, or names one of the documents, say why
    on stderr and exit with 2."""
    outputs = tuple(map(_output_or_exit, texts))
    documents = {Path(spec).resolve(): spec for spec in specs}
    for output in outputs:
        if spec := documents.get(output.file.resolve()):
            raise typer.BadParameter(
                f"{spec!r} is a document; name another file", param_hint="--output"
            )
    return outputs


def publish(told: Told, format: Format, outputs: Sequence[Output]) -> None:
    """Write the findings to the files, and print them.

    Where a file cannot be written, say why on stderr and exit with 2, after all else.
    """
    from ..write import WriteError, replace

    print(document(told, format, color=colored(sys.stdout)), end="")
    failed = False
    for output in outputs:
        try:
            replace(output.file, document(told, output.format))
        except WriteError as error:
            say(f"error: {error}")
            failed = True
    if failed:
        raise typer.Exit(2)


def document(told: Told, format: Format, *, color: bool = False) -> str:
    """All findings in a format."""
    from ..diagnostics import concise, github, gitlab, json, junit, sarif, text

    match format:
        case Format.TEXT:
            return text.document(told, color=color)
        case Format.CONCISE:
            return concise.document(told, color=color)
        case Format.JSON:
            return json.document(told)
        case Format.SARIF:
            return sarif.document(told)
        case Format.GITHUB:
            return github.document(told)
        case Format.GITLAB:
            return gitlab.document(told)
        case Format.JUNIT:
            return junit.document(told)


def abouts() -> Mapping[str, About]:
    """What the formats need to know of rules, by id."""
    from ..diagnostics.told import About
    from ..rules import RULES
    from ..rules.pages import markdown

    return {
        rule.id: About(rule.id, rule.title, rule.severity, rule.why, markdown(rule))
        for rule in RULES
    }


def checkout() -> Path:
    """The folder that a CI system takes paths to be relative to: that of the checkout where this
    runs inside of one, else the current one.
    """
    import os

    here = Path.cwd()
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        if root := os.environ.get(variable):
            folder = Path(root).resolve()  # as the current one is
            if here.is_relative_to(folder):
                return folder
    return here


def _output_or_exit(text: str) -> Output:
    names = [format.value for format in Format]
    name, equals, file = text.partition("=")
    if equals and name in names:
        format: Format | None = Format(name)
    else:
        file, format = text, BY_SUFFIX.get(Path(text).suffix.lower())
    if format is None:
        raise typer.BadParameter(
            f"{text!r} does not say in which format; write FORMAT=FILE with one of "
            + ", ".join(names),
            param_hint="--output",
        )
    if file in ("", "-"):
        raise typer.BadParameter(
            f"{text!r} names no file; --format says what goes to stdout",
            param_hint="--output",
        )
    return Output(format, Path(file))
