"""The command line, case by case: every file ``cases/*.txt`` is one.

A case begins with the command after ``$`` and its exit code. Then come files, each after
a line ``-- NAME --``: those that exist before, and besides them ``stdout`` and ``stderr``, what is
printed, and ``written``, globs of the paths that are new afterwards; ``{written}`` in ``stdout`` is
their number. What is not named is empty. Files that existed before must be as they were.
"""

from __future__ import annotations

import re
import shlex
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from ssegen.cli import main

CASES = sorted(Path(__file__).parent.glob("cases/*.txt"))
RESULTS = ("stdout", "stderr", "written")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_command_ends_as_the_case_says(
    case: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    head, *parts = re.split(
        r"^-- (\S+) --\n", case.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    shell, _, code = head.partition("\nexit ")
    before = {name: text for name, text in sections.items() if name not in RESULTS}
    for name, text in before.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", shlex.split(shell.removeprefix("$ ")))
    with pytest.raises(SystemExit) as ended:
        main()

    printed = capsys.readouterr()
    after = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8")
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    written = sorted(after.keys() - before.keys())
    assert printed.err == sections.get("stderr", "")
    assert printed.out == sections.get("stdout", "").replace(
        "{written}", str(len(written))
    )
    assert ended.value.code == int(code)
    assert {name: after[name] for name in before if name in after} == before
    globs = sections.get("written", "").split()
    assert [p for p in written if not any(fnmatchcase(p, glob) for glob in globs)] == []
    assert [
        glob for glob in globs if not any(fnmatchcase(p, glob) for p in written)
    ] == []


def test_there_are_cases() -> None:
    assert len(CASES) > 10
