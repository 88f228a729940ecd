"""Commands of the user that generated files go through before they are written.

They work on a copy, so what they leave is compared, recorded and written like anything generated:
``--check`` sees what they would give, and one that fails leaves the output as it was.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class HookError(Exception):
    """A command cannot be run or fails; the message says which, and what it printed."""


def applied(
    commands: Iterable[str],
    files: Mapping[str, str],
    *,
    output: Path,
    package: str,
    folder: Path,
) -> dict[str, str]:
    """The files as the commands leave them.

    Files that the commands add are not taken over: most are caches.

    Args:
        commands: Each is split as a shell would, and run without one. In its words ``{output}``
            stands for the folder of the copy, ``{package}`` for the package's folder in it.
        files: Text by path relative to ``output``.
        output: Where the files will be written. The copy is a folder in it, or in what is there
            above it, so that commands find the configuration which holds for the files.
        package: The name of the package.
        folder: Where the commands run.

    Raises:
        HookError: A command cannot be started or ends with another code than 0, the copy cannot be
            made, or a file is not text or not Python any more.
    """
    parent = next(
        path
        for path in (output.absolute(), *output.absolute().parents)
        if path.is_dir()
    )
    try:
        with tempfile.TemporaryDirectory(dir=parent, prefix=".ssegen-") as name:
            copy = Path(name)
            for path, text in files.items():
                (copy / path).parent.mkdir(parents=True, exist_ok=True)
                (copy / path).write_bytes(text.encode())
            for command in commands:
                _run(command, copy, package, folder)
            return {
                path: _text(copy / path, path)
                for path in files
                if (copy / path).is_file()
            }
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise HookError(f"hooks cannot run in {parent}: {reason}") from None


def _run(command: str, copy: Path, package: str, folder: Path) -> None:
    words = [
        word.replace("{output}", str(copy)).replace("{package}", str(copy / package))
        for word in shlex.split(command)
    ]
    try:
        ended = subprocess.run(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except (OSError, ValueError) as error:  # the latter for words that hold a NUL
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise HookError(f"the hook `{command}` cannot be started: {reason}") from None
    if ended.returncode:
        printed = f":\n{ended.stdout.rstrip()}" if ended.stdout.strip() else ""
        raise HookError(
            f"the hook `{command}` failed with exit code {ended.returncode}{printed}"
        )


def _text(file: Path, path: str) -> str:
    try:
        text = file.read_bytes().decode()
        if path.endswith(".py"):
            compile(text, path, "exec", dont_inherit=True)
    except UnicodeDecodeError:
        raise HookError(f"a hook left {path}, which is not text any more") from None
    except (SyntaxError, ValueError) as error:  # the latter where it holds a NUL
        raise HookError(
            f"a hook left {path}, which is not Python any more: {error}"
        ) from None
    return text
