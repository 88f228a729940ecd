from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ssegen.write import WriteError, replace

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_holds_the_text_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    replace(tmp_path / "a/b/c.txt", "späť\n")
    assert (tmp_path / "a/b/c.txt").read_bytes() == "späť\n".encode()
    assert os.listdir(tmp_path / "a/b") == ["c.txt"]


def test_what_no_encoding_can_hold_is_written_as_an_escape(tmp_path: Path) -> None:
    replace(tmp_path / "a.txt", "x\ud800")
    assert (tmp_path / "a.txt").read_text() == "x\\ud800"


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to("real.txt")
    replace(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device")
def test_a_device_stays_one(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/dev/null")
    replace(tmp_path / "out", "new")
    assert (tmp_path / "out").is_char_device()


@pytest.mark.skipif(not os.path.exists("/dev/fd"), reason="needs a device")
def test_a_pipe_gets_the_text(tmp_path: Path) -> None:
    receiving, sending = os.pipe()
    (tmp_path / "out").symlink_to(f"/dev/fd/{sending}")
    replace(tmp_path / "out", "text")
    os.close(sending)
    with open(receiving, encoding="utf-8") as pipe:
        assert pipe.read() == "text"


def test_a_folder_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written: is a directory"):
        replace(tmp_path, "text")
    assert os.listdir(tmp_path) == []
