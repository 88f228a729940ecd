"""What openapi-spec-validator says is advice: placed, bounded, and without reading anything."""

from __future__ import annotations

import json
import socket
import sys
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)

from ssegen.diagnostics import Severity
from ssegen.load import load
from ssegen.rules import advise

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.diagnostics import Diagnostic

LIBRARY = {
    "3.0.3": OpenAPIV30SpecValidator,
    "3.1.0": OpenAPIV31SpecValidator,
    "3.2.0": OpenAPIV32SpecValidator,
}

OPENED: list[str] = []
WATCHING: list[bool] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if WATCHING and event in (
        "open",
        "socket.connect",
        "socket.getaddrinfo",
        "urllib.Request",
    ):
        OPENED.append(f"{event} {arguments[0]}")


def advised(path: Path, text: str, version: str = "3.1.0") -> tuple[Diagnostic, ...]:
    head = f"openapi: {version}\ninfo:\n  title: Chat\n  version: 1.0.0\n"
    path.write_text(head + text, encoding="utf-8")
    return advise(load(str(path)))


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_a_finding_stands_where_the_document_is_wrong(
    tmp_path: Path, version: str
) -> None:
    text = "paths:\n  /chat:\n    get:\n      responses: {}\n      summary: [Chat]\n"
    findings = advised(tmp_path / "spec.yaml", text, version)
    finding = next(f for f in findings if "summary" in f.location.pointer)
    assert finding.rule == "SSE007"
    assert finding.severity is Severity.WARNING
    assert finding.location.line == 9
    assert finding.message == "['Chat'] is not of type 'string'"


def test_a_wrong_default_is_told_at_the_default_also_in_another_file(
    tmp_path: Path,
) -> None:
    sibling = "Limit:\n  type: integer\n  default: many\n"
    (tmp_path / "schemas.yaml").write_text(sibling, encoding="utf-8")
    text = "paths: {}\ncomponents:\n  schemas:\n    Limit:\n      $ref: 'schemas.yaml#/Limit'\n"
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.location.file == str(tmp_path / "schemas.yaml")
    assert finding.location.line == 3


SUMMARY = "paths:\n  /chat:\n    get:\n      responses: {}\n      summary: [Chat]\n"


def test_advice_is_an_error_where_the_document_has_to_be_valid(tmp_path: Path) -> None:
    advised(tmp_path / "spec.yaml", SUMMARY)
    document = load(str(tmp_path / "spec.yaml"))
    assert {f.severity for f in advise(document, strict=True)} == {Severity.ERROR}


def test_what_a_rule_of_ours_says_better_is_not_said_again(tmp_path: Path) -> None:
    first, *others = advised(tmp_path / "spec.yaml", SUMMARY)
    document = load(str(tmp_path / "spec.yaml"))
    assert advise(document, [replace(first, rule="SSE009")]) == tuple(others)
    assert advise(document, [replace(first, rule="SSE101")]) == (first, *others)


def test_a_path_parameter_that_is_missing_is_left_to_its_own_rule(
    tmp_path: Path,
) -> None:
    operation = "get: {responses: {'204': {description: Nothing.}}}"
    text = f"paths:\n  /chats/{{id}}:\n    {operation}\n"
    assert advised(tmp_path / "spec.yaml", text) == ()


def test_an_id_that_occurs_twice_is_left_to_its_own_rule(tmp_path: Path) -> None:
    operation = "get: {operationId: a, responses: {'204': {description: Nothing.}}}"
    text = f"paths:\n  /a:\n    {operation}\n  /b:\n    {operation}\n"
    assert advised(tmp_path / "spec.yaml", text) == ()


def test_a_failure_of_the_adviser_is_one_warning(tmp_path: Path) -> None:
    operation = "get: {parameters: [{in: query}], responses: {}}"
    findings = advised(tmp_path / "spec.yaml", f"paths:\n  /a:\n    {operation}\n")
    (failure,) = (f for f in findings if "stopped early" in f.message)
    assert failure.severity is Severity.WARNING
    assert failure.message.endswith("stopped early: KeyError: 'name'")


@pytest.mark.parametrize(
    "place",
    [
        "components: {schemas: {A: {$ref: '#/nowhere'}}}",
        "components: {schemas: {A: {allOf: [{$ref: '#/nowhere'}], required: [a]}}}",
        "components: {schemas: {A: {default: 1, allOf: [{$ref: '#/nowhere'}]}}}",
    ],
)
def test_a_reference_that_leads_nowhere_is_passed_over(
    tmp_path: Path, place: str
) -> None:
    wrong = "B: {type: integer, default: many}"
    text = f"paths: {{}}\n{place[:-2]}, {wrong}}}}}\n"
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.location.pointer == "/components/schemas/B/default"


def test_parameters_that_lead_nowhere_keep_nothing_else_from_being_checked(
    tmp_path: Path,
) -> None:
    schema = "{type: integer, default: many}"
    content = f"{{'200': {{description: A., content: {{a/b: {{schema: {schema}}}}}}}}}"
    text = f"""paths:
  /gone: {{$ref: '#/nowhere'}}
  /a:
    parameters: [{{$ref: '#/nowhere'}}]
    get: {{parameters: [{{$ref: '#/nowhere'}}], responses: {content}}}
"""
    parameter_first, *_ = advised(tmp_path / "spec.yaml", text)
    assert parameter_first.message == "'many' is not of type 'integer'"


def test_compositions_that_come_back_to_themselves_have_an_end(tmp_path: Path) -> None:
    text = """paths: {}
components:
  schemas:
    A: {allOf: [{$ref: '#/components/schemas/B'}], required: [a, b, c]}
    B: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/C'}]}
    C: {items: {$ref: '#/components/schemas/B'}, properties: {a: {}, b: {}}}
"""
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.message == "Required list has not defined properties: ['c']"


def test_compositions_that_double_with_each_level_are_within_the_budget(
    tmp_path: Path,
) -> None:
    levels = 40
    reference = "{{$ref: '#/components/schemas/S{0}'}}"
    doubled = "".join(
        f"    S{n}: {{allOf: [{reference.format(n + 1)}, {reference.format(n + 1)}]}}\n"
        for n in range(levels)
    )
    text = f"paths: {{}}\ncomponents:\n  schemas:\n{doubled}    S{levels}: {{}}\n"
    assert advised(tmp_path / "spec.yaml", text) == ()


def test_defaults_that_are_validated_on_every_way_have_the_same_budget(
    tmp_path: Path,
) -> None:
    levels = 40
    reference = "{{$ref: '#/components/schemas/S{0}'}}"
    doubled = "".join(
        f"    S{n}: {{allOf: [{reference.format(n + 1)}, {reference.format(n + 1)}]}}\n"
        for n in range(1, levels)
    )
    first = f"    S0: {{default: 1, allOf: [{reference.format(1)}]}}\n"
    text = (
        f"paths: {{}}\ncomponents:\n  schemas:\n{first}{doubled}    S{levels}: {{}}\n"
    )
    path = tmp_path / "spec.yaml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ssegen.rules.advice.MOST_LOOKUPS", 50_000)
        (finding,) = advised(path, text)
    assert finding.message.endswith("it needs more than 50,000 steps")


def test_of_several_errors_in_a_schema_it_is_always_the_same_one_that_is_told(
    tmp_path: Path,
) -> None:
    names = "hgfedcba"
    wrong = ", ".join(f"{name}: {{minLength: no}}" for name in names)
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {{properties: {{{wrong}}}}}\n"
    (finding,) = advised(tmp_path / "spec.yaml", text)
    assert finding.location.pointer.endswith("/a/minLength")


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, 0, -1, 1.5, "string", "a[", "http://a b", "#a"),
        *([], ["a"], ["a", "a"], [1], [{"type": "integer"}], [{"type": 1}]),
        *(
            {},
            {"a": {"type": "string"}},
            {"a": 1},
            {"a": ["b"]},
            {"a": {"minimum": ""}},
        ),
        *({"propertyName": "a"}, {"mapping": {}}, {"url": "http://a"}, {"name": 1}),
    ]
)
KEYWORDS: tuple[str, ...] = (
    *("type", "enum", "const", "format", "required", "pattern", "uniqueItems"),
    *("minimum", "maxLength", "exclusiveMinimum", "dependentRequired", "nullable"),
    *("items", "prefixItems", "properties", "patternProperties", "propertyNames"),
    *("additionalProperties", "contains", "allOf", "anyOf", "not", "if"),
    *("dependentSchemas", "unevaluatedItems", "unevaluatedProperties"),
    *("definitions", "dependencies", "$recursiveAnchor", "$recursiveRef"),
    *("$defs", "$anchor", "$comment", "$vocabulary", "title", "deprecated"),
    *("readOnly", "examples", "contentSchema", "contentEncoding", "x-own"),
    *("discriminator", "xml", "externalDocs", "example"),
)


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@given(schema=st.dictionaries(st.sampled_from(KEYWORDS), VALUES, max_size=3))
@settings(deadline=None, max_examples=60)
def test_a_schema_passes_where_it_passes_the_library_by_itself(
    version: str, schema: dict[str, Any]
) -> None:
    tree = {
        "openapi": version,
        "info": {"title": "Chat", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    }
    document = load("-", stdin=BytesIO(json.dumps(tree).encode()))
    try:
        passes = LIBRARY[version](tree).is_valid()
    except Exception:
        passes = False  # it stops in ways of its own
    assert (advise(document) == ()) == passes


def test_a_deep_document_is_one_warning_and_no_crash(tmp_path: Path) -> None:
    levels = 200
    schema = "{items: " * levels + "{type: string}" + "}" * levels
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    findings = advised(tmp_path / "spec.yaml", text)
    assert len(findings) <= 1


def test_a_message_does_not_repeat_half_the_document(tmp_path: Path) -> None:
    values = ", ".join(f"value{number}" for number in range(1000))
    schema = f"{{enum: [{values}, value1], type: nothing}}"
    text = f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n"
    findings = advised(tmp_path / "spec.yaml", text, "3.0.3")
    assert findings
    assert all(len(finding.message) < 400 for finding in findings)


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file", "data"])
def test_no_reference_opens_a_file_or_a_connection(tmp_path: Path, scheme: str) -> None:
    secret = tmp_path / "outside" / "secret.yaml"
    secret.parent.mkdir()
    secret.write_text("type: string\n", encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    advised(
        folder / "first.yaml", "paths: {}\n"
    )  # the adviser's own files are open from here on
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"127.0.0.1:{server.getsockname()[1]}/a.json"
        uri = {
            "file": secret.as_uri(),
            "data": "data:application/json,{}",
        }.get(scheme, f"{scheme}://{address}")
        path = folder / "spec.yaml"
        text = f"paths: {{}}\ncomponents:\n  schemas:\n    A:\n      $ref: '{uri}'\n"
        path.write_text(
            f"openapi: 3.1.0\ninfo: {{title: Chat, version: '1'}}\n{text}",
            encoding="utf-8",
        )
        document = load(str(path))
        sys.addaudithook(_watch)
        WATCHING.append(True)
        try:
            found = advise(document)
        finally:
            WATCHING.clear()
        with pytest.raises(BlockingIOError):
            server.accept()
    assert found == ()
    assert OPENED == []
