from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.render.toml import toml


@given(st.text(st.characters(codec="utf-8")))
def test_a_string_is_read_back_but_for_white_space(text: str) -> None:
    read = tomllib.loads(f"key = {toml(text)}\n")

    assert read == {"key": " ".join(text.split())}


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert toml("\ud800") == '"\\ufffd"'
