from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .conftest import CHAT

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

UPLOAD = """\
  /files:
    post:
      operationId: uploadFile
      servers: [{url: ../files}]
      responses:
        '204': {description: Kept.}
"""


def test_a_document_without_findings_is_fine(run: Run) -> None:
    ended = run("validate", "chat.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "1 document: no findings\n", "")


def test_what_is_not_supported_is_told_and_counts_only_under_strict(
    run: Run, here: Path
) -> None:
    (here / "upload.yaml").write_text(CHAT + UPLOAD)
    ended = run("validate", "upload.yaml")
    assert ended.code == 0
    assert " unsupported SSE008 " in ended.out
    assert run("validate", "upload.yaml", "--strict").code == 1


def test_advice_of_the_validator_is_part_of_what_is_told(run: Run, here: Path) -> None:
    (here / "odd.yaml").write_text(CHAT.replace("version: '1'", "versoin: '1'"))
    ended = run("validate", "odd.yaml")
    assert ended.code == 0
    assert " warning SSE007 " in ended.out
    assert run("generate", "odd.yaml").err == ""


def test_json_holds_the_findings_of_all_documents_and_nothing_else(
    run: Run, here: Path
) -> None:
    (here / "upload.yaml").write_text(CHAT + UPLOAD)
    ended = run(
        "validate", "upload.yaml", "missing.yaml", "chat.yaml", "--format", "json"
    )
    assert ended.code == 2
    assert ended.err == ""
    found = json.loads(ended.out)["diagnostics"]
    assert [(each["file"], each["rule"]) for each in found] == [
        ("upload.yaml", "SSE008"),
        ("missing.yaml", "SSE001"),
    ]


def test_a_document_that_is_named_twice_is_told_twice(run: Run) -> None:
    assert run("validate", "chat.yaml", "chat.yaml").out == "2 documents: no findings\n"
