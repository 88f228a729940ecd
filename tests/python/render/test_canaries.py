"""A marked text in every field of a plan that holds text is found in strings, and nowhere else."""

from __future__ import annotations

import ast
import dataclasses
import io
import tokenize
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.python.render.chat_plan import CHAT_SDK
from tests.python.render.shape import shape

from ssegen.python.plan import sdk as plan
from ssegen.python.render import render, render_project

Text = Callable[[], str]

HOSTILE = (
    '"""\'\'\'`\\\\\\\n```\n{{ 7 }}{% raw %}{# x #}<b>#\r\u202e\ud800\x00| [a](b) "'
)
PARTS = {("OperationData", "fixed"): (1,), ("ServerData", "variables"): (1, 2)}
"""Which items of the tuples in a field are text."""


def text_fields() -> set[tuple[str, str]]:
    """The fields whose documentation in the plan calls them text."""
    source = Path(plan.__file__).read_text(encoding="utf-8")
    found: set[tuple[str, str]] = set()
    for node in ast.parse(source).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, doc in zip(node.body, node.body[1:], strict=False):
            match field, doc:
                case (
                    ast.AnnAssign(target=ast.Name(name)),
                    ast.Expr(ast.Constant(str() as text)),
                ) if text.startswith("text"):
                    found.add((node.name, name))
    return found


FIELDS = text_fields()


def planted(value: Any, text: Text) -> Any:
    """A plan with a text in every field that holds text."""
    if isinstance(value, tuple):
        return type(value)(planted(item, text) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, object] = {}
    for field in dataclasses.fields(value):
        place = (type(value).__name__, field.name)
        old = getattr(value, field.name)
        identifier = place == ("Key", "wire_name")
        if isinstance(value, plan.DictClass) and value.functional and old is value.keys:
            changes[field.name] = tuple(
                dataclasses.replace(planted(key, text), wire_name=text())
                for key in value.keys
            )
        elif place in PARTS:
            parts = PARTS[place]
            changes[field.name] = tuple(
                tuple(text() if i in parts else item for i, item in enumerate(row))
                for row in old
            )
        elif place not in FIELDS:
            changes[field.name] = planted(old, text)
        elif isinstance(old, tuple):
            changes[field.name] = tuple(text() for _ in old)
        elif not identifier:
            changes[field.name] = text()
    return dataclasses.replace(value, **changes)


def python(files: dict[str, str]) -> dict[str, str]:
    return {
        path: text
        for path, text in files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    }


def tokens(source: str) -> Iterator[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(source).readline)


def test_the_plan_says_which_fields_hold_text() -> None:
    assert {("Sdk", "title"), ("Attribute", "doc"), ("OperationData", "path")} < FIELDS
    assert len(FIELDS) > 25


def test_a_canary_sits_in_strings_only_and_none_is_lost() -> None:
    numbers = iter(range(10**6))
    sdk = planted(CHAT_SDK, lambda: f"canary{next(numbers)}x{HOSTILE}")
    written = python(render(sdk))

    for path, source in written.items():
        for token in tokens(source):
            assert "canary" not in token.string or token.type == tokenize.STRING, path
    everything = "".join((*written.values(), *render_project(sdk).values()))
    lost = {n for n in range(next(numbers)) if f"canary{n}x" not in everything}
    assert lost == {number(text) for text in untold(sdk)}


def number(canary: str) -> int:
    return int(canary.partition("x")[0].removeprefix("canary"))


def untold(sdk: plan.Sdk) -> Iterator[str]:
    """Texts that the plan knows and no file tells."""
    for server in sdk.client.servers:
        yield from (wire_name for _, wire_name, _ in server.variables)
    for resource in sdk.resources:
        for method in resource.methods:
            if not method.operation.has_sentinel:
                yield method.operation.sentinel
    for handler in sdk.server.handlers if sdk.server else ():
        if not handler.operation.has_sentinel:
            yield handler.operation.sentinel
    for module in sdk.params:
        for declaration in module.declarations:
            if isinstance(declaration, plan.DictClass) and declaration.functional:
                yield from (key.doc for key in declaration.keys)


@given(st.text(st.characters(codec=None), min_size=1))
@settings(max_examples=15, deadline=None)
def test_no_text_adds_a_node(text: str) -> None:
    plain = python(render(planted(CHAT_SDK, lambda: "x")))
    hostile = python(render(planted(CHAT_SDK, lambda: f"x{text}")))

    assert plain.keys() == hostile.keys()
    for path, source in hostile.items():
        assert shape(source) == shape(plain[path]), path


@pytest.mark.parametrize("text", [f"x{HOSTILE}", "x\n- y\n\n# z\n", "x</a>&amp;`"])
def test_no_text_adds_to_a_project(text: str) -> None:
    plain = render_project(planted(CHAT_SDK, lambda: "x"))
    hostile = render_project(planted(CHAT_SDK, lambda: text))

    assert tomllib.loads(hostile["pyproject.toml"]).keys() == {
        "build-system",
        "project",
        "tool",
    }
    assert markdown_shape(hostile["README.md"]) == markdown_shape(plain["README.md"])


def markdown_shape(text: str) -> list[str]:
    """The kinds of a Markdown text's blocks and of what stands in them."""
    return [
        kind
        for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        for kind in (token.type, *(c.type for c in token.children or ()))
        if kind not in ("text", "text_special")
    ]
