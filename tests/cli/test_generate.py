from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

import ssegen

from .conftest import CHAT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from .conftest import Run, Tree


def test_without_an_output_folder_the_package_goes_into_the_current_one(
    run: Run, here: Path
) -> None:
    assert run("generate", "chat.yaml").code == 0
    assert (here / "chat_sdk/__init__.py").exists()


def test_generating_again_changes_nothing(run: Run, tree: Callable[[], Tree]) -> None:
    run("generate", "chat.yaml")
    before = tree()
    ended = run("generate", "chat.yaml")
    assert ended.code == 0
    assert ended.out.endswith(f"{len(before) - 1} files: {len(before) - 1} unchanged\n")
    assert tree() == before


def test_the_package_is_called_as_the_user_says(run: Run, here: Path) -> None:
    assert run("generate", "chat.yaml", "--package-name", "talk").code == 0
    assert "talk" in (here / "talk/client.py").read_text()
    assert not (here / "chat_sdk").exists()


def test_the_manifest_names_the_version_and_the_options(run: Run, here: Path) -> None:
    run("generate", "chat.yaml", "--include", "tag:chat", "--http", "httpx2")
    manifest = json.loads((here / "chat_sdk/.ssegen.json").read_text())
    assert manifest["ssegen"] == ssegen.__version__
    assert manifest["include"] == ["tag:chat"]
    assert manifest["http"] == "httpx2"


def test_check_is_quiet_on_stdout_where_nothing_differs(run: Run) -> None:
    run("generate", "chat.yaml")
    ended = run("generate", "chat.yaml", "--check")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == "chat_sdk: up to date\n"


def test_check_prints_a_diff_and_writes_nothing_where_the_document_has_changed(
    run: Run, here: Path, tree: Callable[[], Tree]
) -> None:
    run("generate", "chat.yaml")
    (here / "chat.yaml").write_text(CHAT.replace("watchChat", "followChat"))
    before = tree()
    ended = run("generate", "chat.yaml", "--check")
    assert ended.code == 1
    assert (
        "--- a/chat_sdk/resources/chat.py\n+++ b/chat_sdk/resources/chat.py\n"
        in ended.out
    )
    assert "\n-    def watch(" in ended.out
    assert "\n+    def follow(" in ended.out
    assert ended.err.startswith("chat_sdk: not up to date; 2 changed, ")
    assert tree() == before


def test_check_into_an_empty_folder_is_drift(run: Run, here: Path) -> None:
    assert run("generate", "chat.yaml", "--check").code == 1
    assert not (here / "chat_sdk").exists()


def test_check_sees_an_edit_by_hand(run: Run, here: Path) -> None:
    run("generate", "chat.yaml")
    with (here / "chat_sdk/client.py").open("a") as file:
        file.write("mine = 1\n")
    ended = run("generate", "chat.yaml", "--check")
    assert ended.code == 1
    assert "\n-mine = 1\n" in ended.out


def test_an_edited_file_stops_generation_until_forced(
    run: Run, here: Path, tree: Callable[[], Tree]
) -> None:
    run("generate", "chat.yaml")
    generated = tree()
    with (here / "chat_sdk/client.py").open("a") as file:
        file.write("mine = 1\n")
    before = tree()
    ended = run("generate", "chat.yaml")
    assert ended.code == 2
    assert "edited by hand since they were generated: chat_sdk/client.py;" in ended.err
    assert tree() == before

    assert run("generate", "chat.yaml", "--force").code == 0
    assert tree() == generated


def test_an_operation_that_goes_takes_its_files_with_it(run: Run, here: Path) -> None:
    run("generate", "chat.yaml")
    assert (here / "chat_sdk/resources/chat.py").exists()
    (here / "chat.yaml").write_text(CHAT.replace("tags: [chat]", "tags: [talks]"))
    ended = run("generate", "chat.yaml")
    assert "1 removed" in ended.out
    assert not (here / "chat_sdk/resources/chat.py").exists()
    assert (here / "chat_sdk/resources/talks.py").exists()


def test_the_document_may_come_from_standard_input(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CHAT.encode())))
    assert run("generate", "-").code == 0
    assert (here / "chat_sdk").exists()


def test_findings_in_standard_input_name_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"swagger: '2.0'\n")))
    ended = run("generate", "-")
    assert ended.code == 2
    assert ended.err.startswith("<stdin>:1:1: error SSE002 ")


def test_escape_sequences_of_a_document_do_not_reach_the_terminal(
    run: Run, here: Path
) -> None:
    hostile = CHAT.replace("title: Chat", r'title: "Ch\e[2Jat\u202e"')
    (here / "chat.yaml").write_text(hostile)
    ended = run("generate", "chat.yaml")
    assert ended.code == 0
    assert r"Ch\x1b[2Jat\u202e: 1 operation, 1 of them streaming" in ended.out
    assert "\x1b" not in ended.out + ended.err
