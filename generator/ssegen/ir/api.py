"""An API: its operations by resource, its types, how one signs in and where it lives."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .streams import EventStream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .types import Constant, Definition, Name, Type


class Place(enum.Enum):
    """Where a parameter travels."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    QUERYSTRING = "querystring"
    """The whole query as one value (OpenAPI 3.2)."""
    BODY = "body"
    """A property of the object that is the body: JSON, a form, a multipart form."""


@dataclass(frozen=True, slots=True)
class Parameter:
    place: Place
    wire_name: str
    name: Name
    type: Type
    required: bool
    """The caller has to give it."""
    description: str = ""
    deprecated: bool = False
    default: Constant = None
    """What is sent where the caller leaves out what the server must be sent."""
    style: str = ""
    """``form``, ``simple``, ...; empty where it is the default of its place."""
    explode: bool | None = None
    """None where it is the default of its style."""
    media_type: str = ""
    """What the value is encoded as: of a parameter with ``content``, or of a part of a multipart
    body whose ``encoding`` says so; empty where styles or defaults hold."""
    allow_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Fixed:
    """An argument that the method sets itself, such as ``stream: true``."""

    place: Place
    wire_name: str
    value: Constant
    is_default: bool = False
    """Whether the server takes it for said where a request says nothing of it."""


class BodyKind(enum.Enum):
    """How a body is encoded; of several that an operation takes, the first is preferred."""

    JSON = "json"
    MULTIPART = "multipart"
    FORM = "form"
    LINES = "lines"
    """One JSON value after the other."""
    TEXT = "text"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Body:
    """A request body; properties of a JSON object or a form stand among the parameters instead.

    A whole body of bytes is a ``Scalar`` of ``ScalarKind.CONTENT``, one of text a string, one of
    JSON Lines an ``Array`` of its rows, or a string where the document takes them for one.
    """

    media_type: str
    type: Type | None
    """The whole body as one argument; None where its properties are parameters."""
    name: Name
    required: bool
    description: str = ""
    kind: BodyKind = BodyKind.JSON


@dataclass(frozen=True, slots=True)
class Json:
    """A response with a JSON body."""

    media_type: str
    """Several, joined by commas, where statuses differ in it."""
    type: Type
    """Of all statuses that are a success: a union where they differ."""
    by_status: tuple[tuple[str, Type | None], ...] = ()
    """Where they differ: pairs of the status (``200``, ``2XX``, ``default``) and its type, None
    where it has no body."""


@dataclass(frozen=True, slots=True)
class Text:
    """A response that is text, delivered as a string."""

    media_type: str
    """Several, joined by commas, where the API offers them."""


@dataclass(frozen=True, slots=True)
class Binary:
    """A response of bytes, read whole or piece by piece."""

    media_types: tuple[str, ...]
    """Those that are asked for; never empty."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A response without a body."""


Result: TypeAlias = Json | Text | Binary | Nothing | EventStream


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    status: str
    """``404``, ``4XX`` or ``default``."""
    type: Type
    description: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    """``POST /chat``, ``POST /chat (stream)`` for the streaming one of two, ``POST /chat
    (multipart)`` for another kind of body; unique."""
    name: Name
    method: str
    """Upper case."""
    path: str
    """As sent: without fragment; ``{name}`` stands for path parameters by wire name."""
    summary: str
    description: str
    deprecated: bool
    parameters: tuple[Parameter, ...]
    """All that become arguments: path, query, header, cookie, then body properties, each in
    document order."""
    fixed: tuple[Fixed, ...]
    body: Body | None
    result: Result
    errors: tuple[ErrorResponse, ...]
    security: tuple[tuple[str, ...], ...]
    """Alternatives; each names the schemes (``SecurityScheme.key``) that are needed together. An
    empty one allows anonymous calls; no alternatives: the operation needs nothing."""
    server: str | None = None
    """A base URL of the operation's own; a path alone leads to the host of the API's."""
    id: str = ""
    """The ``operationId``; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of one tag, or of a group within it."""

    key: str
    """Unique in the API: ``chat``, ``chat/completions``."""
    name: Name
    """Within what it stands in."""
    description: str
    operations: tuple[Operation, ...]
    """May be empty where it has resources."""
    resources: tuple[Resource, ...] = ()
    """Those within it: ``client.chat.completions``."""


class SchemeKind(enum.Enum):
    API_KEY = "apiKey"
    BEARER = "bearer"
    """http bearer, oauth2 and openIdConnect: all send a bearer token."""
    BASIC = "basic"


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    key: str
    name: Name
    kind: SchemeKind
    description: str
    place: Place | None = None
    """Of an API key: header, query or cookie."""
    wire_name: str = ""


@dataclass(frozen=True, slots=True)
class ServerVariable:
    wire_name: str
    name: Name
    default: str
    values: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    """A template where it has variables: ``https://{region}.example.com/v1``."""
    description: str
    variables: tuple[ServerVariable, ...]


@dataclass(frozen=True, slots=True)
class Api:
    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    schemes: tuple[SecurityScheme, ...]
    resources: tuple[Resource, ...]
    definitions: Mapping[str, Definition]
    """By key, in document order; only what some operation reaches."""

    def every_resource(self) -> Iterator[Resource]:
        """All resources, each before those within it."""
        waiting = list(reversed(self.resources))
        while waiting:
            resource = waiting.pop()
            yield resource
            waiting.extend(reversed(resource.resources))
