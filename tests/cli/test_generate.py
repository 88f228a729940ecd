from __future__ import annotations

import io
import json
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

import ssegen

from .conftest import CHAT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Ended, Run, Tree


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


def test_without_a_document_all_of_the_configuration_are_generated(
    run: Run, here: Path
) -> None:
    (here / "talk.yaml").write_text(CHAT.replace("title: Chat", "title: Talk"))
    (here / "ssegen.toml").write_text(
        "output = 'sdks'\n[[documents]]\nspec = 'chat.yaml'\n"
        "[[documents]]\nspec = 'talk.yaml'\npackage = 'talk'\n"
    )
    ended = run("generate")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("chat.yaml:\nmethod ")
    assert "\n\ntalk.yaml:\nmethod " in ended.out
    assert sorted(path.name for path in (here / "sdks").iterdir()) == [
        "chat_sdk",
        "talk",
    ]
    assert run("generate", "--check").code == 0


def test_one_document_that_fails_does_not_stop_the_others(run: Run, here: Path) -> None:
    (here / "bad.yaml").write_text("swagger: '2.0'\n")
    (here / "empty.yaml").write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\n")
    (here / "ssegen.toml").write_text(
        "".join(
            f"[[documents]]\nspec = '{name}.yaml'\n"
            for name in ("empty", "bad", "chat")
        )
    )
    ended = run("generate")
    assert ended.code == 2
    assert "bad.yaml:1:1: error SSE002" in ended.err
    assert "empty.yaml: no operation is left to generate" in ended.err
    assert (here / "chat_sdk/__init__.py").exists()


def test_packages_that_differ_by_case_alone_are_the_same_on_some_systems(
    run: Run, here: Path, tree: Callable[[], Tree]
) -> None:
    (here / "ssegen.toml").write_text(
        "[[documents]]\nspec = 'chat.yaml'\npackage = 'talk'\n"
        "[[documents]]\nspec = 'chat.yaml'\npackage = 'Talk'\n"
    )
    before = tree()
    ended = run("generate")
    assert ended.code == 2
    assert "both give Talk/" in ended.err
    assert tree() == before


def test_documents_that_give_the_same_file_are_refused_before_anything_is_written(
    run: Run, here: Path, tree: Callable[[], Tree]
) -> None:
    (here / "ssegen.toml").write_text(
        "[[documents]]\nspec = 'chat.yaml'\n"
        "[[documents]]\nspec = 'chat.yaml'\noutput = '../' \n"
        "[[documents]]\nspec = 'chat.yaml'\ninclude = ['tag:chat']\n"
    )
    before = tree()
    ended = run("generate")
    assert ended.code == 2
    assert ended.err.startswith("error: chat.yaml and chat.yaml both give chat_sdk/")
    assert ended.err.endswith("; nothing was written\n")
    assert tree() == before


def test_a_configuration_elsewhere_counts_from_its_own_folder(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "ssegen.toml").write_text("spec = 'chat.yaml'\n")
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert run("generate", "--config", "../ssegen.toml").code == 0
    assert (here / "chat_sdk/__init__.py").exists()
    assert run("generate", "--config", "../ssegen.toml", "-o", "mine").code == 0
    assert (here / "elsewhere/mine/chat_sdk/__init__.py").exists()


@pytest.mark.parametrize(
    ("configuration", "where"),
    [(None, "there is no configuration"), ("strict = true", "ssegen.toml names none")],
)
def test_without_any_document_it_says_what_to_do(
    run: Run, here: Path, configuration: str | None, where: str
) -> None:
    if configuration:
        (here / "ssegen.toml").write_text(configuration)
    ended = run("generate")
    assert ended.code == 2
    message = " ".join(ended.err.split())
    assert f"no document is named, and {where}; `ssegen init` writes one" in message


def mending(ended: Ended) -> list[str]:
    """The arguments of the command that a check names."""
    command = ended.err.rpartition("to bring it up to date: ssegen ")[2]
    return shlex.split(command)


def test_check_names_the_command_that_brings_the_sdk_up_to_date(
    run: Run, here: Path
) -> None:
    arguments = ("chat.yaml", "-o", "my sdk", "--include", "tag:chat")
    ended = run("generate", "--check", *arguments)
    assert mending(ended) == ["generate", *arguments]
    assert run(*mending(ended)).code == 0
    assert run("generate", *arguments, "--check").code == 0

    with (here / "my sdk/chat_sdk/client.py").open("a") as file:
        file.write("mine = 1\n")
    ended = run("generate", *arguments, "--check")
    assert mending(ended) == ["generate", *arguments, "--force"]
    assert run(*mending(ended)).code == 0
    assert run("generate", *arguments, "--check").code == 0


def test_the_files_of_a_project_may_go_and_come_again(run: Run, here: Path) -> None:
    assert run("generate", "chat.yaml", "--project").code == 0
    assert run("generate", "chat.yaml").code == 0
    assert run("generate", "chat.yaml", "--check").code == 0
    assert run("generate", "chat.yaml", "--project").code == 0
    assert run("generate", "chat.yaml").code == 0
    (here / "README.md").write_text("mine\n")
    assert run("generate", "chat.yaml", "--check").code == 0
    ended = run("generate", "chat.yaml", "--project")
    assert ended.code == 2
    assert "edited by hand since they were generated: README.md" in ended.err


def test_folders_that_lose_their_last_file_go_and_those_of_the_user_stay(
    run: Run, here: Path
) -> None:
    models = CHAT.replace("{type: string}", "{$ref: '#/components/schemas/Event'}") + (
        "components:\n  schemas:\n    Event:\n      type: object\n"
        "      properties: {data: {type: object, properties: {a: {type: string}}}}\n"
    )
    (here / "chat.yaml").write_text(models)
    run("generate", "chat.yaml")
    package = here / "chat_sdk"
    before = {path.name for path in package.iterdir() if path.is_dir()}
    (here / "chat.yaml").write_text(CHAT)
    assert run("generate", "chat.yaml").code == 0
    after = {path.name for path in package.iterdir() if path.is_dir()}
    assert after < before
    assert all(any((package / name).iterdir()) for name in after)

    (here / "chat.yaml").write_text(models)
    run("generate", "chat.yaml")
    [gone, *_] = before - after
    (package / gone / "mine.py").write_text("mine = 1\n")
    (here / "chat.yaml").write_text(CHAT)
    assert run("generate", "chat.yaml").code == 0
    assert [path.name for path in (package / gone).iterdir()] == ["mine.py"]


APPEND = (
    "import pathlib, sys\n"
    "for path in pathlib.Path(sys.argv[1]).rglob('*.py'):\n"
    "    path.write_text(path.read_text() + '# hooked\\n')\n"
)


@pytest.fixture
def hooked(here: Path) -> Path:
    """A configuration with a hook that adds a line to each module."""
    (here / "append.py").write_text(APPEND)
    hook = f"{shlex.quote(sys.executable)} append.py {{package}}"
    (here / "ssegen.toml").write_text(
        f"spec = 'chat.yaml'\nhooks = [{json.dumps(hook)}]\n"
    )
    return here


def test_hooks_that_are_not_allowed_are_named_and_not_run(
    run: Run, hooked: Path
) -> None:
    ended = run("generate")
    assert ended.code == 0
    assert ended.err.startswith("not run without --allow-hooks: `")
    assert "append.py {package}`" in ended.err
    assert "# hooked" not in (hooked / "chat_sdk/client.py").read_text()


def test_what_hooks_leave_is_what_is_written_checked_and_guarded(
    run: Run, hooked: Path, tree: Callable[[], Tree]
) -> None:
    assert run("generate", "--allow-hooks").code == 0
    client = hooked / "chat_sdk/client.py"
    assert client.read_text().endswith("# hooked\n")
    before = tree()
    assert run("generate", "--allow-hooks", "--check").code == 0
    assert run("generate", "--allow-hooks").code == 0
    assert tree() == before

    (hooked / "append.py").write_text(APPEND.replace("# hooked", "# hooked again"))
    ended = run("generate", "--allow-hooks", "--check")
    assert ended.code == 1
    assert "\n+# hooked again\n" in ended.out
    assert run(*mending(ended)).code == 0

    client.write_text("mine = 1\n")
    assert run("generate", "--allow-hooks").code == 2


def test_a_hook_that_fails_leaves_everything_as_it_was(
    run: Run, hooked: Path, tree: Callable[[], Tree]
) -> None:
    (hooked / "append.py").write_text("raise SystemExit('no good')")
    before = tree()
    ended = run("generate", "--allow-hooks")
    assert ended.code == 1
    assert "append.py {package}` failed with exit code 1:\nno good\n" in ended.err
    assert ended.err.endswith("chat_sdk: nothing was written\n")
    assert tree() == before


def test_the_name_of_a_template_does_not_reach_the_terminal_as_it_is(
    run: Run, here: Path
) -> None:
    (here / "own").mkdir()
    (here / "own/\x1b[2J").touch()
    ended = run("generate", "chat.yaml", "--templates", "own")
    assert ended.code == 2
    assert ended.err.startswith(
        "error: own/\\x1b[2J: there is no template of this name"
    )
