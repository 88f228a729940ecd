"""Constants of a document as Python expressions."""

from __future__ import annotations

import ast
import math

import black
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.plan.characters import UNSAFE
from ssegen.python.plan.literal import literal

texts = st.text(st.characters(codec=None, exclude_categories=()))
constants = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts
)


@given(constants)
def test_a_literal_evaluates_to_the_constant(
    constant: bool | int | float | str | None,
) -> None:
    value = eval(literal(constant), {"__builtins__": {}})
    assert value == constant
    assert type(value) is type(constant)


@given(texts)
def test_a_text_is_one_string_that_hides_nothing(text: str) -> None:
    spelled = literal(text)
    assert isinstance(ast.parse(spelled, mode="eval").body, ast.Constant)
    assert UNSAFE.search(spelled) is None


@pytest.mark.parametrize(
    "constant", ["it's", 'say "hi"', "'\"", "\\", "\n\u202e", 1e300, -1, 0.5]
)
def test_black_leaves_a_literal_as_it_is(constant: float | str) -> None:
    line = f"x = {literal(constant)}\n"
    assert black.format_str(line, mode=black.Mode()) == line


def test_an_integer_too_long_for_decimals_is_hexadecimal() -> None:
    huge = -(10**5000)
    assert literal(huge).startswith("-0x")
    assert eval(literal(huge)) == huge


def test_what_is_not_a_number_is_spelled_too() -> None:
    assert math.isnan(eval(literal(math.nan)))


def test_nothing_but_constants_has_a_literal() -> None:
    with pytest.raises(TypeError, match="no literal spells a list"):
        literal([])  # type: ignore[arg-type]  # the wrong type is the point
