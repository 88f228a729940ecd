"""The imports of a module: those that it uses, sorted as ruff and isort sort them."""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, TypeAlias

from .docstring import DOCSTRING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from ..plan.sdk import Import

SortKey: TypeAlias = "tuple[tuple[int, int, str], ...]"
Imported: TypeAlias = "dict[str, set[str]]"
"""Names by module, some of them as ``name as alias``; the module itself is the empty name."""


_STRING = r"""(?:"(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')"""
_IMPORT = re.compile(
    rf"{DOCSTRING}|^(?:from (\S+) import (\([^)]*\)|[^\n(]+)|import (\S+))$",
    re.MULTILINE | re.DOTALL,
)
_DOCSTRING = re.compile(DOCSTRING, re.MULTILINE | re.DOTALL)
_TEXT = re.compile(_STRING, re.DOTALL)
_NAME = re.compile(r"(?:def |class |\.)?[^\W\d]\w*(?:: |=(?!=))?")
_QUOTED_ALIAS = re.compile(
    rf"^\w+(?:: TypeAlias = | = TypeAliasType\({_STRING}, )({_STRING})\)?$",
    re.MULTILINE | re.DOTALL,
)
_TYPED_DICT = re.compile(
    r"^\w+ = TypedDict\((?:[^\n]+|\n.*?\n)\)$", re.MULTILINE | re.DOTALL
)
_QUOTED_ITEM = re.compile(rf"{_STRING}: ({_STRING})", re.DOTALL)
_ALL = re.compile(r"^__all__ = (\[[^]]*\])$", re.MULTILINE)


def with_imports(
    source: str, imports: Iterable[Import] = (), used: Set[str] = frozenset()
) -> str:
    """Write the imports of a module in the place of the first that stand together at its top
    level, if it has any.

    Args:
        source: A module, a statement or an entry of brackets on each line.
        imports: What may be imported beside them. Names that the module does not use are left
            out of both.
        used: Names that it is known to use, beside those that are found.
    """
    written = _together(source)
    if not written:
        return source
    start, end = written[0].start(), written[-1].end()
    used = used | _used_names(source[:start] + source[end:])
    runtime, typing_only = _grouped(written, imports)

    typing_block = _block(_only(typing_only, used))
    if typing_block:
        used |= {"TYPE_CHECKING"}
        runtime.setdefault("typing", set()).add("TYPE_CHECKING")
        indented = (f"    {line}" if line else "" for line in typing_block)
        typing_block = ["", "if TYPE_CHECKING:", *indented]
    block = [*_block(_only(runtime, used)), *typing_block]
    return source[:start] + "\n".join(block) + source[end:]


def _together(source: str) -> list[re.Match[str]]:
    """The first imports at the top level with nothing but blanks between them."""
    together: list[re.Match[str]] = []
    for found in _IMPORT.finditer(source):
        between = source[together[-1].end() : found.start()] if together else ""
        if between.strip():
            break
        if found[1] or found[3]:
            together.append(found)
    return together


def _grouped(
    written: Iterable[re.Match[str]], imports: Iterable[Import]
) -> tuple[Imported, Imported]:
    """Part what runs from what only type checkers need.

    A module of another package that is imported anyway may as well give all its names.
    """
    runtime: Imported = {}
    typing_only: Imported = {}
    for module, name in _names(written):
        runtime.setdefault(module, set()).add(name)
    for item in imports:
        group = typing_only if item.typing_only else runtime
        group.setdefault(item.module, set()).update(item.names or {""})
    for module in runtime.keys() & typing_only.keys():
        if module.startswith("."):
            typing_only[module] -= runtime[module]
        else:
            runtime[module] |= typing_only.pop(module)
    return runtime, typing_only


def name_key(name: str) -> SortKey:
    """Order names as isort does: constants, then classes, then the rest; 10 after 9."""
    if len(name.encode()) > 1 and name.isupper():
        kind = 0
    elif name[:1].isupper():
        kind = 1
    else:
        kind = 2
    return ((kind, 0, ""), *_natural(name), (-1, 0, name))


def _natural(text: str) -> SortKey:
    """Compare digits as numbers and letters without regard to case."""
    parts = re.findall(r"\d+|\D+", text.lower())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts)


def _names(statements: Iterable[re.Match[str]]) -> Iterator[tuple[str, str]]:
    """Give the module and the name of everything that is imported."""
    for statement in statements:
        module, names, whole = statement.groups()
        if whole:
            yield whole, ""
        else:
            for name in names.strip("()").split(","):
                if name.strip():
                    yield module, name.strip()


def _used_names(source: str) -> set[str]:
    """Collect every name that is read, also in quoted annotations and ``__all__``."""
    # Whatever stands in a docstring only looks like code.
    source = _DOCSTRING.sub("", source)
    quoted = [found[1] for found in _QUOTED_ALIAS.finditer(source)]
    for typed_dict in _TYPED_DICT.finditer(source):
        quoted += _QUOTED_ITEM.findall(typed_dict[0])
    quoted = [q[1:-1] if "\\" not in q else ast.literal_eval(q) for q in quoted]
    code = "\n".join(_TEXT.sub('""', text) for text in (source, *quoted))
    # A definition or an annotated name has a blank, and also an attribute and a keyword argument
    # are no uses.
    used = {
        name
        for name in set(_NAME.findall(code))
        if " " not in name and name[0] != "." and name[-1] != "="
    }
    for exported in _ALL.finditer(source):
        used.update(ast.literal_eval(exported[1]))
    return used


def _only(imported: Imported, used: Set[str]) -> Imported:
    """Keep what binds a used name; ``import a.b`` binds ``a``."""
    kept = {
        module: {
            name
            for name in names
            if (name.rpartition(" ")[2] or module.partition(".")[0]) in used
        }
        for module, names in imported.items()
        if module != "__future__"
    }
    kept["__future__"] = imported.get("__future__", set())
    return {module: names for module, names in kept.items() if names}


def _block(imported: Imported) -> list[str]:
    """Spell imports in isort's sections, with a blank line between two of them."""
    sections: dict[int, list[str]] = {}
    for module in sorted(m for m in imported if "" in imported[m]):
        sections.setdefault(_section(module), []).append(f"import {module}")
    for module in sorted(imported, key=module_key):
        for names in _statements(imported[module] - {""}):
            sections.setdefault(_section(module), []).append(
                f"from {module} import {', '.join(names)}"
            )
    block: list[str] = []
    for _, statements in sorted(sections.items()):
        block += ["", *statements] if block else statements
    return block


def _statements(names: set[str]) -> list[list[str]]:
    """Give the names of each ``from`` statement: all in one, but every alias in one of its own."""
    aliases = {name for name in names if " as " in name}
    groups = [[alias] for alias in aliases]
    if plain := sorted(names - aliases, key=name_key):
        groups.append(plain)
    return sorted(groups, key=lambda group: name_key(group[0]))


def _section(module: str) -> int:
    if module == "__future__":
        return 0
    if module.startswith("."):
        return 3
    return 1 if module.partition(".")[0] in sys.stdlib_module_names else 2


def module_key(module: str) -> SortKey:
    """Order modules as isort does: relative ones with the most dots first."""
    name = module.lstrip(".")
    return ((0, len(name) - len(module), ""), *_natural(name), (-1, 0, name))
