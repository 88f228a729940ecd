"""Commands of the user, run for real on what is generated."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from ssegen.hooks import HookError, applied

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"README.md": "# chat\n", "chat_sdk/__init__.py": "x = 1\n"}


def python(program: str, *arguments: str) -> str:
    """A hook that runs a program."""
    return shlex.join([sys.executable, "-c", program, *arguments])


def ran(folder: Path, *hooks: str) -> dict[str, str]:
    """What hooks leave of the files."""
    return applied(
        hooks, FILES, output=folder / "out", package="chat_sdk", folder=folder
    )


def test_files_come_back_as_the_hooks_leave_them(tmp_path: Path) -> None:
    append = "import sys; open(sys.argv[1], 'ab').write(sys.argv[2].encode())"
    assert ran(
        tmp_path,
        python(append, "{package}/__init__.py", "y = 'é'\n"),
        python(append, "{output}/README.md", "one\n"),
        python(append, "{output}/README.md", "two\n"),
    ) == {
        "README.md": "# chat\none\ntwo\n",
        "chat_sdk/__init__.py": "x = 1\ny = 'é'\n",
    }


def test_nothing_stays_behind(tmp_path: Path) -> None:
    ran(tmp_path, python("import sys; open(sys.argv[1], 'x')", "{package}/cache"))
    assert list(tmp_path.iterdir()) == []


def test_what_a_hook_adds_is_not_taken_and_what_it_removes_is_gone(
    tmp_path: Path,
) -> None:
    move = "import os, sys; os.rename(*sys.argv[1:])"
    assert ran(tmp_path, python(move, "{output}/README.md", "{package}/more.py")) == {
        "chat_sdk/__init__.py": "x = 1\n"
    }


def test_hooks_run_in_the_folder_that_is_named(tmp_path: Path) -> None:
    copy = "import os, sys; open(sys.argv[1], 'w').write(os.getcwd())"
    files = ran(tmp_path, python(copy, "{output}/README.md"))
    assert files["README.md"] == str(tmp_path)


def test_the_copy_stands_in_the_output_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    name = "import os, sys; open(sys.argv[1], 'w').write(os.path.dirname(sys.argv[2]))"
    files = ran(tmp_path, python(name, "{output}/README.md", "{output}"))
    assert files["README.md"] == f"{tmp_path}/out"


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    write = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    files = ran(tmp_path, python(write, "{output}/README.md", "$HOME; `id` && *"))
    assert files["README.md"] == "$HOME; `id` && *"


@pytest.mark.parametrize(
    ("hook", "problem"),
    [
        (python("print('no good'); exit(3)"), "failed with exit code 3:\nno good"),
        (python("exit(1)"), "failed with exit code 1"),
        ("no-such-command {package}", "cannot be started: no such file or directory"),
        ("no\0command", "cannot be started: embedded null byte"),
    ],
)
def test_a_hook_that_fails_is_named_with_what_it_printed(
    tmp_path: Path, hook: str, problem: str
) -> None:
    with pytest.raises(HookError) as raised:
        ran(tmp_path, hook, python("raise SystemExit('not reached')"))
    assert str(raised.value) == f"the hook `{hook}` {problem}"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_text_any_more_is_refused(tmp_path: Path) -> None:
    break_it = "import sys; open(sys.argv[1], 'wb').write(b'\\xff')"
    with pytest.raises(HookError, match=r"README.md, which is not text any more"):
        ran(tmp_path, python(break_it, "{output}/README.md"))


@pytest.mark.parametrize("text", ["x = (", "\0"])
def test_a_module_that_is_no_python_any_more_is_refused(
    tmp_path: Path, text: str
) -> None:
    break_it = "import sys; open(sys.argv[1], 'wb').write(bytes.fromhex(sys.argv[2]))"
    with pytest.raises(HookError, match=r"__init__.py, which is not Python any more"):
        ran(tmp_path, python(break_it, "{package}/__init__.py", text.encode().hex()))
