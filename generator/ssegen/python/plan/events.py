"""The modules of ``events``: the envelopes and unions that streams deliver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...ir.streams import EventStream, Field, Variant
from ...ir.types import Literal, Name
from .annotations import MOST_MEMBERS
from .imports import imports
from .literal import literal
from .modules import home
from .names import Names, Scope, pascal
from .reserved import TYPES
from .sdk import Attribute, Declaration, EnvelopeClass, TypeName, TypesModule
from .types import module_doc, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...ir.api import Api
    from .annotations import Annotator


@dataclass(frozen=True, slots=True)
class Events:
    """What streams deliver, by name."""

    names: Mapping[str, str]
    modules: tuple[TypesModule, ...]
    prefix: str = "events."
    """Goes before the names."""

    def variant(self, stream: EventStream, variant: Variant) -> str:
        """The class of a variant, as resources reach it."""
        return f"{self.prefix}{self.names[_variant_key(stream, variant)]}"

    def union(self, stream: EventStream) -> str:
        """The type of a stream's events, as resources reach it; for streams with variants."""
        if len(stream.events) == 1:
            return self.variant(stream, stream.events[0])
        return f"{self.prefix}{self.names[_union_key(stream)]}"


def events(
    api: Api, homes: Mapping[str, str], annotator: Annotator, taken: frozenset[str]
) -> tuple[Events, Names]:
    """Plan the events.

    Streams that share a schema share their classes; where they belong to several resources,
    these stand in the module of what these stand in, else in ``shared``.

    Args:
        api: The API.
        homes: The module of each resource, by the resource's key.
        annotator: Spells what ``data`` holds.
        taken: Names that no class may have.
    """
    scope = Scope("event", pascal, TYPES | taken, suffix="Event")
    users: dict[str, set[str]] = {}
    streams: dict[str, EventStream] = {}
    for user, stream in _streams(api):
        streams.setdefault(_union_key(stream), stream)
        for key, name in _claims(stream):
            users.setdefault(key, set()).add(user)
            scope.claim(key, name)
    names = scope.settle()
    declared: dict[str, dict[str, Declaration]] = {}
    for stream in streams.values():
        for key, declaration in _declarations(stream, names, annotator):
            place = home(users[key], homes)
            declared.setdefault(place, {}).setdefault(key, declaration)
    places = {d.name: f".{p}" for p, found in declared.items() for d in found.values()}
    modules = tuple(
        _module(
            place,
            tuple(declarations.values()),
            {name: module for name, module in places.items() if module != f".{place}"},
        )
        for place, declarations in sorted(declared.items())
    )
    return Events(names.by_key, modules), names


def _streams(api: Api) -> Iterator[tuple[str, EventStream]]:
    """The streams with variants, each with the key of its resource."""
    for resource in api.every_resource():
        for operation in resource.operations:
            match operation.result:
                case EventStream(variants=(_, *_)) as stream:
                    yield resource.key, stream
                case _:
                    pass


def _variant_key(stream: EventStream, variant: Variant) -> str:
    """The same for the same envelope under the same event names, in whichever streams it occurs."""
    place = variant.key or f"{_union_key(stream)} {stream.variants.index(variant)}"
    return f"{place} {' '.join(map(literal, variant.events))}".rstrip()


def _union_key(stream: EventStream) -> str:
    place = stream.key or " ".join(variant.key for variant in stream.variants)
    errors = (f" - {i}" for i, v in enumerate(stream.variants) if v.is_error)
    return f"{place} {len(stream.variants)}{''.join(errors)}"


def _claims(stream: EventStream) -> Iterator[tuple[str, Name]]:
    for variant in stream.variants:
        yield _variant_key(stream, variant), variant.name
    if len(stream.events) > 1:
        yield _union_key(stream), stream.name


def _declarations(
    stream: EventStream, names: Names, annotator: Annotator
) -> Iterator[tuple[str, Declaration]]:
    keys = [_variant_key(stream, variant) for variant in stream.variants]
    for key, variant in zip(keys, stream.variants, strict=True):
        attributes = [_attribute(field, variant, annotator) for field in variant.fields]
        attributes.sort(key=lambda attribute: bool(attribute.default))
        yield key, EnvelopeClass(names[key], variant.description, tuple(attributes))
    if len(stream.events) > 1:
        key = _union_key(stream)
        delivered = (_variant_key(stream, variant) for variant in stream.events)
        members = dict.fromkeys(names[member] for member in delivered)
        union = " | ".join(members) if len(members) <= MOST_MEMBERS else "Any"
        yield key, TypeName(names[key], union, stream.description)


def _attribute(field: Field, variant: Variant, annotator: Annotator) -> Attribute:
    annotation, default = _typed(field, variant, annotator)
    return Attribute(field.name, annotation, default, field.description)


def _typed(field: Field, variant: Variant, annotator: Annotator) -> tuple[str, str]:
    """The annotation and the default of a field, as the runtime fills it from a frame."""
    match field.name:
        case "event" if len(variant.events) == 1:
            only = literal(variant.events[0])
            return f"Literal[{only}]", only
        case "event" if variant.events:
            return f"Literal[{', '.join(map(literal, variant.events))}]", ""
        case "event":
            # A frame that names no event is a "message" (HTML, 9.2.6).
            return "str", '"message"'
        case "data" if variant.json:
            spelled = annotator.annotation(field.type, optional=not field.required)
        case "data" if isinstance(field.type, Literal):
            known = Literal(field.type.values, open=True)
            spelled = annotator.annotation(known, optional=not field.required)
        case "retry":
            spelled = "int" if field.required else "int | None"
        case _:
            spelled = "str" if field.required else "str | None"
    return spelled, "" if field.required else "None"


def _module(
    home: str, declarations: tuple[Declaration, ...], siblings: Mapping[str, str]
) -> TypesModule:
    aliases = [d.annotation for d in declarations if isinstance(d, TypeName)]
    attributes = [
        attribute.annotation
        for declaration in declarations
        if isinstance(declaration, EnvelopeClass)
        for attribute in declaration.attributes
    ]
    return TypesModule(
        package="events",
        name=home,
        doc=module_doc("The events of {}", home),
        imports=imports(aliases, attributes, siblings=siblings),
        declarations=tuple(ordered(declarations)),
    )
