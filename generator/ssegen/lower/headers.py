"""Which names of headers and cookies a document may choose."""

from __future__ import annotations

import re

FRAMING = frozenset(
    [
        "connection",
        "content-length",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that say where a message goes and where it ends: another value would forge a message."""

# RFC 9110, section 5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def is_token(name: str) -> bool:
    """Whether a header or a cookie can have the name: anything else would end it."""
    return _TOKEN.fullmatch(name) is not None
