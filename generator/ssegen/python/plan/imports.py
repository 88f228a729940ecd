"""The imports that annotations and expressions need, found by the names they use."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from .sdk import Import

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NAME = re.compile(
    r"""
    "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*'   # a string: consumed, never a name
    | (?<![\w.]) ([^\W\d]\w*)               # a name that is not an attribute of another
    """,
    re.VERBOSE,
)

_SOURCES = {
    "_events": "..",
    "_models": "..",
    "_params": "..",
    "Annotated": "typing",
    "Any": "typing",
    "Decimal": "decimal",
    "Iterable": "collections.abc",
    "Literal": "typing",
    "Mapping": "collections.abc",
    "NotRequired": "typing",
    "OMITTED": ".._runtime",
    "Omitted": ".._runtime",
    "Sequence": "collections.abc",
    "TypeAliasType": "typing_extensions",
    "UUID": "uuid",
    "builtins": "",
    "datetime": "",
    "deprecated": "typing_extensions",
    "events": "..",
    "models": "..",
    "params": "..",
    "pydantic": "",
}
"""The module of each name; empty where the name is a module."""


def names(expression: str) -> frozenset[str]:
    """The names that an annotation or expression of the plan uses; attributes are not names."""
    return frozenset(found for found in _NAME.findall(expression) if found)


def imports(
    running: Iterable[str],
    typing: Iterable[str] = (),
    *,
    later: Iterable[str] = (),
    siblings: Mapping[str, str] = MappingProxyType({}),
    home: str = "",
) -> tuple[Import, ...]:
    """Give the imports for what expressions name.

    Args:
        running: Expressions that are evaluated when the module runs.
        typing: Annotations that only type checkers look at.
        later: Annotations that are evaluated when all modules of the SDK can be had.
        siblings: The modules of names that the SDK itself declares.
        home: The module that imports; what it declares needs no import.
    """
    sources: dict[str, str] = {}

    def known(expressions: Iterable[str]) -> set[str]:
        found = {name for expression in expressions for name in names(expression)}
        for name in found - sources.keys():
            at = siblings.get(name, home)
            if at != home:
                sources[name] = at
            elif name in _SOURCES:
                sources[name] = _SOURCES[name]
        return found & sources.keys()

    run, look, soon = map(known, (running, typing, later))
    declared = {name for name in soon if siblings.get(name, home) != home}
    run |= soon - declared
    look |= declared
    return (
        *(_import(name, sources[name], False) for name in sorted(run)),
        *(
            _import(name, sources[name], sources[name] != "typing")
            for name in sorted(look - run)
        ),
    )


def _import(name: str, module: str, typing_only: bool) -> Import:
    if not module:
        return Import(name, (), typing_only)
    plain = name.removeprefix("_")
    bound = name if name == plain else f"{plain} as {name}"
    return Import(module, (bound,), typing_only)
