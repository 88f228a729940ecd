from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from ssegen.write import WriteError, diff, write

from .conftest import FILES, Compare

if TYPE_CHECKING:
    from pathlib import Path


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_what_is_written_is_what_was_generated_and_a_manifest(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    written = tree(folder)
    assert written.pop("chat_sdk/.ssegen.json").startswith(
        b'{\n  "version": "1.2.3",\n'
    )
    assert written == {path: text.encode() for path, text in FILES.items()}


def test_files_are_written_with_the_permissions_of_ordinary_files(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    ordinary = folder / "ordinary"
    ordinary.touch()
    file = folder / "chat_sdk/__init__.py"
    assert file.stat().st_mode == ordinary.stat().st_mode

    file.chmod(0o600)
    write(compare({**FILES, "chat_sdk/__init__.py": "x = 2\n"}))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_unchanged_files_are_not_touched(compare: Compare, folder: Path) -> None:
    write(compare(FILES))
    before = (folder / "README.md").stat()
    write(compare({**FILES, "chat_sdk/__init__.py": "x = 2\n"}))
    assert (folder / "README.md").stat() == before


def test_removed_files_go_with_the_folders_they_leave_empty(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    write(compare({"chat_sdk/__init__.py": "x = 1\n", "README.md": "# chat\n"}))
    assert not (folder / "chat_sdk/models").exists()
    assert (folder / "chat_sdk/__init__.py").exists()


def test_a_folder_in_which_something_of_the_user_remains_stays(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/models/mine.py").write_text("mine = 1\n")
    write(compare({"chat_sdk/__init__.py": "x = 1\n"}))
    assert os.listdir(folder / "chat_sdk/models") == ["mine.py"]


def test_edits_by_hand_are_refused_by_name_and_overwritten_by_force(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/__init__.py").write_text("x = 1  # mine\n")
    before = tree(folder)
    found = compare({**FILES, "README.md": "# new\n"})
    with pytest.raises(
        WriteError, match=r"edited by hand .*__init__\.py; nothing was written.*--force"
    ):
        write(found)
    assert tree(folder) == before

    write(found, force=True)
    assert (folder / "chat_sdk/__init__.py").read_text() == "x = 1\n"


def test_files_of_somebody_else_are_refused_even_by_force(
    compare: Compare, folder: Path
) -> None:
    (folder / "chat_sdk").mkdir(parents=True)
    (folder / "chat_sdk/mine.py").write_text("mine = 1\n")
    before = tree(folder)
    with pytest.raises(
        WriteError, match=r"chat_sdk holds files .*; nothing was written: choose"
    ):
        write(compare(FILES), force=True)
    assert tree(folder) == before


@pytest.mark.parametrize("existing", [False, True], ids=["new", "existing"])
def test_a_full_disk_changes_nothing_and_leaves_nothing(
    compare: Compare, folder: Path, monkeypatch: pytest.MonkeyPatch, existing: bool
) -> None:
    if existing:
        write(compare(FILES))
    before = tree(folder)
    real = open

    def full(path: Path, *arguments: Any) -> Any:
        if "models" in str(path):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *arguments)

    monkeypatch.setattr("ssegen.write.file.open", full, raising=False)
    with pytest.raises(
        WriteError, match=r"chat\.py: cannot be written: no space left on device"
    ):
        write(compare({path: text + "#\n" for path, text in FILES.items()}))
    assert tree(folder) == before
    assert folder.exists() == existing


def test_a_write_that_breaks_off_between_two_files_is_mended_by_the_next(
    compare: Compare, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {path: text + "#\n" for path, text in FILES.items()} | {
        "chat_sdk/new.py": "\n"
    }
    write(compare(FILES))
    real = os.replace
    done: list[object] = []

    def break_off(source: Path, target: Path) -> None:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(target)
        real(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", break_off)
        write(compare(new))
    assert not [path for path in tree(folder) if path.endswith(".tmp")]

    write(compare(new))
    assert not compare(new).drift
    assert tree(folder)["chat_sdk/new.py"] == b"\n"


def test_the_diff_shows_what_writing_would_change(
    compare: Compare, folder: Path
) -> None:
    write(compare({**FILES, "chat_sdk/old.py": "gone\n", "chat_sdk/edited.py": "1\n"}))
    (folder / "chat_sdk/edited.py").write_text("mine")
    text = diff(
        compare(
            {**FILES, "chat_sdk/__init__.py": "x = 2\n", "chat_sdk/edited.py": "1\n"}
        )
    )
    assert (
        "--- a/chat_sdk/__init__.py\n+++ b/chat_sdk/__init__.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"
        in text
    )
    assert "--- a/chat_sdk/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n" in text
    assert "-mine\n\\ No newline at end of file\n+1\n" in text
    assert "README.md" not in text.replace('"README.md"', "")
    assert (folder / "chat_sdk/old.py").exists()


def test_the_diff_is_empty_where_nothing_would_change(compare: Compare) -> None:
    write(compare(FILES))
    assert diff(compare(FILES)) == ""
