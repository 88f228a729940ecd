"""Every rule finds what its bad document has, where the document marks it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssegen import rules
from ssegen.config import Config
from ssegen.load import LoadError, load
from ssegen.pipeline import validate
from ssegen.rules import RULES, Family, Rule
from ssegen.rules.keys import EXTENSIONS

if TYPE_CHECKING:
    from ssegen.diagnostics import Diagnostic

    from .conftest import Told

HERE = Path(__file__).parent
SPECS = sorted((HERE.parents[1] / "specs").glob("*.yaml"))
ALONE = [
    rule for rule in RULES if rule.family is not Family.CHANGES and rule.id != "SSE012"
]
"""The rules about one document without an overlay."""
UNPLACED = frozenset({"SSE001"})
"""Where a file cannot be parsed, the parser says at which line it gave up."""


def found(path: Path) -> tuple[Diagnostic, ...]:
    """All that is told about a document."""
    try:
        document = load(str(path))
    except LoadError as error:
        return error.diagnostics
    return validate(document, Config()).diagnostics


def marked(path: Path, id: str) -> set[int]:
    """The lines that a comment marks as wrong."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return {number for number, line in lines if line.endswith(f"# {id} here")}


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_a_bad_document_breaks_its_rule_once_where_it_is_marked(rule: Rule) -> None:
    path = HERE / rule.id / "bad.yaml"
    told = [d for d in found(path) if d.rule == rule.id]
    assert {d.location.line for d in told} == marked(
        path, rule.id
    ) or rule.id in UNPLACED
    assert len(told) == 1
    assert told[0].location.file == str(path)


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_a_bad_document_breaks_no_other_rule(rule: Rule) -> None:
    # The adviser may have its own opinion of what is wrong.
    others = {d.rule for d in found(HERE / rule.id / "bad.yaml")} - {rule.id, "SSE007"}
    assert others == set()


@pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.id)
def test_nothing_is_told_about_a_good_document(rule: Rule) -> None:
    assert found(HERE / rule.id / "good.yaml") == ()


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_nothing_is_told_about_our_own_documents(path: Path) -> None:
    assert found(path) == ()


def test_every_rule_has_a_bad_and_a_good_document_and_no_document_lacks_its_rule() -> (
    None
):
    documents = {str(path.relative_to(HERE)) for path in HERE.glob("*/*.yaml")}
    expected = {f"{rule.id}/{kind}.yaml" for rule in ALONE for kind in ("bad", "good")}
    assert documents == expected


def test_a_path_item_whose_path_another_has_is_told(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /feed: {get: {}}
        components:
          pathItems:
            feed: {post: {}}  # SSE010 here
            one:  # SSE010 here
              x-ssegen-path: /feed
              get: {}
        """)


def test_a_scheme_is_told_once_and_the_one_that_was_meant_is_named(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked("""
        security:
          - ApiKeyAut: [] # SSE013 here
        paths:
          /a:
            get: {}
            post:
              security:
                - ApiKeyAut: []
        components:
          securitySchemes:
            ApiKeyAuth: {type: http, scheme: bearer}
        """)
    assert "did you mean `ApiKeyAuth`?" in finding.message


def test_a_requirement_that_every_operation_replaces_is_not_looked_at(
    told_as_marked: Told,
) -> None:
    told_as_marked("""
        security:
          - Nothing: []
        paths:
          /a:
            get: {security: []}
        """)


def test_every_extension_that_is_read_is_known() -> None:
    package = Path(rules.__file__).parents[1]
    read = {
        name
        for file in package.rglob("*.py")
        for name in re.findall(r'"(x-ssegen-[a-z-]+)"', file.read_text("utf-8"))
    }
    assert read - {"x-ssegen-fix"} == EXTENSIONS  # that one marks overlays


@pytest.mark.parametrize(
    ("key", "near"),
    [("descripton", "description"), ("min_items", "minItems"), ("Enum", "enum")],
)
def test_a_misspelt_keyword_is_told_with_what_was_meant(
    told_as_marked: Told, key: str, near: str
) -> None:
    (finding,) = told_as_marked(f"""
        paths:
          /a:
            get:
              responses:
                '200':
                  content:
                    application/json:
                      schema:
                        {key}: a # SSE015 here
        """)
    assert f"did you mean `{near}`?" in finding.message


@pytest.mark.parametrize("key", ["x-enum", "$recursiveRef", "optional", "units"])
def test_keys_of_others_are_not_taken_for_misspelt(
    told_as_marked: Told, key: str
) -> None:
    told_as_marked(f"""
        paths:
          /a:
            get:
              responses:
                '200':
                  content:
                    application/json:
                      schema:
                        {key}: a
        """)


def test_a_method_in_capitals_is_told_and_put_right_without_judgement(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked("""
        paths:
          /a:
            GET: # SSE015 here
              responses: {}
        """)
    assert finding.repair is not None
    assert finding.repair.sure


def test_a_method_that_a_path_has_twice_is_told(told_as_marked: Told) -> None:
    told_as_marked(
        """
        paths:
          /a:
            get: {}
            additionalOperations:
              GET: {} # SSE016 here
              COPY: {}
        """,
        "3.2.0",
    )


def test_a_parameter_without_a_place_in_the_path_is_told(
    told_as_marked: Told,
) -> None:
    told_as_marked("""
        paths:
          /a/{ID}[/versions/{version}]#stream:
            get:
              parameters:
                - {name: id, in: path}
                - {name: other, in: path} # SSE017 here
        """)


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("x-ssegen-nmae", "x-ssegen-name"),
        ("x-ssegen-ignores", "x-ssegen-ignore"),
        ("x-ssegen-ev", ""),
        ("x-ssegen", ""),
    ],
)
def test_only_what_is_nearly_an_extension_is_taken_for_it(
    told_as_marked: Told, key: str, near: str
) -> None:
    (finding,) = told_as_marked(f"""
        paths: {{}}
        {key}: 1 # SSE014 here
        """)
    assert finding.message.endswith(f"did you mean `{near}`?") == bool(near)
