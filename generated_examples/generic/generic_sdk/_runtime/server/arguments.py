# SPDX-License-Identifier: 0BSD
"""The arguments of a handler: what ``request`` and ``body`` encode, decoded and validated."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NotRequired, Required, cast
from urllib.parse import quote, unquote_plus

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from ..media_types import FORM, essence, is_json, is_json_lines
from ..operation import (
    BodyField,
    CookieParameter,
    HeaderParameter,
    PathParameter,
    QueryParameter,
    QueryString,
)
from ..options import OMITTED
from .problems import Problem, RequestError, of_validation, unprocessable
from .shapes import Shape
from .styles import (
    Pairs,
    cookie_value,
    field_value,
    header_value,
    json,
    pairs,
    path_value,
    query_value,
    repeated,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..operation import Parameter, StreamOperation
    from .problems import Place


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a request.

    Attributes:
        path: The texts of the path's parameters, percent-encoded, by wire name.
        query: The query's.
        headers: By lower-case name.
        content_type: The media type of the body, as ``essence`` gives it; empty
            where there is none.
        body: The body.
        parts: The parts of a multipart body, names and contents; files are bytes.
    """

    path: Mapping[str, str]
    query: str
    headers: Mapping[str, str]
    content_type: str
    body: bytes
    parts: tuple[tuple[str, str | bytes], ...] = ()

    @property
    def cookies(self) -> list[tuple[str, str]]:
        """The cookies, several of one name too (RFC 6265 5.4)."""
        parts = (
            part.partition("=") for part in self.headers.get("cookie", "").split(";")
        )
        return [(name.strip(), value.strip().strip('"')) for name, _, value in parts]


class Arguments:
    """Decodes the arguments of one operation.

    Args:
        types: The types of the arguments, by name.
    """

    def __init__(
        self,
        operation: StreamOperation[Any],
        types: Mapping[str, Callable[[], object]],
    ) -> None:
        self._operation = operation
        self._fields: list[_Argument] = []
        self._others: list[_Argument] = []
        for parameter in operation.parameters:
            argument = _Argument(parameter, types[parameter.argument]())
            is_field = isinstance(parameter, BodyField)
            (self._fields if is_field else self._others).append(argument)
        self._names = {
            one.name
            for one in self._others
            if isinstance(one.parameter, QueryParameter)
        }
        self._body: _Argument | None = None
        if operation.body:
            whole = BodyField(operation.body)
            self._body = _Argument(whole, types[operation.body](), ("body",))
        self._object: TypeAdapter[dict[str, object]] = _object(self._fields)

    def decoded(self, sent: Sent) -> dict[str, object]:
        """Give the arguments by name; None for those that were not sent.

        Raises:
            RequestError: The body is not readable (400), or a value is not what the operation
                takes (422); all such values are told.
        """
        arguments: dict[str, object] = {}
        problems: list[Problem] = []
        query = pairs(sent.query)
        for one in self._others:
            try:
                value = self._text_value(one, sent, query)
            except ValueError as error:
                problems.append(Problem(one.place, str(error), "value_error"))
            else:
                self._take(one, value, arguments, problems)
        if self._body is not None:
            self._take_body(self._body, sent, arguments, problems)
        elif self._fields:
            self._take_fields(sent, arguments, problems)
        if problems:
            raise unprocessable(problems)
        return arguments

    def _text_value(self, one: _Argument, sent: Sent, query: Pairs) -> object:
        """Give what stands for a parameter outside of the body; ``OMITTED`` if nothing does."""
        match one.parameter:
            case PathParameter() as parameter:
                text = sent.path.get(one.name)
                # Some documents have path parameters that the path does not name.
                return (
                    OMITTED if text is None else path_value(parameter, one.shape, text)
                )
            case QueryParameter() as parameter:
                return query_value(parameter, one.shape, query, self._names)
            case QueryString() as parameter:
                if not sent.query:
                    return OMITTED
                kind = essence(parameter.content_type)
                if kind == FORM and one.shape.is_object:
                    return _properties(one.shape, query)
                text = unquote_plus(sent.query)
                return json(text) if is_json(kind) else one.shape.value(text)
            case HeaderParameter() as parameter:
                text = sent.headers.get(one.name.lower())
                return (
                    OMITTED
                    if text is None
                    else header_value(parameter, one.shape, text)
                )
            case CookieParameter() as parameter:
                return cookie_value(parameter, one.shape, sent.cookies)
            case BodyField():
                return OMITTED

    def _take(
        self,
        one: _Argument,
        value: object,
        arguments: dict[str, object],
        problems: list[Problem],
    ) -> None:
        name = one.parameter.argument
        try:
            arguments[name] = one.validated(value)
        except ValidationError as error:
            problems += of_validation(error, value, one.place)

    def _take_body(
        self,
        one: _Argument,
        sent: Sent,
        arguments: dict[str, object],
        problems: list[Problem],
    ) -> None:
        """Take an argument that is the whole body."""
        kind = essence(self._operation.content_type)
        content = sent.body.removeprefix(codecs.BOM_UTF8)
        if not sent.body and not sent.parts:
            self._take(one, OMITTED, arguments, problems)
        elif is_json(kind) or is_json_lines(kind):
            content = content if is_json(kind) else _array(content)
            value = readable(content)
            try:
                arguments[one.name] = one.adapter.validate_json(
                    content, strict=True, by_alias=True, by_name=False
                )
            except ValidationError as error:
                problems += of_validation(error, value, one.place)
        elif kind == FORM or kind.startswith("multipart/"):
            self._take(one, self._form(one.shape, sent), arguments, problems)
        elif one.shape.is_bytes or not one.shape.kinds:
            self._take(one, sent.body, arguments, problems)
        else:
            try:
                text = content.decode()
            except UnicodeDecodeError:
                raise RequestError(400, "the body is not UTF-8") from None
            self._take(one, text, arguments, problems)

    def _take_fields(
        self, sent: Sent, arguments: dict[str, object], problems: list[Problem]
    ) -> None:
        """Take the arguments that are properties of the body."""
        value: object = {}
        try:
            if not sent.body:
                values = self._object.validate_python({})
            elif is_json(essence(self._operation.content_type)):
                value = readable(sent.body.removeprefix(codecs.BOM_UTF8))
                values = self._object.validate_json(
                    sent.body.removeprefix(codecs.BOM_UTF8),
                    strict=True,
                    by_alias=True,
                    by_name=False,
                )
            else:
                value = self._form_values(sent, problems)
                values = self._object.validate_python(
                    value, by_alias=True, by_name=False
                )
        except ValidationError as error:
            told = {problem.place for problem in problems}
            problems += (
                problem
                for problem in of_validation(error, value, ("body",))
                if problem.place not in told
            )
            return
        for one in self._fields:
            arguments[one.parameter.argument] = values.get(one.name)

    def _form(self, shape: Shape, sent: Sent) -> dict[str, object]:
        """Give the object that a form is; all of its fields are laid out alike."""
        fixed = {name for place, name, _ in self._operation.fixed if place == "body"}
        form, files = _texts(sent)
        value = _properties(shape, form) | {
            name: _file(shape.property(name), contents)
            for name, contents in files.items()
        }
        return {
            name: item
            for name, item in value.items()
            if name not in fixed or name in shape.properties
        }

    def _form_values(self, sent: Sent, problems: list[Problem]) -> dict[str, object]:
        form, files = _texts(sent)
        values: dict[str, object] = {}
        for one in self._fields:
            field = cast("BodyField", one.parameter)
            if one.name in files:
                values[one.name] = _file(one.shape, files[one.name])
                continue
            try:
                kind = essence(field.content_type)
                value = field_value(field, one.shape, form, json=is_json(kind))
            except ValueError as error:
                problems.append(Problem(one.place, str(error), "value_error"))
            else:
                if value is not OMITTED:
                    values[one.name] = value
        return values


class _Argument:
    """An argument: where it travels, and what it is."""

    def __init__(
        self, parameter: Parameter, type_: object, place: Place | None = None
    ) -> None:
        self.parameter = parameter
        self.name = parameter.wire_name
        self.place = place or _place(parameter)
        self.type = type_
        self.adapter: TypeAdapter[Any] = TypeAdapter(cast("Any", type_))

    @cached_property
    def is_optional(self) -> bool:
        try:
            self.adapter.validate_python(None)
        except ValidationError:
            return False
        return True

    @cached_property
    def shape(self) -> Shape:
        return Shape.of(self.adapter)

    def validated(self, value: object) -> object:
        """Give the argument; None for what was not sent."""
        if value is not OMITTED:
            return self.adapter.validate_python(value, by_alias=True, by_name=False)
        if self.is_optional:
            return None
        raise ValidationError.from_exception_data(
            "", [{"type": "missing", "loc": (), "input": None}]
        )


def _place(parameter: Parameter) -> Place:
    """Say where an argument travels, for those who read of a problem."""
    name = parameter.wire_name
    match parameter:
        case PathParameter():
            return ("path", name)
        case QueryParameter():
            return ("query", name)
        case QueryString():
            return ("query",)
        case HeaderParameter():
            return ("header", name)
        case CookieParameter():
            return ("cookie", name)
        case BodyField():
            return ("body", name)


def readable(content: bytes) -> object:
    """Give what a JSON body holds.

    Raises:
        RequestError: It is not JSON (400).
    """
    try:
        return json(content)
    except ValueError as error:
        raise RequestError(400, f"the body is not JSON: {error}") from None


def _object(fields: list[_Argument]) -> TypeAdapter[dict[str, object]]:
    """Give what validates an object with these properties, all at once."""
    annotations: dict[str, Any] = {
        one.name: (NotRequired if one.is_optional else Required)[cast("Any", one.type)]
        for one in fields
    }
    # Not a class, for its keys need be no identifiers.
    make: Any = TypedDict
    return TypeAdapter(make("Body", annotations))


def _properties(shape: Shape, form: Pairs) -> dict[str, object]:
    values: dict[str, list[str]] = {}
    for name, text in form:
        values.setdefault(name, []).append(unquote_plus(text))
    return {
        name: repeated(shape.property(name), texts) for name, texts in values.items()
    }


def _texts(sent: Sent) -> tuple[Pairs, dict[str, list[bytes]]]:
    """Give a form's texts, percent-encoded but for commas, and its files."""
    if not sent.parts:
        return pairs(sent.body.decode("utf-8", "replace")), {}
    texts: Pairs = []
    files: dict[str, list[bytes]] = {}
    for name, content in sent.parts:
        if isinstance(content, str):
            texts.append((name, quote(content, safe=",")))
        else:
            files.setdefault(name, []).append(content)
    return texts, files


def _file(shape: Shape, contents: list[bytes]) -> object:
    return contents if shape.is_several(len(contents)) else contents[-1]


def _array(lines: bytes) -> bytes:
    """Give rows of JSON as an array of them (RFC 7464 too)."""
    rows = [row.strip() for row in lines.replace(b"\x1e", b"\n").split(b"\n")]
    return b"[" + b",".join(filter(None, rows)) + b"]"
