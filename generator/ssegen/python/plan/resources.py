"""The modules of ``resources``: for every operation a method, and the constant behind it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    Resource,
    Result,
    Text,
)
from ...ir.streams import EventStream, Field, Style, Variant
from ...ir.types import Array, Name, Scalar, ScalarKind, Type, Union
from .annotations import Annotator
from .imports import imports
from .literal import literal
from .names import Names, Rename, Scope, screaming, snake
from .reserved import ARGUMENTS, BUILTIN_TYPES, TYPE_PACKAGES
from .sdk import (
    Argument,
    ErrorData,
    Method,
    OperationData,
    ParameterData,
    Raised,
    ResourceModule,
    VariantData,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from .definitions import Types
    from .events import Events
    from .tree import Branch

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
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What all resources speak of."""

    types: Types
    events: Events
    credentials: Mapping[str, str]
    """The client's argument for each security scheme, by the scheme's key."""

    prefixes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What ``events``, ``models`` and ``params`` are called where members of a class hide them."""

    own: Mapping[str, str] = field(default_factory=dict[str, str])
    """The modules of classes that stand in for generated ones, by the latter's path."""

    def beside(self, members: AbstractSet[str]) -> Vocabulary:
        """The vocabulary of a module whose class has members of such names."""
        hidden = sorted(TYPE_PACKAGES & members)
        prefixes = {package: f"_{package}." for package in hidden}
        prefix = prefixes.get("events", self.events.prefix)
        return replace(
            self, events=replace(self.events, prefix=prefix), prefixes=prefixes
        )

    def responses(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells responses for signatures, in a class that hides some builtins."""
        return self._annotator("models", hidden)

    def requests(self, hidden: frozenset[str] = frozenset()) -> Annotator:
        """Spells arguments, in a class that hides some builtins."""
        return self._annotator("params", hidden)

    def _annotator(self, package: str, hidden: frozenset[str]) -> Annotator:
        return Annotator(
            self.types,
            request=package == "params",
            prefix=self.prefixes.get(package, f"{package}."),
            models=self.prefixes.get("models", "models."),
            hidden=hidden,
        )

    def expression(self, type_: Type) -> str:
        """Spells what a body decodes to."""
        return self.responses().annotation(type_)


def resource(
    resource: Resource, branches: Mapping[str, Branch], vocabulary: Vocabulary
) -> tuple[ResourceModule, tuple[Rename, ...]]:
    """Plan the module of a resource, and tell which names of arguments were forced.

    Args:
        resource: The resource.
        branches: Where it and those within it stand, by their keys.
        vocabulary: What all resources speak of.
    """
    branch = branches[resource.key]
    names = branch.members
    constants = Scope("operation", screaming)
    for operation in resource.operations:
        constants.claim(operation.key, Name((names[operation.key],)))
    settled = constants.settle()
    members = frozenset(names.by_key.values())
    vocabulary = vocabulary.beside(members)
    planned = [
        _method(
            operation,
            names[operation.key],
            f"_{settled[operation.key]}",
            BUILTIN_TYPES & members,
            vocabulary,
        )
        for operation in resource.operations
    ]
    return (
        ResourceModule(
            name=branch.module,
            path=branch.path,
            class_name=branch.class_name,
            async_class_name=f"Async{branch.class_name}",
            doc=branch.doc,
            imports=imports(
                [e for method, _ in planned for e in _evaluated(method)],
                [a for method, _ in planned for a in _annotated(method)],
            ),
            methods=tuple(_without_repetition(method for method, _ in planned)),
            properties=tuple(
                branches[inner.key].leading(vocabulary.own, within=True)
                for inner in resource.resources
            ),
        ),
        tuple(rename for _, renames in planned for rename in renames),
    )


def _without_repetition(methods: Iterable[Method]) -> Iterator[Method]:
    """Let the methods of one operation of the document state their parameters once."""
    first: dict[tuple[object, ...], str] = {}
    for method in methods:
        operation = method.operation
        key = (operation.method, operation.path, operation.parameters)
        twin = first.setdefault(key, operation.constant)
        if operation.parameters and twin != operation.constant:
            operation = replace(operation, parameters_of=twin)
        yield replace(method, operation=operation)


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
            raises=tuple(_raises(operation.result, vocabulary.responses(hidden))),
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
        sends_null = _sends_null(parameter, operation.body, annotator.types)
        annotation, default = _typed(parameter, annotator, sends_null=sends_null)
        name = names[parameter_key(parameter)]
        description = parameter.description
        if parameter.deprecated:
            description = f"Deprecated. {description}".rstrip()
        yield Argument(name, annotation, default, description)
    body = operation.body
    if body is not None and body.type is not None:
        default = "" if body.required else "None"
        yield Argument(
            names[_BODY], _whole(body, body.type, annotator), default, body.description
        )


def _whole(body: Body, type_: Type, annotator: Annotator) -> str:
    optional = not body.required
    if body.kind is BodyKind.LINES and isinstance(type_, Array):
        rows = f"Iterable[{annotator.annotation(type_.items)}]"
        return f"{rows} | None" if optional else rows
    return annotator.annotation(type_, optional=optional)


def _typed(
    parameter: Parameter, annotator: Annotator, *, sends_null: bool
) -> tuple[str, str]:
    """The annotation and the default; None leaves it out unless it may send ``null``."""
    if parameter.default is not None:
        return annotator.annotation(parameter.type), literal(parameter.default)
    if parameter.required:
        return annotator.annotation(parameter.type), ""
    if sends_null:
        return (
            annotator.annotation(parameter.type, optional=True, omitted=True),
            "OMITTED",
        )
    return annotator.annotation(parameter.type, optional=True), "None"


def _sends_null(parameter: Parameter, body: Body | None, types: Types) -> bool:
    """Whether None is sent: forms have no word for it."""
    json = body is None or body.kind is BodyKind.JSON
    return json and parameter.place is Place.BODY and types.accepts_null(parameter.type)


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


def _raises(result: Result, annotator: Annotator) -> Iterator[Raised]:
    """The error by which a stream's method reports those of the server, where they have types."""
    if not isinstance(result, EventStream):
        return
    errors = [variant for variant in result.variants if variant.is_error]
    if not errors and not result.error_payloads:
        return
    data = [_data_of(variant) for variant in errors]
    types = [
        field.type if variant.json else Scalar(ScalarKind.STRING)
        for variant, field in zip(errors, data, strict=True)
        if field is not None
    ]
    body = annotator.annotation(
        Union((*result.error_payloads, *types)),
        optional=any(field is None or not field.required for field in data),
    )
    doc = f"The server reports an error; its ``body`` is ``{body}``."
    yield Raised("StreamServerError", doc)


def _data_of(variant: Variant) -> Field | None:
    return next((field for field in variant.fields if field.name == "data"), None)


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
        type_argument=(
            ""
            if isinstance(result, Binary)
            else _returns(operation, vocabulary.responses(), vocabulary.events)
        ),
        method=operation.method,
        path=operation.path,
        parameters=tuple(
            _parameter(
                parameter,
                names[parameter_key(parameter)],
                nullable=_sends_null(parameter, body, vocabulary.types),
            )
            for parameter in operation.parameters
        ),
        body=names[_BODY] if whole else "",
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
    data = _data_of(variant)
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


def _evaluated(method: Method) -> Iterable[str]:
    operation = method.operation
    yield from (operation.result, operation.payload, *operation.error_payloads)
    yield from (expression for _, expression in operation.results)
    yield from (error.type for error in operation.errors)
    for variant in operation.variants:
        yield from (variant.type, variant.json)
    yield from (argument.default for argument in method.arguments)
    yield "deprecated" if method.deprecated else ""


def _annotated(method: Method) -> Iterable[str]:
    yield from (method.returns, method.operation.type_argument)
    yield from (argument.annotation for argument in method.arguments)
