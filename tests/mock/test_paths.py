"""Which of a document's paths a request means."""

from __future__ import annotations

from ssegen.mock.paths import Paths


def found(templates: list[str], path: str, query: str = "") -> list[str]:
    paths = Paths((template, template) for template in templates)
    return [template for template, _ in paths.find(path, query)]


def test_concrete_paths_come_before_those_with_placeholders() -> None:
    templates = ["/{a}/{b}", "/x/{longer}", "/x/{b}.json", "/x/y.json"]

    assert found(templates, "/x/y.json") == templates[::-1]


def test_a_query_that_the_document_writes_into_a_path_must_be_there() -> None:
    templates = ["/a", "/a?action=go"]

    assert found(templates, "/a", "action=go") == ["/a?action=go", "/a"]
    assert found(templates, "/a", "action=no") == ["/a"]
