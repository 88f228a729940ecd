# SPDX-License-Identifier: 0BSD
"""What a client is told of a failure, as the object or the event that the document describes.

It is made of a message by what its properties are called, which is how error objects of all APIs
are alike.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError
from starlette.responses import Response

from ..encoding import json_text, plain
from ..response import adapter, of_status
from ..variants import TEXT
from .problems import Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..encoding import JSON
    from ..operation import StreamOperation
    from ..variants import Variant
    from .errors import ServerError
    from .route import Route
    from .shapes import Schema

_DEEPEST = 8
_WORDS = ("message", "msg", "detail", "error", "description", "reason", "title")
"""Parts of the names of properties that hold words for humans."""
_CODES = frozenset(("type", "code", "kind", "name", "status", "error_code"))
_PLACES = frozenset(("loc", "location", "path", "pointer", "field", "param"))
# What APIs call kinds of errors, or parts of that.
_KINDS = {
    400: ("invalid_request", "bad_request", "invalid"),
    401: ("authentication", "unauthorized", "unauthenticated"),
    402: ("billing", "payment"),
    403: ("permission", "forbidden"),
    404: ("not_found",),
    409: ("conflict",),
    413: ("too_large", "invalid"),
    415: ("unsupported", "invalid"),
    422: ("unprocessable", "validation", "invalid"),
    429: ("rate_limit", "too_many"),
    503: ("overloaded", "unavailable"),
    504: ("timeout",),
}
_SERVER = ("server", "internal", "api_error")


def error_response(
    operation: StreamOperation[Any] | None, error: ServerError
) -> Response:
    """Give the HTTP response that tells of an error, in JSON."""
    body = getattr(error.body, "data", None) if is_dataclass(error.body) else error.body
    if body is None and operation is not None:
        declared = of_status(operation.errors, error.status, None)
        if declared is not None:
            body = _made(declared, error)
    if body is None:
        body = {"error": {"message": error.message}}
    return Response(
        json_text("the error", plain("the error", body)),
        error.status,
        error.headers,
        media_type="application/json",
    )


def error_event(route: Route[Any], error: ServerError) -> bytes | None:
    """Give the event that reports an error inside a stream; None if the document has none."""
    for event in _events(route.operation, error):
        try:
            block, is_report = route.wire.event(event)
        except (TypeError, ValueError):
            continue
        if is_report:
            return block
    for reported in _objects(route.operation, error):
        try:
            return route.wire.report(reported)
        except (TypeError, ValueError):
            continue
    return None


def _events(operation: StreamOperation[Any], error: ServerError) -> Iterator[object]:
    """Give what may be an event that reports an error, best first."""
    if error.body is not None:
        yield error.body
    variants = () if operation.variants is None else operation.variants()
    for variant in variants:
        if variant.error and variant.envelope is not None:
            for data in _data(variant, error):
                yield _enveloped(variant, data)
    payloads = () if operation.error_payloads is None else operation.error_payloads()
    for payload in payloads:
        yield _made(partial(_given, payload), error)


def _objects(operation: StreamOperation[Any], error: ServerError) -> Iterator[object]:
    """Give error objects of refusals, which clients, as OpenAI's, look for in streams too."""
    if error.body is not None:
        yield error.body
    declared = of_status(operation.errors, error.status, None)
    if declared is not None:
        yield _made(declared, error)


def _data(variant: Variant[Any], error: ServerError) -> Iterator[object]:
    if error.body is not None:
        yield error.body
    if variant.json is TEXT:
        yield error.message
    else:
        yield _made(partial(_given, variant.json), error)


def _enveloped(variant: Variant[Any], data: object) -> object:
    envelope = cast("Any", variant.envelope)
    values = {"data": data, "event": next(iter(variant.events), "message")}
    names = {field.name for field in fields(envelope)}
    return envelope(**{name: values[name] for name in values if name in names})


def _given(type_: object) -> object:
    return type_


def _made(declared: Callable[[], object], error: ServerError) -> object:
    """Give an object of a type that tells of an error; None where none can be made."""
    types = adapter(declared)
    schema = types.json_schema(by_alias=True, mode="validation")
    value = _Maker(schema.get("$defs", {}), error).value(schema, "message")
    try:
        return types.validate_python(value, by_alias=True, by_name=False)
    except ValidationError:
        return None


class _Maker:
    """Makes JSON of a schema.

    Args:
        problem: The one thing to tell of, where there are several.
    """

    def __init__(
        self,
        definitions: Mapping[str, Schema],
        error: ServerError,
        problem: Problem | None = None,
    ) -> None:
        self._definitions = definitions
        self._error = error
        self._problem = problem

    def value(self, schema: Schema, name: str, depth: int = 0) -> JSON:
        """Give the value of a property."""
        if depth > _DEEPEST:
            return None
        match schema:
            case {"$ref": str(reference)}:
                definition = self._definitions[reference.rpartition("/")[2]]
                return self.value(definition, name, depth + 1)
            case {"const": constant}:
                return cast("JSON", constant)
            case {"enum": [*members]}:
                return self._chosen(members)
            case {"anyOf": [*members]} | {"oneOf": [*members]} | {"allOf": [*members]}:
                return self._of_union(cast("list[Schema]", members), name, depth)
            case {"type": "object"}:
                return self._object(schema, name, depth)
            case {"type": "array"}:
                return self._array(schema, name, depth)
            case {"type": "integer" | "number"}:
                return self._error.status if name in _CODES or "status" in name else 0
            case {"type": "boolean"}:
                return False
            case {"type": "null"}:
                return None
            case _:
                return self._text(name)

    def _text(self, name: str) -> str:
        if self._problem is not None and name in _PLACES:
            return ".".join(map(str, self._problem.place))
        if name in _CODES:
            return self._code if self._problem is None else self._problem.type
        if any(word in name for word in _WORDS):
            error, problem = self._error, self._problem
            return error.message if problem is None else problem.message
        return ""

    @property
    def _code(self) -> str:
        try:
            phrase = HTTPStatus(self._error.status).phrase
        except ValueError:
            phrase = "error"
        return phrase.lower().replace(" ", "_").replace("-", "_")

    def _chosen(self, members: list[Any]) -> JSON:
        """Give the member of an enumeration that is most like the status."""
        if self._error.status in members:
            return self._error.status
        for words in (_KINDS.get(self._error.status, ()), _SERVER):
            for word in words:
                for member in members:
                    if isinstance(member, str) and word in member.lower():
                        return member
        return cast("JSON", members[0])

    def _of_union(self, members: list[Schema], name: str, depth: int) -> JSON:
        if name in _PLACES and self._problem is None:
            return None
        known = [one for one in members if one.get("type") != "null"]
        texts = [one for one in known if one.get("type") == "string"]
        # What is told best in words is told so.
        preferred = texts if any(word in name for word in _WORDS) else []
        first = next(iter(preferred or known), {"type": "null"})
        return self.value(first, name, depth + 1)

    def _object(self, schema: Schema, name: str, depth: int) -> JSON:
        properties: dict[str, Schema] = schema.get("properties", {})
        required: list[str] = schema.get("required", [])
        if not properties and any(word in name for word in _WORDS):
            return {"message": self._text("message")}
        return {
            key: self.value(inner, key.lower(), depth + 1)
            for key, inner in properties.items()
            if key in required or key.lower() in (*_WORDS, *_CODES)
        }

    def _array(self, schema: Schema, name: str, depth: int) -> JSON:
        items: Schema = schema.get("items", {})
        if self._problem is not None and name in _PLACES:
            return [*self._problem.place]
        if not any(word in name for word in _WORDS):
            return []
        status = self._error
        own = Problem((), status.message, self._code)
        problems = status.problems if isinstance(status, RequestError) else (own,)
        return [
            _Maker(self._definitions, status, one).value(items, "message", depth + 1)
            for one in problems
        ]
