"""Which definitions a type needs, and which module of the SDK each of them goes to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from ...ir.api import Api, Binary, Json, Nothing, Operation, Text
from ...ir.streams import EventStream
from ...ir.types import (
    Alias,
    Definition,
    Model,
    Property,
    Reference,
    Type,
    parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

SHARED = "shared"
"""The module of what resources of several trees need."""


def references(type_: Type) -> Iterator[str]:
    """The keys of the definitions that a type names, in order, with repetitions."""
    return (part.key for part in parts(type_) if isinstance(part, Reference))


def properties(model: Model, *, request: bool) -> tuple[Property, ...]:
    """The properties that travel in one direction."""
    return tuple(
        property_
        for property_ in model.properties
        if not (property_.read_only if request else property_.write_only)
    )


def needs(definition: Definition, *, request: bool) -> tuple[str, ...]:
    """The keys of the definitions that one is made of, in a request or in a response."""
    match definition:
        case Alias(type=type_):
            types: tuple[Type, ...] = (type_,)
        case Model(additional=additional):
            types = tuple(p.type for p in properties(definition, request=request))
            types = (*types, additional) if additional is not None else types
        case _:
            assert_never(definition)
    return tuple(dict.fromkeys(key for type_ in types for key in references(type_)))


def _reached(graph: Mapping[str, tuple[str, ...]], roots: Iterable[Type]) -> set[str]:
    """The keys of all definitions that the types lead to."""
    waiting = [key for root in roots for key in references(root)]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen and key in graph:
            seen.add(key)
            waiting.extend(graph[key])
    return seen


def modules(
    api: Api, resources: Mapping[str, str], *, request: bool, with_server: bool = False
) -> Mapping[str, str]:
    """The module of every definition that requests or responses reach.

    Args:
        api: The API.
        resources: The module of each resource, by the resource's key.
        request: Whether requests are looked at, or responses, errors and events.
        with_server: Whether requests for streams are looked at as well.
    """
    graph = {key: needs(d, request=request) for key, d in api.definitions.items()}
    users: dict[str, set[str]] = {}
    for resource in api.every_resource():
        roots = [
            root
            for operation in resource.operations
            for root in _roots(operation, request=request, with_server=with_server)
        ]
        for key in _reached(graph, roots):
            users.setdefault(key, set()).add(resource.key)
    return {key: home(users[key], resources) for key in api.definitions if key in users}


def served(api: Api, answered: AbstractSet[str]) -> Api:
    """The API as its server sees it: what a request for a stream brings is looked at as if it came
    out of a response.

    Args:
        api: The API.
        answered: The keys of what responses, errors and events reach. What travels one way alone
            is optional where a definition has it for both.
    """
    graph = {key: needs(d, request=True) for key, d in api.definitions.items()}
    roots = (
        root
        for resource in api.every_resource()
        for operation in resource.operations
        if isinstance(operation.result, EventStream)
        for root in _requested(operation)
    )
    definitions = dict(api.definitions)
    for key in _reached(graph, roots):
        definition = definitions[key]
        if isinstance(definition, Model):
            definitions[key] = _served(definition, both=key in answered)
    return replace(api, definitions=definitions)


def _served(model: Model, *, both: bool) -> Model:
    kept = model.properties if both else properties(model, request=True)
    return replace(
        model,
        properties=tuple(
            replace(
                item,
                required=item.required
                and not (both and (item.read_only or item.write_only)),
                read_only=False,
                write_only=False,
            )
            for item in kept
        ),
    )


def home(users: Iterable[str], resources: Mapping[str, str]) -> str:
    """The module of what several resources use: that of the resource they all stand in, or are.

    What a thing needs has at least its users, so modules import from those of resources further
    up alone, and there are no cycles.

    Args:
        users: Keys of resources.
        resources: The module of each resource, by the resource's key.
    """
    first, *others = (user.split("/") for user in users)
    for length in range(len(first), 0, -1):
        if all(other[:length] == first[:length] for other in others):
            return resources["/".join(first[:length])]
    return SHARED


def _roots(operation: Operation, *, request: bool, with_server: bool) -> Iterator[Type]:
    if not request:
        yield from _answered(operation)
    if request or (with_server and isinstance(operation.result, EventStream)):
        yield from _requested(operation)


def _requested(operation: Operation) -> Iterator[Type]:
    for parameter in operation.parameters:
        yield parameter.type
    if operation.body and operation.body.type:
        yield operation.body.type


def _answered(operation: Operation) -> Iterator[Type]:
    for error in operation.errors:
        yield error.type
    match operation.result:
        case Json(type=type_):
            yield type_
        case EventStream(variants=variants, payload=payload, error_payloads=errors):
            for variant in variants:
                yield from (
                    f.type for f in variant.fields if f.name == "data" and variant.json
                )
            if payload is not None:
                yield payload
            yield from errors
        case Text() | Binary() | Nothing():
            pass
        case _:
            assert_never(operation.result)
