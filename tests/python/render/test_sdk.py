from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import black
import pytest
from black.mode import Mode, TargetVersion
from tests.python.render.chat_plan import CHAT_SDK

from ssegen.python.render import render
from ssegen.python.render.sdk import HEADER

if TYPE_CHECKING:
    from ssegen.python.plan.sdk import Sdk

RUNTIME = Path(render.__code__.co_filename).parents[1] / "runtime"
MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render(CHAT_SDK)


def generated(files: dict[str, str]) -> dict[str, str]:
    """Python that is not the runtime's."""
    return {
        path: text
        for path, text in files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    }


def test_an_sdk_has_a_module_for_each_kind_of_thing_and_resource(
    files: dict[str, str],
) -> None:
    assert [*generated(files)] == [
        "chat_sdk/__init__.py",
        "chat_sdk/client.py",
        "chat_sdk/events/__init__.py",
        "chat_sdk/events/chat.py",
        "chat_sdk/models/__init__.py",
        "chat_sdk/models/chat.py",
        "chat_sdk/models/models.py",
        "chat_sdk/models/shared.py",
        "chat_sdk/params/__init__.py",
        "chat_sdk/params/chat.py",
        "chat_sdk/resources/__init__.py",
        "chat_sdk/resources/chat.py",
        "chat_sdk/resources/models.py",
        "chat_sdk/server/__init__.py",
        "chat_sdk/server/handlers.py",
        "chat_sdk/server/routes.py",
        "chat_sdk/testing.py",
    ]
    assert files["chat_sdk/py.typed"] == ""


def test_packages_without_modules_are_left_out() -> None:
    bare = dataclasses.replace(CHAT_SDK, events=(), models=(), params=())

    assert not [p for p in render(bare) if p.split("/")[1] in ("events", "models")]


def test_every_module_says_that_it_is_generated(files: dict[str, str]) -> None:
    assert all(text.startswith(HEADER) for text in generated(files).values())


def test_black_would_change_nothing(files: dict[str, str]) -> None:
    for path, text in generated(files).items():
        assert black.format_str(text, mode=MODE) == text, path


def test_ruff_finds_nothing(files: dict[str, str], tmp_path: Path) -> None:
    for path, text in generated(files).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    result = subprocess.run(
        [*ruff, "--target-version", "py311", "--extend-select", "I", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout


def test_the_runtime_is_copied_as_it_is(files: dict[str, str]) -> None:
    copied = {
        path.removeprefix("chat_sdk/_runtime/"): text
        for path, text in files.items()
        if "/_runtime/" in path
    }

    assert copied == {
        file.relative_to(RUNTIME).as_posix(): file.read_text(encoding="utf-8")
        for file in RUNTIME.rglob("*.py")
    }


def test_another_http_library_changes_one_line(files: dict[str, str]) -> None:
    changed = render(dataclasses.replace(CHAT_SDK, http="httpx2"))

    [path] = [path for path in files if files[path] != changed[path]]
    before = files[path].splitlines()
    after = changed[path].splitlines()
    assert path == "chat_sdk/_runtime/_http.py"
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("import httpx", "import httpx2 as httpx")
    ]


def test_both_faces_have_the_same_methods(files: dict[str, str]) -> None:
    tree = ast.parse(files["chat_sdk/resources/chat.py"])
    classes = {
        node.name: [
            (f.name, ast.unparse(f.args), ast.get_docstring(f))
            for f in node.body
            if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
            and f.name != "__init__"
        ]
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }

    assert classes["Chat"] == classes["AsyncChat"]
    assert len(classes["Chat"]) == 3


def test_only_a_deprecated_method_is_marked(files: dict[str, str]) -> None:
    chat = files["chat_sdk/resources/chat.py"]

    assert chat.count('@deprecated("The API deprecates POST /chat/text.")') == 2
    assert "deprecated" not in files["chat_sdk/resources/models.py"]


def test_a_client_without_arguments_takes_options_only() -> None:
    client = dataclasses.replace(
        CHAT_SDK.client,
        credential_arguments=(),
        async_credential_arguments=(),
        variable_arguments=(),
        credentials=(),
        servers=(),
        resources=(),
    )
    sdk: Sdk = dataclasses.replace(CHAT_SDK, client=client)

    text = render(sdk)["chat_sdk/client.py"]

    assert (
        "def __init__(\n        self,\n        **options: Unpack[ClientOptions],\n"
        in text
    )
