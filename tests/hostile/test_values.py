"""Enumerations, constants, defaults, examples, patterns and extensions that are more than data."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from tests.hostile.sdk import CODE, Folder, answering, document, generated, taking
from tests.hostile.test_nodes import modules, surprises

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS = (
    *(CODE, f'" + {CODE} + "', f"' + {CODE} + '", f'"""\n{CODE}', "\\", '\\"', "\n"),
    *("\x00", "\u202e", "{0}", "%s", "{{ 7 }}", "None", "True", "1", "", " ", "\r\n"),
)
PATTERNS = ("(a+)+$", "(", "[", "(?P<x>", "\\", '"""', "^(a|a)*$", "(?i", "*", CODE)


def sent(schema: object) -> dict[str, Any]:
    """A document whose operation ``things.send`` takes and gives a schema as ``value``."""
    body = {"type": "object", "required": ["value"], "properties": {"value": schema}}
    return document(
        {
            "/send": {
                "tags": ["things"],
                "operationId": "send",
                "requestBody": taking(body),
                "responses": answering({"$ref": "#/components/schemas/Answer"}),
            }
        },
        {"Answer": body},
    )


def size(files: Mapping[str, str]) -> int:
    return sum(map(len, files.values()))


def test_values_that_look_like_code_are_texts(folder: Folder) -> None:
    folder.write(generated(sent({"type": "string", "enum": list(TEXTS)})).files)

    hint = folder.run("""
from typing import get_args
[known, *_] = get_args(sdk.models.Answer.model_fields["value"].annotation)
print(json.dumps(get_args(known)))
""")

    assert hint == list(TEXTS)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_constant_or_default_that_looks_like_code_is_a_text(text: str) -> None:
    for schema in ({"const": text}, {"type": "string", "default": text}):
        body = {"type": "object", "properties": {"value": schema}}
        made = generated({**sent(schema), "x-body": body}, project=False)
        assert made.files
    header = {"name": "X-V", "in": "header", "required": True}
    operation = {
        "parameters": [{**header, "schema": {"type": "string", "default": text}}]
    }
    assert generated(document({"/a": operation}), project=False).files


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [1, "1", 1.0, True, None, [], {}, [CODE], {CODE: CODE}]},
        {"enum": [10**4000, -(10**4000), 1e308, -0.0, 2**63]},
        {"enum": [[]], "default": {}},
        {"const": {"a": [CODE]}, "default": [CODE]},
        {"type": "integer", "default": CODE},
        {"type": "string", "default": [CODE], "example": {CODE: CODE}},
        {"type": "array", "items": {"type": "string"}, "default": [CODE]},
        {"type": "object", "default": {CODE: CODE}, "examples": [CODE]},
        {"type": "boolean", "default": "False", "enum": [0, 1]},
        {"enum": []},
        {"enum": {CODE: CODE}, "const": None, "default": None},
    ],
    ids=range(11),
)
def test_mixed_and_wrong_values_are_literals_or_left_out(
    schema: dict[str, Any], folder: Folder
) -> None:
    folder.write(generated(sent(schema)).files)
    assert folder.run("print(json.dumps(True))")


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [f"value {number}" for number in range(20_000)]},
        {"enum": list(range(20_000))},
        {"oneOf": [{"const": n, "title": f"T{n}"} for n in range(5_000)]},
    ],
    ids=["texts", "integers", "constants"],
)
def test_thousands_of_values_are_spelled_by_their_type(schema: dict[str, Any]) -> None:
    plain = generated(sent({"type": "string"}), project=False).files
    made = generated(sent(schema), project=False).files

    assert size(made) < size(plain) + 20_000


def test_a_union_of_thousands_is_anything() -> None:
    numbers = range(3_000)
    made = document(
        {"/send": {"responses": answering({"$ref": "#/components/schemas/All"})}},
        {
            "All": {"oneOf": [{"$ref": f"#/components/schemas/S{n}"} for n in numbers]},
            **{
                f"S{n}": {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {"kind": {"const": f"k{n}"}},
                }
                for n in numbers
            },
        },
    )
    files = generated(made, project=False).files

    assert any("All: TypeAlias = Any" in text for text in files.values())


def test_a_stream_of_thousands_of_events_has_them_all() -> None:
    numbers = range(1_200)
    made = document(
        {
            "/watch": {
                "responses": answering(
                    {
                        "oneOf": [
                            {"$ref": f"#/components/schemas/E{n}"} for n in numbers
                        ],
                        "discriminator": {"propertyName": "event"},
                    },
                    "text/event-stream",
                )
            }
        },
        {
            f"E{n}": {
                "type": "object",
                "required": ["event", "data"],
                "properties": {"event": {"const": f"e{n}"}, "data": {"type": "string"}},
            }
            for n in numbers
        },
    )
    files = generated(made, project=False).files

    resource = "".join(text for path, text in files.items() if "/resources/" in path)
    assert resource.count("Variant(events.") == len(numbers)


@pytest.mark.parametrize("width", [1, 2, 30])
def test_a_schema_that_doubles_makes_no_endless_example(width: int) -> None:
    depth = 400 if width == 1 else 30
    schemas = {
        f"S{n}": {
            "type": "object",
            "required": [f"p{i}" for i in range(width)],
            "properties": {
                f"p{i}": {"$ref": f"#/components/schemas/S{n + 1}"}
                for i in range(width)
            },
        }
        for n in range(depth)
    }
    schemas[f"S{depth}"] = {"type": "object", "properties": {}}
    body = {
        "type": "object",
        "required": ["all"],
        "properties": {"all": {"$ref": "#/components/schemas/S0"}},
    }
    made = document(
        {
            "/watch": {
                "requestBody": taking(body),
                "responses": answering({"type": "string"}, "text/event-stream"),
            }
        },
        schemas,
    )

    assert len(generated(made).files["README.md"]) < 200_000


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_neither_run_nor_compiled(pattern: str) -> None:
    schema = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "pattern": pattern, "default": "a" * 50}
        },
        "patternProperties": {pattern: {"type": "string"}},
    }
    files = generated(sent(schema)).files

    for path, text in modules(files):
        assert [*surprises(text)] == [], path


EXTENSIONS = {
    "x-python-type": f"os.system({CODE!r})",
    "x-python-import": {"module": "os", "name": "system"},
    "x-customTypePath": "os.system",
    "x-go-type": CODE,
    "x-codegen-template": "{{ 7 * 7 }}",
    "x-ssegen-template": "../../evil.jinja",
    "x-ssegen-output": "../../evil",
    "x-ssegen-hook": CODE,
    "x-output-path": "../../evil",
    "x-ssegen-name": f"../../evil {CODE}",
    "x-ssegen-event-model": CODE,
    "x-speakeasy-name-override": f"../../evil\n{CODE}",
    "x-speakeasy-group": f"../../evil.{CODE}",
    "x-fern-sdk-method-name": CODE,
    "x-fern-sdk-group-name": ["../..", CODE],
    "x-fern-type": CODE,
    "x-speakeasy-sse-sentinel": f'"""{CODE}',
    "x-enum-varnames": [CODE],
}


@pytest.mark.parametrize("name", EXTENSIONS)
def test_an_extension_names_at_most_what_it_stands_at(name: str) -> None:
    extension = {name: EXTENSIONS[name]}
    made = sent({"type": "string", "enum": ["a"], **extension})
    made |= {**extension, "x-ssegen-ignore": ["SSE125"]}  # that it makes no sense
    made["info"] |= extension
    made["components"]["schemas"]["Answer"] |= extension
    for item in made["paths"].values():
        item["post"] |= extension
    result = generated(made)
    assert result.files

    assert (
        tomllib.loads(result.files["pyproject.toml"])["project"]["name"]
        == "hostile-sdk"
    )
    assert not any(".." in path for path in result.files)
    for path, text in modules(result.files):
        assert [*surprises(text)] == [], path
