"""Arguments of a method out of words: ``prompt=Hello``, ``history:=[...]``, ``image=@cat.png``."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..ir.types import (
    Alias,
    Anything,
    Literal,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ..python.plan.operations import BODY, argument_names, parameter_key

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from ..ir.api import Api
    from ..ir.types import Definition
    from ..python.plan.sdk import Argument
    from .operations import StreamMethod

_NO_TEXT = frozenset(
    {ScalarKind.BOOLEAN, ScalarKind.INTEGER, ScalarKind.NULL, ScalarKind.NUMBER}
)
_FILES = frozenset({ScalarKind.FILE, ScalarKind.CONTENT})


class ArgumentError(Exception):
    """The words do not make the arguments of the method; the message says what it takes."""


def arguments(
    api: Api,
    method: StreamMethod,
    words: Iterable[str],
    *,
    credentials: Container[str] = (),
) -> dict[str, object]:
    """The arguments of a method by name.

    ``name=value`` is text where the argument may be a text, else JSON; ``name:=value`` is JSON.
    A value ``@file`` is what the file holds, read in the same way, or the file itself where the
    argument is one. Names are those of the method, or as on the wire. The names of credentials are
    those of the client.

    Raises:
        ArgumentError: A word is none of these, or one is missing, unknown, or there twice.
    """
    types = dict(_types(method))
    wire_names = {
        data.wire_name: data.argument
        for data in method.method.operation.parameters
        if data.wire_name
    }
    given: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        is_json = name.endswith(":")
        name = name.removesuffix(":")
        name = name if name in types else wire_names.get(name, name)
        if not equals or not name:
            raise ArgumentError(f"{word!r} is not of the form name=value")
        if name not in types and name in credentials:
            raise ArgumentError(f"{name} is a credential: give it as --auth {name}=...")
        if name not in types:
            _refuse(method, f"there is no argument {name!r}", types, name)
        if name in given:
            raise ArgumentError(f"{name} is there twice")
        given[name] = _value(name, value, types[name], api.definitions, is_json)
    missing = [a.name for a in method.method.arguments if not a.default]
    if missing := [name for name in missing if name not in given]:
        _refuse(method, f"missing: {', '.join(missing)}", types)
    return given


def _types(method: StreamMethod) -> Iterator[tuple[str, Type]]:
    operation = method.operation
    names = argument_names(operation)
    for parameter in operation.parameters:
        yield names[parameter_key(parameter)], parameter.type
    if operation.body is not None and operation.body.type is not None:
        yield names[BODY], operation.body.type


def _value(
    name: str,
    value: str,
    type_: Type,
    definitions: Mapping[str, Definition],
    is_json: bool,
) -> object:
    scalars = {*_scalars(type_, definitions)}
    if value.startswith("@"):
        path = Path(value[1:])
        if scalars & _FILES and not is_json:
            return path
        try:
            value = path.read_text(encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ArgumentError(f"{name}: {path} cannot be read: {reason}") from None
        except UnicodeDecodeError:
            raise ArgumentError(f"{name}: {path} is not text in UTF-8") from None
    if not is_json and scalars - _NO_TEXT:
        return value
    try:
        return json.loads(value, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ArgumentError(f"{name} takes JSON: {error}") from None


def _scalars(
    type_: Type, definitions: Mapping[str, Definition]
) -> Iterator[ScalarKind]:
    """The kinds of the scalars that a type may be, itself; a text where it may be anything."""
    waiting, seen = [type_], set[str]()
    while waiting:
        match waiting.pop():
            case Scalar(kind):
                yield kind
            case Anything():
                yield ScalarKind.STRING
            case Literal(values) if any(isinstance(value, str) for value in values):
                yield ScalarKind.STRING
            case Nullable(inner):
                waiting.append(inner)
            case Union(members):
                waiting += members
            case Reference(key) if key not in seen:
                seen.add(key)
                definition = definitions[key]
                if isinstance(definition, Alias):
                    waiting.append(definition.type)
            case _:
                pass


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"there is no {name} in JSON")


def _refuse(
    method: StreamMethod, what: str, known: Iterable[str], name: str = ""
) -> NoReturn:
    close = get_close_matches(name, [*known], n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    rows = [f"  {_row(argument)}" for argument in method.method.arguments]
    takes = [f"{method.path} takes:", *rows] if rows else [f"{method.path} takes none"]
    raise ArgumentError("\n".join([f"{what}{hint}", *takes]))


def _row(argument: Argument) -> str:
    optional = "" if not argument.default else " (optional)"
    doc = " ".join(argument.doc.split())
    return f"{argument.name}: {argument.annotation}{optional}  {doc}".rstrip()
