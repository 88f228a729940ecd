"""Which paths a template describes, and the texts of its parameters."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime.server.paths import Path


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/a", "/a", {}),
        ("/a", "/A", None),
        ("/a", "/a/", None),
        ("/a", "/ab", None),
        ("/a", "/a\n", None),
        ("/", "/", {}),
        ("/a?b=c", "/a", {}),
        ("/a/{x}", "/a/", None),
        ("/a/{x}", "/a/b/c", None),
        ("/{x}/b/{y}", "/a/b/b/c", None),
        ("/a/{x}", "/a/b%2Fc", {"x": "b%2Fc"}),
        ("/a/{x}.json", "/a/b.c.json", {"x": "b.c"}),
        ("/a/{x}:go", "/a/b%3ago", {"x": "b"}),
        ("/a/{x}-{y}", "/a/1-2-3", {"x": "1", "y": "2-3"}),
        ("/a/{x}-{y}-b", "/a/1-2-b-b", {"x": "1", "y": "2-b"}),
        ("/a/{x}{y}", "/a/123", {"x": "1", "y": "23"}),
        ("/a/{x}-{y}", "/a/-2", None),
        ("/a/{x}-{y}", "/a/1-", None),
        ("/a/{x}(b+)+$", "/a/1(b+)+$", {"x": "1"}),
        ("/ü/b c", "/%C3%BC/b%20c", {}),
    ],
)
def test_a_template_takes_what_it_describes(
    template: str, path: str, values: dict[str, str] | None
) -> None:
    assert Path(template).match(path) == values


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=4)
)
def test_values_come_as_they_were_sent(values: list[str]) -> None:
    texts = {str(index): quote(value, safe="") for index, value in enumerate(values)}
    template = "".join(f"/{{{name}}}" for name in texts)

    assert Path(template).match(template.format(*texts.values())) == texts


def test_many_parameters_in_one_segment_take_no_time() -> None:
    template = Path("/" + "{a}-" * 2_000 + "b")

    assert template.match("/" + "-" * 20_000 + "/") is None


def test_what_has_more_text_of_its_own_is_less_open() -> None:
    templates = ["/{y}/{z}", "/a/{x}", "/a/{the-id}.json", "/a/b"]

    found = sorted(templates, key=lambda template: Path(template).openness)

    assert found == templates[::-1]
