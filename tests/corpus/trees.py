"""Documents as plain trees, read by PyYAML and `json`."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Tree: TypeAlias = "dict[str, Any]"


class _Loader(yaml.CSafeLoader):
    """YAML as JSON has it: dates are text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Tree:
    """The tree of a document. Files that it refers to stand within it, under ``x-files``."""
    files: list[Path] = [path.resolve()]
    trees: list[Any] = []
    while len(trees) < len(files):
        here = files[len(trees)]
        text = here.read_text(encoding="utf-8")
        tree = json.loads(text) if here.suffix == ".json" else yaml.load(text, _Loader)
        trees.append(_replaced(tree, "$ref", partial(_within, here=here, files=files)))
    root, *others = trees
    assert isinstance(root, dict)
    return {**root, "x-files": others} if others else root


def _within(ref: Any, here: Path, files: list[Path]) -> Any:
    """A reference as it is where all files are one; those it leads to are added to the files."""
    if not isinstance(ref, str):
        return ref
    name, _, pointer = ref.partition("#")
    target = (here.parent / name).resolve() if name else here
    if not target.is_file():
        return ref
    if target not in files:
        files.append(target)
    number = files.index(target)
    return f"#/x-files/{number - 1}{pointer}" if number else f"#{pointer}"


def _replaced(tree: Any, key: str, value: Callable[[Any], Any]) -> Any:
    """A tree with another value wherever a key stands."""
    match tree:
        case dict():
            return {
                name: value(each) if name == key else _replaced(each, key, value)
                for name, each in tree.items()
            }
        case list():
            return [_replaced(each, key, value) for each in tree]
        case _:
            return tree


def decoded(tree: Any) -> Any:
    """A tree in which a string that holds JSON is described as what it holds."""
    match tree:
        case {"contentSchema": schema, "type": "string"}:
            return decoded(schema)
        case dict():
            return {name: decoded(each) for name, each in tree.items()}
        case list():
            return [decoded(each) for each in tree]
        case _:
            return tree
