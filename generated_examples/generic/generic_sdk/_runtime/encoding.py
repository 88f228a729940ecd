# SPDX-License-Identifier: 0BSD
"""Arguments as text: JSON, and the styles of OpenAPI 3 for paths, queries, headers and cookies."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import quote

from ._pydantic import pydantic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .operation import (
        CookieParameter,
        HeaderParameter,
        PathParameter,
        QueryParameter,
        QueryStyle,
    )

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

_COMPACT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@cache
def _any() -> pydantic.TypeAdapter[Any]:
    # Made when it is needed, for pydantic's first one looks for plugins in whatever is installed.
    # pydantic would turn NaN into null; json_text is to see and refuse it.
    config = pydantic.ConfigDict(ser_json_inf_nan="constants")
    return pydantic.TypeAdapter(Any, config=config)


def plain(name: str, value: object) -> JSON:
    """Give the value of an argument as JSON values.

    Dictionaries, sequences, models (by wire name, only what was set), enumerations, dates, UUIDs
    and the like are taken.

    Raises:
        TypeError: The value has no JSON form.
    """
    try:
        try:
            return _dumped(value)
        except TypeError:
            # pydantic before 2.14 does not build the models that it meets here.
            _build(value)
            return _dumped(value)
    except (ValueError, RecursionError) as error:
        raise TypeError(f"{name} cannot be sent as JSON: {error}") from error


def _dumped(value: object) -> JSON:
    result: JSON = _any().dump_python(
        value, mode="json", by_alias=True, exclude_unset=True, fallback=_builtin
    )
    return result


def _build(value: object) -> None:
    """Build the models among a value and all that it holds."""
    match value:
        case pydantic.BaseModel():
            type(value).model_rebuild()
            _build({**vars(value), **(value.model_extra or {})})
        case Mapping():
            for item in cast("Mapping[object, object]", value).values():
                _build(item)
        case str() | bytes() | bytearray():
            pass
        case Sequence():
            for item in cast("Sequence[object]", value):
                _build(item)
        case _:
            pass


def _builtin(value: object) -> object:
    """Give what pydantic knows for any other sequence or mapping."""
    match value:
        case Mapping():
            return dict(cast("Mapping[object, object]", value))
        case Sequence():
            return list(cast("Sequence[object]", value))
        case _:
            raise ValueError(f"{type(value).__name__} has no JSON form")


def json_text(name: str, value: JSON) -> str:
    """Give compact JSON.

    Raises:
        ValueError: A number is not finite, or a string holds a lone surrogate.
    """
    try:
        text = _COMPACT.encode(value)
        text.encode()
    except ValueError as error:
        raise ValueError(f"{name} cannot be sent as JSON: {error}") from None
    return text


def path_text(parameter: PathParameter, value: object) -> str:
    """Give what stands for a parameter in the path, percent-encoded but for delimiters.

    Raises:
        ValueError: It is empty.
    """
    name = parameter.wire_name
    content = _content(name, value, json=parameter.json)
    items = _items(content, percent_encoded, explode=parameter.explode)
    if value is None or not any(items):
        raise ValueError(
            f"path parameter {name!r} is empty: the request would go to another path,"
            " so give it a value"
        )
    match parameter.style:
        case "simple":
            return ",".join(items)
        case "label":
            return "." + ("." if parameter.explode else ",").join(items)
        case "matrix":
            key = percent_encoded(name)
            if not parameter.explode:
                return f";{key}=" + ",".join(items)
            named = isinstance(content, dict)
            return "".join(f";{item}" if named else f";{key}={item}" for item in items)


def query_parts(parameter: QueryParameter, value: object) -> list[str]:
    """Give the parts of the query that a parameter becomes, percent-encoded: ``name=value``."""
    name = parameter.wire_name
    encode = reserved_kept if parameter.allow_reserved else percent_encoded
    if parameter.json:
        pairs = [(name, encode(json_text(name, plain(name, value))))]
    else:
        pairs = styled(name, value, parameter.style, parameter.explode, encode)
    return [f"{percent_encoded(key)}={text}" for key, text in pairs]


def styled(
    name: str,
    value: object,
    style: QueryStyle,
    explode: bool | None,
    encode: Callable[[str], str],
) -> list[tuple[str, str]]:
    """Give the pairs of name and text that a value becomes in a query or a form.

    Args:
        encode: Applied to texts, not to names nor to the comma that ``form`` puts between items.
    """
    content = plain(name, value)
    if style == "deepObject" and isinstance(content, list | dict):
        return [(key, encode(text)) for key, text in _nested(name, content)]
    if explode is None:
        explode = style == "form"
    shallow = _shallow(name, content)
    if explode and isinstance(shallow, dict):
        return [(key, encode(text)) for key, text in shallow.items()]
    items = _items(shallow, encode, explode=False)
    if explode:
        return [(name, item) for item in items]
    between = {"spaceDelimited": encode(" "), "pipeDelimited": encode("|")}
    return [(name, between.get(style, ",").join(items))] if items else []


def header_text(parameter: HeaderParameter, value: object) -> str:
    """Give the value of a header."""
    content = _content(parameter.wire_name, value, json=parameter.json)
    return ",".join(_items(content, str, explode=parameter.explode))


def cookie_pairs(parameter: CookieParameter, value: object) -> list[tuple[str, str]]:
    """Give the cookies that a parameter becomes, each as name and value.

    Several are several cookies where the parameter explodes: the ``&`` that ``form`` puts between
    them in a query would be part of the first one's value (RFC 6265 4.2.1).
    """
    name = parameter.wire_name
    encode = str if parameter.style == "cookie" else percent_encoded
    content = _content(name, value, json=parameter.json)
    match content:
        case list() if parameter.explode:
            return [(name, encode(item)) for item in content]
        case dict() if parameter.explode:
            return [(key, encode(item)) for key, item in content.items()]
        case _:
            joined = ",".join(_items(content, str, explode=False))
            return [(name, encode(joined))]


def percent_encoded(text: str) -> str:
    """Percent-encode all that RFC 3986 does not call unreserved."""
    return quote(text, safe="")


def reserved_kept(text: str) -> str:
    """Percent-encode as RFC 6570 3.2.3 does, which keeps what is reserved or encoded already.

    What would end the value, or is not allowed in a query, is encoded all the same.
    """
    return quote(_STRAY_PERCENT.sub("%25", text), safe="%:/?@!$'()*,;=")


def text_of(name: str, value: JSON) -> str:
    """Give a value as text: a string is its own, anything else is JSON."""
    return value if isinstance(value, str) else json_text(name, value)


def _nested(key: str, value: JSON) -> Iterator[tuple[str, str]]:
    """Give the pairs of ``deepObject``, None left out.

    OpenAPI leaves open what becomes of arrays. ``a[]`` is what Rack, PHP and qs read as a list; for
    items that have names of their own it would not tell where one ends, so these are numbered.
    """
    match value:
        case None:
            pass
        case dict():
            for inner, item in value.items():
                yield from _nested(f"{key}[{inner}]", item)
        case list():
            items = [item for item in value if item is not None]
            deep = any(isinstance(item, list | dict) for item in items)
            for index, item in enumerate(items):
                yield from _nested(f"{key}[{index if deep else ''}]", item)
        case single:
            yield key, text_of(key, single)


def _content(
    name: str, value: object, *, json: bool
) -> str | list[str] | dict[str, str]:
    content = plain(name, value)
    return json_text(name, content) if json else _shallow(name, content)


def _shallow(name: str, content: JSON) -> str | list[str] | dict[str, str]:
    """What a style tells apart: one value, several, or several with names; None is left out."""
    match content:
        case list():
            return [text_of(name, item) for item in content if item is not None]
        case dict():
            return {
                key: text_of(name, item)
                for key, item in content.items()
                if item is not None
            }
        case single:
            return text_of(name, single)


def _items(
    content: str | list[str] | dict[str, str],
    encode: Callable[[str], str],
    *,
    explode: bool,
) -> list[str]:
    match content:
        case str():
            return [encode(content)]
        case list():
            return [encode(item) for item in content]
        case dict() if explode:
            return [f"{encode(key)}={encode(item)}" for key, item in content.items()]
        case dict():
            return [encode(text) for pair in content.items() for text in pair]
