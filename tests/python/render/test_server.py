"""The package ``server`` of an SDK, as text."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.python.render.chat_plan import CHAT_SDK, SERVER

from ssegen.python.render import Templates, render, render_project

if TYPE_CHECKING:
    from ssegen.python.plan.sdk import Handler


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render(CHAT_SDK)


def test_without_a_server_there_is_no_trace_of_one(files: dict[str, str]) -> None:
    bare = dataclasses.replace(CHAT_SDK, server=None)
    without = render(bare)
    gone = {path for path in files if "/server/" in path}
    assert without.keys() == files.keys() - gone
    assert {path.split("/")[1] for path in gone} == {"server", "_runtime"}
    assert {p for p in without if files[p] != without[p]} == {
        "chat_sdk/models/__init__.py"
    }
    project = render_project(bare)
    assert "starlette" not in "".join(project.values()).lower()


def test_nothing_but_the_server_imports_the_runtime_of_servers(
    files: dict[str, str],
) -> None:
    outside = [text for path, text in files.items() if "/server/" not in path]
    assert "starlette" not in "".join(outside)


def test_a_method_of_the_protocol_takes_the_request_by_its_place_alone(
    files: dict[str, str],
) -> None:
    tree = ast.parse(files["chat_sdk/server/handlers.py"])
    methods = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    assert [m.name for m in methods] == [h.name for h in SERVER.handlers]
    for method, handler in zip(methods, SERVER.handlers, strict=True):
        names = [argument.name for argument in handler.arguments]
        assert [a.arg for a in method.args.posonlyargs] == ["self", handler.request]
        assert [a.arg for a in method.args.kwonlyargs] == names
        assert method.returns is not None
        assert ast.unparse(method.returns) == f"AsyncIterator[{handler.events} | bytes]"


def test_a_route_is_the_operation_as_the_client_has_it(files: dict[str, str]) -> None:
    routes = constants(files["chat_sdk/server/routes.py"])
    client = constants(files["chat_sdk/resources/chat.py"])
    route = routes["CHAT_CREATE"]
    nested = route.args[1]
    assert isinstance(nested, ast.Call)
    ours = {k.arg: ast.unparse(k.value) for k in client["_CREATE"].keywords}
    assert {k.arg: ast.unparse(k.value) for k in nested.keywords} == {
        name: value for name, value in ours.items() if name != "security"
    }
    assert ast.unparse(route.keywords[0].value).startswith("{'prompt': lambda: str,")


def constants(source: str) -> dict[str, ast.Call]:
    return {
        ast.unparse(node.target): node.value
        for node in ast.parse(source).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call)
    }


@pytest.mark.parametrize("handlers", [SERVER.handlers, SERVER.handlers[:1]])
def test_all_routes_are_listed(handlers: tuple[Handler, ...]) -> None:
    some = dataclasses.replace(SERVER, handlers=handlers)
    text = render(dataclasses.replace(CHAT_SDK, server=some))[
        "chat_sdk/server/routes.py"
    ]
    listed = ast.parse(text).body[-1]
    assert isinstance(listed, ast.AnnAssign)
    assert isinstance(listed.value, ast.Tuple)
    names = [ast.unparse(name) for name in listed.value.elts]
    assert names == [handler.operation.constant for handler in handlers]


def test_a_template_of_the_users_own_may_use_what_ours_share() -> None:
    text = (
        '{% extends "default/server_routes.py.jinja" %}{% block route %}'
        "{% set operation = handler.operation %}"
        "_{{ handler.operation.constant }} = "
        '{% include "parts/operation.py.jinja" %}\n\n{{ super() }}{% endblock %}'
    )
    templates = Templates.read({"mine/server_routes.py.jinja": text.encode()})
    made = render(CHAT_SDK, templates)["chat_sdk/server/routes.py"]
    assert "\n_LOG_FOLLOW = StreamOperation(" in made
    assert "\nLOG_FOLLOW: Route[TextEvent] = Route(" in made


def test_the_readme_shows_a_server_that_compiles() -> None:
    readme = render_project(CHAT_SDK)["README.md"]
    shown = readme.partition("## A server")[2].partition("```python\n")[2]
    code = shown.partition("```")[0]
    compile(code, "README.md", "exec")
    assert "async def chat_create(" in code
    assert "prompt: str" in code
    assert "async def log_follow(" in code
    assert "create_app(Server())" in code
