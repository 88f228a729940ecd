"""The flag of a request that makes an operation stream."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.api import Fixed, Parameter, Place
from ..openapi import OperationNode, fern, schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..ir.types import Constant
    from ..load.node import Document, Node
    from .bodies import RequestBody
    from .selection import SwitchChoice

_FLAGS = ("stream", "streaming", "stream_response")
"""Names under which a boolean is such a flag."""

_CHOICE = re.compile(r"stream|mode$|format$", re.IGNORECASE)
"""Names under which a choice of strings may be one: ``response_mode``, ``stream_format``."""

_STREAMING = re.compile(r"stream(?:ing|ed)?|sse|event[-_]?stream", re.IGNORECASE)
"""The string that asks for a stream, such as ``streaming`` beside ``blocking``."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A body property or query parameter that decides whether the answer streams."""

    place: Place
    wire_name: str
    streaming: Constant | None
    """What asks for a stream; None where the schema forbids it."""
    at_once: Constant | None
    """What asks for an answer at once; None where the schema forbids it."""
    default: Constant | None = None
    """What holds where a request says neither; None where the schema does not say."""

    def fixed(self, *, stream: bool) -> tuple[Fixed, ...]:
        """What the method that streams, or the one that does not, sends; nothing where the schema
        forbids the value.
        """
        value = self.streaming if stream else self.at_once
        if value is None:
            return ()
        return (Fixed(self.place, self.wire_name, value, value == self.default),)

    def without(self, parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
        """The parameters without the flag."""
        place = (self.place, self.wire_name)
        return tuple(p for p in parameters if (p.place, p.wire_name) != place)


def switch_of(
    document: Document,
    operation: OperationNode,
    body: RequestBody,
    chosen: SwitchChoice | None = None,
) -> Switch | None:
    """The flag of an operation: the one that the user chose, else the one that an extension names,
    else one that its name and its values give away; None where it has none.
    """
    if chosen is not None:
        return Switch(chosen.place, chosen.name, chosen.streaming, chosen.at_once)
    named = tuple(dict.fromkeys((*_named(operation, body), *_FLAGS)))
    places = list(_places(document, operation, body))
    for name in named:
        for place, wire_name, schema in places:
            if wire_name == name and (
                found := _flag(document, place, wire_name, schema)
                or _choice(document, place, wire_name, schema)
            ):
                return found
    choices = (
        _choice(document, place, wire_name, schema)
        for place, wire_name, schema in places
        if _CHOICE.search(wire_name)
    )
    return next(filter(None, choices), None)


def _flag(document: Document, place: Place, name: str, schema: Node) -> Switch | None:
    """A boolean, both of whose values count unless the schema allows but one."""
    if schemas.types(document, schema) != {"boolean"}:
        return None
    allowed = schemas.constants(document, schema) or (True, False)
    return Switch(
        place,
        name,
        streaming=True if True in allowed else None,
        at_once=False if False in allowed else None,
        default=schemas.default(document, schema),
    )


def _choice(document: Document, place: Place, name: str, schema: Node) -> Switch | None:
    """One string that asks for a stream, and at most one other."""
    values = schemas.constants(document, schema)
    on = [v for v in values if isinstance(v, str) and _STREAMING.fullmatch(v)]
    off = [value for value in values if value not in on]
    if len(on) != 1 or len(off) > 1:
        return None
    return Switch(
        place,
        name,
        streaming=on[0],
        at_once=off[0] if off else None,
        default=schemas.default(document, schema),
    )


def _named(operation: OperationNode, body: RequestBody) -> Iterator[str]:
    """What extensions of the operation or of the body call the flag."""
    for node in (operation.node, body.media_type.node if body.media_type else None):
        if node is not None:
            if name := node.text("x-speakeasy-stream-request-field"):
                yield name.strip("/")
            extension = fern.streaming(node)
            if extension is not None and (name := fern.condition(extension)):
                yield name


def _places(
    document: Document, operation: OperationNode, body: RequestBody
) -> Iterator[tuple[Place, str, Node]]:
    """What may be the flag: properties of the body, or of the members of its union, then query
    parameters; each with its wire name.
    """
    schema = body.media_type.schema if body.media_type is not None else None
    if schema is not None and body.has_properties:
        for holder in (schema, *schemas.members(document, schema)):
            for name, property_ in schemas.properties(document, holder).items():
                yield Place.BODY, name, property_
    for parameter in operation.parameters:
        value = parameter.get("schema")
        if parameter.text("in") == "query" and value is not None:
            yield Place.QUERY, parameter.text("name"), value
