from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from ssegen.write import Obstacle, WriteError, changes, write

from .conftest import FILES, Compare

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "chat_sdk/.ssegen.json"


def test_into_an_empty_folder_everything_is_added(compare: Compare) -> None:
    found = compare(FILES)
    assert set(found.added) == {MANIFEST, *FILES}
    assert found.drift
    assert found.obstacles == ()


def test_after_writing_nothing_differs(compare: Compare) -> None:
    write(compare(FILES))
    found = compare(FILES)
    assert set(found.unchanged) == {MANIFEST, *FILES}
    assert not found.drift


def test_comparing_writes_nothing(compare: Compare, folder: Path) -> None:
    compare(FILES)
    assert not folder.exists()


def test_new_text_changes_the_file_and_the_manifest(compare: Compare) -> None:
    write(compare(FILES))
    found = compare({**FILES, "chat_sdk/__init__.py": "x = 2\n"})
    assert found.changed == (MANIFEST, "chat_sdk/__init__.py")
    assert found.unchanged == ("README.md", "chat_sdk/models/chat.py")


def test_other_settings_change_the_manifest_alone(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    found = changes(FILES, folder, "chat_sdk", {"version": "1.2.4", "project": True})
    assert found.changed == (MANIFEST,)


def test_a_file_that_is_not_generated_any_more_is_removed(compare: Compare) -> None:
    write(compare(FILES))
    found = compare({key: FILES[key] for key in FILES if "models" not in key})
    assert found.removed == ("chat_sdk/models/chat.py",)


def test_an_edited_file_that_is_not_generated_any_more_is_kept(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/models/chat.py").write_text("mine = 1\n")
    found = compare({key: FILES[key] for key in FILES if "models" not in key})
    assert found.removed == ()
    assert found.kept == ("chat_sdk/models/chat.py",)


def test_files_beside_the_package_are_never_removed(compare: Compare) -> None:
    write(compare(FILES))
    found = compare({key: FILES[key] for key in FILES if key != "README.md"})
    assert found.removed == found.kept == ()


def test_a_file_edited_by_hand_is_told_from_one_that_is_out_of_date(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/__init__.py").write_text("x = 1  # mine\n")
    found = compare({**FILES, "chat_sdk/models/chat.py": "y = 2\n"})
    assert found.edited == ("chat_sdk/__init__.py",)
    assert found.changed == (MANIFEST, "chat_sdk/models/chat.py")


def test_an_edit_that_gives_what_would_be_generated_is_no_edit(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/__init__.py").write_text("x = 2\n")
    assert compare({**FILES, "chat_sdk/__init__.py": "x = 2\n"}).edited == ()


def test_a_file_deleted_by_hand_is_added_again(compare: Compare, folder: Path) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/__init__.py").unlink()
    assert compare(FILES).added == ("chat_sdk/__init__.py",)


def test_a_checkout_with_other_line_ends_has_changed_nothing(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    for path in (MANIFEST, *FILES):
        file = folder / path
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert not compare(FILES).drift


def test_a_package_folder_of_somebody_else_is_an_obstacle(
    compare: Compare, folder: Path
) -> None:
    (folder / "chat_sdk").mkdir(parents=True)
    (folder / "chat_sdk/mine.py").write_text("mine = 1\n")
    (folder / "chat_sdk/__init__.py").write_text("mine = 2\n")
    stranger = folder / "chat_sdk/__init__.py"
    reason = f"holds files that were not written by ssegen, such as {stranger}"
    assert compare(FILES).obstacles == (Obstacle("chat_sdk", reason),)


def test_a_package_folder_that_is_empty_or_holds_the_same_files_is_no_obstacle(
    compare: Compare, folder: Path
) -> None:
    (folder / "chat_sdk/__pycache__").mkdir(parents=True)
    (folder / "chat_sdk/__pycache__/mine.pyc").write_text("")
    assert compare(FILES).obstacles == ()
    write(compare(FILES))
    (folder / MANIFEST).unlink()
    assert compare(FILES).obstacles == ()


def test_a_module_of_the_user_inside_the_package_is_left_alone(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/mine.py").write_text("mine = 1\n")
    assert not compare(FILES).drift


def test_a_module_of_the_user_where_a_new_file_goes_is_an_obstacle(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "chat_sdk/mine.py").write_text("mine = 1\n")
    found = compare({**FILES, "chat_sdk/mine.py": "generated = 1\n"})
    assert found.obstacles == (
        Obstacle("chat_sdk/mine.py", "was not written by ssegen"),
    )


def test_a_readme_of_the_user_beside_the_package_is_an_obstacle(
    compare: Compare, folder: Path
) -> None:
    folder.mkdir()
    (folder / "README.md").write_text("mine\n")
    assert compare(FILES).obstacles == (
        Obstacle("README.md", "was not written by ssegen"),
    )


@pytest.mark.parametrize(
    "path", ["chat_sdk", "chat_sdk/models", "chat_sdk/__init__.py", MANIFEST]
)
def test_a_symbolic_link_is_an_obstacle_and_is_not_followed(
    compare: Compare, folder: Path, tmp_path: Path, path: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = elsewhere / "secret"
    target.write_text(json.dumps({"files": {}}))
    write(compare(FILES))
    link = folder / path
    os.rename(link, tmp_path / "aside")
    link.symlink_to(target if link.suffix else elsewhere)

    found = compare(FILES)
    assert found.obstacles
    with pytest.raises(WriteError, match="nothing was written"):
        write(found, force=True)
    assert os.listdir(elsewhere) == ["secret"]
    assert target.read_text() == json.dumps({"files": {}})


def test_a_folder_where_a_file_goes_and_a_file_where_a_folder_goes_are_obstacles(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    (folder / "README.md").unlink()
    (folder / "README.md").mkdir()
    (folder / "chat_sdk/models/chat.py").unlink()
    (folder / "chat_sdk/models").rmdir()
    (folder / "chat_sdk/models").write_text("")
    assert compare(FILES).obstacles == (
        Obstacle("README.md", "is not a file"),
        Obstacle("chat_sdk/models", "is not a folder"),
    )


def test_an_output_folder_that_is_a_file_is_refused(
    compare: Compare, folder: Path
) -> None:
    folder.write_text("")
    with pytest.raises(
        WriteError, match="out: this is not a folder; choose another one with -o"
    ):
        compare(FILES)


@pytest.mark.parametrize(
    "path", ["../x.py", "/x.py", "chat_sdk/../../x.py", "C:\\x.py"]
)
def test_a_generated_path_outside_the_folder_is_refused(
    compare: Compare, path: str
) -> None:
    with pytest.raises(WriteError, match="not a path below the output folder"):
        compare({path: ""})


def test_a_manifest_that_lists_files_elsewhere_is_refused(
    compare: Compare, folder: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("")
    write(compare(FILES))
    (folder / MANIFEST).write_text(json.dumps({"files": {"../victim": "0"}}))
    with pytest.raises(
        WriteError, match=r"'\.\./victim', which is not below the output folder"
    ):
        compare(FILES)
    assert victim.exists()
