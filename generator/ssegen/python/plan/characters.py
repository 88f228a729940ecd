"""Characters of a document that no file may carry as they are."""

from __future__ import annotations

import re

UNSAFE = re.compile(
    "["
    "\\x00-\\x1f\\x7f-\\x9f"  # controls, the newline among them
    "\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u3164\\uffa0"  # look like nothing
    "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f"  # zero width, separators, bidi controls
    "\\ud800-\\udfff"  # lone surrogates, which UTF-8 cannot carry
    "\\ufeff\\ufff0-\\uffff"  # byte order mark, specials
    "\\U000e0000-\\U000e0fff"  # tags and variation selectors that hide text
    "]"
)
"""One character that hides, reorders or breaks text, or cannot be encoded.

The ranges are spelled out rather than asked of ``unicodedata``, so that every Python writes the
same files.
"""


def escape(character: str) -> str:
    """Give the shortest escape that Python knows for a character: ``\\x1b``, ``\\u202e``."""
    match ord(character):
        case 0x0A:
            return "\\n"
        case 0x0D:
            return "\\r"
        case 0x09:
            return "\\t"
        case code if code <= 0xFF:
            return f"\\x{code:02x}"
        case code if code <= 0xFFFF:
            return f"\\u{code:04x}"
        case code:
            return f"\\U{code:08x}"
