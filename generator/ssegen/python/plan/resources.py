"""The modules of ``resources``: for every operation a method, and the constant behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from ...ir.api import (
    Binary,
    Body,
    Json,
    Nothing,
    Operation,
    Parameter,
    Place,
    Resource,
    Result,
    Text,
)
from ...ir.streams import EventStream, Style, Variant
from ...ir.types import Name, Scalar, ScalarKind, Type
from .annotations import Annotator
from .imports import imports
from .literal import literal
from .names import Names, Rename, Scope, screaming, snake
from .reserved import ARGUMENTS, BUILTIN_TYPES, METHODS
from .sdk import (
    Argument,
    ErrorData,
    Method,
    OperationData,
    ParameterData,
    ResourceModule,
    VariantData,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .definitions import Types
    from .events import Events

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
_BODY = "body"
_EXPLICIT = {"application/json", "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What all resources speak of."""

    types: Types
    events: Events
    credentials: Mapping[str, str]
    """The client's argument for each security scheme, by the scheme's key."""

    def responses(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells responses for signatures, in a class that hides some builtins."""
        return Annotator(self.types, request=False, prefix="models.", hidden=hidden)

    def requests(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells arguments, in a class that hides some builtins."""
        return Annotator(self.types, request=True, prefix="params.", hidden=hidden)

    def expression(self, type_: Type) -> str:
        """Spells what a body decodes to."""
        return replace(self.responses(), evaluated=True).expression(type_)


def resource(
    resource: Resource,
    property_: str,
    module: str,
    class_name: str,
    vocabulary: Vocabulary,
) -> tuple[ResourceModule, tuple[Rename, ...]]:
    """Plan the module of a resource, and tell which of its names were forced."""
    methods = Scope("method", snake, METHODS)
    for operation in resource.operations:
        methods.claim(operation.key, operation.name)
    names = methods.settle()
    constants = Scope("operation", screaming)
    for key, name in names.by_key.items():
        constants.claim(key, Name((name,)))
    settled = constants.settle()
    hidden = BUILTIN_TYPES & frozenset(names.by_key.values())
    planned = [
        _method(
            operation,
            names[operation.key],
            f"_{settled[operation.key]}",
            hidden,
            vocabulary,
        )
        for operation in resource.operations
    ]
    return (
        ResourceModule(
            name=module,
            path=property_,
            class_name=class_name,
            async_class_name=f"Async{class_name}",
            doc=resource.description or f"The operations of ``{property_}``.",
            imports=imports(
                [e for method, _ in planned for e in _evaluated(method)],
                [a for method, _ in planned for a in _annotated(method)],
            ),
            methods=tuple(method for method, _ in planned),
        ),
        (*names.renames, *(rename for _, renames in planned for rename in renames)),
    )


def _method(
    operation: Operation,
    name: str,
    constant: str,
    hidden: frozenset[str],
    vocabulary: Vocabulary,
) -> tuple[Method, tuple[Rename, ...]]:
    arguments = argument_names(operation)
    renames = tuple(_told(rename, operation) for rename in arguments.renames)
    signature = list(_arguments(operation, arguments, vocabulary.requests(hidden)))
    signature.sort(key=lambda argument: bool(argument.default))
    return (
        Method(
            name=name,
            operation=_data(operation, constant, arguments, vocabulary),
            summary=operation.summary,
            description=operation.description,
            deprecated=operation.deprecated,
            arguments=tuple(signature),
            returns=_returns(
                operation, vocabulary.responses(hidden), vocabulary.events
            ),
        ),
        renames,
    )


def _told(rename: Rename, operation: Operation) -> Rename:
    """A rename by wire names, as the document knows them."""
    wire_names = {parameter_key(p): p.wire_name for p in operation.parameters}
    return replace(
        rename,
        key=wire_names.get(rename.key, rename.key),
        taken_by=wire_names.get(rename.taken_by, rename.taken_by),
        within=operation.key,
    )


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
        scope.claim(_BODY, operation.body.name)
    return scope.settle()


def parameter_key(parameter: Parameter) -> str:
    """What names a parameter among those of its operation."""
    return f"{_ORDER[parameter.place]} {parameter.wire_name}"


def _arguments(
    operation: Operation, names: Names, annotator: Annotator
) -> Iterator[Argument]:
    """The arguments in document order, but what callers seldom set, headers and cookies, last."""
    aside = (Place.HEADER, Place.COOKIE)
    for parameter in sorted(operation.parameters, key=lambda p: p.place in aside):
        annotation, default = _typed(parameter, annotator)
        name = names[parameter_key(parameter)]
        yield Argument(name, annotation, default, parameter.description)
    match operation.body:
        case Body(type=type_, required=required, description=description) if (
            type_ is not None
        ):
            annotation = annotator.annotation(type_, optional=not required)
            yield Argument(
                names[_BODY], annotation, "" if required else "None", description
            )
        case _:
            pass


def _typed(parameter: Parameter, annotator: Annotator) -> tuple[str, str]:
    """The annotation and the default; None leaves it out unless it may send ``null``."""
    if parameter.required:
        return annotator.annotation(parameter.type), ""
    if _sends_null(parameter, annotator.types):
        return (
            annotator.annotation(parameter.type, optional=True, omitted=True),
            "OMITTED",
        )
    return annotator.annotation(parameter.type, optional=True), "None"


def _sends_null(parameter: Parameter, types: Types) -> bool:
    return parameter.place is Place.BODY and types.accepts_null(parameter.type)


def _returns(operation: Operation, annotator: Annotator, events: Events) -> str:
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


def _data(
    operation: Operation, constant: str, names: Names, vocabulary: Vocabulary
) -> OperationData:
    result = operation.result
    stream = result if isinstance(result, EventStream) else None
    body = operation.body
    whole = body is not None and body.type is not None
    media_type = _accepted(result)
    return OperationData(
        constant=constant,
        kind=_KIND_OF[type(result)],
        type_argument=_returns(operation, vocabulary.responses(), vocabulary.events),
        method=operation.method,
        path=operation.path,
        parameters=tuple(
            _parameter(parameter, names[parameter_key(parameter)], vocabulary.types)
            for parameter in operation.parameters
        ),
        body=names[_BODY] if whole else "",
        fixed=tuple(
            (fixed.place.value, fixed.wire_name, literal(fixed.value))
            for fixed in operation.fixed
        ),
        result=vocabulary.expression(result.type) if isinstance(result, Json) else "",
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
        accept="" if media_type in _EXPLICIT else media_type,
        content_type=(
            "" if body is None or body.media_type in _EXPLICIT else body.media_type
        ),
        body_required=body is not None and body.required and not whole,
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


def _parameter(parameter: Parameter, name: str, types: Types) -> ParameterData:
    style, explode = _DEFAULTS[parameter.place]
    options: list[tuple[str, str]] = []
    if parameter.style and parameter.style != style:
        options.append(("style", literal(parameter.style)))
    if parameter.explode is not None and parameter.explode != explode:
        options.append(("explode", literal(parameter.explode)))
    if _sends_null(parameter, types):
        options.append(("nullable", "True"))
    wire_name = "" if parameter.wire_name == name else parameter.wire_name
    return ParameterData(_KINDS[parameter.place], name, wire_name, tuple(options))


def _variant(
    stream: EventStream, variant: Variant, vocabulary: Vocabulary
) -> VariantData:
    data = next((field for field in variant.fields if field.name == "data"), None)
    decodes = variant.json and data is not None
    return VariantData(
        type=vocabulary.events.variant(stream, variant),
        events=variant.events,
        json=vocabulary.expression(data.type) if decodes and data else "",
    )


def _security(
    operation: Operation, credentials: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    for alternative in operation.security:
        if all(key in credentials for key in alternative):
            yield tuple(credentials[key] for key in alternative)


def _evaluated(method: Method) -> Iterable[str]:
    operation = method.operation
    yield operation.result
    yield from (error.type for error in operation.errors)
    for variant in operation.variants:
        yield from (variant.type, variant.json)
    yield from (argument.default for argument in method.arguments)
    yield "deprecated" if method.deprecated else ""


def _annotated(method: Method) -> Iterable[str]:
    yield from (method.returns, method.operation.type_argument)
    yield from (argument.annotation for argument in method.arguments)
