"""``ssegen diff``: which documents are compared, and what its formats say."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from tests.cli.conftest import CHAT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.cli.conftest import Run

RENAMED = CHAT.replace("operationId: watchChat", "operationId: streamChat")


def committed(folder: Path, *names: str) -> None:
    """Make a repository of a folder, with these files in its only commit."""
    for arguments in (
        ("init", "--quiet"),
        ("add", *names),
        ("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "A"),
    ):
        subprocess.run(("git", *arguments), cwd=folder, check=True)


def test_one_document_is_compared_with_what_was_committed_last(
    here: Path, run: Run
) -> None:
    committed(here, "chat.yaml")
    (here / "chat.yaml").write_text(RENAMED)
    ended = run("diff", "chat.yaml", "--format", "concise")
    assert ended.code == 1
    assert "SSE404 `GET /chat`: is `client.chat.stream` now" in ended.out
    assert ended.out.endswith("git:HEAD:./chat.yaml -> chat.yaml: 1 breaking change\n")


def test_a_document_in_another_folder_is_found_in_the_last_commit(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed(here, "chat.yaml")
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    ended = run("diff", str(here / "chat.yaml"))
    assert (ended.code, ended.err) == (0, "")


def test_a_document_that_was_never_committed_has_nothing_to_be_compared_with(
    here: Path, run: Run
) -> None:
    committed(here, "chat.yaml")
    (here / "new.yaml").write_text(CHAT)
    ended = run("diff", "new.yaml")
    assert ended.code == 2
    assert "there is no such file in the revision" in ended.err


def test_a_url_is_not_looked_for_in_the_last_commit(here: Path, run: Run) -> None:
    ended = run("diff", "https://chat.example.com/openapi.yaml")
    assert ended.code == 2
    assert "OLD NEW" in ended.err


def test_programs_get_the_findings_as_they_do_of_validate(here: Path, run: Run) -> None:
    (here / "new.yaml").write_text(RENAMED)
    ended = run(
        "diff", "chat.yaml", "new.yaml", "--format", "json", "--output", "a.sarif"
    )
    tree = json.loads(ended.out)
    assert [found["rule"] for found in tree["diagnostics"]] == ["SSE404"]
    sarif = json.loads((here / "a.sarif").read_text())
    (result,) = sarif["runs"][0]["results"]
    assert result["ruleId"] == "SSE404"


def test_what_holds_for_the_new_document_holds_for_the_old_one(
    here: Path, run: Run
) -> None:
    payload = CHAT.replace(
        "{type: string}", "{type: object, properties: {text: {type: string}}}"
    )
    (here / "old.yaml").write_text(payload)
    (here / "new.yaml").write_text(payload.replace("text: {", "content: {"))
    (here / "ssegen.toml").write_text("[streams]\npayload = true\n")
    ended = run("diff", "old.yaml", "new.yaml", "--format", "concise")
    assert "1 breaking, 1 other changes" in ended.out
    assert ended.err == ""
