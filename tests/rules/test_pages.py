"""Every rule has a page, in the terminal and in the documentation, and its examples are true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ssegen import rules
from ssegen.config import Config
from ssegen.load import LoadError, load
from ssegen.pipeline import validate
from ssegen.rules import RULES, Family, Rule
from ssegen.rules.pages import sections

DOCS = Path(__file__).parents[2] / "docs" / "rules"
METHODS = {"get", "post"}
ROOT = {"openapi", "swagger", "info", "paths", "components", "security", "servers"}
KNOWN: dict[str, Any] = {
    name: {"type": "object", "properties": {"type": {"type": "string", "const": name}}}
    for name in ("ChatEvent", "Document", "Tool")
}
"""Schemas that examples refer to."""
WITHOUT = {
    "SSE001": "text that is no YAML",
    "SSE005": "a key that stands there twice is one to YAML's parser here",
    "SSE012": "an overlay",
}
"""Rules whose examples cannot be put into a document, and what they are instead."""

EXAMPLES = [
    rule
    for rule in RULES
    if rule.family in (Family.DOCUMENTS, Family.SCHEMAS, Family.NAMES)
    and rule.id not in WITHOUT
]
"""The rules whose examples are tried as they stand on the page. Those of streams have their bad and
good documents."""


def example(rule: Rule, heading: str) -> str:
    return dict(sections(rule.doc.partition("\n")[2]))[heading]


def document(fragment: dict[str, Any]) -> dict[str, Any]:
    """A document around a fragment: what it is, its first key tells."""
    key = next(iter(fragment))
    whole: dict[str, Any] = {
        "openapi": "3.2.0" if "additionalOperations" in str(fragment) else "3.1.0",
        "info": {"title": "Chat", "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": KNOWN},
    }
    answer: dict[str, Any] = {"description": "The answer."}
    operation: dict[str, Any] = {"operationId": "chat", "responses": {"200": answer}}
    if key in ROOT:
        whole |= fragment
        if key == "swagger":
            del whole["openapi"]
        if key != "security":
            return whole
        fragment = {}
    if key.startswith("/"):
        whole["paths"] = fragment
        return whole
    if key in METHODS:
        operation |= fragment[key]
        whole["paths"]["/chat"] = {key: operation}
        return whole
    if key == "schema":
        answer["content"] = {"application/json": fragment}
    elif key == "properties":
        schema = {"type": "object", **fragment}
        answer["content"] = {"application/json": {"schema": schema}}
    elif key[:1].isupper():
        first = {"$ref": f"#/components/schemas/{key}"}
        answer["content"] = {"application/json": {"schema": first}}
        whole["components"] = {"schemas": {**KNOWN, **fragment}}
    elif (
        key not in {"security"}
        and isinstance(fragment[key], dict)
        and "type" in str(fragment[key])
    ):
        schema = {"type": "object", "properties": fragment}
        answer["content"] = {"application/json": {"schema": schema}}
    else:
        operation |= fragment
    whole["paths"]["/chat"] = {"post": operation}
    return whole


def told(fragment: str, folder: Path) -> set[str]:
    """The ids of the rules that find something in a document around a fragment."""
    path = folder / "spec.yaml"
    tree = document(yaml.safe_load(fragment))
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    try:
        report = validate(load(str(path)), Config())
    except LoadError as error:
        return {finding.rule for finding in error.diagnostics}
    return {finding.rule for finding in report}


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.id)
def test_the_bad_example_breaks_the_rule_and_the_good_one_does_not(
    rule: Rule, tmp_path: Path
) -> None:
    assert rule.id in told(example(rule, "Bad"), tmp_path)
    assert rule.id not in told(example(rule, "Good"), tmp_path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_says_what_why_and_how_to_fix_it_in_a_fixed_order(rule: Rule) -> None:
    title, blank, what, *_ = rule.doc.splitlines()
    assert title and not title.endswith(".")
    assert len(title) <= 72
    assert blank == ""
    assert what and not what.startswith("Why")
    headings = re.findall(r"^(Why|Fix|Bad|Good):", rule.doc, re.MULTILINE)
    assert headings == ["Why", "Fix", "Bad", "Good"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_page_are_yaml_and_differ(rule: Rule) -> None:
    bad, good = example(rule, "Bad"), example(rule, "Good")
    assert isinstance(yaml.safe_load(good), dict)
    assert bad != good
    if rule.id == "SSE001":
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(bad)
    else:
        assert isinstance(yaml.safe_load(bad), dict)


def test_a_page_is_explained_under_its_id_in_any_case() -> None:
    page = rules.explain("sse101")
    assert page.startswith("SSE101 (error): properties beyond")
    assert "\nWhy: " in page
    assert "\nOff: " in page
    assert page.endswith("\n")
    assert page == rules.explain("SSE101")


def test_an_unknown_id_is_not_explained() -> None:
    with pytest.raises(KeyError):
        rules.explain("SSE999")


def test_what_cannot_be_switched_off_does_not_say_how() -> None:
    texts = rules.documentation()
    assert "Switch it off" not in texts["SSE001.md"]
    assert "Off:" not in rules.explain("SSE001")
    assert "--baseline" in texts["SSE101.md"]
    assert "--baseline" not in texts["SSE401.md"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_documented_page_has_every_part_and_both_examples(rule: Rule) -> None:
    text = rules.documentation()[f"{rule.id}.md"]
    headings = re.findall(r"^## (\w+)", text, re.MULTILINE)
    assert headings[:4] == ["Why", "Fix", "Bad", "Good"]
    blocks = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    shown = [block.rstrip("\n") for block in blocks[:2]]
    assert shown == [example(rule, "Bad"), example(rule, "Good")]


def test_the_index_names_every_rule_once() -> None:
    index = rules.documentation()["index.md"]
    for rule in RULES:
        row = f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | "
        assert index.count(row) == 1


def test_the_committed_pages_are_up_to_date() -> None:
    committed = {
        page.name: page.read_text(encoding="utf-8")
        for page in DOCS.glob("*.md")
        if page.name != "corpus.md"
    }
    assert committed == rules.documentation(), "run python -m tests.rules"
