"""What travels in path, query, headers and cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.api import Parameter, Place
from ..ir.types import Literal, Name, Scalar, ScalarKind
from ..openapi import MediaType, OperationNode, content
from .bodies import json_among
from .headers import FRAMING, is_token
from .paths import placeholders, sent_path
from .place_names import pin
from .styles import style_of
from .unsupported import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..ir.types import Constant, Type
    from ..load.node import Document, Node
    from .schemas import Schemas

_PLACES = {
    "path": Place.PATH,
    "query": Place.QUERY,
    "header": Place.HEADER,
    "cookie": Place.COOKIE,
    "querystring": Place.QUERYSTRING,
}

_OF_HTTP = FRAMING | {"accept", "authorization", "content-type", "last-event-id"}
"""Headers that the client sets: OpenAPI gives the first ones no meaning as parameters, the others
frame the message.
"""


def parameters(
    document: Document, schemas: Schemas, operation: OperationNode
) -> tuple[Parameter, ...]:
    """The parameters in document order; a placeholder of the path that none declares is a required
    string.

    Raises:
        Unsupported: A parameter has no place or no name that can be sent.
    """
    holes = placeholders(sent_path(operation))
    found = [
        _parameter(document, schemas, node)
        for node in operation.parameters
        if _is_argument(node, holes)
    ]
    declared = {p.wire_name for p in found if p.place is Place.PATH}
    missing = [_undeclared(name) for name in holes if name not in declared]
    return (*missing, *found)


def _is_argument(node: Node, holes: Iterable[str]) -> bool:
    name = node.text("name")
    match node.text("in"):
        case "header":
            return name.lower() not in _OF_HTTP
        case "path":
            return name in holes
        case _:
            return True


def _parameter(document: Document, schemas: Schemas, node: Node) -> Parameter:
    wire_name = node.text("name")
    place = _place(node, wire_name)
    offered = content(document, node)
    media_type = json_among(offered) or (offered[0] if offered else None)
    schema = node.get("schema") if media_type is None else media_type.schema
    style, explode = style_of(place, node)
    type_ = schemas.type(schema) if schema is not None else Scalar(ScalarKind.STRING)
    required = node.flag("required") or place is Place.PATH
    default = _default(place, schema, type_) if required else None
    return Parameter(
        place=place,
        wire_name=wire_name,
        name=_name(place, node, wire_name),
        type=type_,
        required=required and default is None,
        description=node.text("description")
        or (schema.text("description") if schema is not None else ""),
        deprecated=node.flag("deprecated"),
        default=default,
        style=style,
        explode=explode,
        media_type=_media_type(place, media_type),
        allow_reserved=place is Place.QUERY and node.flag("allowReserved"),
    )


def _default(place: Place, schema: Node | None, type_: Type) -> Constant:
    """What a required parameter is where nobody says, such as a version in a header; None where
    that is not told. Of a path it is never taken: that names what is acted on.
    """
    stated = schema.get("default") if schema is not None else None
    if stated is None or place is Place.PATH:
        return None
    match type_, stated.value:
        case Scalar(ScalarKind.STRING), str(value):
            return value
        case Scalar(ScalarKind.BOOLEAN), bool(value):
            return value
        case Scalar(ScalarKind.INTEGER), int(value) if not isinstance(value, bool):
            return value
        case Literal(values), (str() | bool() | int()) as value:
            known = any((type(v), v) == (type(value), value) for v in values)
            return value if known else None
        case _:
            return None


def _media_type(place: Place, media_type: MediaType | None) -> str:
    """What a value is encoded as: JSON where ``content`` says so, and whatever a whole query is."""
    if media_type is None:
        return ""
    return (
        media_type.essence if media_type.is_json or place is Place.QUERYSTRING else ""
    )


def _place(node: Node, wire_name: str) -> Place:
    if not wire_name:
        raise Unsupported(node, "a parameter without a name")
    if not node.text("in"):
        raise Unsupported(node, f"parameter `{wire_name}`, without `in`,")
    place = _PLACES.get(node.text("in"))
    if place is None:
        raise Unsupported(node, f"parameter `{wire_name}` in `{node.text('in')}`")
    if place in (Place.HEADER, Place.COOKIE) and not is_token(wire_name):
        raise Unsupported(node, f"a {place.value} called {wire_name!r}")
    return place


def _undeclared(name: str) -> Parameter:
    return Parameter(
        place=Place.PATH,
        wire_name=name,
        name=Name((name, f"path {name}")),
        type=Scalar(ScalarKind.STRING),
        required=True,
    )


def _name(place: Place, node: Node, wire_name: str) -> Name:
    candidates = (wire_name, f"{place.value} {wire_name}")
    pinned = pin(node)
    return Name((pinned, *candidates), pinned=True) if pinned else Name(candidates)
