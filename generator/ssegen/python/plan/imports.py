"""The imports that annotations and expressions need, found by the names they use."""

from __future__ import annotations

import re
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
    "Annotated": "typing",
    "Any": "typing",
    "Decimal": "decimal",
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
    siblings: Mapping[str, str] | None = None,
) -> tuple[Import, ...]:
    """Give the imports for what expressions name.

    Args:
        running: Expressions that are evaluated when the module runs.
        typing: Annotations that only type checkers look at.
        siblings: The modules of names that the SDK itself declares elsewhere.
    """
    sources = _SOURCES | dict(siblings or {})
    run = {
        name for expression in running for name in names(expression) if name in sources
    }
    look = {
        name for annotation in typing for name in names(annotation) if name in sources
    }
    return (
        *(_import(name, sources[name], False) for name in sorted(run)),
        *(
            _import(name, sources[name], sources[name] != "typing")
            for name in sorted(look - run)
        ),
    )


def _import(name: str, module: str, typing_only: bool) -> Import:
    return (
        Import(module, (name,), typing_only)
        if module
        else Import(name, (), typing_only)
    )
