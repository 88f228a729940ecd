"""Small values of the ir, for tests that build an API by hand."""

from __future__ import annotations

from ssegen.ir.api import (
    Api,
    Body,
    ErrorResponse,
    Fixed,
    Nothing,
    Operation,
    Parameter,
    Place,
    Resource,
    Result,
    SecurityScheme,
    Server,
)
from ssegen.ir.streams import EventStream, Field, Style, Variant
from ssegen.ir.types import (
    Alias,
    Definition,
    Literal,
    Model,
    Name,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Type,
)

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)
NULL = Scalar(ScalarKind.NULL)


def name(*candidates: str, pinned: bool = False) -> Name:
    return Name(candidates, pinned)


def required(wire_name: str, type_: Type = STRING) -> Property:
    return Property(wire_name, type_, required=True)


def optional(wire_name: str, type_: Type = STRING) -> Property:
    return Property(wire_name, type_, required=False)


def tag(value: str, wire_name: str = "type") -> Property:
    return required(wire_name, Literal((value,), open=False))


def model(key: str, *properties: Property, additional: Type | None = None) -> Model:
    return Model(key, name(key), "", properties, additional)


def alias(key: str, type_: Type) -> Alias:
    return Alias(key, name(key), "", type_)


def parameter(
    wire_name: str,
    type_: Type = STRING,
    *,
    place: Place = Place.BODY,
    required: bool = False,
    style: str = "",
    explode: bool | None = None,
) -> Parameter:
    return Parameter(
        place, wire_name, name(wire_name), type_, required, style=style, explode=explode
    )


def operation(
    key: str,
    *candidates: str,
    result: Result | None = None,
    parameters: tuple[Parameter, ...] = (),
    fixed: tuple[Fixed, ...] = (),
    body: Body | None = None,
    errors: tuple[ErrorResponse, ...] = (),
    security: tuple[tuple[str, ...], ...] = (),
) -> Operation:
    method, path = key.split(" ")[:2]
    return Operation(
        key=key,
        name=name(*(candidates or (path,))),
        method=method,
        path=path,
        summary="",
        description="",
        deprecated=False,
        parameters=parameters,
        fixed=fixed,
        body=body,
        result=result or Nothing(),
        errors=errors,
        security=security,
    )


def variant(
    key: str,
    *fields: Field,
    events: tuple[str, ...] = (),
    json: bool = False,
    is_error: bool = False,
) -> Variant:
    return Variant(key, name(key), "", fields, events, json, is_error)


def stream(
    *variants: Variant, key: str = "", sentinel: str | None = None
) -> EventStream:
    style = Style.ENVELOPE_UNION if len(variants) > 1 else Style.ENVELOPE
    return EventStream(
        media_type="text/event-stream",
        style=style if variants else Style.STRING,
        variants=variants,
        sentinel=sentinel,
        name=name("StreamEvent"),
        key=key,
    )


def resource(key: str, *operations: Operation) -> Resource:
    return Resource(key, name(key), "", operations)


def api(
    *resources: Resource,
    definitions: tuple[Definition, ...] = (),
    schemes: tuple[SecurityScheme, ...] = (),
    servers: tuple[Server, ...] = (),
) -> Api:
    return Api(
        title="Things",
        version="1",
        description="",
        servers=servers,
        schemes=schemes,
        resources=resources,
        definitions={definition.key: definition for definition in definitions},
    )


def reference(definition: Definition) -> Reference:
    return Reference(definition.key)
