# SPDX-License-Identifier: 0BSD
"""Media types by what they hold. All functions take them as ``essence`` gives them."""

from __future__ import annotations

from typing import Final

FORM: Final = "application/x-www-form-urlencoded"
_LINES: Final = frozenset(
    {
        "application/json-lines",
        "application/jsonl",
        "application/jsonlines",
        "application/ndjson",
        "application/stream+json",
        "application/x-json-stream",
        "application/x-jsonl",
        "application/x-jsonlines",
        "application/x-ndjson",
        "text/jsonl",
    }
)
"""One JSON value per line goes by many names, none of them registered."""


def essence(media_type: str) -> str:
    """Give a media type without parameters, in lower case (RFC 9110 8.3.1)."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether it is one JSON value (RFC 6839 3.1)."""
    return media_type.endswith(("/json", "+json")) and media_type not in _LINES


def is_json_lines(media_type: str) -> bool:
    """Tell whether it is JSON values one after the other."""
    return media_type in _LINES or is_json_sequence(media_type)


def is_json_sequence(media_type: str) -> bool:
    """Tell whether a record separator stands before each JSON value (RFC 7464, RFC 8091)."""
    return media_type == "application/json-seq" or media_type.endswith("+json-seq")
