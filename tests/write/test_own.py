from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from ssegen.write import WriteError, own_modules, own_templates, write

from .conftest import FILES, Compare

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "chat_sdk/.ssegen.json"


def put(folder: Path, name: str, content: bytes = b"x = 1\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_what_is_in_custom_before_the_first_generation_is_in_nobodys_way(
    compare: Compare, folder: Path
) -> None:
    own = put(folder, "chat_sdk/custom/chat.py")
    put(folder, "chat_sdk/custom/data/binary", b"\xff\x00")
    write(compare(FILES))
    assert own.read_bytes() == b"x = 1\n"
    assert not compare(FILES).drift


def test_what_is_added_to_custom_later_changes_nothing(
    compare: Compare, folder: Path
) -> None:
    write(compare(FILES))
    put(folder, "chat_sdk/custom/__init__.py")
    found = compare(FILES)
    assert not found.drift
    assert found.obstacles == ()
    assert found.kept == ()


def test_custom_may_be_a_link_or_a_file(compare: Compare, folder: Path) -> None:
    (folder / "chat_sdk").mkdir(parents=True)
    (folder / "chat_sdk/custom").symlink_to(folder)
    assert compare(FILES).obstacles == ()
    (folder / "chat_sdk/custom").unlink()
    put(folder, "chat_sdk/custom")
    assert compare(FILES).obstacles == ()


def test_a_folder_of_that_name_elsewhere_is_foreign(
    compare: Compare, folder: Path
) -> None:
    put(folder, "chat_sdk/models/custom/chat.py")
    assert compare(FILES).obstacles != ()


def test_a_forged_manifest_does_not_make_it_ours(
    compare: Compare, folder: Path
) -> None:
    write(compare({**FILES, "chat_sdk/gone.py": "x = 1\n"}))
    manifest = folder / MANIFEST
    tree = json.loads(manifest.read_text())
    files = tree["files"]
    files["chat_sdk/custom/chat.py"] = files["chat_sdk/gone.py"]
    manifest.write_text(json.dumps(tree))
    own = put(folder, "chat_sdk/custom/chat.py")
    write(compare(FILES))
    assert own.exists()
    assert not (folder / "chat_sdk/gone.py").exists()


def test_modules_are_read_from_the_folder_itself_alone(folder: Path) -> None:
    chat = put(folder, "chat_sdk/custom/chat.py", b"a")
    own = put(folder, "chat_sdk/custom/__init__.py", b"b")
    for other in ("notes.md", "my-chat.py", "class.py", "inner/chat.py", "chat.pyi"):
        put(folder, f"chat_sdk/custom/{other}")
    assert own_modules(folder, "chat_sdk") == {str(own): b"b", str(chat): b"a"}


def test_without_the_folder_there_are_no_modules(folder: Path) -> None:
    assert own_modules(folder, "chat_sdk") == {}


@pytest.mark.parametrize(
    "link", ["chat_sdk/custom/chat.py", "chat_sdk/custom", "chat_sdk"]
)
def test_links_are_not_followed(folder: Path, tmp_path: Path, link: str) -> None:
    put(tmp_path / "elsewhere", "custom/chat.py")
    put(tmp_path / "elsewhere", "chat.py")
    target = "chat.py" if link.endswith(".py") else ""
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(tmp_path / "elsewhere" / target)
    with pytest.raises(WriteError, match="is a symbolic link"):
        own_modules(folder, "chat_sdk")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_what_is_no_file_is_not_opened(folder: Path) -> None:
    (folder / "chat_sdk/custom").mkdir(parents=True)
    os.mkfifo(folder / "chat_sdk/custom/chat.py")
    with pytest.raises(WriteError, match="is not a file"):
        own_modules(folder, "chat_sdk")


def test_templates_are_all_that_stands_in_their_folder_but_hidden_files(
    tmp_path: Path,
) -> None:
    template = put(tmp_path, "client.py.jinja", b"a")
    put(tmp_path, ".gitkeep")
    assert own_templates(tmp_path) == {str(template): b"a"}


def test_a_folder_of_templates_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="there is no such folder"):
        own_templates(tmp_path / "templates")


def test_a_template_cannot_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "client.py.jinja").symlink_to("/etc/passwd")
    with pytest.raises(WriteError, match="is a symbolic link"):
        own_templates(tmp_path)
