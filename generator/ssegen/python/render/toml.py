"""TOML strings: the way of a document's text into ``pyproject.toml``."""

from __future__ import annotations

from ..plan.characters import UNSAFE


def toml(text: str) -> str:
    """Spell text as a TOML basic string of one line.

    Runs of white space become one space; lone surrogates, which TOML cannot express, become U+FFFD.
    """
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + UNSAFE.sub(lambda found: _escape(found[0]), line) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        code = 0xFFFD
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
