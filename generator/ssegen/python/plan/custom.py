"""Classes of the user's own that stand in for generated ones: those in a folder of the package.

They are found by reading: nothing of the user's is imported or run. A class stands in for a
generated one that has its name and that it extends, itself or through other classes here.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import warnings
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CLIENTS = ("client.Client", "client.AsyncClient")
MAX_BYTES = 1024 * 1024
"""The largest module that is read; what is larger was not written by a person."""

_BUILTINS = frozenset(dir(builtins))


class CustomError(Exception):
    """A module of the user's own cannot be used; the message begins with its file and line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")


@dataclass(frozen=True, slots=True)
class CustomClass:
    """A class at the top of a module of the user's own."""

    name: str
    module: str
    """From the package: ``custom.chat``."""
    bases: tuple[str, ...]
    """What it extends in the package, from there: ``resources.chat.Chat``."""
    file: str
    line: int

    @property
    def path(self) -> str:
        """From the package: ``custom.chat.Chat``."""
        return f"{self.module}.{self.name}"


@dataclass(frozen=True, slots=True)
class Custom:
    """What the user has added to an SDK; nothing, where not said otherwise."""

    classes: tuple[CustomClass, ...] = ()

    @classmethod
    def read(cls, modules: Mapping[str, bytes], package: str) -> Custom:
        """Find the classes in the modules of the folder.

        Args:
            modules: The content of each by its file, named after the module; the folder is a
                package inside the SDK's.
            package: The name of the SDK's package.

        Raises:
            CustomError: A module is no Python, or what a class of it extends cannot be told.
        """
        return cls(
            tuple(
                found
                for file, content in sorted(modules.items())
                for found in _Module(file, package).classes(content)
            )
        )

    def standing_in(self, generated: Iterable[str]) -> Mapping[str, str]:
        """Tell the module of the class that stands in for a generated one, by the latter's path.

        Args:
            generated: The paths of all generated classes that can be extended:
                ``resources.chat.Chat``.

        Raises:
            CustomError: Two classes stand in for the same, or a class extends what there is not.
        """
        below: defaultdict[str, list[CustomClass]] = defaultdict(list)
        for each in self.classes:
            for base in each.bases:
                below[base].append(each)
        paths = dict.fromkeys(generated)
        self._ensure_known([*paths])
        found: dict[str, str] = {}
        for path in paths:
            name = path.rpartition(".")[2]
            candidates = [c for c in _descendants(path, below) if c.name == name]
            if candidates[1:]:
                first, second = candidates[:2]
                raise CustomError(
                    second.file,
                    second.line,
                    f"`{name}` stands in for the generated `{path}`, and so does the one at "
                    f"{first.file}:{first.line}: give one of them another name",
                )
            if candidates:
                found[path] = candidates[0].module
        return found

    def _ensure_known(self, generated: list[str]) -> None:
        for each in self.classes:
            for base in each.bases:
                if base.startswith("resources.") and base not in generated:
                    near = difflib.get_close_matches(base, generated, 1, 0)
                    hint = f"; did you mean `{near[0]}`?" if near else ""
                    raise CustomError(
                        each.file,
                        each.line,
                        f"`{each.name}` extends `{base}`, which the SDK has not{hint}",
                    )
                if f"client.{base}" in CLIENTS and base == each.name:
                    raise CustomError(
                        each.file,
                        each.line,
                        f"`{each.name}` extends the one of the package, which is to be this very "
                        f"class: import the generated one, `from ..client import {base}`",
                    )


NO_CUSTOM = Custom()


def _descendants(
    path: str, below: Mapping[str, list[CustomClass]]
) -> list[CustomClass]:
    """All that extend a class, in order; a class that is defined twice in one module is one."""
    found: dict[str, CustomClass] = {}
    waiting = [path]
    while waiting:
        for each in below.get(waiting.pop(), ()):
            if each.path not in found:
                found[each.path] = each
                waiting.append(each.path)
    return sorted(found.values(), key=lambda each: (each.file, each.line))


class _Module:
    """A module that is read.

    Args:
        file: Its file.
        package: The name of the SDK's package.
    """

    def __init__(self, file: str, package: str) -> None:
        self._file = file
        self._package = package
        path = PurePath(file)
        self._folder = path.parent.name
        parts = (self._folder, *([path.stem] if path.stem != "__init__" else []))
        self._name = ".".join(parts)
        self._bound: dict[str, str] = {}
        """What names stand for so far: dotted names, empty where that is not followed."""
        self._open = False
        """Whether any name may be bound, by an import of all that a module has."""

    def classes(self, content: bytes) -> Iterator[CustomClass]:
        tree = self._parsed(content)
        self._bound = dict.fromkeys((*_BUILTINS, *_assigned(tree)), "")
        for node in _statements(tree):
            match node:
                case ast.Import(names=names):
                    for alias in names:
                        top = alias.name.partition(".")[0]
                        self._bound[alias.asname or top] = (
                            alias.name if alias.asname else top
                        )
                case ast.ImportFrom(names=names):
                    origin = self._origin(node)
                    for alias in names:
                        self._bound[alias.asname or alias.name] = (
                            f"{origin}.{alias.name}"
                        )
                        if alias.name == "*":
                            self._ensure_elsewhere(origin, node.lineno)
                case ast.ClassDef(name=name):
                    found = CustomClass(
                        name,
                        self._name,
                        tuple(self._bases(node)),
                        self._file,
                        node.lineno,
                    )
                    yield found
                    self._bound[name] = f"{self._package}.{found.path}"
                case _:
                    pass

    def _parsed(self, content: bytes) -> ast.Module:
        if len(content) > MAX_BYTES:
            raise CustomError(
                self._file,
                1,
                f"this is larger than 1 MiB: put it into a folder below `{self._folder}`, which is "
                "not read",
            )
        try:
            with warnings.catch_warnings():
                # What the compiler thinks of the user's code is not for us to tell.
                warnings.simplefilter("ignore")
                return ast.parse(content)
        except SyntaxError as error:
            raise CustomError(
                self._file, error.lineno or 1, f"this is not Python: {error.msg}"
            ) from None
        except (ValueError, RecursionError, MemoryError) as error:
            # A null byte, or more brackets in each other than the parser can keep.
            reason = str(error) or "it is nested too deeply"
            raise CustomError(self._file, 1, f"this is not Python: {reason}") from None

    def _origin(self, node: ast.ImportFrom) -> str:
        """The dotted name of the module that something is imported from."""
        parents = (self._package, self._folder)[: 3 - node.level] if node.level else ()
        return ".".join((*parents, *filter(None, (node.module,))))

    def _ensure_elsewhere(self, origin: str, line: int) -> None:
        self._open = True
        start = f"{self._package}."
        if f"{origin}.".startswith((f"{start}resources.", f"{start}client.")):
            raise CustomError(
                self._file,
                line,
                "import the generated classes by name, not by `*`: what a class here extends is "
                "found by the names of imports",
            )

    def _bases(self, node: ast.ClassDef) -> Iterator[str]:
        for base in node.bases:
            first, *rest = _dotted(base)
            if first and first not in self._bound and not self._open:
                raise CustomError(
                    self._file,
                    node.lineno,
                    f"`{node.name}` extends `{first}`, which nothing before it in this module "
                    "imports or defines",
                )
            path = ".".join((self._bound.get(first, ""), *rest))
            if path.startswith(f"{self._package}."):
                yield path.removeprefix(f"{self._package}.")


def _dotted(node: ast.expr) -> tuple[str, ...]:
    """The names that a base is made of, without its type arguments; one that is empty where it is
    another expression.
    """
    parts: list[str] = []
    if isinstance(node, ast.Subscript):
        node = node.value
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ("",)


def _assigned(tree: ast.Module) -> Iterator[str]:
    """The names that are bound by other means than imports and classes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when the module is imported, in order: both ways of a condition."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr
        ):
            waiting += reversed([*ast.iter_child_nodes(node)])
