"""Whatever was edited: a document is as itself, and what is new one way is gone the other way."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.comparing import CHAT, document
from tests.compare.test_changes import cases

from ssegen import pipeline
from ssegen.config import Config

EDITS = [case.edits for case in cases()]
OPPOSITE = [
    ({"SSE401"}, {"SSE402"}),
    ({"SSE413"}, {"SSE411", "SSE412"}),
    ({"SSE414"}, {"SSE415"}),
    ({"SSE424"}, {"SSE425"}),
    ({"SSE426"}, {"SSE427"}),
]
"""Rules that tell the same change, in the one direction and in the other."""


def rules(old: str, new: str) -> Counter[str]:
    """How often each rule tells of something."""
    config = Config()
    found = pipeline.differences(document(old), config, document(new), config)
    return Counter(finding.rule for finding in found.report)


def after(edits: list[tuple[tuple[str, str], ...]]) -> str:
    """The document after those edits that still find what they replace."""
    text = CHAT
    for edit in edits:
        if all(was in text for was, _ in edit):
            for was, is_ in edit:
                text = text.replace(was, is_)
    return text


documents = st.lists(st.sampled_from(EDITS), max_size=6).map(after)


@settings(max_examples=15)
@given(text=documents)
def test_nothing_changed_from_a_document_to_itself(text: str) -> None:
    assert not rules(text, text)


@settings(max_examples=15)
@given(old=documents, new=documents)
def test_what_is_new_one_way_is_gone_the_other_way(old: str, new: str) -> None:
    forth, back = rules(old, new), rules(new, old)
    for one, other in OPPOSITE:
        assert sum(forth[id] for id in one) == sum(back[id] for id in other)
        assert sum(back[id] for id in one) == sum(forth[id] for id in other)
