"""SDKs of documents written in tests: generated, written, used by an interpreter of their own."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate
from ssegen.python.render import ensure_compiles

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ssegen.pipeline import Generated

PACKAGE = "hostile_sdk"

EVERYTHING = """
import importlib, json, pkgutil, sys, warnings
warnings.simplefilter("error")
import hostile_sdk as sdk

def modules(package):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)

for module in modules(sdk):
    for name in dir(module):
        thing = getattr(module, name)
        if name != "BaseModel" and hasattr(thing, "model_rebuild"):
            thing.model_rebuild()
sdk.Client(base_url="https://example.com").close()
"""
"""Imports every module, builds every model, and makes a client."""


def document(
    operations: Mapping[str, Any],
    schemas: Mapping[str, Any] | None = None,
    **others: Any,
) -> dict[str, Any]:
    """A document of operations that are ``POST`` at a path each.

    Args:
        operations: The operations by path; responses are added where one has none.
        schemas: Those of its components.
        others: Further keys of the document.
    """
    done = {"204": {"description": "Done."}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hostile", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": {
            path: {"post": {"responses": done, **operation}}
            for path, operation in operations.items()
        },
        "components": {"schemas": dict(schemas or {})},
        **others,
    }


def answering(schema: object, media_type: str = "application/json") -> dict[str, Any]:
    """The responses of an operation that answers with a schema."""
    return {
        "200": {"description": "It.", "content": {media_type: {"schema": schema}}},
    }


def taking(schema: object) -> dict[str, Any]:
    """The body of an operation that takes a schema."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def generated(
    value: Mapping[str, Any], *, package: str = PACKAGE, project: bool = True
) -> Generated:
    """What a document gives, with a server where it streams, and with the project around it. All
    of it compiles.

    Without a name of its own the package is called after the title.
    """
    loaded = load("-", stdin=io.BytesIO(json.dumps(value).encode()))
    config = Config(package_name=package, project=project, server=True)
    made = generate(loaded, config)
    ensure_compiles(made.files)
    return made


@dataclass(frozen=True, slots=True)
class Folder:
    """The only folder of a test that anything may be written to."""

    path: Path

    def write(self, files: Mapping[str, str]) -> None:
        """Write an SDK, as the paths of its files say."""
        for name, text in files.items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def run(self, script: str, *arguments: str) -> Any:
        """Run a script beside the SDK in an interpreter of its own, after ``EVERYTHING``.

        Returns:
            What the script printed, as JSON; None for nothing.
        """
        done = subprocess.run(
            [sys.executable, "-I", "-c", f"{_BESIDE}{EVERYTHING}{script}", *arguments],
            cwd=self.path,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout else None


_BESIDE = "import sys; sys.path.insert(0, '')\n"

CODE = "__import__('pathlib').Path('executed').touch()"
"""What leaves a mark where it runs."""
