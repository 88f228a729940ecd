# SPDX-License-Identifier: 0BSD
"""Texts of a request as values: what ``encoding`` and ``form`` write, read again.

What separates values stands there as it is, and is percent-encoded inside of values; so texts are
parted before they are decoded. Functions that read JSON, or brackets, raise ``ValueError`` where
it is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote, unquote_plus

from pydantic_core import from_json

from ..encoding import percent_encoded
from ..options import OMITTED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ..operation import (
        BodyField,
        CookieParameter,
        HeaderParameter,
        PathParameter,
        QueryParameter,
        QueryStyle,
    )
    from .shapes import Content, Shape

Pairs: TypeAlias = "list[tuple[str, str]]"
"""Names, and values as they stand in a query or a form."""

_DEEPEST = 32
_KEYS = re.compile(r"\[([^\[\]]*)\]")
_COMMA = re.compile(",")
_BETWEEN = {
    "spaceDelimited": re.compile(r"%20|\+"),
    "pipeDelimited": re.compile(r"%7C|\|", re.IGNORECASE),
}


def json(text: str | bytes) -> object:
    """Give what JSON holds (RFC 8259); numbers that are not finite are none."""
    value: object = from_json(text, allow_inf_nan=False)
    return value


def pairs(query: str) -> Pairs:
    """Part a query, or a form, at its delimiters; values stay percent-encoded."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), value) for name, _, value in parts]


def path_value(parameter: PathParameter, shape: Shape, text: str) -> object:
    """Give what stands in the path."""
    if parameter.json:
        return json(unquote(text))
    between, explode = _COMMA, parameter.explode
    match parameter.style:
        case "simple":
            pass
        case "label":
            text = _without(".", text)
            between = re.compile(r"\.") if explode else _COMMA
        case "matrix":
            key = f";{percent_encoded(parameter.wire_name)}="
            if explode and shape.is_object:
                text, between = _without(";", text), re.compile(";")
            else:
                text = _without(key, text)
                between = re.compile(re.escape(key)) if explode else _COMMA
    return shape.shaped(_parted(text, shape, between, unquote, explode=explode))


def query_value(
    parameter: QueryParameter, shape: Shape, query: Pairs, taken: Collection[str]
) -> object:
    """Give what stands in the query; ``OMITTED`` where nothing does.

    Args:
        taken: The names of all parameters, which are no properties of an object.
    """
    name = parameter.wire_name
    if parameter.json:
        texts = _named(name, query)
        return json(unquote_plus(texts[-1])) if texts else OMITTED
    return _styled(name, shape, query, parameter.style, parameter.explode, taken)


def field_value(field: BodyField, shape: Shape, form: Pairs, *, json: bool) -> object:
    """Give what stands in a form; ``OMITTED`` where nothing does.

    Args:
        json: Whether the field's values are.
    """
    if field.style is not None and not json:
        name = field.wire_name
        return _styled(name, shape, form, field.style, field.explode, (name,))
    values = [unquote_plus(text) for text in _named(field.wire_name, form)]
    return repeated(shape, values, json=json)


def repeated(shape: Shape, values: list[str], *, json: bool = False) -> object:
    """Give the value of a field that is repeated for the items of an array."""
    if not values:
        return OMITTED
    if json:
        items = [from_json(value, allow_inf_nan=False) for value in values]
        return items if shape.is_several(len(items)) else items[-1]
    return shape.shaped(values if shape.is_several(len(values)) else values[-1])


def header_value(parameter: HeaderParameter, shape: Shape, text: str) -> object:
    """Give what a header says."""
    if parameter.json:
        return json(text)
    content = _parted(text, shape, _COMMA, str.strip, explode=parameter.explode)
    return shape.shaped(content)


def cookie_value(
    parameter: CookieParameter, shape: Shape, cookies: Iterable[tuple[str, str]]
) -> object:
    """Give what the cookies say; ``OMITTED`` where none does."""
    decode = str if parameter.style == "cookie" else unquote
    found = [(name, decode(text)) for name, text in cookies]
    texts = _named(parameter.wire_name, found)
    if not texts:
        members = {key: text for key, text in found if key in shape.properties}
        return shape.shaped(members) if members and parameter.explode else OMITTED
    if parameter.json:
        return json(texts[-1])
    if parameter.explode:
        return repeated(shape, texts)
    return shape.shaped(_parted(texts[-1], shape, _COMMA, str, explode=False))


def _styled(
    name: str,
    shape: Shape,
    query: Pairs,
    style: QueryStyle,
    explode: bool | None,
    taken: Collection[str],
) -> object:
    if style == "deepObject":
        deep = [
            (_KEYS.findall(key, len(name)), unquote_plus(text))
            for key, text in query
            if key.startswith(f"{name}[")
        ]
        if deep:
            return _nested(shape, deep, _DEEPEST)
    texts = _named(name, query)
    if explode or (explode is None and style in ("form", "deepObject")):
        if not texts and shape.is_object:
            return _properties(shape, query, taken)
        return repeated(shape, [unquote_plus(text) for text in texts])
    if not texts:
        return OMITTED
    between = _BETWEEN.get(style, _COMMA)
    return shape.shaped(_parted(texts[-1], shape, between, unquote_plus, explode=False))


def _properties(shape: Shape, query: Pairs, taken: Collection[str]) -> object:
    """Give an object whose properties stand in a query by themselves."""
    members = {
        key: unquote_plus(text)
        for key, text in query
        if key not in taken and (not shape.properties or key in shape.properties)
    }
    return shape.shaped(members) if members else OMITTED


def _nested(shape: Shape, deep: list[tuple[list[str], str]], depth: int) -> object:
    """Give what ``deepObject`` says by keys in brackets: ``a[b]=``, ``a[]=``, ``a[0][b]=``."""
    if not depth:
        raise ValueError(f"nested deeper than {_DEEPEST} levels")
    leaves = [text for keys, text in deep if not keys]
    if leaves:
        return shape.value(leaves[-1])
    groups: dict[str, list[tuple[list[str], str]]] = {}
    for (key, *rest), text in deep:
        groups.setdefault(key, []).append((rest, text))
    if shape.may_be("object") or not all(
        key.isascii() and (not key or key.isdigit()) for key in groups
    ):
        return {
            key: _nested(shape.property(key), inner, depth - 1)
            for key, inner in groups.items()
        }
    items = [_nested(shape.items, [one], depth - 1) for one in groups.pop("", [])]
    numbered = sorted(groups, key=lambda key: (len(key), key))
    return items + [_nested(shape.items, groups[key], depth - 1) for key in numbered]


def _parted(
    text: str,
    shape: Shape,
    between: re.Pattern[str],
    decode: Callable[[str], str],
    *,
    explode: bool,
) -> Content:
    """Part what stands for several values."""
    if shape.is_object:
        parts = between.split(text)
        if explode:
            members = (part.partition("=") for part in parts)
            return {decode(key): decode(value) for key, _, value in members}
        return {
            decode(key): decode(value)
            for key, value in zip(parts[::2], parts[1::2], strict=True)
        }
    if shape.may_be("array"):
        parts = between.split(text)
        if shape.is_several(len(parts)):
            return [decode(part) for part in parts]
    return decode(text)


def _named(name: str, query: Iterable[tuple[str, str]]) -> list[str]:
    return [text for key, text in query if key == name]


def _without(prefix: str, text: str) -> str:
    if not text.startswith(prefix):
        raise ValueError(f"does not begin with {prefix!r}")
    return text[len(prefix) :]
