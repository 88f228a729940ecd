"""Who may import whom: the arrows of the architecture, kept by reading every import."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import ssegen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(ssegen.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

LAYERS = {
    "diagnostics": set[str](),
    "load": {"diagnostics"},
    "openapi": {"load", "diagnostics"},
    "rules": {"openapi", "load", "diagnostics"},
    "conformance": {"openapi", "load", "diagnostics", "python.runtime"},
    "samples": {"conformance", "openapi", "load", "diagnostics", "python.runtime"},
    "repair": {"load", "diagnostics"},
    "policy": {"config", "load", "diagnostics"},
    "ir": set[str](),
    "lower": {"ir", "openapi", "load", "diagnostics"},
    "python.plan": {"ir", "diagnostics"},
    "python.render": {"python.plan", "background"},
    "python.runtime": set[str](),
    "compare": {"rules", "python.plan", "ir", "openapi", "load", "diagnostics"},
    "live": {
        *("conformance", "python.plan", "python.runtime", "ir"),
        *("openapi", "load"),
    },
    "mock": {
        *("conformance", "samples", "lower", "python.runtime", "ir"),
        *("openapi", "load"),
    },
    "write": {"diagnostics"},
    "config": set[str](),
    "background": set[str](),
    "hooks": set[str](),
    "senders": set[str](),
}
"""What each layer may import of ours, besides itself."""

ABOVE = {"cli", "pipeline", "renames", "__main__"}
"""What ties the layers together. Nothing below imports it."""

SPEAKING = {
    "print",
    "input",
    "exit",
    "quit",
    "SystemExit",
    "sys.exit",
    "sys.stdout",
    "sys.stderr",
}

RUNTIME_NEEDS = {
    "anyio",  # what both HTTP libraries wait by, on asyncio and trio alike
    "httpx",
    "pydantic",
    "pydantic_core",
    "typing_extensions",
}


def imported(path: Path) -> Iterator[str]:
    """The full names of what a module imports; ``from a import b`` gives ``a.b``."""
    package = (ROOT.name, *path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=module, names=names, level=level):
                start = package[: len(package) - level + 1] if level else ()
                base = ".".join((*start, *([module] if module else [])))
                yield from (f"{base}.{alias.name}" for alias in names)


def layer(name: str) -> str:
    """The layer that a module of ours, or a name in it, belongs to; empty for the root package."""
    parts = name.split(".")[1:]
    return ".".join(parts[: 2 if parts[:1] == ["python"] else 1])


def name_of(path: Path) -> str:
    """The dotted name of a module by its file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join((ROOT.name, *(part for part in parts if part != "__init__")))


RUNTIME = [path for path in MODULES if layer(name_of(path)) == "python.runtime"]


def in_server(name: str) -> bool:
    """Whether a module, or a name, is of the runtime's part for servers."""
    return f"{name}.".startswith("ssegen.python.runtime.server.")


def test_every_layer_exists_and_every_module_belongs_to_one() -> None:
    found = {layer(name_of(path)) for path in MODULES} - {"", "python"}
    assert found == {*LAYERS, *ABOVE}


def test_a_module_imports_only_what_its_layer_may() -> None:
    reaching = [
        (name_of(path), name)
        for path in MODULES
        if (own := layer(name_of(path))) in LAYERS
        for name in imported(path)
        if name.split(".")[0] == "ssegen" and layer(name) not in {own, *LAYERS[own]}
    ]
    assert reaching == []


def test_the_runtime_needs_nothing_but_what_an_sdk_depends_on() -> None:
    allowed = {"ssegen", *sys.stdlib_module_names, *RUNTIME_NEEDS}
    others = {
        (name_of(path), name)
        for path in RUNTIME
        for name in imported(path)
        if name.split(".")[0] not in allowed
        # What only SDKs with a server carry.
        and not (in_server(name_of(path)) and name.split(".")[0] == "starlette")
    }
    assert others == set()


def test_only_the_server_part_of_the_runtime_imports_itself() -> None:
    importing = [
        (name_of(path), name)
        for path in RUNTIME
        if not in_server(name_of(path))
        for name in imported(path)
        if in_server(name)
    ]
    assert importing == []


def test_the_runtime_names_itself_only_relatively() -> None:
    absolute = [
        (name_of(path), ast.unparse(node))
        for path in RUNTIME
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        or (isinstance(node, ast.ImportFrom) and not node.level)
        if "ssegen" in ast.unparse(node)
    ]
    assert absolute == []


def test_one_module_of_the_runtime_imports_the_http_library() -> None:
    importing = [
        path.name
        for path in RUNTIME
        if any(name.split(".")[0] in ("httpx", "httpx2") for name in imported(path))
    ]
    assert importing == ["_http.py"]


def test_only_the_command_line_prints_or_exits() -> None:
    speaking = [
        f"{name_of(path)}:{node.lineno}: {ast.unparse(node)}"
        for path in MODULES
        if layer(name_of(path)) != "cli"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in SPEAKING
    ]
    assert speaking == []
