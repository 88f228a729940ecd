# SPDX-License-Identifier: 0BSD
"""Arguments as text: JSON, and the styles of OpenAPI 3 for paths, queries, headers and cookies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import quote

from pydantic import ConfigDict, TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Callable

    from .operation import (
        CookieParameter,
        HeaderParameter,
        PathParameter,
        QueryParameter,
    )

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

# pydantic would turn NaN into null; json_bytes is to see and refuse it.
_ANY: TypeAdapter[Any] = TypeAdapter(
    Any, config=ConfigDict(ser_json_inf_nan="constants")
)


def plain(name: str, value: object) -> JSON:
    """Give the value of an argument as JSON values.

    Dictionaries, sequences, models (by wire name, only what was set), enumerations, dates, UUIDs
    and the like are taken.

    Raises:
        TypeError: The value has no JSON form.
    """
    try:
        result: JSON = _ANY.dump_python(
            value, mode="json", by_alias=True, exclude_unset=True, fallback=_builtin
        )
    except (ValueError, RecursionError) as error:
        raise TypeError(f"{name} cannot be sent as JSON: {error}") from error
    return result


def _builtin(value: object) -> object:
    """Give what pydantic knows for any other sequence or mapping."""
    match value:
        case Mapping():
            return dict(cast("Mapping[object, object]", value))
        case Sequence():
            return list(cast("Sequence[object]", value))
        case _:
            raise ValueError(f"{type(value).__name__} has no JSON form")


def json_bytes(name: str, value: JSON) -> bytes:
    """Give compact JSON in UTF-8.

    Raises:
        ValueError: A number is not finite, or a string holds a lone surrogate.
    """
    try:
        text = json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        return text.encode()
    except ValueError as error:
        raise ValueError(f"{name} cannot be sent as JSON: {error}") from None


def path_text(parameter: PathParameter, value: object) -> str:
    """Give what stands for a parameter in the path, percent-encoded but for delimiters.

    Raises:
        ValueError: It is empty.
    """
    name = parameter.wire_name
    content = _content(name, value)
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


def query_pairs(parameter: QueryParameter, value: object) -> list[str]:
    """Give the parts of the query that a parameter becomes, percent-encoded: ``name=value``."""
    name = parameter.wire_name
    key = percent_encoded(name)
    content = _content(name, value)
    if parameter.style == "deepObject" and isinstance(content, dict):
        return [
            f"{percent_encoded(f'{name}[{inner}]')}={percent_encoded(text)}"
            for inner, text in content.items()
        ]
    explode = parameter.style in ("form", "deepObject")
    if parameter.explode is not None:
        explode = parameter.explode
    items = _items(content, percent_encoded, explode=explode)
    if explode:
        named = isinstance(content, dict)
        return [item if named else f"{key}={item}" for item in items]
    between = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
    return [f"{key}={between.get(parameter.style, ',').join(items)}"] if items else []


def header_text(parameter: HeaderParameter, value: object) -> str:
    """Give the value of a header."""
    content = _content(parameter.wire_name, value)
    return ",".join(_items(content, str, explode=parameter.explode))


def cookie_text(parameter: CookieParameter, value: object) -> str:
    """Give the value of a cookie, percent-encoded."""
    content = _content(parameter.wire_name, value)
    return percent_encoded(",".join(_items(content, str, explode=False)))


def percent_encoded(text: str) -> str:
    """Percent-encode all that RFC 3986 does not call unreserved."""
    return quote(text, safe="")


def _content(name: str, value: object) -> str | list[str] | dict[str, str]:
    """What a style tells apart: one value, several, or several with names; None is left out."""
    match plain(name, value):
        case list() as items:
            return [_text(name, item) for item in items if item is not None]
        case dict() as pairs:
            return {
                key: _text(name, item)
                for key, item in pairs.items()
                if item is not None
            }
        case single:
            return _text(name, single)


def _text(name: str, value: JSON) -> str:
    return value if isinstance(value, str) else json_bytes(name, value).decode()


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
