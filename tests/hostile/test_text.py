"""Descriptions, titles and summaries: text that wants out of its docstring, README or TOML."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.hostile.sdk import CODE, answering, document, generated, taking
from tests.python.render.shape import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.hostile.sdk import Folder

TEXTS = (
    f'"""\n{CODE}\n"""',
    f"'''\n{CODE}\n'''",
    f'" + {CODE} + "',
    f"\\\"\"\"\n{CODE}\n'''\\",
    "ends with a backslash \\",
    "ends with two \\\\",
    'ends with a quote "',
    "\\N{X} \\u12 \\x4 \\",
    "a NUL \x00, a bell \x07",
    "a lone surrogate \ud800",
    "\r\rCR \u2028 \u2029 \x0b \x0c \x1c \x85 all end lines",
    "bidi \u202e\u2066 and zero width \u200b",
    "{{ 7 * 7 }}{% raw %}{# a #}{%- endraw %} ${x} %s {0}",
    f"# heading\n\n```python\n{CODE}\n```\n\n```",
    f"```\n```python\n{CODE}\n```\n",
    "<script>alert(1)</script><!-- a --> &lt; [a](javascript:b) ![x](//y) | a | b |",
    f'Text.\n__all__ = [oops]\nX: TypeAlias = "\\N{{X}}"\nimport os\n{CODE}',
    'Text.\nX = TypedDict(\n    "a": "Decimal",\n)\nY = TypeAliasType("Y", "UUID | \\q")',
    "Call it so:\nvariants=(\n    Variant(a),\n),\nsecurity=(\n),\n",
    "Text.\nname: of" + " long" * 20 + " = made(\n  of,\n  these,\n)",
    "words " * 20_000,
    "w" * 200_000,
    "\n" * 5_000 + "`" * 5_000,
)


def talkative(*texts: str) -> dict[str, Any]:
    """A document that says texts wherever it says something; all of the API, the first."""
    text = texts[0]
    operations: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number, said in enumerate(texts):
        operations |= talkative_operations(said, number)
        schemas |= talkative_schemas(said, number)
    made = document(
        operations,
        schemas,
        info={"title": text, "summary": text, "description": text, "version": text},
        tags=[{"name": "things", "summary": text, "description": text}],
        servers=[
            {
                "url": "https://{region}.example.com",
                "description": text,
                "variables": {"region": {"default": "eu", "description": text}},
            }
        ],
    )
    made["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": text}
    }
    return made


def talkative_operations(text: str, number: int) -> dict[str, Any]:
    names = (f"Thing{number}", f"Choice{number}", f"Tree{number}")
    every = {"type": "object", "properties": {name: ref(name) for name in names}}
    operation = {
        "tags": ["things"],
        "summary": text,
        "description": text,
        "parameters": [
            {
                "name": "page",
                "in": "query",
                "description": text,
                "schema": {"type": "string", "description": text},
            }
        ],
        "security": [{"token": []}],
    }
    return {
        f"/send/{number}": {
            **operation,
            "x-ssegen-name": f"send{number}",
            "requestBody": {**taking(every), "description": text},
            "responses": answering(every),
        },
        f"/watch/{number}": {
            **operation,
            "x-ssegen-name": f"watch{number}",
            "responses": answering(ref(f"Said{number}"), "text/event-stream"),
        },
    }


def talkative_schemas(text: str, number: int) -> dict[str, Any]:
    return {
        f"Thing{number}": {
            "type": "object",
            "title": text,
            "description": text,
            "properties": {"name": {"type": "string", "description": text}},
        },
        f"Choice{number}": {"enum": ["a", "b"], "description": text},
        f"Tree{number}": {
            "description": text,
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": ref(f"Tree{number}")},
            ],
        },
        f"Said{number}": {
            "type": "object",
            "title": text,
            "description": text,
            "required": ["event"],
            "properties": {"event": {"const": "said", "description": text}},
        },
    }


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def words(text: str) -> list[str]:
    """The words of a text as docstrings hold them: Python takes no lone surrogates there."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text).split()


def docstrings(files: Mapping[str, str]) -> Iterator[str]:
    """Every text that is a statement of a generated module."""
    for path, source in files.items():
        if path.endswith(".py") and "/_runtime/" not in path:
            for node in ast.walk(ast.parse(source)):
                match node:
                    case ast.Expr(ast.Constant(str() as text)):
                        yield text
                    case _:
                        pass


def blocks(text: str) -> list[str]:
    """The kinds of a Markdown text's blocks and of what stands in them."""
    return [
        kind
        for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text)
        for kind in (token.type, *(child.type for child in token.children or ()))
        if kind not in ("text", "text_special")
    ]


PLAIN = generated(talkative("Plain text that is longer than a name may be.")).files


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_is_the_docstring_it_was(text: str) -> None:
    made = generated(talkative(text), project=False)

    assert not made.skipped
    # Of the property, its model, both aliases, the envelope, its field and the client, at least.
    whole = [found.split() for found in docstrings(made.files)]
    assert whole.count(words(text)) >= 7


def test_no_text_runs_and_those_that_users_read_are_the_documents(
    folder: Folder,
) -> None:
    folder.write(generated(talkative(*TEXTS)).files)

    read = folder.run(
        """
client = sdk.Client()
classes = [getattr(sdk.models, f"Thing{i}") for i in range(int(sys.argv[1]))]
methods = [getattr(client.things, f"send{i}") for i in range(int(sys.argv[1]))]
print(json.dumps([[thing.__doc__.split() for thing in things] for things in (classes, methods)]))
""",
        str(len(TEXTS)),
    )

    said = [words(text) for text in TEXTS]
    classes, methods = read
    assert classes == said
    assert [found[: len(own)] for found, own in zip(methods, said, strict=True)] == said


@given(st.text(st.characters(codec=None), min_size=1))
@example("Text.\n__all__ = [oops]")
@example("\nvariants=(\n    Variant(a),\n),")
@settings(max_examples=10)
def test_no_text_changes_what_is_written_beside_it(text: str) -> None:
    # A title may become a name, so this one stays too long to be one.
    long = f"Text that is longer than a name may be. {text}"
    files = generated(talkative(long), project=False).files

    assert files.keys() == PLAIN.keys() - {"README.md", "pyproject.toml"}
    for path, source in files.items():
        if path.endswith(".py"):
            assert shape(source) == shape(PLAIN[path]), path


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_project_shows_a_text_and_does_not_obey_it(text: str) -> None:
    plain, hostile = PLAIN, generated(talkative(f"Text: {text}")).files

    assert blocks(hostile["README.md"]) == blocks(plain["README.md"])
    project = tomllib.loads(hostile["pyproject.toml"])
    assert project.keys() == {"build-system", "project", "tool"}
    assert (
        project["project"].keys()
        == tomllib.loads(plain["pyproject.toml"])["project"].keys()
    )
    assert project["project"]["version"] == "0.1.0"
    assert "\n" not in project["project"]["description"]
