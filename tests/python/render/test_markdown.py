from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.render.markdown import markdown


@given(st.text(st.characters(codec=None)))
def test_text_is_one_line_that_can_be_encoded(text: str) -> None:
    written = markdown(text)

    assert len(written.splitlines()) <= 1
    written.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A chat API, version 1.0.", "A chat API, version 1.0."),
        ("<script>", r"\<script\>"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("![a](b)", r"\!\[a\](b)"),
        ("`x` *y* _z_", r"\`x\` \*y\* \_z\_"),
        ("&lt;", r"\&lt;"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        ("---", r"\---"),
        ("# heading\n\n```\ncode", r"\# heading \`\`\` code"),
        ("\u202eabc", "\N{REPLACEMENT CHARACTER}abc"),
    ],
)
def test_syntax_is_shown_rather_than_obeyed(text: str, written: str) -> None:
    assert markdown(text) == written
