"""What travels in the body of a request."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from ..ir.api import Body, BodyKind, Parameter, Place
from ..ir.types import Anything, Array, Name, Property, Scalar, ScalarKind, Type
from ..load.node import Dangling, Document, Node
from ..openapi import MediaType, OperationNode, content, request_body
from ..openapi.media_types import ANYTHING, is_text
from .forms import form_field, has_file, is_bytes, is_multipart
from .unions import union_of
from .unsupported import Unsupported

if TYPE_CHECKING:
    from .composition import Composite
    from .schemas import Schemas

_FORM = "application/x-www-form-urlencoded"
_PREFERRED = tuple(BodyKind)
_STRUCTURED = (BodyKind.JSON, BodyKind.MULTIPART, BodyKind.FORM)
_UNSAID = {
    BodyKind.JSON: "application/json",
    BodyKind.MULTIPART: "multipart/form-data",
    BodyKind.TEXT: "text/plain",
    BodyKind.BYTES: "application/octet-stream",
}
"""What is sent where the document names a range such as ``image/*``."""


@dataclass(frozen=True, slots=True)
class RequestBody:
    """A request body, its properties as parameters where it is an object or a form."""

    body: Body | None
    parameters: tuple[Parameter, ...] = ()
    media_type: MediaType | None = None

    @property
    def kind(self) -> str:
        """``json``, ``multipart``, ``form``, ``lines``, ``text`` or ``bytes``."""
        return self.body.kind.value if self.body is not None else ""

    @property
    def has_properties(self) -> bool:
        """Whether what its schema describes is one object or form, and not text or rows."""
        return self.body is not None and self.body.kind in _STRUCTURED


def bodies_of(
    document: Document, schemas: Schemas, operation: OperationNode
) -> tuple[RequestBody, ...]:
    """The bodies that an operation takes, one for each kind that asks for something else than
    those before it; the preferred one first. Never empty: one may be no body at all.

    Raises:
        Unsupported: Its ``$ref`` leads nowhere.
    """
    node = request_body(document, operation)
    if node is None:
        return (RequestBody(None),)
    if isinstance(node, Dangling):
        raise Unsupported(
            node.reference, "a request body whose `$ref` leads nowhere", told=True
        )
    offered = content(document, node)
    if not node.flag("required") and all(_is_empty(schemas, m) for m in offered):
        return (RequestBody(None),)
    by_kind: dict[BodyKind, list[MediaType]] = {}
    for media_type in offered:
        by_kind.setdefault(_kind(schemas, media_type), []).append(media_type)
    found: list[RequestBody] = []
    for kind in sorted(by_kind, key=_PREFERRED.index):
        media_type = json_among(tuple(by_kind[kind])) or by_kind[kind][0]
        body = _lowered(schemas, node, media_type, kind)
        if not any(_asks_the_same(schemas, body, earlier) for earlier in found):
            found.append(body)
    return tuple(found) or (RequestBody(None),)


def json_among(offered: tuple[MediaType, ...]) -> MediaType | None:
    """The JSON among media types: ``application/json`` before others."""
    found = [media_type for media_type in offered if media_type.is_json]
    return min(
        found, key=lambda m: (m.essence != "application/json", m.essence), default=None
    )


def _kind(schemas: Schemas, media_type: MediaType) -> BodyKind:
    """How a body is encoded; that of an unknown media type is text where its schema says so."""
    essence = media_type.essence
    if media_type.is_json_lines:
        return BodyKind.LINES
    if media_type.is_json:
        return BodyKind.JSON
    if is_multipart(media_type):
        return BodyKind.MULTIPART
    if essence == _FORM:
        return BodyKind.FORM
    schema = media_type.schema
    composite = schemas.composite(schema) if schema is not None else None
    if composite is not None and is_bytes(composite):
        return BodyKind.BYTES
    if is_text(essence) or (composite is not None and composite.types == {"string"}):
        return BodyKind.TEXT
    if essence in ANYTHING and composite is not None and composite.types:
        return BodyKind.JSON
    return BodyKind.BYTES


def _lowered(
    schemas: Schemas, node: Node, media_type: MediaType, kind: BodyKind
) -> RequestBody:
    essence = media_type.essence
    body = Body(
        media_type=_UNSAID[kind] if "*" in essence else essence,
        type=None,
        name=Name(("body", "request body")),
        required=node.flag("required"),
        description=node.text("description"),
        kind=kind,
    )
    if kind in _STRUCTURED and media_type.schema is not None:
        composite = schemas.composite(media_type.schema)
        shapes = _shapes(schemas, composite, kind) if composite is not None else ()
        if shapes:
            parameters = _properties(schemas, media_type, shapes, kind)
            return RequestBody(body, parameters, media_type)
    whole = _whole(schemas, media_type, kind)
    return RequestBody(replace(body, type=whole), (), media_type)


def _whole(schemas: Schemas, media_type: MediaType, kind: BodyKind) -> Type:
    match kind:
        case BodyKind.JSON | BodyKind.MULTIPART | BodyKind.FORM:
            schema = media_type.schema
            return schemas.type(schema) if schema is not None else Anything()
        case BodyKind.LINES:
            return _rows(schemas, media_type)
        case BodyKind.TEXT:
            return Scalar(ScalarKind.STRING)
        case BodyKind.BYTES:
            return Scalar(ScalarKind.CONTENT)
        case _:
            assert_never(kind)


def _rows(schemas: Schemas, media_type: MediaType) -> Type:
    """The list of what stands in the lines; a string where the schema takes all of them for one."""
    row = media_type.item_schema
    if row is not None:
        return Array(schemas.type(row))
    schema = media_type.schema
    composite = schemas.composite(schema) if schema is not None else None
    if schema is None or composite is None:
        return Array(Anything())
    if composite.types == {"string"}:
        return Scalar(ScalarKind.STRING)
    if composite.types == {"array"}:
        items = composite.last("items")
        return Array(schemas.type(items) if items is not None else Anything())
    return Array(schemas.type(schema))


def _is_empty(schemas: Schemas, media_type: MediaType) -> bool:
    """Whether nothing can be said in the body: an object without properties."""
    schema = media_type.schema
    composite = schemas.composite(schema) if schema is not None else None
    return (
        not media_type.is_json
        and composite is not None
        and composite.types == {"object"}
        and not composite.properties
        and not composite.members
    )


def _shapes(
    schemas: Schemas, composite: Composite, kind: BodyKind
) -> tuple[Composite, ...]:
    """The objects whose properties become arguments; none where the body is one argument.

    That of a form are those of all members of a union: a file would have no place in a value.
    """
    if kind is BodyKind.JSON:
        additional = composite.last("additionalProperties")
        free = additional is not None and isinstance(additional.value, dict)
        whole = bool(composite.members) or free
        return () if whole or not _has_properties(composite) else (composite,)
    members = schemas.members(composite) or (composite,)
    return members if any(map(_has_properties, members)) else ()


def _has_properties(composite: Composite) -> bool:
    return composite.types == {"object"} and bool(composite.properties)


def _properties(
    schemas: Schemas,
    media_type: MediaType,
    shapes: tuple[Composite, ...],
    kind: BodyKind,
) -> tuple[Parameter, ...]:
    found: dict[str, list[Parameter]] = {}
    for shape in shapes:
        for property_ in schemas.properties(shape):
            if property_.read_only:
                continue
            parameter = _parameter(property_)
            if kind is not BodyKind.JSON:
                schema = shape.properties[property_.wire_name]
                parameter = form_field(schemas, media_type, parameter, schema)
            found.setdefault(property_.wire_name, []).append(parameter)
    return tuple(_joined(several, len(shapes)) for several in found.values())


def _joined(several: list[Parameter], shapes: int) -> Parameter:
    """A property that several objects have: required where each of them requires it."""
    first = several[0]
    if shapes == 1:
        return first
    return replace(
        first,
        type=union_of(dict.fromkeys(parameter.type for parameter in several)),
        required=len(several) == shapes and all(p.required for p in several),
    )


def _parameter(property_: Property) -> Parameter:
    return Parameter(
        place=Place.BODY,
        wire_name=property_.wire_name,
        name=_name(property_),
        type=property_.type,
        required=property_.required,
        description=property_.description,
        deprecated=property_.deprecated,
    )


def _asks_the_same(schemas: Schemas, body: RequestBody, earlier: RequestBody) -> bool:
    """Whether callers could as well give the earlier body, of which a method exists."""
    if body.body is None or earlier.body is None:
        return False
    if body.body.kind in _STRUCTURED and not any(
        has_file(p.type) for p in body.parameters
    ):
        said = _said(schemas, body)
        if not said or said == _said(schemas, earlier):
            return True
    return (body.body.type, _arguments(body)) == (
        earlier.body.type,
        _arguments(earlier),
    )


def _said(schemas: Schemas, body: RequestBody) -> tuple[Node, ...]:
    """The schema that a body has, or those that its union consists of."""
    schema = body.media_type.schema if body.media_type is not None else None
    composite = schemas.composite(schema) if schema is not None else None
    if composite is None:
        return ()
    members = schemas.members(composite)
    return tuple(member.node for member in members) or (composite.node,)


def _arguments(body: RequestBody) -> list[tuple[str, Type, bool]]:
    return [(p.wire_name, p.type, p.required) for p in body.parameters]


def _name(property_: Property) -> Name:
    qualified = (property_.wire_name, f"body {property_.wire_name}")
    if property_.name is None:
        return Name(qualified)
    return Name((*property_.name.candidates[:1], *qualified), property_.name.pinned)
