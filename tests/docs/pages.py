"""The pages of the documentation, as programs: what their code blocks say is done.

A page is README.md or a Markdown file below ``docs/``. Of its fenced blocks, in order:

- one with ``title="NAME"`` is a file of that name;
- ``console`` holds commands after ``$``, each with what it prints; those of `RUN` are run, in a
  folder of the page that holds its files and ``specs/``, and what they print is what is shown;
- ``python`` without a title is a piece of one module, which is type-checked;
- ``yaml``, ``json`` and ``toml`` are parsed.

``python -m tests.docs`` writes anew what commands print.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generated_examples.regenerate import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)

RUN = frozenset({"cat", "ls", "python", "ssegen"})
"""The programs that commands begin with which are run; others install, or ask for the network."""

_FENCE = re.compile(r"^( *)```(\w+)([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    language: str
    title: str
    """The name of the file that it is; empty where it is none."""
    text: str
    start: int
    """The offset of its text in the page."""
    indent: str

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Each command of a console with what it prints."""
        parts = re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]
        return [
            (command, output)
            for command, _, output in (_whole(part).partition("\0") for part in parts)
        ]


def _whole(part: str) -> str:
    r"""A command and its output with a NUL between them; lines that end in ``\`` go on."""
    return re.sub(r"(?<!\\)\n", "\0", part, count=1)


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    found: list[Block] = []
    for match in _FENCE.finditer(text):
        indent, language, rest, body = match.groups()
        title = _TITLE.search(rest)
        lines = [line.removeprefix(indent) for line in body.splitlines(keepends=True)]
        found.append(
            Block(
                language,
                title[1] if title else "",
                "".join(lines),
                match.start(4),
                indent,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed, and what the page shows."""

    command: str
    shown: str
    printed: str


def run(text: str, folder: Path) -> Iterator[Printed]:
    """Do what a page says, in an empty folder."""
    shutil.copytree(ROOT / "specs", folder / "specs")
    for block in blocks(text):
        if block.title:
            (folder / block.title).parent.mkdir(parents=True, exist_ok=True)
            (folder / block.title).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command, shown in block.commands:
                if shlex.split(command)[0] in RUN:
                    yield Printed(command, shown, _printed(command, folder))


def _printed(command: str, folder: Path) -> str:
    """What a command prints, on both streams."""
    place = Path(sys.executable).parent
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV", "SSEGEN"))
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **environment,
            "PATH": f"{place}{os.pathsep}{environment['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def written_anew(text: str, folder: Path) -> str:
    """The page with what its commands print now."""
    printed = iter(run(text, folder))
    for block in reversed(
        [*_with_outputs(text, printed)]
    ):  # from the end, so that offsets hold
        start, end, body = block
        text = text[:start] + body + text[end:]
    return text


def _with_outputs(
    text: str, printed: Iterator[Printed]
) -> Iterator[tuple[int, int, str]]:
    for block in blocks(text):
        if block.language != "console" or block.title:
            continue
        body = ""
        for command, shown in block.commands:
            ran = shlex.split(command)[0] in RUN
            body += f"$ {command}\n{next(printed).printed if ran else shown}"
        if not body:
            continue
        lines = body.splitlines(keepends=True)
        indented = "".join(
            block.indent + line if line.strip() else line for line in lines
        )
        length = len(
            "".join(
                block.indent + line if line.strip() else line
                for line in block.text.splitlines(keepends=True)
            )
        )
        yield block.start, block.start + length, indented
