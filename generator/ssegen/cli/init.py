"""``ssegen init``: a configuration file, by asking or from options."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..config import ConfigError, package_name_problem, parsed_config
from ..diagnostics import Severity
from .configuration import project_or_exit
from .terminal import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..load import Document
    from ..openapi.operations import OperationNode

FILE = Path("ssegen.toml")
SCHEMA = Path("ssegen.schema.json")

FOLDERS = (".", "openapi", "spec", "specs", "api", "docs")
"""Where documents are looked for, in the order in which they are proposed."""

SUFFIXES = (".yaml", ".yml", ".json")

OPENAPI_3 = re.compile(rb"""^[\s{]*["']?openapi["']?\s*:\s*["']?3\.""", re.MULTILINE)

HEAD = 64 * 1024
"""How many bytes of a file are looked at."""

HTTP = ("httpx", "httpx2")


def init(
    spec: Annotated[
        str | None,
        typer.Argument(
            metavar="SPEC",
            help="A path or URL. Default: the document that is found here.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="The folder that gets the package. Default: sdk.",
        ),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(
            "--package-name",
            metavar="NAME",
            help="Default: made from the API's title.",
        ),
    ] = None,
    http: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="httpx or httpx2. Default: httpx.", show_default=False
        ),
    ] = None,
    payload_events: Annotated[
        bool | None,
        typer.Option(
            "--payload-events/--no-payload-events",
            help="Take schemas of other properties than an event's for what `data` holds.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Take what is proposed without asking.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite a configuration that is there.")
    ] = False,
) -> None:
    """Write ssegen.toml for the document in this folder.

    At a terminal, what no option says is asked for.
    """
    if not force and (there := _configured()):
        say(f"error: {there} is there already; --force overwrites it")
        raise typer.Exit(2)
    asking = sys.stdin.isatty() and not yes
    spec = spec or _document(asking)
    document, title = _read(spec)
    answers = {
        "spec": spec,
        "output": _answer("output folder", output, "sdk", _present, asking),
        "package": _answer(
            "package", package, _package_name(title), _importable, asking
        ),
        "http": _answer("http library", http, HTTP[0], _library, asking),
    }
    if payload_events is None and _has_payloads(document):
        payload_events = yes or _allowed(asking)
    _write(_text(answers, payloads=bool(payload_events)), force=force)
    print(f"{FILE} is written; `ssegen generate` makes the SDK")


def _configured() -> str:
    """The configuration that this folder has; empty where it has none."""
    return str(FILE) if FILE.exists() else project_or_exit(None).file


def _document(asking: bool) -> str:
    """The document in this folder, or the one of several that the user wants."""
    found = [
        str(path)
        for folder in FOLDERS
        for path in sorted(Path(folder).glob("*"))
        if path.suffix in SUFFIXES and _is_openapi(path)
    ]
    if asking:
        if len(found) > 1:
            say(f"found: {', '.join(found)}")
        return str(
            typer.prompt("document", default=found[0] if found else None, err=True)
        )
    if len(found) == 1:
        return found[0]
    if found:
        raise _wrong("SPEC", f"there are several documents here: {', '.join(found)}")
    raise _wrong("SPEC", "there is no OpenAPI 3 document here; name one")


def _is_openapi(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return bool(OPENAPI_3.search(file.read(HEAD)))
    except OSError:
        return False


def _read(spec: str) -> tuple[Document, str]:
    """The document and the title of its API; where it cannot be read, say why and exit."""
    from .findings import load_or_exit

    if spec == "-":
        raise _wrong("SPEC", "a configuration cannot name standard input")
    document = load_or_exit(spec, ())
    info = document.root.get("info")
    title = info.get("title") if info else None
    return document, str(title.value) if title else ""


def _package_name(title: str) -> str:
    from ..python.plan import package_name

    return package_name(title)


def _has_payloads(document: Document) -> bool:
    """Whether schemas of streams make sense only as payloads."""
    from ..rules import check
    from ..rules.subject import every, none

    def errors(payloads: Callable[[OperationNode], bool]) -> int:
        found = check(document, payloads=payloads)
        return sum(each.severity is Severity.ERROR for each in found)

    return errors(every) < errors(none)


def _allowed(asking: bool) -> bool:
    """Whether the user says that the schemas of streams are meant as payloads."""
    describe = "the schemas of its streams describe what `data` holds"
    if not asking:
        say(f"{describe}; if that is meant, say --payload-events")
        return False
    return typer.confirm(f"{describe}; is that meant?", default=True, err=True)


def _answer(
    question: str,
    given: str | None,
    proposed: str,
    check: Callable[[str], str],
    asking: bool,
) -> str:
    """What the option says, else what the user answers, else what is proposed."""
    if given is not None:
        return check(given)
    if not asking:
        return proposed
    answer: str = typer.prompt(question, default=proposed, value_proc=check, err=True)
    return answer


def _present(folder: str) -> str:
    if not folder:
        raise _wrong("--output", "name a folder")
    return folder


def _importable(name: str) -> str:
    if problem := package_name_problem(name):
        raise _wrong(
            "--package-name", f"a package cannot be called {name!r}: {problem}"
        )
    return name


def _library(name: str) -> str:
    if name not in HTTP:
        raise _wrong("--http", f"{name!r} is not {' or '.join(HTTP)}")
    return name


def _wrong(option: str, problem: str) -> typer.BadParameter:
    return typer.BadParameter(problem, param_hint=option)


def _text(answers: dict[str, str], *, payloads: bool) -> str:
    """The file: what was answered, and in comments what else it may say."""
    comments = {
        "spec": "the document: a path or a URL",
        "output": "the folder that gets the package",
        "package": "what the package is called",
        "http": 'the HTTP library that the SDK runs on; or "httpx2"',
    }
    lines = [
        f"{key} = {_quoted(answers[key])} # {comment}"
        for key, comment in comments.items()
    ]
    off = "" if payloads else "# "
    return "\n".join(
        (
            f"#:schema ./{SCHEMA}",
            "# What `ssegen generate` and `ssegen validate` do in this folder.",
            "",
            *lines,
            "# project = true # also README.md and pyproject.toml, which make it installable",
            "# server = true # also the package `server`: typed handlers for what streams",
            '# include = ["tag:chat"] # these tags, paths and operationIds only',
            "",
            f"{off}[streams]",
            f"{off}payload = true # schemas of streams describe what `data` holds",
            "",
            "# [rules]",
            '# SSE301 = "off" # or "info", "warning", "error"; `ssegen rules` lists them',
            "",
        )
    )


def _quoted(text: str) -> str:
    """A TOML basic string; like one of JSON but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(text: str, *, force: bool) -> None:
    """Write the file, and beside it the schema that it names; where that fails, say why."""
    from ..config import schema_text
    from ..rules import RULES

    try:
        parsed_config(FILE, text, {rule.id for rule in RULES})
        with FILE.open("w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        SCHEMA.write_text(schema_text(), encoding="utf-8", newline="\n")
    except ConfigError as error:
        say(f"error: {error}")
        raise typer.Exit(2) from None
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        say(f"error: {FILE} cannot be written: {reason.lower()}")
        raise typer.Exit(2) from None
