"""Whatever a document holds, modules are made of few kinds of nodes and few names."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import EllipsisType
from typing import TYPE_CHECKING

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.canary import HOSTILE, Place, planted
from tests.hostile.sdk import generated
from tests.hostile.test_canary import EVERY_REQUEST, EVERY_SCHEMA, EVERY_STRING
from tests.hostile.test_names import NAMES, named

from ssegen.cli import main
from ssegen.python.render import templates
from ssegen.python.render.environment import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EXAMPLES = Path(__file__).parents[2] / "generated_examples"

EXPRESSIONS = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.BitOr),
    *(ast.Tuple, ast.Call, ast.keyword, ast.expr_context),
)
"""What annotations and the bodies of lambdas are made of."""

NODES = (
    *EXPRESSIONS,
    *(ast.Module, ast.Expr, ast.Import, ast.ImportFrom, ast.alias, ast.If, ast.Not),
    *(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Return, ast.Await),
    *(ast.arguments, ast.arg, ast.Assign, ast.AnnAssign, ast.Dict, ast.List),
    *(ast.Lambda, ast.UnaryOp, ast.USub, ast.Pass),
)

IMPORTED = {
    "__future__": {"annotations"},
    "builtins": {""},
    "collections.abc": {"AsyncIterator", "Iterable", "Mapping", "Sequence"},
    "dataclasses": {"dataclass"},
    "datetime": {""},
    "decimal": {"Decimal"},
    "functools": {"cached_property"},
    "pydantic": {""},
    "starlette.applications": {"Starlette"},
    "typing": {
        *("Annotated", "Any", "Literal", "NotRequired", "TYPE_CHECKING", "TypeAlias"),
        *("Protocol", "TypedDict", "Unpack"),
    },
    "typing_extensions": {"TypeAliasType", "deprecated"},
    "uuid": {"UUID"},
}

BUILTINS = {
    *("bool", "bytes", "dict", "float", "int", "list", "object", "str", "super"),
    *("tuple", "__name__"),
}

CALLED = {
    *("API", "APIKey", "BasicAuth", "BearerToken", "Server", "lazy_attributes"),
    *("Operation", "StreamOperation", "BinaryOperation", "Variant", "BodyField"),
    *("PathParameter", "QueryParameter", "QueryString", "HeaderParameter"),
    *("CookieParameter", "TypeAliasType", "TypedDict", "dataclass", "deprecated"),
    *("Route", "application", "encoded"),
    *("super", "super().__init__", "_runtime.tagged", "_runtime.wire"),
    *("self._client.request", "self._client.stream", "self._client.binary"),
}

DECORATORS = {"cached_property", "dataclass", "deprecated"}


def modules(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The modules that are made of the document."""
    for path, text in files.items():
        own = "_runtime" not in path.split("/") and not path.endswith("/testing.py")
        if path.endswith(".py") and own:
            yield path, text


def surprises(source: str) -> Iterator[str]:
    """What no module of an SDK needs."""
    tree = ast.parse(source)
    bound = {*BUILTINS, *bindings(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names):
                yield from (a.name for a in names if "" not in IMPORTED.get(a.name, ()))
            case ast.ImportFrom(module, names, 0):
                known = IMPORTED.get(str(module), set())
                yield from (f"{module}.{a.name}" for a in names if a.name not in known)
            case ast.Call(function):
                called = ast.unparse(function)
                own = isinstance(function, ast.Name) and is_resource(function.id, tree)
                if called not in CALLED and not own:
                    yield called
            case ast.Lambda(arguments, body):
                yield from (a.arg for a in arguments.args)
                yield from unexpected(body, EXPRESSIONS)
            case ast.Name(name, ast.Load()) if name not in bound:
                yield name
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                for decorator in node.decorator_list:
                    name = ast.unparse(decorator).partition("(")[0]
                    if name not in DECORATORS:
                        yield name
            case ast.Expr(ast.Constant(str())) | ast.Expr(
                ast.Constant(value=EllipsisType())
            ):
                pass
            case ast.Expr(ast.Call(function)) if "super" in ast.unparse(function):
                pass
            case ast.Expr():
                yield ast.unparse(node)
            case _:
                pass
    yield from unexpected(tree, NODES)


def unexpected(node: ast.AST, kinds: tuple[type[ast.AST], ...]) -> Iterator[str]:
    for part in ast.walk(node):
        if not isinstance(part, kinds):
            yield ast.dump(part)


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a module gives a meaning to."""
    for node in ast.walk(tree):
        match node:
            case ast.alias(name, asname):
                yield asname or name.partition(".")[0]
            case ast.Name(name, ast.Store()) | ast.arg(name):
                yield name
            case (
                ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name)
            ):
                yield name
            case _:
                pass


def is_resource(name: str, tree: ast.AST) -> bool:
    """Whether some property imports the class of a resource by that name and gives one."""
    return any(
        isinstance(node, ast.FunctionDef)
        and any(
            isinstance(inner, ast.ImportFrom)
            and inner.level == 1
            and [a.name for a in inner.names] == [name]
            for inner in node.body
        )
        for node in ast.walk(tree)
    )


@pytest.mark.parametrize(
    "example",
    sorted(path for path in EXAMPLES.iterdir() if path.is_dir()),
    ids=lambda path: path.name,
)
def test_the_examples_are_made_of_what_is_expected(example: Path) -> None:
    files = {
        path.relative_to(example).as_posix(): path.read_text(encoding="utf-8")
        for path in example.glob("*_sdk/**/*.py")
    }
    found = {path: [*surprises(text)] for path, text in modules(files)}
    assert len(found) > 5
    assert not any(found.values()), found


@pytest.mark.parametrize(
    "document",
    [EVERY_STRING, EVERY_SCHEMA, EVERY_REQUEST],
    ids=["strings", "schemas", "requests"],
)
def test_a_document_with_all_constructs_gives_what_is_expected(
    document: dict[str, object],
) -> None:
    for value in (document, planted(document, HOSTILE, *Place)):
        for path, text in modules(generated(value, project=False).files):
            assert [*surprises(text)] == [], path


@given(
    st.lists(
        st.sampled_from(NAMES) | st.text(min_size=1),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
@settings(max_examples=15)
def test_no_name_gives_anything_unexpected(names: list[str]) -> None:
    for path, text in modules(generated(named(names), project=False).files):
        assert [*surprises(text)] == [], path


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import system",
        "eval('1')",
        "x = open",
        "x = lambda: [a for a in ()]",
        "x = __import__('os')",
        "global x",
        "x = f'{1}'",
        "@print\ndef f(): pass",
        "1 + 1",
    ],
)
def test_what_is_not_expected_is_seen(source: str) -> None:
    assert [*surprises(source)]


def test_nothing_is_written_where_a_file_does_not_compile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = jinja2.DictLoader({"resources.py.jinja": "def (\n"})
    plain = environment()
    assert plain.loader is not None
    patched = plain.overlay(loader=jinja2.ChoiceLoader([broken, plain.loader]))
    monkeypatch.setattr(templates, "environment", lambda: patched)
    spec = tmp_path / "api.yaml"
    spec.write_text(
        "openapi: 3.1.0\ninfo: {title: A, version: '1'}\n"
        "paths: {/a: {get: {responses: {'204': {description: Done.}}}}}\n"
    )
    output = tmp_path / "out"
    command = ["ssegen", "generate", str(spec), "-o", str(output), "--project"]
    monkeypatch.setattr(sys, "argv", command)

    with pytest.raises(SystemExit) as exit_:
        main()

    assert exit_.value.code == 70
    error = capsys.readouterr().err
    assert "SyntaxError" in error
    assert "resources/__init__.py" in error
    assert error.count("this is a bug in ssegen") == 1
    assert not output.exists()
