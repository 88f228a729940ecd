"""Runnable examples for the README: one for each stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from ...ir.streams import EventStream, Variant
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
from .resources import Vocabulary, argument_names, parameter_key
from .sdk import Method, ResourceModule, StreamExample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...ir.api import Api, Operation, Parameter
    from .definitions import Types

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
        has_sentinel=stream.sentinel is not None,
    )


def _cases(
    method: Method, stream: EventStream, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    if stream.payload is not None:
        yield method.returns, "event"
    for variant in stream.variants:
        shown = _shown(variant, vocabulary.types)
        yield vocabulary.events.variant(stream, variant), shown


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
    type_: Type, types: Types, *, of: str = "", within: tuple[str, ...] = ()
) -> str:
    """An expression for a value of a type, with nothing that may be left out.

    Args:
        type_: The type.
        types: What is known of the definitions.
        of: The wire name of what has the value.
        within: Keys of the definitions around it, which are not entered again.
    """
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
                "None"
                if _returns_to(inner, within)
                else example(inner, types, of=of, within=within)
            )
        case Array(items):
            return (
                "[]"
                if _returns_to(items, within)
                else f"[{example(items, types, of=of, within=within)}]"
            )
        case Tuple(items):
            return (
                f"[{', '.join(example(item, types, within=within) for item in items)}]"
            )
        case Map() | Anything():
            return "{}"
        case Union(members):
            chosen = next((m for m in members if not _returns_to(m, within)), None)
            return example(chosen, types, of=of, within=within) if chosen else "None"
        case Reference(key):
            return _referenced(key, types, of, within)
        case _:
            assert_never(type_)


def _first(values: tuple[Constant, ...]) -> Constant:
    return next((value for value in values if value is not None), None)


def _returns_to(type_: Type, within: tuple[str, ...]) -> bool:
    return isinstance(type_, Reference) and type_.key in within


def _referenced(key: str, types: Types, of: str, within: tuple[str, ...]) -> str:
    definition = types.definitions.get(key)
    if definition is None or key in within:
        return "{}"
    within = (*within, key)
    match definition:
        case Alias(type=type_):
            return example(type_, types, of=of, within=within)
        case Model():
            items = (
                f"{literal(p.wire_name)}: {example(p.type, types, of=p.wire_name, within=within)}"
                for p in properties(definition, request=True)
                if p.required
            )
            return f"{{{', '.join(items)}}}"
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
