"""Titles, tags, operationIds and names of schemas and properties that no identifier should be."""

from __future__ import annotations

import ast
import json
import random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from tests.hostile.sdk import Folder, answering, document, generated, taking

from ssegen.config import package_name_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = (
    *("../../x", "/abs", "C:\\x", "a/b", "..", ".", "CON", "aux.", "nul.py", "x" * 300),
    *("", " ", "\n", "🙂", "🙃", "1st", "-1", "+1", "#", '"', "\\", "\x00", "{{ 7 }}"),
    *("class", "None", "import", "match", "self", "cls", "super", "type", "print"),
    *("__init__", "__class__", "__getattr__", "_client", "_runtime", "__all__", "_API"),
    *("close", "aclose", "request", "stream", "binary", "query", "with_raw_response"),
    *("str", "list", "dict", "int", "object", "property", "datetime", "builtins"),
    *("json", "typing", "sys", "pydantic", "httpx", "uuid", "collections", "asyncio"),
    *("models", "params", "events", "resources", "client", "shared", "unions"),
    *("Client", "AsyncClient", "Any", "Literal", "Model", "Unknown", "TypedDict"),
    *(
        "chat",
        "Chat",
        "CHAT",
        "chat_",
        "Async chat",
        "ﬁ",
        "fi",
        "é",
        "e\u0301",
        "聊天",
        "·",
        "a·b",
    ),
    *("options", "timeout", "deadline", "on_frame", "extra_body", "OMITTED", "body"),
    *("model_config", "model_fields", "model_dump", "copy", "keys", "mro", "schema"),
    *("a-b", "a_b", "a.b", "a b", "aB", "cached_property", "deprecated", "lazy"),
)


def ref(name: str) -> dict[str, str]:
    pointer = name.replace("~", "~0").replace("/", "~1")
    return {"$ref": f"#/components/schemas/{quote(pointer)}"}


def named(names: Sequence[str], seed: int | None = None) -> dict[str, Any]:
    """A document with a tag, an operation, a schema, a property, a parameter and a scheme of each
    name, in the order of the names or in another.
    """
    numbers = {name: number for number, name in enumerate(names)}
    if seed is not None:
        names = random.Random(seed).sample(names, len(names))
    every = {"type": "object", "properties": {name: ref(name) for name in names}}
    made = document(
        {
            f"/{number}": {
                "tags": [name],
                "operationId": name,
                "requestBody": taking(ref(name)),
                "responses": answering(ref(name)),
                "security": [{name: []}],
            }
            for name in names
            for number in [numbers[name]]
        },
        {
            name: {
                "type": "object",
                "title": name,
                "required": [name],
                "properties": {
                    name: {"type": "string"},
                    "at": {"type": "string", "format": "date-time"},
                    "list": {"type": "array", "items": {"type": "string"}},
                },
            }
            for name in names
        },
        tags=[{"name": name} for name in names],
    )
    made["paths"]["/every"] = {
        "get": {
            "tags": ["every"],
            "x-ssegen-name": "send",
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": "string"}}
                for name in names
                if name
            ],
            "responses": answering(every),
        }
    }
    made["components"]["securitySchemes"] = {
        name: {"type": "apiKey", "in": "query", "name": f"key{numbers[name]}"}
        for name in names
    }
    return made


def test_hostile_names_are_told_apart_and_shadow_nothing(folder: Folder) -> None:
    made = generated(named(NAMES))
    assert not made.skipped
    folder.write(made.files)

    read = folder.run(
        """
import inspect
from hostile_sdk._runtime import RuntimeClient

names = json.loads(sys.argv[1])
client = sdk.Client(base_url="https://example.com")
resources = {n for n in vars(sdk.Client) if not n.startswith("_")}
inherited = [n for n in resources if any(n in vars(c) for c in RuntimeClient.__mro__)]
methods = {
    f"{r}.{m}"
    for r in resources
    for m in vars(type(getattr(client, r)))
    if not m.startswith("_")
}
answer = sdk.models.GetEveryResponse.model_validate(
    {name: {name: name, "at": "2030-01-31T12:00:00Z", "list": [name]} for name in names}
)
again = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
print(json.dumps({
    "inherited": inherited,
    "methods": len(methods),
    "wire": {name: again[name][name] for name in names},
    "arguments": len(inspect.signature(client.every.send).parameters),
}))
""",
        json.dumps(NAMES),
    )

    own = [name for name in NAMES if name not in ("at", "list")]
    assert read["inherited"] == []
    assert read["methods"] == len(NAMES) + 1
    assert {name: read["wire"][name] for name in own} == {name: name for name in own}
    assert read["arguments"] == len([name for name in NAMES if name]) + 1


def served(seed: int | None = None) -> dict[str, str]:
    """The files of the SDK, with a server, of a document whose operations all stream."""
    made = named(NAMES, seed)
    for item in made["paths"].values():
        for operation in item.values():
            operation["responses"] = answering({"type": "string"}, "text/event-stream")
    return dict(generated(made).files)


def test_handlers_of_hostile_names_are_told_apart_and_shadow_nothing(
    folder: Folder,
) -> None:
    folder.write(served())

    read = folder.run("""
import inspect
from pydantic import TypeAdapter
from hostile_sdk.server import Handlers
from hostile_sdk.server.routes import ROUTES

def arguments(method):
    found = inspect.signature(method).parameters.values()
    return sorted(p.name for p in found if p.kind is p.KEYWORD_ONLY)

for route in ROUTES:
    for made in route.arguments.values():
        TypeAdapter(made())
methods = {n: m for n, m in vars(Handlers).items() if not n.startswith("_")}
print(json.dumps({
    "methods": {name: arguments(method) for name, method in methods.items()},
    "routes": {route.name: sorted(route.arguments) for route in ROUTES},
}))
""")

    assert read["methods"] == read["routes"]
    assert len(read["methods"]) == len(NAMES) + 1


def test_the_order_of_a_document_gives_handlers_no_other_names() -> None:
    plain, mixed = served(), served(1)
    for path in (p for p in plain if p.startswith("hostile_sdk/server/")):
        assert definitions(mixed[path]) == definitions(plain[path])


def test_no_name_leads_out_of_the_package_or_makes_two_files_one() -> None:
    files = generated(named(NAMES)).files

    folded = [path.casefold() for path in files]
    assert len(set(folded)) == len(folded)
    for path in files:
        parts = path.split("/")
        assert path.isascii() and len(path) < 200
        assert parts[0] in ("hostile_sdk", "README.md", "pyproject.toml")
        stems = {part.partition(".")[0].lower() for part in parts}
        assert not stems & {"", "con", "aux", "nul", "prn"}
        assert parts[1:2] != ["_runtime"] or path in generated(document({})).files


@pytest.mark.parametrize("title", NAMES)
def test_no_title_makes_a_package_that_hides_another(title: str) -> None:
    made = generated(
        document({"/a": {}}, info={"title": title, "version": "1"}), package=""
    )

    package = made.sdk.package if made.sdk else ""
    assert package.isascii()
    assert not package_name_problem(package)
    assert {path.partition("/")[0] for path in made.files} == {
        *(package, "README.md", "pyproject.toml"),
    }


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_a_document_gives_no_other_names(seed: int) -> None:
    plain = generated(named(NAMES), project=False).files
    mixed = generated(named(NAMES, seed), project=False).files

    assert {path: definitions(text) for path, text in mixed.items()} == {
        path: definitions(text) for path, text in plain.items()
    }


def definitions(source: str) -> list[str]:
    """The statements of a module and of its classes, without their order."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.body.sort(key=ast.dump)
        if isinstance(node, ast.arguments):
            node.kwonlyargs.sort(key=lambda argument: argument.arg)
        if isinstance(node, ast.Call):
            node.args.sort(key=ast.dump)
        if isinstance(node, ast.Dict):
            pairs = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k]
            pairs.sort(key=lambda pair: ast.dump(pair[0]))
            node.keys, node.values = [k for k, _ in pairs], [v for _, v in pairs]
        if isinstance(node, ast.Tuple):
            node.elts.sort(key=ast.dump)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = " ".join(sorted(node.value.split()))
    return sorted(map(ast.dump, tree.body))
