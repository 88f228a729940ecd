"""Templates of the user's own, which stand in for ours of the same name."""

from __future__ import annotations

import ast
import difflib
import hashlib
import re
import tomllib
import traceback
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

import jinja2

from .environment import environment, names, sandbox
from .format import formatted_by_black, formatted_fences
from .imports import with_imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..plan.sdk import Import

MAX_BYTES = 1024 * 1024


class TemplateError(Exception):
    """A template of the user's own cannot be used; the message begins with its file."""


@dataclass(frozen=True)
class Templates:
    """What stands in for our templates; nothing, where not said otherwise."""

    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """The file of each, by its name: ``client.py.jinja``."""
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Its text, by its name."""

    @classmethod
    def read(cls, contents: Mapping[str, bytes]) -> Templates:
        """Take the templates of a folder.

        Args:
            contents: The content of all that stands in the folder, by file.

        Raises:
            TemplateError: A file has not the name of a template of ours, or is no text.
        """
        files, texts = dict[str, str](), dict[str, str]()
        for file, content in sorted(contents.items()):
            name = PurePath(file).name
            if name not in names():
                near = difflib.get_close_matches(name, names(), 1)
                hint = f"did you mean {near[0]}?" if near else "there are "
                every = "" if near else ", ".join(names())
                raise TemplateError(
                    f"{file}: there is no template of this name; {hint}{every}"
                )
            if len(content) > MAX_BYTES:
                raise TemplateError(f"{file}: a template has at most 1 MiB")
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise TemplateError(
                    f"{file}: this is not UTF-8: byte {error.start}"
                ) from None
            files[name], texts[name] = file, text.replace("\r\n", "\n")
        return cls(files, texts)

    @property
    def recorded(self) -> tuple[str, ...]:
        """For the manifest: the name and the SHA-256 of each template, by a blank apart."""
        return tuple(
            f"{name} {hashlib.sha256(text.encode()).hexdigest()}"
            for name, text in self.texts.items()
        )

    def __contains__(self, name: str) -> bool:
        return name in self.texts

    def rendered(self, name: str, **values: object) -> str:
        """Render the template of a name, the user's own or ours.

        Raises:
            TemplateError: The user's own cannot be rendered.
        """
        if name not in self:
            return environment().get_template(name).render(**values)
        try:
            text = self._sandbox.get_template(name).render(**values)
            text.encode()
        except Exception as error:  # whatever an expression of a template may raise
            raise self._told(error, name) from None
        return text

    def module(self, name: str, path: str, text: str, imports: Iterable[Import]) -> str:
        """Format a module that a template of the user's own gave, and write its imports.

        Raises:
            TemplateError: It is no Python.
        """
        try:
            tree = ast.parse(text)
            compile(tree, path, "exec", dont_inherit=True)
            used = frozenset(_names(tree))
            return formatted_by_black(with_imports(text, imports, used))
        except SyntaxError as error:
            line = text.splitlines()[(error.lineno or 1) - 1 :][:1]
            problem = f"{error.msg}: {''.join(line).strip()!r}"
        except Exception as error:  # a null byte, or what black cannot read
            problem = str(error) or type(error).__name__
        raise self._spoiled(name, path, "Python", problem)

    def markdown(self, name: str, text: str) -> str:
        """Format the blocks of Python in a text; of the user's own it is checked."""
        if name not in self:
            return formatted_fences(text)
        try:
            return formatted_fences(text)
        except Exception as error:  # black's own, which it does not document
            raise self._spoiled(name, "a block", "Python", str(error)) from None

    def toml(self, name: str, text: str) -> str:
        """Give a TOML text; of the user's own it is checked."""
        if name in self:
            try:
                tomllib.loads(text)
            except (tomllib.TOMLDecodeError, RecursionError) as error:
                raise self._spoiled(name, "the file", "TOML", str(error)) from None
        return text

    @cached_property
    def _sandbox(self) -> jinja2.Environment:
        return sandbox(self.files, self.texts)

    def _spoiled(
        self, name: str, path: str, language: str, problem: str
    ) -> TemplateError:
        return TemplateError(
            f"{self.files[name]}: what it makes of {path} is not {language}: {problem}"
        )

    def _told(self, error: Exception, name: str) -> TemplateError:
        """What went wrong, at the innermost place in a template of the user's own."""
        own = set(self.files.values())
        line = 1
        file = self.files[name]
        if isinstance(error, jinja2.TemplateSyntaxError) and error.filename in own:
            file, line = error.filename, error.lineno
        else:
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename in own:
                    file, line = frame.filename, frame.lineno or 1
        kind = "" if isinstance(error, jinja2.TemplateError) else type(error).__name__
        if isinstance(error, jinja2.TemplateNotFound):
            return TemplateError(f"{file}:{line}: there is no template {error.name!r}")
        message = " ".join(str(error.args[0] if error.args else "").split())
        return TemplateError(
            f"{file}:{line}: {': '.join(filter(None, (kind, message)))}"
        )


OURS = Templates()
"""None of the user's own."""


def _names(tree: ast.Module) -> Iterator[str]:
    """The names that a module uses, those in quoted annotations included."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                yield name
            case (
                ast.AnnAssign(annotation=annotation)
                | ast.arg(annotation=ast.expr() as annotation)
                | ast.FunctionDef(returns=ast.expr() as annotation)
                | ast.AsyncFunctionDef(returns=ast.expr() as annotation)
            ):
                for part in ast.walk(annotation):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield from re.findall(r"[^\W\d]\w*", part.value)
            case _:
                pass
