"""What travels in path, query, headers and cookies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..ir.api import Parameter, Place
from ..ir.types import Name, Scalar, ScalarKind
from ..openapi import OperationNode, content
from .place_names import pin
from .unsupported import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load.node import Document, Node
    from .schemas import Schemas

_PLACES = {
    "path": Place.PATH,
    "query": Place.QUERY,
    "header": Place.HEADER,
    "cookie": Place.COOKIE,
}

_STYLES = {
    Place.PATH: ("simple", "label", "matrix"),
    Place.QUERY: ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    Place.HEADER: ("simple",),
    Place.COOKIE: ("form",),
}
"""The styles of each place, the default first (OpenAPI 3.1, section 4.8.12.2)."""

_OF_HTTP = frozenset(
    [
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "last-event-id",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ]
)
"""Headers that the client sets: OpenAPI gives the first ones no meaning as parameters, the others
frame the message.
"""

# RFC 9110, section 5.6.2.
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def parameters(
    document: Document, schemas: Schemas, operation: OperationNode
) -> tuple[Parameter, ...]:
    """The parameters in document order; a placeholder of the path that none declares is a required
    string.

    Raises:
        Unsupported: A parameter has ``content``, or a place or style that cannot be sent.
    """
    holes = tuple(dict.fromkeys(_PLACEHOLDER.findall(sent_path(operation))))
    found = [
        _parameter(document, schemas, node)
        for node in operation.parameters
        if _is_argument(node, holes)
    ]
    declared = {p.wire_name for p in found if p.place is Place.PATH}
    missing = [_undeclared(name) for name in holes if name not in declared]
    return (*missing, *found)


def sent_path(operation: OperationNode) -> str:
    """The path without a fragment, which tells operations apart in documents and is never sent.

    Raises:
        Unsupported: Requests would not stay below the base URL.
    """
    path = operation.path.partition("#")[0]
    if not path.startswith("/") or path.startswith("//"):
        raise Unsupported(operation.node, "a path that does not start with one slash")
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise Unsupported(operation.node, "a path with control characters")
    if not {".", ".."}.isdisjoint(unquote(path.partition("?")[0]).split("/")):
        raise Unsupported(operation.node, "a path with a segment `.` or `..`")
    return path


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
    style = node.text("style")
    if style and style not in _STYLES[place]:
        raise Unsupported(node, f"the style `{style}` of parameter `{wire_name}`")
    if content(document, node):
        raise Unsupported(node, f"parameter `{wire_name}` with a media type")
    schema = node.get("schema")
    explode = node.get("explode")
    return Parameter(
        place=place,
        wire_name=wire_name,
        name=_name(place, node, wire_name),
        type=schemas.type(schema) if schema is not None else Scalar(ScalarKind.STRING),
        required=node.flag("required") or place is Place.PATH,
        description=node.text("description")
        or (schema.text("description") if schema is not None else ""),
        deprecated=node.flag("deprecated"),
        style="" if style == _STYLES[place][0] else style,
        explode=(
            explode.value
            if explode is not None and isinstance(explode.value, bool)
            else None
        ),
    )


def _place(node: Node, wire_name: str) -> Place:
    place = _PLACES.get(node.text("in"))
    if place is None:
        raise Unsupported(node, f"parameter `{wire_name}` in `{node.text('in')}`")
    if not wire_name:
        raise Unsupported(node, "a parameter without a name")
    if place in (Place.HEADER, Place.COOKIE) and not _TOKEN.fullmatch(wire_name):
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
