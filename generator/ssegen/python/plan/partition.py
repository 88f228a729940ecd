"""Modules of a size that a person can open.

Where an owner (a resource, or all that is shared) has too many definitions for one module, those
whose names start alike go to a module of their own. Aliases are evaluated when their module runs,
so one that needs several modules of its owner goes to a last one, which no other needs to run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from ...ir.types import Alias, Definition, Literal, Model, Name, Type, Union, parts
from .modules import references
from .names import Scope, file_name, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LARGEST = 1200
"""Lines of a module, as far as they can be foreseen."""

SMALLEST = 60
"""Lines that a family must have for a module of its own."""

_DEEPEST = 6
"""Words that families are told apart by."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_COLUMNS = 84
_ONE_LINE = 3
"""Members or values that one line holds."""

Family = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A module that holds some of an owner's definitions."""

    owner: str
    family: str
    """What their names start with; empty for what is left, and for unions."""


@dataclass(frozen=True, slots=True)
class Partition:
    """The module of every definition, by key, and of what each module is a part."""

    homes: Mapping[str, str]
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class _Member:
    key: str
    words: Family
    """Of its name, in lower case, without what its owner is called."""
    lines: int


def partition(
    owners: Mapping[str, str],
    names: Mapping[str, str],
    definitions: Mapping[str, Definition],
    taken: Iterable[str],
) -> Partition:
    """Choose the modules.

    Args:
        owners: The module that each definition would go to, were it large enough.
        names: The classes and aliases, by key.
        definitions: The definitions, by key.
        taken: Names that no other module may have.
    """
    members: dict[str, list[_Member]] = {}
    for key, owner in owners.items():
        spelled = tuple(word.lower() for word in words(names[key]))
        own = _without(spelled, owner)
        members.setdefault(owner, []).append(
            _Member(key, own, _lines(definitions[key]))
        )
    places: dict[str, tuple[str, Family]] = {}
    for owner, held in members.items():
        for family, some in _families(held):
            places |= {member.key: (owner, family) for member in some}
    _part_unions(places, definitions)
    return _named(places, taken)


def _named(places: Mapping[str, tuple[str, Family]], taken: Iterable[str]) -> Partition:
    scope = Scope("module", file_name, frozenset(taken), fold=str.casefold)
    for owner, family in places.values():
        if family:
            text = " ".join((owner, *family))
            scope.claim(text, Name((text,)))
    modules = scope.settle()
    homes: dict[str, str] = {}
    found: dict[str, Part] = {}
    for key, (owner, family) in places.items():
        homes[key] = modules[" ".join((owner, *family))] if family else owner
        found[homes[key]] = Part(owner, " ".join(family))
    return Partition(homes, found)


_UNIONS = ("unions",)


def _part_unions(
    places: dict[str, tuple[str, Family]], definitions: Mapping[str, Definition]
) -> None:
    """Take the aliases that need more than their own module of their owner out of it."""
    needs = {
        key: [other for other in references(definition.type) if other in places]
        for key in places
        if isinstance(definition := definitions[key], Alias)
    }
    needed_by: dict[str, list[str]] = {}
    for key, others in needs.items():
        for other in others:
            needed_by.setdefault(other, []).append(key)
    waiting = list(needs)
    while waiting:
        key = waiting.pop()
        owner, family = places[key]
        beside = {places[other] for other in needs[key] if places[other][0] == owner}
        if family != _UNIONS and beside - {(owner, family)}:
            places[key] = (owner, _UNIONS)
            waiting.extend(needed_by.get(key, ()))


def _families(
    members: Sequence[_Member], depth: int = 0
) -> list[tuple[Family, list[_Member]]]:
    """Part an owner's definitions; what is left is of the family without a word."""
    if _size(members) <= LARGEST or depth == _DEEPEST:
        return [((), list(members))]
    families: dict[Family, list[_Member]] = {}
    for member in members:
        families.setdefault(member.words[: depth + 1], []).append(member)
    found: list[tuple[Family, list[_Member]]] = []
    left: list[_Member] = []
    for family, some in families.items():
        if len(family) > depth and _size(some) >= SMALLEST:
            found += ((f or family, held) for f, held in _families(some, depth + 1))
        else:
            left += some
    return [*found, *_by_letter(left)] if not depth else [*found, ((), left)]


def _by_letter(
    members: list[_Member], letters: str = _ALPHABET
) -> list[tuple[Family, list[_Member]]]:
    """Part what belongs to no large family, where it is too much, by its first letter."""
    if _size(members) <= LARGEST or len(letters) == 1:
        span = (letters[0], "to", letters[-1]) if letters != _ALPHABET else ()
        return [(span, members)] if members else []
    half = len(letters) // 2
    early = [m for m in members if m.words[:1] < (letters[half],)]
    late = [m for m in members if m.words[:1] >= (letters[half],)]
    return [*_by_letter(early, letters[:half]), *_by_letter(late, letters[half:])]


def _without(spelled: Family, owner: str) -> Family:
    """The words of a name without what the owner is called: ``chat`` in ``ChatMessage``."""
    start = tuple(map(_stem, owner.split("_")))
    beginning = tuple(map(_stem, spelled[: len(start)]))
    return spelled[len(start) :] if beginning == start else spelled


def _stem(word: str) -> str:
    return word.removesuffix("s")


def _size(members: Iterable[_Member]) -> int:
    return sum(member.lines for member in members)


def _lines(definition: Definition) -> int:
    """About how many lines a definition takes."""
    own = 4 + _doc_lines(definition.description)
    match definition:
        case Model(properties=properties):
            return own + sum(
                _type_lines(item.type) + _doc_lines(item.description)
                for item in properties
            )
        case Alias(type=type_):
            return own + _type_lines(type_)
        case _:
            assert_never(definition)


def _type_lines(type_: Type) -> int:
    """Those of an annotation: members and values have a line each where they do not fit in one."""
    count = 1
    for part in parts(type_):
        match part:
            case Union(members=some) | Literal(values=some) if len(some) > _ONE_LINE:
                count += len(some)
            case _:
                pass
    return count


def _doc_lines(text: str) -> int:
    count = sum(-(-len(line) // _COLUMNS) or 1 for line in text.strip().splitlines())
    return count + 1 if count > 1 else count
