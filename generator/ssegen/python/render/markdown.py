"""Markdown text: the way of a document's text into a README."""

from __future__ import annotations

import re

from ..plan.characters import UNSAFE

_SYNTAX = re.compile(r"[\\`*_{}\[\]<>#|~&$!]")
_LINE_START = re.compile(r"^(\d*)([-+=]|(?<=\d)[.)](?=\s|$))")


def markdown(text: str) -> str:
    """Spell text as inline CommonMark of one line that shows that text and nothing else.

    Runs of white space become one space; characters that hide or reorder text become U+FFFD.
    """
    line = UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return _LINE_START.sub(r"\1\\\2", _SYNTAX.sub(r"\\\g<0>", line))
