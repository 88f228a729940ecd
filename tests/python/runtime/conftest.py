"""The runtime over both HTTP libraries, and callers of its clients."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.python.runtime.caller import Caller

import ssegen.python.runtime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.server import Server


@pytest.fixture(scope="session", params=["httpx", "httpx2"])
def runtime(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """The runtime over either library, copied as an SDK would carry it."""
    name = f"runtime_over_{request.param}"
    if name not in sys.modules:
        folder = tmp_path_factory.mktemp(name)
        (original,) = ssegen.python.runtime.__path__
        for source in Path(original).glob("*.py"):
            text = source.read_text(encoding="utf-8")
            if source.name == "_http.py":
                text = text.replace("import httpx", f"import {request.param} as httpx")
            (folder / source.name).write_text(text, encoding="utf-8")
        load(name, folder)
    module: Any = sys.modules[name]
    assert module.client.httpx.__name__ == request.param
    return module


def load(name: str, folder: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec
    assert spec.loader
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


@pytest.fixture(params=["sync", "async"])
def face(request: pytest.FixtureRequest) -> str:
    """How a client is called; modules that hold trio to the same have their own."""
    return str(request.param)


@pytest.fixture
def caller(runtime: Any, server: Server, face: str) -> Iterator[Caller]:
    caller = Caller(runtime, server, face)
    yield caller
    caller.end()
