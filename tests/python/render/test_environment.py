from __future__ import annotations

import jinja2
import jinja2.nodes
import pytest

from ssegen.python.render.environment import environment, names, template_root

ROOT = template_root() / "python"
NAMES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.jinja"))


def test_text_of_a_document_has_four_ways_and_no_other() -> None:
    ways = {"literal", "docstring", "markdown", "toml"}
    assert set(environment().filters) == {*ways, "indent"}


def test_what_is_indented_is_a_part_and_no_text() -> None:
    for name in NAMES:
        tree = environment().parse((ROOT / name).read_text(encoding="utf-8"))
        applied = [f for f in tree.find_all(jinja2.nodes.Filter) if f.name == "indent"]
        assert all(block.node is None for block in applied), name


def test_parts_are_no_templates_that_users_replace() -> None:
    parts = {name for name in NAMES if "/" in name}
    assert parts == {"parts/operation.py.jinja"}
    assert {*names()} == {*NAMES} - parts


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
        jinja2.nodes.Macro,
        jinja2.nodes.MarkSafe,
    )
    assert [*tree.find_all(forbidden)] == []
    for include in tree.find_all(jinja2.nodes.Include):
        assert isinstance(include.template, jinja2.nodes.Const)
        assert include.template.value.startswith("parts/")


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nobody }}").render()


@pytest.mark.parametrize(
    "name", ["../README.md", "/etc/passwd", "../../pyproject.toml"]
)
def test_nothing_outside_the_templates_is_read(name: str) -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        environment().get_template(name)
