"""From a document to files, without a disk in between."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config, package_name_problem
from ssegen.load import load
from ssegen.pipeline import generate, idle, validate

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
servers: [{url: https://chat.example.com}]
paths:
  /chat:
    get:
      operationId: watchChat
      tags: [chat]
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              schema: {type: string}
  /models:
    get:
      operationId: listModels
      tags: [models]
      responses:
        '200':
          description: The models.
          content:
            application/json:
              schema: {type: array, items: {type: string}}
  /files:
    post:
      operationId: uploadFile
      tags: [files]
      servers: [{url: ../files}]
      responses:
        '204': {description: Kept.}
"""

PAYLOAD = """\
  /raw:
    get:
      operationId: watchRaw
      tags: [raw]
      responses:
        '200':
          description: The events.
          content:
            text/event-stream:
              schema: {type: object, properties: {model: {type: string}}}
"""

COLLIDING = DOCUMENT.replace("operationId:", "x-ssegen-name: go\n      operationId:")


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "chat.yaml"
    path.write_text(DOCUMENT)
    return path


def test_every_file_belongs_to_the_package_and_python_compiles(spec: Path) -> None:
    generated = generate(load(str(spec)), Config())
    assert all(path.startswith("chat_sdk/") for path in generated.files)
    for path, text in generated.files.items():
        if path.endswith(".py"):
            ast.parse(text, path)
    assert "chat_sdk/py.typed" in generated.files


def test_the_same_document_gives_the_same_files(spec: Path) -> None:
    assert generate(load(str(spec)), Config()) == generate(load(str(spec)), Config())


def test_generating_touches_no_disk(spec: Path, tmp_path: Path) -> None:
    document = load(str(spec))
    generate(document, Config(project=True))
    assert list(tmp_path.iterdir()) == [spec]


def test_a_project_has_a_readme_and_a_pyproject_beside_the_package(spec: Path) -> None:
    package = generate(load(str(spec)), Config()).files
    project = generate(load(str(spec)), Config(project=True)).files
    assert project.keys() - package.keys() == {"README.md", "pyproject.toml"}
    assert package.items() <= project.items()


def test_the_http_library_is_the_one_that_was_asked_for(spec: Path) -> None:
    ordinary = generate(load(str(spec)), Config()).files
    other = generate(load(str(spec)), Config(http="httpx2")).files
    assert [path for path in ordinary if ordinary[path] != other[path]] == [
        "chat_sdk/_runtime/_http.py"
    ]


def test_what_is_not_supported_is_skipped_with_a_reason(spec: Path) -> None:
    generated = generate(load(str(spec)), Config())
    assert [skipped.key for skipped in generated.skipped] == ["POST /files"]
    assert "server URL" in generated.skipped[0].reason
    assert "chat_sdk/resources/files.py" not in generated.files


def test_under_strict_what_is_not_supported_stops_generation(spec: Path) -> None:
    generated = generate(load(str(spec)), Config(strict=True))
    assert generated.sdk is None
    assert generated.files == {}


def resources(spec: Path, config: Config) -> set[str]:
    """The names of the resources that a document gives."""
    files = generate(load(str(spec)), config).files
    folder = "chat_sdk/resources/"
    found = {path.removeprefix(folder) for path in files if path.startswith(folder)}
    return {name.removesuffix(".py") for name in found} - {"__init__"}


def test_operations_are_chosen_by_tag_path_or_id(spec: Path) -> None:
    assert resources(spec, Config(only_streaming=True)) == {"chat"}
    assert resources(spec, Config(include=("mod*",))) == {"models"}
    assert resources(spec, Config(include=("/chat", "listModels"))) == {
        "chat",
        "models",
    }
    assert resources(spec, Config(exclude=("tag:chat",))) == {"models"}
    assert resources(spec, Config(include=("*",), exclude=("/chat",))) == {"models"}


def test_errors_count_only_where_an_operation_that_is_wanted_has_them(
    spec: Path,
) -> None:
    spec.write_text(DOCUMENT + PAYLOAD)
    failed = generate(load(str(spec)), Config())
    assert failed.files == {}
    assert [d.rule for d in failed.report if d.severity.value == "error"] == ["SSE101"]
    assert resources(spec, Config(exclude=("raw",))) == {"chat", "models"}


def test_a_forced_rename_is_a_warning_at_the_thing_that_is_renamed(spec: Path) -> None:
    spec.write_text(COLLIDING.replace("tags: [models]", "tags: [chat]"))
    report = generate(load(str(spec)), Config()).report
    renamed = [d for d in report if d.rule == "SSE301"]
    assert [(d.location.line, d.severity.value) for d in renamed] == [(17, "warning")]
    assert "the method of `GET /models` is called `list_models`" in renamed[0].message


@pytest.mark.parametrize(
    ("text", "rule"), [(DOCUMENT + PAYLOAD, "SSE101"), (COLLIDING, "SSE301")]
)
def test_validating_tells_what_generating_tells(
    spec: Path, text: str, rule: str
) -> None:
    spec.write_text(text.replace("tags: [models]", "tags: [chat]"))
    told = set(validate(load(str(spec)), Config()))
    assert rule in {diagnostic.rule for diagnostic in told}
    assert set(generate(load(str(spec)), Config()).report) <= told


def test_globs_that_match_no_operation_are_named(spec: Path) -> None:
    config = Config(include=("chat", "tag:caht"), exclude=("/models", "uplaod*"))
    assert idle(load(str(spec)), config) == ("tag:caht", "uplaod*")


@pytest.mark.parametrize(
    "name", ["chat-sdk", "1chat", "class", "", "json", "httpx", "caf\u00e9"]
)
def test_a_package_cannot_be_called_so_that_it_does_not_import(name: str) -> None:
    assert package_name_problem(name)


@pytest.mark.parametrize("name", ["chat", "chat_sdk", "Chat2"])
def test_a_package_may_be_called_by_any_other_identifier(name: str) -> None:
    assert package_name_problem(name) == ""
