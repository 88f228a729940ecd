"""Faults as users write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.mock import FaultError, Faults


def test_faults_are_read_with_and_without_values() -> None:
    texts = ["cut=3", "stall", "no-sentinel", "drip=5", "429 = 2", "cut-bytes=0"]

    assert Faults.parse(texts) == Faults(
        cut=3, stall=1, no_sentinel=True, drip=0.005, too_many=2, cut_bytes=0
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flood", "there is no fault 'flood'; there are cut, cut-bytes, stall, error"),
        ("cut=-1", "cut: '-1' is not a number of 0 or more"),
        ("cut=²", "cut: '²' is not a number of 0 or more"),
        ("split=1", "the fault split takes no value"),
        ("drip=x", "drip: 'x' is not a number of 0 or more"),
    ],
)
def test_what_is_no_fault_is_told(text: str, message: str) -> None:
    with pytest.raises(FaultError) as refused:
        Faults.parse([text])

    assert str(refused.value).startswith(message)


@given(st.lists(st.text()))
def test_any_text_is_read_or_refused(texts: list[str]) -> None:
    try:
        faults = Faults.parse(texts)
    except FaultError:
        return
    assert isinstance(faults, Faults)
