"""Identifiers: how a document's names are spelled in Python, and who gets a name that several want.

Everything is collected first and settled at once, in an order of the keys, so that the names
do not depend on the order in which things were met:

    1. names that the document pins,
    2. natural names, the first candidates,
    3. qualified names, the further candidates one after the other,
    4. the natural name with a number.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ...ir.types import Name

LONGEST = 128
"""Characters of a name at most, before it is numbered."""

LONGEST_FILE = 60
"""Characters of a file's name at most, without number and extension; Windows leaves few."""

_ASCII_WORD = re.compile("[A-Za-z0-9]+")
_SIGN = re.compile(r"^\s*([+-])(?=\d)")
_SIGNS = {"+": "plus ", "-": "minus "}


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Split a name of any spelling into words of letters, digits and marks only.

    The text is normalised to NFKC, as Python does with identifiers. A text without a letter or
    digit has no words.
    """
    text = unicodedata.normalize("NFKC", text[: LONGEST * 8])
    text = _SIGN.sub(lambda sign: _SIGNS[sign[1]], text)
    if text.isascii():
        parts = _ASCII_WORD.findall(text)
    else:
        spaced = "".join(_kept(character) for character in text)
        parts = spaced.replace("_", " ").split()
    return tuple(word for part in parts for word in _humps(part))


@lru_cache(maxsize=65536)
def _humps(part: str) -> tuple[str, ...]:
    """Split ``HTTPServer``, ``sha256Hash`` and ``userIDs`` where a new word starts; ``OAuth`` is
    one.
    """
    if part[1:].islower():
        return (part,)
    found: list[str] = []
    start = 0
    for i in range(1, len(part)):
        before, here, after = part[i - 1], part[i], part[i + 1 : i + 3]
        plural = after[:1] == "s" and not after[1:].islower()
        oauth = part.startswith("OAuth", i - 1) or (i == 1 and part[:5] == "oAuth")
        if (
            here.isupper()
            and (before.islower() or (after[:1].islower() and not plural))
            and not oauth
        ):
            found.append(part[start:i])
            start = i
    return (*found, part[start:])


def _kept(character: str) -> str:
    """What becomes of a character in a name: marks are left out, and what is no part of an
    identifier parts words.

    Python lets identifiers have marks, such as U+00B7, that regular expressions do not count as
    parts of a word (``\\w``); without them a name is found wherever it stands.
    """
    if not ("a" + character).isidentifier():
        return " "
    return character if character.isalnum() or character == "_" else ""


def _is_kept(character: str) -> bool:
    return bool(_kept(character).strip())


def snake(parts: tuple[str, ...]) -> str:
    """Spell words as a variable: ``chat_completion``; empty where there are none."""
    return _clean("_".join(word.lower() for word in _fitting(parts)))


def pascal(parts: tuple[str, ...]) -> str:
    """Spell words as a class: ``ChatCompletion``, ``HTTPServer``; empty where there are none.

    Two digits that belong to different words keep an underscore between them: ``Gpt3_5``.
    """
    shouted = len(parts) > 1 and all(word.isupper() for word in parts)
    spelled = ""
    for word in _fitting(parts):
        word = word.lower() if shouted else word
        between = "_" if spelled[-1:].isdigit() and word[:1].isdigit() else ""
        spelled += between + word[:1].upper() + word[1:]
    return _clean(spelled)


def screaming(parts: tuple[str, ...]) -> str:
    """Spell words as a constant: ``CHAT_COMPLETION``; empty where there are none."""
    return _clean("_".join(word.upper() for word in _fitting(parts)))


def file_name(parts: tuple[str, ...]) -> str:
    """Spell words as a module: a short variable, without accents, in ASCII alone, for file systems
    and archives differ in what they make of other letters (PEP 8: "short, all-lowercase names").
    Empty where nothing of that kind is left.
    """
    plain = (ascii_letters(word) for word in parts)
    short = snake(_fitting(tuple(word for word in plain if word), LONGEST_FILE))
    return short[:LONGEST_FILE].rstrip("_")


def ascii_letters(text: str) -> str:
    """The text without accents, and without letters that have no ASCII form."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _fitting(parts: tuple[str, ...], room: int = LONGEST) -> tuple[str, ...]:
    """The words that a name has room for, the first in any case."""
    if sum(map(len, parts)) + len(parts) <= room:
        return parts
    ends = accumulate(len(word) + 1 for word in parts)
    return tuple(
        word
        for i, (word, end) in enumerate(zip(parts, ends, strict=True))
        if i == 0 or end <= room
    )


def _clean(spelled: str) -> str:
    if spelled.isascii():
        return spelled[:LONGEST].strip("_")
    # A change of case may leave characters that normalise further, or that no identifier holds.
    normal = unicodedata.normalize("NFKC", spelled)
    possible = unicodedata.normalize("NFKC", "".join(filter(_is_kept, normal)))
    return possible[:LONGEST].strip("_")


Spelling: TypeAlias = Callable[[tuple[str, ...]], str]


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that a thing could not get, and what it is called instead."""

    rule: str
    """``SSE301``: something else has the name. ``SSE302``: no identifier spells it."""
    noun: str
    """What is renamed: ``field``, ``method``, ..."""
    key: str
    """The key that the ir gives it; of a field or an argument, its wire name."""
    wanted: str
    """The spelling of the natural name; for SSE302 the document's text."""
    given: str
    taken_by: str = ""
    """The key of what has the name."""
    within: str = ""
    """The key of the definition or operation that the thing stands in; empty for things of the
    whole API."""


@dataclass(frozen=True, slots=True)
class _Claim:
    key: str
    candidates: tuple[str, ...]
    """Identifiers, the natural one first; never empty."""
    pinned: bool
    exact: bool
    """The natural name is the document's text, letter for letter."""
    unspellable: str
    """The document's text where no identifier spells the natural name."""


class Scope:
    """A namespace in which every thing gets an identifier of its own.

    Args:
        noun: What is named, in lower case. It names what the document leaves nameless, and
        stands before digits.
        spelling: How words become an identifier.
        reserved: Names that nothing of the document may have.
        suffix: What a reserved name gets in order to be free.
        fold: Two names that this makes equal are the same name.
        also: Further names that go with a name, and must be free too.
    """

    def __init__(
        self,
        noun: str,
        spelling: Spelling,
        reserved: AbstractSet[str] = frozenset(),
        *,
        suffix: str = "_",
        fold: Callable[[str], str] = str,
        also: Callable[[str], tuple[str, ...]] = lambda name: (),
    ) -> None:
        self._noun = noun
        self._spelling = spelling
        self._fold = fold
        self._also = also
        self._suffix = suffix
        self._reserved = frozenset(map(fold, reserved))
        self._claims: dict[str, _Claim] = {}

    def claim(self, key: str, name: Name) -> None:
        """Ask for a name. The key must be the thing's own; the keys decide between equal wishes."""
        spelled = [self._identifier(text) for text in name.candidates]
        possible = [identifier for identifier in spelled if identifier]
        self._claims[key] = _Claim(
            key,
            candidates=tuple(
                dict.fromkeys(possible or [self._escape(self._noun_alone())])
            ),
            pinned=name.pinned,
            exact=spelled[0] == name.candidates[0],
            unspellable="" if spelled[0] else name.candidates[0],
        )

    def settle(self) -> Names:
        """Give out the names."""
        taken: dict[str, str] = {}
        given: dict[str, str] = {}
        order = sorted(self._claims.values(), key=_precedence)

        def take(claim: _Claim, identifier: str) -> bool:
            spellings = [self._fold(i) for i in (identifier, *self._also(identifier))]
            if any(spelling in taken for spelling in spellings):
                return False
            taken.update((spelling, claim.key) for spelling in spellings)
            given[claim.key] = identifier
            return True

        for level in range(max((len(claim.candidates) for claim in order), default=0)):
            for claim in order:
                if claim.key not in given and level < len(claim.candidates):
                    take(claim, claim.candidates[level])
        for claim in order:
            number = 2
            while claim.key not in given:
                take(claim, self._escape(_numbered(claim.candidates[0], number)))
                number += 1
        renames = (self._rename(claim, given[claim.key], taken) for claim in order)
        return Names(
            MappingProxyType({key: given[key] for key in self._claims}),
            tuple(rename for rename in renames if rename),
        )

    def _identifier(self, text: str) -> str:
        """The identifier for a text; empty where it has no word."""
        parts = words(text)
        spelled = self._spelling(parts)
        if not spelled:
            return ""
        if not spelled.isidentifier():
            spelled = self._spelling((*words(self._noun), *parts))
        return self._escape(spelled)

    def _noun_alone(self) -> str:
        return self._spelling(words(self._noun))

    def _escape(self, identifier: str) -> str:
        free = not keyword.iskeyword(identifier)
        names = (identifier, *self._also(identifier))
        free = free and self._reserved.isdisjoint(map(self._fold, names))
        return identifier if free else identifier + self._suffix

    def _rename(
        self, claim: _Claim, given: str, taken: Mapping[str, str]
    ) -> Rename | None:
        wanted = claim.candidates[0]
        if claim.unspellable:
            return Rename("SSE302", self._noun, claim.key, claim.unspellable, given)
        forced = given not in claim.candidates or (claim.pinned and given != wanted)
        if forced:
            owner = taken.get(self._fold(wanted), "")
            return Rename("SSE301", self._noun, claim.key, wanted, given, owner)
        return None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a scope."""

    by_key: Mapping[str, str]
    renames: tuple[Rename, ...]

    def __getitem__(self, key: str) -> str:
        return self.by_key[key]


def _precedence(claim: _Claim) -> tuple[bool, int, bool, str]:
    """Pinned first; then what has a place of its own before what stands deep inside another; then
    what is spelled as in the document.
    """
    return (not claim.pinned, claim.key.count("/"), not claim.exact, claim.key)


def _numbered(identifier: str, number: int) -> str:
    classlike = identifier[:1].isupper() and not identifier.isupper()
    glue = "" if classlike and not identifier[-1].isdigit() else "_"
    return f"{identifier.rstrip('_')}{glue}{number}"
