"""SDKs of real documents import, build every schema, and pass the type checkers as they are."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus

DOCUMENTS = {
    "langchain-langgraph.json": 4,
    "mistral-public-doc.yaml": 10,  # an eleventh takes a multipart body, not supported yet
    "openrouter-in.yaml": 6,
    "together-together.yaml": 3,
}
"""Streams by document."""

IMPORT_ALL = """
import importlib, pkgutil, sys
from pydantic import BaseModel, TypeAdapter
sys.path.insert(0, sys.argv[1])
sdk = importlib.import_module("sdk")
for module in pkgutil.walk_packages(sdk.__path__, "sdk."):
    for thing in vars(importlib.import_module(module.name)).values():
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing is not BaseModel:
            thing.model_rebuild(force=True)
operations = [
    operation
    for module in list(sys.modules.values())
    if module.__name__.startswith("sdk.resources.")
    for operation in vars(module).values()
    if type(operation).__name__ in ("Operation", "StreamOperation")
]
for operation in operations:
    for error in operation.errors.values():
        TypeAdapter(error())
    if getattr(operation, "result", None):
        TypeAdapter(operation.result())
    if getattr(operation, "variants", None):
        operation.variants()
print(len(operations))
"""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_real_document_gives_an_sdk_that_imports_and_type_checks(
    name: str, corpus: Path, tmp_path: Path
) -> None:
    generated = generate(load(str(corpus / name)), Config(package_name="sdk"))
    assert generated.api is not None
    operations = [
        operation
        for resource in generated.api.resources
        for operation in resource.operations
    ]
    streams = [one for one in operations if type(one.result).__name__ == "EventStream"]
    assert len(streams) == DOCUMENTS[name]
    for path, text in generated.files.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    (tmp_path / "pyrightconfig.json").write_text(
        '{"include": ["sdk"], "typeCheckingMode": "strict"}', encoding="utf-8"
    )

    for command in (
        ["-W", "error", "-c", IMPORT_ALL, str(tmp_path)],
        ["-m", "mypy", "--strict", "--no-incremental", "sdk"],
        ["-m", "pyright", "--pythonpath", sys.executable],
        ["-m", "ruff", "check", "--isolated", "sdk"],
        ["-m", "black", "--check", "--quiet", "sdk"],
    ):
        run = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True
        )
        assert (
            run.returncode == 0
        ), f"{command[1]}: {run.stdout[-4000:]}{run.stderr[-4000:]}"
