"""SDKs of real documents import, build every schema, and pass the type checkers as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config
from ssegen.ir.streams import EventStream
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
sys.path.insert(0, ".")
for package in sys.argv[1:]:
    sdk = importlib.import_module(package)
    for module in pkgutil.walk_packages(sdk.__path__, package + "."):
        for thing in list(vars(importlib.import_module(module.name)).values()):
            if isinstance(thing, type) and issubclass(thing, BaseModel) and thing is not BaseModel:
                thing.model_rebuild(force=True)
            if type(thing).__name__ in ("Operation", "StreamOperation"):
                for error in thing.errors.values():
                    TypeAdapter(error())
                if getattr(thing, "result", None):
                    TypeAdapter(thing.result())
                if getattr(thing, "variants", None):
                    thing.dispatch
"""


def test_real_documents_give_sdks_that_import_and_type_check(
    corpus: Path, tmp_path: Path
) -> None:
    # All in one test, for most of what the checkers do is to read the libraries, once for all.
    for package, name in enumerate(DOCUMENTS):
        config = Config(package_name=f"sdk_{package}")
        generated = generate(load(str(corpus / name)), config)
        results = [
            operation.result
            for resource in generated.api.resources
            for operation in resource.operations
        ]
        streams = sum(isinstance(result, EventStream) for result in results)
        assert streams == DOCUMENTS[name], name
        for path, text in generated.files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    packages = [f"sdk_{package}" for package in range(len(DOCUMENTS))]
    configuration = {"include": packages, "typeCheckingMode": "strict"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(configuration), "utf-8")

    for command in (
        ["-W", "error", "-c", IMPORT_ALL, *packages],
        ["-m", "mypy", "--strict", "--no-incremental", *packages],
        ["-m", "pyright", "--pythonpath", sys.executable],
        ["-m", "ruff", "check", "--isolated", *packages],
        ["-m", "black", "--check", "--quiet", *packages],
    ):
        run = subprocess.run(
            [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True
        )
        output = f"{command[1]}: {run.stdout[-4000:]}{run.stderr[-4000:]}"
        assert run.returncode == 0, output
