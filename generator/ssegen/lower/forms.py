"""What is particular to the properties of forms: how each is encoded, and which are files."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..ir.api import Place
from ..ir.types import Array, Nullable, Scalar, ScalarKind, Type, Union
from ..openapi.media_types import is_json, is_text
from .styles import style_of
from .unions import union_of

if TYPE_CHECKING:
    from ..ir.api import Parameter
    from ..load.node import Node
    from ..openapi import MediaType
    from .composition import Composite
    from .schemas import Schemas

_CONCRETE = re.compile(r"[\w.+-]+/[\w.+-]+")
_FILE = Scalar(ScalarKind.FILE)


def is_multipart(media_type: MediaType) -> bool:
    """Whether a body of this type has parts, some of which may be files."""
    return media_type.essence.startswith("multipart/")


def form_field(
    schemas: Schemas, media_type: MediaType, parameter: Parameter, schema: Node
) -> Parameter:
    """A property of a form, sent as its schema and its ``encoding`` say."""
    parts = is_multipart(media_type)
    type_ = _part_type(schemas, schema, set()) if parts else parameter.type
    encoding = media_type.node.at("encoding", parameter.wire_name)
    if encoding is None:
        return replace(parameter, type=type_)
    style, explode = style_of(Place.BODY, encoding)
    sent_as = encoding.text("contentType").strip()
    # In forms without parts a style goes before a media type; of parts it says nothing before
    # OpenAPI 3.1, and many documents give both.
    if _CONCRETE.fullmatch(sent_as) and (parts or not style):
        return replace(parameter, type=type_, media_type=sent_as)
    return replace(parameter, type=type_, style=style, explode=explode)


def is_bytes(composite: Composite) -> bool:
    """Whether a schema says that a value is bytes: by the format of OpenAPI 3.0, or by a media
    type of its own that is no text (OpenAPI 3.1, section 4.8.14.2).
    """
    if not composite.types <= {"string"}:
        return False
    if composite.text("format") == "binary":
        return True
    encoding = composite.text("contentEncoding").lower()
    held = composite.text("contentMediaType").lower()
    opaque = bool(held) and not is_text(held) and not is_json(held)
    return encoding == "binary" or (opaque and not encoding)


def has_file(type_: Type) -> bool:
    """Whether a file is in a value of this type."""
    match type_:
        case Scalar(kind):
            return kind is ScalarKind.FILE
        case Nullable(inner) | Array(inner):
            return has_file(inner)
        case Union(members):
            return any(map(has_file, members))
        case _:
            return False


def _part_type(schemas: Schemas, schema: Node, entered: set[Node]) -> Type:
    """The type of a schema, with files where it says that there are bytes: alone, in a list or
    in a union.
    """
    composite = schemas.composite(schema)
    if composite is None or composite.node in entered:
        return schemas.type(schema)
    entered.add(composite.node)
    found: Type | None = None
    if composite.members:
        found = union_of(_part_type(schemas, m, entered) for m in composite.members)
    elif is_bytes(composite):
        found = _FILE
    elif composite.types == {"array"}:
        items = composite.last("items")
        found = Array(_part_type(schemas, items, entered)) if items else None
    if found is None or not has_file(found):
        return schemas.type(schema)
    return Nullable(found) if composite.nullable else found
