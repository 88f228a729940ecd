"""Names as words, whatever their spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from ..openapi.operations import OPTIONAL

_HUMPS = re.compile(
    r"""
    (?! (?<=O)Auth | (?<=\bo)Auth )        # OAuth is one word
    (?: (?<=[a-z0-9]) (?=[A-Z])
      | (?<=[A-Z]) (?=[A-Z][a-z]) (?! .s(?![a-z]) )  # LLMs is one word
    )
    """,
    re.VERBOSE,
)
_SEPARATORS = re.compile(r"[\W_]+")
_VERSION = re.compile(r"v\d+(\.\d+)*(alpha|beta)?\d*", re.IGNORECASE)

_SINGULARS = {
    "alias": "alias",
    "aliases": "alias",
    "caches": "cache",
    "children": "child",
    "corpora": "corpus",
    "ids": "id",
    "indices": "index",
    "people": "person",
    "skus": "sku",
    "statuses": "status",
}
"""Those that the endings do not tell, of which documents are full."""
PREPOSITIONS = frozenset(
    {"at", "by", "for", "from", "in", "into", "of", "on", "to", "with"}
)
_HISSES = ("ches", "shes", "sses", "xes")
"""Endings of plurals that lose two letters."""
_UNCOUNTED = frozenset(
    {
        "access",
        "always",
        "analytics",
        "atlas",
        "aws",
        "canvas",
        "contents",
        "cors",
        "details",
        "dns",
        "https",
        "ios",
        "kubernetes",
        "lens",
        "metrics",
        "news",
        "params",
        "previous",
        "series",
        "sms",
        "stats",
        "statistics",
        "tls",
        "windows",
    }
)
"""Words that end like a plural, of which a path does not hold several."""


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """The words of ``createChat``, ``create_chat``, ``create-chat`` or ``HTTPChat``, spelled as
    they are.
    """
    spaced = _HUMPS.sub(" ", _SEPARATORS.sub(" ", text))
    return tuple(spaced.split())


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """An English word in lower case without the ending of a plural, so that both forms compare
    equal.
    """
    word = word.lower()
    if word in _SINGULARS:
        return _SINGULARS[word]
    if word.endswith(_HISSES):
        return word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_plural(word: str) -> bool:
    """Whether a word names several things: ``users``, but not ``status`` or ``analytics``."""
    word = word.lower()
    return word not in _UNCOUNTED and singular(word) != word


def is_version(text: str) -> bool:
    """Whether a segment of a path is a version: ``v1``, ``v2beta1``."""
    return _VERSION.fullmatch(text) is not None


def every_segment(path: str) -> tuple[str, ...]:
    """The segments of a path that are not empty; fragment, query and optional parts left out."""
    plain = OPTIONAL.sub("", re.split(r"[?#]", path, maxsplit=1)[0])
    return tuple(segment for segment in plain.split("/") if segment)


def segments(path: str) -> tuple[str, ...]:
    """Those of `every_segment` that are no parameters."""
    return tuple(segment for segment in every_segment(path) if "{" not in segment)
