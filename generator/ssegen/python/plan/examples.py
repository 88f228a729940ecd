"""Runnable examples for the README: one for each stream."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, assert_never

from ...ir.streams import EventStream, Field, Variant
from ...ir.types import (
    Alias,
    Anything,
    Array,
    Constant,
    Literal,
    Map,
    Model,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
    Union,
)
from .literal import literal
from .modules import properties
from .operations import argument_names, parameter_key
from .sdk import Method, ResourceModule, StreamExample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...ir.api import Api, Operation, Parameter
    from .definitions import Types
    from .vocabulary import Vocabulary

_SCALARS: dict[ScalarKind, Constant] = {
    ScalarKind.STRING: "...",
    ScalarKind.INTEGER: 1,
    ScalarKind.NUMBER: 1.0,
    ScalarKind.BOOLEAN: True,
    ScalarKind.NULL: None,
    ScalarKind.DATETIME: "2030-01-31T12:00:00Z",
    ScalarKind.DATE: "2030-01-31",
    ScalarKind.TIME: "12:00:00",
    ScalarKind.DURATION: "PT1M",
    ScalarKind.UUID: "12345678-1234-4678-9234-567812345678",
    ScalarKind.DECIMAL: "1.0",
    ScalarKind.BASE64: "aGk=",
    ScalarKind.BINARY: "...",
}

ROOM = 200
"""Values that an example has room for. What holds others shares its room among them and itself, so
that neither a schema that doubles nor one without end makes more.
"""


def examples(
    api: Api, resources: tuple[ResourceModule, ...], vocabulary: Vocabulary
) -> tuple[StreamExample, ...]:
    """Give an example for each operation that streams, in the order of the API."""
    return tuple(
        _example(module.path, method, operation, operation.result, vocabulary)
        for resource, module in zip(api.every_resource(), resources, strict=True)
        for operation, method in zip(resource.operations, module.methods, strict=True)
        if isinstance(operation.result, EventStream)
    )


def _example(
    resource: str,
    method: Method,
    operation: Operation,
    stream: EventStream,
    vocabulary: Vocabulary,
) -> StreamExample:
    return StreamExample(
        resource=resource,
        method=method.name,
        summary=method.summary,
        arguments=tuple(_arguments(operation, vocabulary.types)),
        cases=tuple(_cases(method, stream, vocabulary)),
        event=_event(stream, vocabulary),
        has_sentinel=stream.sentinel is not None,
    )


def _cases(
    method: Method, stream: EventStream, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    if stream.payload is not None:
        yield method.returns, "event"
    for variant in stream.events:
        shown = _shown(variant, vocabulary.types)
        yield vocabulary.events.variant(stream, variant), shown


def _event(stream: EventStream, vocabulary: Vocabulary) -> str:
    """The shortest expression for an event of a stream: one that has data, if there is any."""
    types = vocabulary.types
    if stream.payload is not None:
        members = _members(stream.payload, types)
        return min((example(m, types, request=False) for m in members), key=len)
    if not stream.events:
        return 'TextEvent(data="Hello")'
    variants = [*filter(_has_data, stream.events)] or stream.events
    made = (
        f"{vocabulary.events.variant(stream, one)}({_values(one, types)})"
        for one in variants
    )
    return min(made, key=len)


def _members(type_: Type, types: Types) -> Iterator[Type]:
    match type_:
        case Union(members):
            for member in members:
                yield from _members(member, types)
        case Reference(key) if isinstance(alias := types.definitions.get(key), Alias):
            yield from _members(alias.type, types)
        case _:
            yield type_


def _has_data(variant: Variant) -> bool:
    return any(field.name == "data" and field.required for field in variant.fields)


def _values(variant: Variant, types: Types) -> str:
    return ", ".join(
        f"{field.name}={_value(field, variant, types)}"
        for field in variant.fields
        if field.required and (field.name != "event" or variant.events[1:])
    )


def _value(field: Field, variant: Variant, types: Types) -> str:
    match field.name:
        case "event":
            return literal(variant.events[0])
        case "data" if variant.json:
            return example(field.type, types, request=False)
        case "data":
            return literal("Hello")
        case _:
            return literal(1 if field.name == "retry" else "1")


def _arguments(operation: Operation, types: Types) -> Iterator[tuple[str, str]]:
    names = argument_names(operation)
    for parameter in operation.parameters:
        if parameter.required:
            yield names[parameter_key(parameter)], _argument(parameter, types)
    if operation.body and operation.body.type and operation.body.required:
        yield names["body"], example(operation.body.type, types)


def _argument(parameter: Parameter, types: Types) -> str:
    return example(parameter.type, types, of=parameter.wire_name)


def example(
    type_: Type,
    types: Types,
    *,
    of: str = "",
    within: tuple[str, ...] = (),
    room: int = ROOM,
    request: bool = True,
) -> str:
    """An expression for a value of a type, with nothing that may be left out.

    Args:
        type_: The type.
        types: What is known of the definitions.
        of: The wire name of what has the value.
        within: Keys of the definitions around it, which are not entered again.
        room: How many values it may be made of; where there is none it is empty.
        request: Whether it is sent; what is received is a model where it is an object.
    """
    again = partial(example, types=types, within=within, request=request)
    match type_:
        case Scalar(ScalarKind.STRING) if of in (
            "prompt",
            "content",
            "text",
            "message",
            "query",
        ):
            return literal("Hello")
        case Scalar(ScalarKind.FILE | ScalarKind.CONTENT):
            return 'b"..."'
        case Scalar(kind):
            return literal(_SCALARS[kind])
        case Literal(values):
            return literal(_first(values))
        case Nullable(inner):
            return (
                "None" if _returns_to(inner, within) else again(inner, of=of, room=room)
            )
        case Array(items):
            return (
                "[]"
                if not room or _returns_to(items, within)
                else f"[{again(items, of=of, room=room // 2)}]"
            )
        case Tuple(items):
            share = room // (len(items) + 1)
            held = (again(item, room=share) for item in items)
            return f"[{', '.join(held)}]" if len(items) <= room else "[]"
        case Map() | Anything():
            return "{}"
        case Union(members):
            chosen = next((m for m in members if not _returns_to(m, within)), None)
            return again(chosen, of=of, room=room) if chosen else "None"
        case Reference(key):
            return _referenced(key, types, of, within, room, request)
        case _:
            assert_never(type_)


def _first(values: tuple[Constant, ...]) -> Constant:
    return next((value for value in values if value is not None), None)


def _returns_to(type_: Type, within: tuple[str, ...]) -> bool:
    return isinstance(type_, Reference) and type_.key in within


def _referenced(
    key: str,
    types: Types,
    of: str,
    within: tuple[str, ...],
    room: int,
    request: bool,
) -> str:
    definition = types.definitions.get(key)
    if definition is None or key in within or not room:
        return "{}"
    within = (*within, key)
    again = partial(example, types=types, within=within, request=request)
    match definition:
        case Alias(type=type_):
            return again(type_, of=of, room=room // 2)
        case Model():
            needed = [p for p in properties(definition, request=request) if p.required]
            if len(needed) > room:
                return "{}"
            share = room // (len(needed) + 1)
            values = [again(p.type, of=p.wire_name, room=share) for p in needed]
            if request:
                keys = (literal(p.wire_name) for p in needed)
                items = map(": ".join, zip(keys, values, strict=True))
                return f"{{{', '.join(items)}}}"
            fields = (types.fields[key, p.wire_name] for p in needed)
            arguments = map("=".join, zip(fields, values, strict=True))
            return f"models.{types.names[key]}({', '.join(arguments)})"
        case _:
            assert_never(definition)


def _shown(variant: Variant, types: Types) -> str:
    """What a loop prints of an event: the text it carries where there is one."""
    data = next((field for field in variant.fields if field.name == "data"), None)
    if data is None:
        return "event"
    match data.type:
        case Reference(key) if variant.json and data.required:
            model = types.definitions.get(key)
            items = properties(model, request=False) if isinstance(model, Model) else ()
            for item in items:
                if item.required and item.type == Scalar(ScalarKind.STRING):
                    return f"event.data.{types.fields[key, item.wire_name]}"
            return "event.data"
        case _:
            return "event.data"
