"""Which definitions a type needs, and which module of the SDK each of them goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ...ir.api import Api, Binary, Json, Nothing, Operation, Text
from ...ir.streams import EventStream
from ...ir.types import (
    Alias,
    Anything,
    Array,
    Definition,
    Literal,
    Map,
    Model,
    Nullable,
    Property,
    Reference,
    Scalar,
    Tuple,
    Type,
    Union,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SHARED = "shared"
"""The module of what several resources need. It imports no module of a resource, so there are
no cycles."""


def references(type_: Type) -> Iterator[str]:
    """The keys of the definitions that a type names, in order, with repetitions."""
    match type_:
        case Reference(key):
            yield key
        case Array(inner) | Map(inner) | Nullable(inner):
            yield from references(inner)
        case Tuple(items, rest):
            for item in (*items, *([rest] if rest else [])):
                yield from references(item)
        case Union(members):
            for member in members:
                yield from references(member)
        case Scalar() | Literal() | Anything():
            pass
        case _:
            assert_never(type_)


def properties(model: Model, *, request: bool) -> tuple[Property, ...]:
    """The properties that travel in one direction."""
    return tuple(
        property_
        for property_ in model.properties
        if not (property_.read_only if request else property_.write_only)
    )


def reached(
    definitions: Mapping[str, Definition], roots: Iterable[Type], *, request: bool
) -> frozenset[str]:
    """The keys of all definitions that the types lead to, in a request or in a response."""
    waiting = [key for root in roots for key in references(root)]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in seen or key not in definitions:
            continue
        seen.add(key)
        match definitions[key]:
            case Alias(type=type_):
                waiting.extend(references(type_))
            case Model() as model:
                for property_ in properties(model, request=request):
                    waiting.extend(references(property_.type))
                if model.additional is not None:
                    waiting.extend(references(model.additional))
    return frozenset(seen)


def modules(
    api: Api, resources: Mapping[str, str], *, request: bool
) -> Mapping[str, str]:
    """The module of every definition that requests or responses reach.

    Args:
        api: The API.
        resources: The module of each resource, by the resource's key.
        request: Whether requests are looked at, or responses, errors and events.
    """
    homes: dict[str, set[str]] = {}
    for resource in api.resources:
        roots = [
            root
            for operation in resource.operations
            for root in (_requested(operation) if request else _answered(operation))
        ]
        for key in reached(api.definitions, roots, request=request):
            homes.setdefault(key, set()).add(resources[resource.key])
    return {
        key: next(iter(home)) if len(home) == 1 else SHARED
        for key in api.definitions
        if (home := homes.get(key))
    }


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
        case EventStream(variants=variants, payload=payload):
            for variant in variants:
                yield from (
                    f.type for f in variant.fields if f.name == "data" and variant.json
                )
            if payload is not None:
                yield payload
        case Text() | Binary() | Nothing():
            pass
        case _:
            assert_never(operation.result)
