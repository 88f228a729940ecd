"""The package ``server``: for every operation that streams a handler, and the route to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...ir.streams import EventStream, Style
from ...ir.types import Name, Type, Union
from .imports import imports
from .names import Scope, screaming, snake
from .operations import (
    BODY,
    argument_names,
    documented,
    evaluated,
    operation_data,
    parameter_key,
    parameters,
)
from .reserved import ROUTES
from .sdk import Argument, Handler, Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...ir.api import Api, Operation
    from .annotations import Annotator
    from .names import Rename
    from .tree import Branch
    from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Streaming:
    """An operation that streams, and where the client has it."""

    operation: Operation
    stream: EventStream
    path: str
    """The properties of the client, and the method, that lead to it."""


def server(
    api: Api,
    branches: Mapping[str, Branch],
    vocabulary: Vocabulary,
    annotator: Annotator,
) -> tuple[Server | None, tuple[Rename, ...]]:
    """Plan the server of the operations that stream, and tell which of its names were forced.

    Args:
        api: The API.
        branches: Where the resources stand, by key.
        vocabulary: What the constants of operations speak of.
        annotator: Spells what arrives in a request as if it came out of a response.

    Gives:
        None where no operation streams.
    """
    found = tuple(_streaming(api, branches))
    if not found:
        return None, ()
    methods = Scope("handler", snake)
    for each in found:
        methods.claim(each.operation.key, Name((each.path,)))
    names = methods.settle()
    routes = Scope("route", screaming, ROUTES)
    for key, name in names.by_key.items():
        routes.claim(key, Name((name,)))
    constants = routes.settle()
    handlers = tuple(
        _handler(
            each,
            names[each.operation.key],
            constants[each.operation.key],
            vocabulary,
            annotator,
        )
        for each in found
    )
    events = _events(found, vocabulary, annotator)
    return (
        Server(
            handlers=handlers,
            events=events,
            imports=imports((), [events]),
            handler_imports=imports((), [a for h in handlers for a in _annotated(h)]),
            route_imports=imports(
                [e for handler in handlers for e in _evaluated(handler)],
                [handler.events for handler in handlers],
            ),
        ),
        names.renames,
    )


def _streaming(api: Api, branches: Mapping[str, Branch]) -> Iterator[_Streaming]:
    for resource in api.every_resource():
        branch = branches[resource.key]
        for operation in resource.operations:
            if isinstance(operation.result, EventStream):
                path = f"{branch.path}.{branch.members[operation.key]}"
                yield _Streaming(operation, operation.result, path)


def _handler(
    streaming: _Streaming,
    name: str,
    constant: str,
    vocabulary: Vocabulary,
    annotator: Annotator,
) -> Handler:
    operation = streaming.operation
    names = argument_names(operation)
    arguments = tuple(_arguments(operation, names.by_key, annotator))
    taken = {argument.name for argument in arguments}
    data = operation_data(operation, constant, names, vocabulary)
    return Handler(
        name=name,
        # Who may call, and where the API is, are the affair of those who run the server.
        operation=replace(data, security=(), server=""),
        summary=operation.summary,
        description=operation.description,
        # No argument begins with an underscore.
        request="_request" if "request" in taken else "request",
        arguments=arguments,
        events=_events([streaming], vocabulary, annotator),
        by_default=any(fixed.is_default for fixed in operation.fixed),
    )


def _arguments(
    operation: Operation, names: Mapping[str, str], annotator: Annotator
) -> Iterator[Argument]:
    """All arguments, those first that every request has."""
    found: list[tuple[bool, Argument]] = []
    for parameter in parameters(operation):
        optional = not parameter.required and parameter.default is None
        annotation = annotator.annotation(parameter.type, optional=optional)
        name = names[parameter_key(parameter)]
        found.append((optional, Argument(name, annotation, doc=documented(parameter))))
    body = operation.body
    if body is not None and body.type is not None:
        optional = not body.required
        annotation = annotator.annotation(body.type, optional=optional)
        argument = Argument(names[BODY], annotation, doc=body.description)
        found.append((optional, argument))
    found.sort(key=lambda item: item[0])
    return (argument for _, argument in found)


def _events(
    some: Iterable[_Streaming], vocabulary: Vocabulary, annotator: Annotator
) -> str:
    """The type of all that streams hold, what reports errors included."""
    named: dict[str, None] = {}
    payloads: dict[Type, None] = {}
    for stream in (each.stream for each in some):
        if stream.payload is not None:
            payloads |= dict.fromkeys((stream.payload, *stream.error_payloads))
        elif stream.style is Style.STRING:
            named["TextEvent"] = None
        else:
            named[vocabulary.events.union(stream)] = None
            errors = (v for v in stream.variants if v.is_error)
            named |= {vocabulary.events.variant(stream, v): None for v in errors}
    if payloads:
        named[annotator.annotation(Union(tuple(payloads)))] = None
    return " | ".join(named)


def _evaluated(handler: Handler) -> Iterator[str]:
    yield from evaluated(handler.operation)
    yield from (argument.annotation for argument in handler.arguments)


def _annotated(handler: Handler) -> Iterator[str]:
    yield handler.events
    yield from (argument.annotation for argument in handler.arguments)
