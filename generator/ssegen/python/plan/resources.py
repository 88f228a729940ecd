"""The modules of ``resources``: for every operation a method, and the constant behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...ir.api import Body, BodyKind, Operation, Parameter, Resource, Result
from ...ir.streams import EventStream
from ...ir.types import Array, Name, Scalar, ScalarKind, Type, Union
from .imports import imports
from .literal import literal
from .names import Names, Rename, Scope, screaming
from .operations import (
    BODY,
    argument_names,
    data_of,
    documented,
    evaluated,
    operation_data,
    parameter_key,
    parameters,
    returns,
    sends_null,
    told,
)
from .reserved import BUILTIN_TYPES
from .sdk import Argument, Method, Raised, ResourceModule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .annotations import Annotator
    from .tree import Branch
    from .vocabulary import Vocabulary


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
    renames = tuple(told(rename, operation) for rename in arguments.renames)
    signature = list(_arguments(operation, arguments, vocabulary.requests(hidden)))
    signature.sort(key=lambda argument: bool(argument.default))
    return (
        Method(
            name=name,
            operation=operation_data(operation, constant, arguments, vocabulary),
            summary=operation.summary,
            description=operation.description,
            deprecated=operation.deprecated,
            arguments=tuple(signature),
            returns=returns(operation, vocabulary.responses(hidden), vocabulary.events),
            raises=tuple(_raises(operation.result, vocabulary.responses(hidden))),
        ),
        renames,
    )


def _arguments(
    operation: Operation, names: Names, annotator: Annotator
) -> Iterator[Argument]:
    for parameter in parameters(operation):
        nullable = sends_null(parameter, operation.body, annotator.types)
        annotation, default = _typed(parameter, annotator, nullable=nullable)
        name = names[parameter_key(parameter)]
        yield Argument(name, annotation, default, documented(parameter))
    body = operation.body
    if body is not None and body.type is not None:
        default = "" if body.required else "None"
        yield Argument(
            names[BODY], _whole(body, body.type, annotator), default, body.description
        )


def _whole(body: Body, type_: Type, annotator: Annotator) -> str:
    optional = not body.required
    if body.kind is BodyKind.LINES and isinstance(type_, Array):
        rows = f"Iterable[{annotator.annotation(type_.items)}]"
        return f"{rows} | None" if optional else rows
    return annotator.annotation(type_, optional=optional)


def _typed(
    parameter: Parameter, annotator: Annotator, *, nullable: bool
) -> tuple[str, str]:
    """The annotation and the default; None leaves it out unless it may send ``null``."""
    if parameter.default is not None:
        return annotator.annotation(parameter.type), literal(parameter.default)
    if parameter.required:
        return annotator.annotation(parameter.type), ""
    if nullable:
        return (
            annotator.annotation(parameter.type, optional=True, omitted=True),
            "OMITTED",
        )
    return annotator.annotation(parameter.type, optional=True), "None"


def _raises(result: Result, annotator: Annotator) -> Iterator[Raised]:
    """The error by which a stream's method reports those of the server, where they have types."""
    if not isinstance(result, EventStream):
        return
    errors = [variant for variant in result.variants if variant.is_error]
    if not errors and not result.error_payloads:
        return
    data = [data_of(variant) for variant in errors]
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


def _evaluated(method: Method) -> Iterable[str]:
    yield from evaluated(method.operation)
    yield from (argument.default for argument in method.arguments)
    yield "deprecated" if method.deprecated else ""


def _annotated(method: Method) -> Iterable[str]:
    yield from (method.returns, method.operation.type_argument)
    yield from (argument.annotation for argument in method.arguments)
