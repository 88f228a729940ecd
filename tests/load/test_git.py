"""Documents out of git's history, from repositories made here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ssegen.load import Allowed, Dangling, LoadError, Node, load, refs
from ssegen.load.git import PREFIX

OLD = "openapi: 3.1.0\ninfo: {title: Old}\nx: {$ref: parts/thing.yaml}\n"
HELD = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(*arguments: str) -> None:
    subprocess.run(("git", *arguments), check=True, capture_output=True)


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose tag ``v1`` has other files than its folder, which is the current one."""
    top = tmp_path / "top"
    top.mkdir()
    monkeypatch.chdir(top)
    for name, value in HELD.items():
        monkeypatch.setenv(name, value)
    git("init", "--quiet")
    put("api/a:b.yaml", OLD)
    put("api/parts/thing.yaml", "type: string\n")
    put("common/thing.yaml", "type: number\n")
    Path("api/link.yaml").symlink_to("a:b.yaml")
    Path("api/away").symlink_to(tmp_path, target_is_directory=True)
    commit()
    git("tag", "v1")
    put("api/a:b.yaml", OLD.replace("Old", "New"))
    put("api/parts/thing.yaml", "type: integer\n")
    return top


def commit() -> None:
    git("add", ".")
    git("commit", "--quiet", "--message", "more")


def target(reference: str, *, allowed: Allowed | None = None) -> Node | Dangling:
    """What a reference leads to in a document of the folder ``api``."""
    put("api/refers.yaml", f"openapi: 3.1.0\nx: {{$ref: '{reference}'}}\n")
    commit()
    document = load("git:HEAD:api/refers.yaml", allowed=allowed)
    node = document.root.get("x")
    assert node is not None
    return document.resolve(node)


def reason(reference: str) -> str:
    found = target(reference)
    assert isinstance(found, Dangling)
    return found.reason


def refused(spec: str) -> str:
    with pytest.raises(LoadError) as caught:
        load(spec)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "SSE001"
    return diagnostic.message


def test_a_document_and_what_it_refers_to_are_read_from_the_revision() -> None:
    document = load("git:v1:api/a:b.yaml")
    assert document.root.at("info", "title") is not None
    assert document.root.value["info"] == {"title": "Old"}  # type: ignore[index,call-overload]  # of the text above
    node = document.root.get("x")
    assert node is not None
    found = document.resolve(node)
    assert isinstance(found, Node)
    assert found.value == {"type": "string"}
    assert str(found.location) == "git:v1:api/parts/thing.yaml:1:1"
    assert str(node.location) == "git:v1:api/a:b.yaml:3:1"


def test_a_path_with_a_dot_begins_in_the_current_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir("api/parts")
    for spec in ("git:v1:../a:b.yaml", "git:v1:./../a:b.yaml", "git:v1:api/a:b.yaml"):
        assert load(spec).root.location.file == "git:v1:api/a:b.yaml"


def test_an_overlay_may_come_out_of_git() -> None:
    put("o.yaml", "overlay: 1.0.0\nactions: [{target: $.info, update: {title: Mine}}]")
    commit()
    document = load("git:v1:api/a:b.yaml", overlays=["git:HEAD:o.yaml"])
    title = document.root.at("info", "title")
    assert title is not None
    assert (title.value, title.location.file) == ("Mine", "git:HEAD:o.yaml")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("git:v1:api/none.yaml", "there is no such file in the revision 'v1'"),
        (
            "git:v1:api/away/top/api/a:b.yaml",
            "there is no such file in the revision 'v1'",
        ),
        ("git:v1:api/*", "there is no such file in the revision 'v1'"),
        ("git:v1::(glob)api/*", "there is no such file in the revision 'v1'"),
        ("git:v1:.", "there is no such file in the revision 'v1'"),
        ("git:v1:api", "this is a folder, not a file"),
        ("git:v1:api/link.yaml", "this is a link, not a file"),
        ("git:v1:../api.yaml", "outside the repository"),
        ("git:v1:/etc/passwd", "outside the repository"),
        ("git:v9:api/a:b.yaml", "there is no revision 'v9' in this repository"),
        ("git:--all:api/a:b.yaml", "there is no revision '--all' in this repository"),
        ("git:v1", "this names no revision and path"),
        ("git::api/a:b.yaml", "this names no revision and path"),
        ("git:v1:", "this names no revision and path"),
        ("git:v1:a\0b", "this names no revision and path"),
    ],
)
def test_what_git_does_not_have_is_told(spec: str, message: str) -> None:
    assert refused(spec) == message


def test_an_option_in_place_of_a_revision_does_nothing(repository: Path) -> None:
    for option in ("--output=x", "-Ox", "--exec=touch x", "--upload-pack=touch x"):
        assert refused(f"git:{option}:x").startswith("there is no revision")
    assert not (repository / "x").exists()


def test_where_there_is_no_repository_git_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert refused("git:v1:api.yaml").startswith("git finds no repository here: not a")


def test_where_there_is_no_git_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refused("git:v1:api.yaml") == "git is not installed"


def test_references_stay_in_the_folder_of_the_document() -> None:
    assert reason("../common/thing.yaml") == "outside the document's folder"
    assert reason("../../../etc/passwd.yaml") == "outside the document's folder"
    assert reason("/etc/passwd.yaml") == "outside the document's folder"
    assert reason("away/secret.yaml") == "no such file"
    assert reason("none.yaml") == "no such file"
    assert reason("link.yaml").endswith("this is a link, not a file")


def test_what_is_allowed_is_read_from_the_revision_too() -> None:
    found = target("../common/thing.yaml", allowed=Allowed.of(["common"]))
    assert isinstance(found, Node)
    assert found.source.name == "git:HEAD:common/thing.yaml"


def test_a_submodule_is_not_entered() -> None:
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},api/sub")
    git("commit", "--quiet", "--message", "a submodule")
    assert refused("git:HEAD:api/sub") == "this is a submodule, not a file"
    assert refused("git:HEAD:api/sub/a.yaml").startswith("there is no such file")


def test_no_filter_of_the_checkout_runs(repository: Path) -> None:
    put(".gitattributes", "*.yaml filter=evil diff=evil\n")
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv"):
        git("config", key, "touch ran; cat")
    git("config", "core.pager", "touch ran; cat")
    git("config", "pager.cat-file", "touch ran; cat")
    assert load("git:v1:api/a:b.yaml").version == (3, 1)
    assert not (repository / "ran").exists()


def test_more_files_than_the_limit_are_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(refs, "MAX_BLOBS", 1)
    assert reason("parts/thing.yaml").startswith("one file more than the 1 that git")


def test_a_file_called_git_is_read_with_its_folder() -> None:
    put("git:x.yaml", OLD)
    assert load("./git:x.yaml").root.location.file == f"./{PREFIX}x.yaml"
