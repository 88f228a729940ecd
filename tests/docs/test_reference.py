"""The reference of the commands is what the commands say of themselves."""

from __future__ import annotations

from .reference import PAGE, reference


def test_the_reference_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run python -m tests.docs"
