"""`ssegen fix`: what it writes, and what it leaves as it is."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

import pytest

from ssegen.cli import main

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
paths:
  /chat:
    get:
      operationId: watchChat
      responses:
        '200':
          description: The answer. # of it
          content:
"""
PAYLOAD = textwrap.indent(
    "text/event-stream:\n  schema: # said\n    $ref: {ref}\n", " " * 12
)
CHAT = "type: object\nproperties:\n  text: {type: string}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chat.yaml").write_text(CHAT, encoding="utf-8")
    text = HEAD + PAYLOAD.format(ref="chat.yaml")
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["ssegen", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_in_place_nothing_else_changes(
    here: Path, monkeypatch: pytest.MonkeyPatch, mark: bytes, line_end: bytes
) -> None:
    old = (here / "api.yaml").read_bytes()
    (here / "api.yaml").write_bytes(mark + old.replace(b"\n", line_end))
    assert run(monkeypatch, "fix", "--in-place", "api.yaml") == 0
    new = old.replace(
        b"                $ref: chat.yaml\n",
        b"                type: object\n                required:\n"
        b"                  - data\n                properties:\n"
        b"                  data:\n                    $ref: chat.yaml\n",
    )
    assert new != old
    assert (here / "api.yaml").read_bytes() == mark + new.replace(b"\n", line_end)
    assert run(monkeypatch, "fix", "--in-place", "--check", "api.yaml") == 0
    assert run(monkeypatch, "validate", "api.yaml") == 0


def test_the_overlay_repairs_the_document(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "validate", "api.yaml") == 1
    assert run(monkeypatch, "fix", "-o", "fix.yaml", "api.yaml") == 0
    assert run(monkeypatch, "validate", "--overlay", "fix.yaml", "api.yaml") == 0
    # Once more: it is one of ours.
    assert run(monkeypatch, "fix", "-o", "fix.yaml", "api.yaml") == 0


def test_a_fault_that_an_overlay_brings_is_repaired_on_top_of_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "api.yaml").write_text(
        HEAD + " " * 12 + "text/event-stream: {schema: {type: string}}\n"
    )
    (here / "first.yaml").write_text(textwrap.dedent("""\
        overlay: 1.0.0
        info: {title: First, version: '1'}
        actions:
          - target: $.paths['/chat'].get.responses['200'].content['text/event-stream']
            update: {x-speakeasy-sse-sentinel: [DONE]}
        """))
    over = ("--overlay", "first.yaml", "api.yaml")
    assert run(monkeypatch, "validate", *over) == 1
    assert run(monkeypatch, "fix", "-o", "fix.yaml", *over) == 0
    both = ("--overlay", "first.yaml", "--overlay", "fix.yaml", "api.yaml")
    assert run(monkeypatch, "validate", *both) == 0
    assert run(monkeypatch, "fix", "--in-place", *over) == 2
    assert run(monkeypatch, "fix", "-o", "first.yaml", *over) == 2


def test_what_stands_in_another_file_is_repaired_in_place_only(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "chat.yaml").write_text(
        "type: object\nproperties: # all\n  id: {type: integer}\n  data: {}\n"
    )
    assert run(monkeypatch, "fix", "api.yaml") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "an overlay changes the document's root file only" in printed.err
    assert run(monkeypatch, "fix", "--in-place", "api.yaml") == 0
    assert (here / "chat.yaml").read_text() == (
        "type: object\nproperties: # all\n  id: {type: string}\n  data: {}\n"
    )


def test_standard_input_gets_an_overlay_but_no_edits(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = HEAD + PAYLOAD.format(ref="'#/x'") + "x:\n" + textwrap.indent(CHAT, "  ")
    for options, code in (((), 0), (("--in-place",), 2)):
        stdin = io.TextIOWrapper(io.BytesIO(text.encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        assert run(monkeypatch, "fix", *options, "-") == code
    printed = capsys.readouterr()
    assert "extends" not in printed.out
    assert printed.out.startswith("overlay: '1.0.0'\n")
    assert printed.err.endswith(
        "error: - is no file that can be edited; leave out --in-place\n"
    )


def test_a_file_that_is_not_utf_8_is_left_as_it_was(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (here / "api.yaml").read_text().encode("utf-16")
    (here / "api.yaml").write_bytes(old)
    assert run(monkeypatch, "fix", "--in-place", "api.yaml") == 2
    assert (here / "api.yaml").read_bytes() == old
