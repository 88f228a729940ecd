"""The constants of operations: all that the runtime needs to know of the API."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from ...ir.api import (
    Binary,
    Body,
    BodyKind,
    Json,
    Nothing,
    Operation,
    Parameter,
    Place,
    Result,
    Text,
)
from ...ir.streams import EventStream, Field, Style, Variant
from ...ir.types import Scalar, ScalarKind
from .literal import literal
from .names import Names, Rename, Scope, snake
from .reserved import ARGUMENTS
from .sdk import ErrorData, OperationData, ParameterData, VariantData

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .annotations import Annotator
    from .definitions import Types
    from .events import Events
    from .vocabulary import Vocabulary

_KINDS = {
    Place.PATH: "PathParameter",
    Place.QUERY: "QueryParameter",
    Place.HEADER: "HeaderParameter",
    Place.COOKIE: "CookieParameter",
    Place.QUERYSTRING: "QueryString",
    Place.BODY: "BodyField",
}
_ORDER = {place: str(number) for number, place in enumerate(_KINDS)}
"""Who keeps the natural name where parameters of several places want it."""

_DEFAULTS = {
    Place.PATH: ("simple", False),
    Place.QUERY: ("form", None),
    Place.HEADER: ("simple", False),
    Place.COOKIE: ("form", True),
    Place.QUERYSTRING: ("", None),
    Place.BODY: ("", None),
}
"""The style of each place and whether it explodes, where the document does not say."""

_KIND_OF = {
    Json: "Operation",
    Text: "Operation",
    Nothing: "Operation",
    Binary: "BinaryOperation",
    EventStream: "StreamOperation",
}
BODY = "body"
"""The key of the argument that is the whole body, among the names of arguments."""

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_EVENTS = "text/event-stream"


def argument_names(operation: Operation) -> Names:
    """Name the arguments of a method, by the keys that ``parameter_key`` gives.

    Path, query and header parameters keep their natural name in that order; later ones are
    qualified by their place.
    """
    scope = Scope("argument", snake, ARGUMENTS)
    for parameter in operation.parameters:
        qualified = f"{parameter.place.value} {parameter.wire_name}"
        candidates = (*parameter.name.candidates, qualified)
        scope.claim(
            parameter_key(parameter), replace(parameter.name, candidates=candidates)
        )
    if operation.body and operation.body.type:
        scope.claim(BODY, operation.body.name)
    return scope.settle()


def parameter_key(parameter: Parameter) -> str:
    """What names a parameter among those of its operation."""
    return f"{_ORDER[parameter.place]} {parameter.wire_name}"


def parameters(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters in document order, but what callers seldom set, headers and cookies, last."""
    aside = (Place.HEADER, Place.COOKIE)
    return tuple(sorted(operation.parameters, key=lambda p: p.place in aside))


def documented(parameter: Parameter) -> str:
    """What is said of a parameter."""
    if parameter.deprecated:
        return f"Deprecated. {parameter.description}".rstrip()
    return parameter.description


def operation_data(
    operation: Operation, constant: str, names: Names, vocabulary: Vocabulary
) -> OperationData:
    """Plan the constant of an operation.

    Args:
        operation: The operation.
        constant: The constant's name.
        names: The arguments, by the keys that ``parameter_key`` gives.
        vocabulary: Spells the types.
    """
    result = operation.result
    stream = result if isinstance(result, EventStream) else None
    body = operation.body
    whole = body is not None and body.type is not None
    media_type = _accepted(result)
    return OperationData(
        constant=constant,
        kind=_KIND_OF[type(result)],
        type_argument=(
            ""
            if isinstance(result, Binary)
            else returns(operation, vocabulary.responses(), vocabulary.events)
        ),
        method=operation.method,
        path=operation.path,
        parameters=tuple(
            _parameter(
                parameter,
                names[parameter_key(parameter)],
                nullable=sends_null(parameter, body, vocabulary.types),
            )
            for parameter in operation.parameters
        ),
        body=names[BODY] if whole else "",
        fixed=tuple(
            (fixed.place.value, fixed.wire_name, literal(fixed.value))
            for fixed in operation.fixed
        ),
        result=_decoded(result, vocabulary),
        results=_by_status(result, vocabulary),
        payload=_payload(stream, vocabulary) if stream else "",
        error_payloads=(
            tuple(map(vocabulary.expression, stream.error_payloads)) if stream else ()
        ),
        variants=(
            tuple(_variant(stream, v, vocabulary) for v in stream.variants)
            if stream
            else ()
        ),
        text_events=stream is not None and stream.style is Style.STRING,
        has_sentinel=stream is not None and stream.sentinel is not None,
        sentinel=(stream.sentinel or "") if stream else "",
        security=tuple(_security(operation, vocabulary.credentials)),
        errors=tuple(
            ErrorData(error.status, vocabulary.expression(error.type))
            for error in operation.errors
        ),
        server=operation.server or "",
        accept="" if media_type == (_EVENTS if stream else _JSON) else media_type,
        content_type=(
            "" if body is None or body.media_type == _JSON else body.media_type
        ),
        body_required=body is not None and body.required and not whole,
    )


def _decoded(result: Result, vocabulary: Vocabulary) -> str:
    """The expression of what a whole body becomes; empty where none is read so."""
    match result:
        case Json(type=type_):
            return vocabulary.expression(type_)
        case Text():
            return "str"
        case Nothing() | Binary() | EventStream():
            return ""
        case _:
            assert_never(result)


def _payload(stream: EventStream, vocabulary: Vocabulary) -> str:
    """The expression of what every event is; empty where events are frames."""
    return "" if stream.payload is None else vocabulary.expression(stream.payload)


def _by_status(result: Result, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    if not isinstance(result, Json):
        return ()
    return tuple(
        (status, vocabulary.expression(type_) if type_ is not None else "")
        for status, type_ in result.by_status
    )


def _accepted(result: Result) -> str:
    match result:
        case Nothing():
            return ""
        case Binary(media_types):
            return ", ".join(media_types)
        case Json(media_type=media_type) | Text(media_type) | EventStream(media_type):
            return media_type
        case _:
            assert_never(result)


def _parameter(parameter: Parameter, name: str, *, nullable: bool) -> ParameterData:
    style, explode = _DEFAULTS[parameter.place]
    options: list[tuple[str, str]] = []
    if parameter.style and parameter.style != style:
        options.append(("style", literal(parameter.style)))
    if parameter.explode is not None and parameter.explode != explode:
        options.append(("explode", literal(parameter.explode)))
    if parameter.allow_reserved:
        options.append(("allow_reserved", "True"))
    if parameter.media_type:
        options += _encoded(parameter)
    if nullable:
        options.append(("nullable", "True"))
    wire_name = "" if parameter.wire_name == name else parameter.wire_name
    return ParameterData(_KINDS[parameter.place], name, wire_name, tuple(options))


def _encoded(parameter: Parameter) -> Iterator[tuple[str, str]]:
    """The option that says what a value is encoded as."""
    match parameter.place:
        case Place.PATH | Place.QUERY | Place.HEADER | Place.COOKIE:
            yield "json", "True"
        case Place.QUERYSTRING if parameter.media_type == _FORM:
            pass
        case Place.QUERYSTRING | Place.BODY:
            yield "content_type", literal(parameter.media_type)
        case _:
            assert_never(parameter.place)


def _variant(
    stream: EventStream, variant: Variant, vocabulary: Vocabulary
) -> VariantData:
    data = data_of(variant)
    decodes = variant.json and data is not None
    return VariantData(
        type=vocabulary.events.variant(stream, variant),
        events=variant.events,
        json=vocabulary.expression(data.type) if decodes and data else "",
        error=variant.is_error,
    )


def _security(
    operation: Operation, credentials: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    for alternative in operation.security:
        if all(key in credentials for key in alternative):
            yield tuple(credentials[key] for key in alternative)


def sends_null(parameter: Parameter, body: Body | None, types: Types) -> bool:
    """Whether None is sent: forms have no word for it."""
    json = body is None or body.kind is BodyKind.JSON
    return json and parameter.place is Place.BODY and types.accepts_null(parameter.type)


def returns(operation: Operation, annotator: Annotator, events: Events) -> str:
    """What a call gives once awaited; for a stream the type of the events it delivers."""
    match operation.result:
        case Json(type=type_):
            return annotator.annotation(type_)
        case Text():
            return annotator.annotation(Scalar(ScalarKind.STRING))
        case Binary():
            return "BinaryResponse"
        case Nothing():
            return "None"
        case EventStream(payload=payload) if payload is not None:
            return annotator.annotation(payload)
        case EventStream(variants=()):
            return "TextEvent"
        case EventStream() as stream:
            return events.union(stream)
        case _:
            assert_never(operation.result)


def data_of(variant: Variant) -> Field | None:
    """The field of an envelope that is its data, where it declares one."""
    return next((field for field in variant.fields if field.name == "data"), None)


def evaluated(operation: OperationData) -> Iterator[str]:
    """The expressions of a constant, all of which are evaluated."""
    yield from (operation.result, operation.payload, *operation.error_payloads)
    yield from (expression for _, expression in operation.results)
    yield from (error.type for error in operation.errors)
    for variant in operation.variants:
        yield from (variant.type, variant.json)


def told(rename: Rename, operation: Operation) -> Rename:
    """A rename of an argument by wire names, as the document knows them."""
    wire_names = {parameter_key(p): p.wire_name for p in operation.parameters}
    return replace(
        rename,
        key=wire_names.get(rename.key, rename.key),
        taken_by=wire_names.get(rename.taken_by, rename.taken_by),
        within=operation.key,
    )
