"""For every kind of change, a document that is edited, and what is told in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from tests.compare.comparing import CHAT, compared, edited, told


@dataclass(frozen=True, slots=True)
class Case:
    title: str
    edits: tuple[tuple[str, str], ...]
    told: list[str]
    """What the edit changes."""
    back: list[str]
    """What taking it back changes."""


def cases() -> list[Case]:
    text = Path(__file__).with_name("changes.yaml").read_text(encoding="utf-8")
    return [
        Case(
            case["title"],
            tuple((edit["was"], edit["is"]) for edit in case["edits"]),
            case["told"],
            case["back"],
        )
        for case in yaml.safe_load(text)
    ]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_an_edit_is_told_as_what_it_is_for_a_client(case: Case) -> None:
    assert told(compared(CHAT, edited(CHAT, *case.edits))) == case.told


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_taking_an_edit_back_is_told_the_other_way(case: Case) -> None:
    assert told(compared(edited(CHAT, *case.edits), CHAT)) == case.back
