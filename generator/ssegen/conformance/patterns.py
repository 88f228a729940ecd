"""Regular expressions of documents, which may mean harm."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

MOST_CHARACTERS = 1_000
"""Of a pattern, many times more than in any real document."""


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text, in time linear in the text.

    pydantic's engine takes no look-around and no back-references, which cannot be matched in linear
    time. What it does not take matches everything.
    """
    matcher = _matcher(pattern)
    return matcher is None or matcher.isinstance_python(text)


@lru_cache(maxsize=1_000)
def _matcher(pattern: str) -> SchemaValidator | None:
    # pydantic is slower to import than all the rest.
    from pydantic_core import SchemaError, SchemaValidator
    from pydantic_core.core_schema import str_schema

    if len(pattern) > MOST_CHARACTERS:
        return None
    try:
        return SchemaValidator(str_schema(pattern=pattern, regex_engine="rust-regex"))
    except SchemaError:
        return None
