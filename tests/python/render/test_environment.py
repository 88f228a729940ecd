from __future__ import annotations

import jinja2
import jinja2.nodes
import pytest

from ssegen.python.render.environment import environment, template_root

NAMES = sorted(path.name for path in (template_root() / "python").iterdir())


def test_text_of_a_document_has_four_ways_and_no_other() -> None:
    assert set(environment().filters) == {"literal", "docstring", "markdown", "toml"}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_calls_nothing(name: str) -> None:
    source = environment().get_template(name).filename
    assert source is not None
    with open(source, encoding="utf-8") as file:
        tree = environment().parse(file.read())

    forbidden = (
        jinja2.nodes.Call,
        jinja2.nodes.CallBlock,
        jinja2.nodes.Extends,
        jinja2.nodes.Import,
        jinja2.nodes.FromImport,
        jinja2.nodes.Include,
        jinja2.nodes.Macro,
        jinja2.nodes.MarkSafe,
    )
    assert [*tree.find_all(forbidden)] == []


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nobody }}").render()


@pytest.mark.parametrize(
    "name", ["../README.md", "/etc/passwd", "../../pyproject.toml"]
)
def test_nothing_outside_the_templates_is_read(name: str) -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        environment().get_template(name)
