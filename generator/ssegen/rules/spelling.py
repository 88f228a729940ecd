"""Names that are nearly one another."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Of known names the one that this is a misspelling of; empty where there is none."""
    first = name[:1].lower()
    alike = sorted(other for other in known if other[:1].lower() == first)
    spelled = {plain(other): other for other in alike}
    near = difflib.get_close_matches(plain(name), spelled, 1, cutoff=0.75)
    return spelled[near[0]] if near else ""


@lru_cache(maxsize=4096)
def misspelt(key: str, known: frozenset[str]) -> str:
    """As `nearest`, for keys that other tools may have added: what is short is not compared."""
    others = _by_plain(known)
    spelled = plain(key)
    if spelled in others:
        return others[spelled]
    # Hardly anybody misspells the first letter, and comparing takes its time.
    alike = [other for other in others if other[:1] == spelled[:1]]
    near = difflib.get_close_matches(spelled, alike, 1, cutoff=0.85)
    return others[near[0]] if near and len(key) > 5 else ""


@lru_cache
def _by_plain(names: frozenset[str]) -> dict[str, str]:
    return {plain(name): name for name in sorted(names)}


def plain(name: str) -> str:
    """The letters and digits of a name in lower case, which misspellings mostly leave."""
    return re.sub("[-_ ]", "", name).lower()
