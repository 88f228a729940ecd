# SPDX-License-Identifier: 0BSD
"""What an SDK says of its API's operations: one constant each, data only.

Types are given as callables without arguments, so that naming an operation imports no model.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from .variants import TEXT, Dispatch, TextEvent, Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

PathStyle: TypeAlias = Literal["simple", "label", "matrix"]
QueryStyle: TypeAlias = Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"]
Place: TypeAlias = Literal["query", "header", "cookie", "body"]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method, and what it is called on the wire: the same unless told.

    Styles are those of OpenAPI 3; ``explode`` None is what it gives the style. With ``json`` the
    value travels as JSON, whatever the style.
    """

    argument: str
    name: str = ""

    @property
    def wire_name(self) -> str:
        return self.name or self.argument


@dataclass(frozen=True, slots=True)
class PathParameter(Argument):
    """Fills ``{name}`` in the path."""

    _: KW_ONLY
    style: PathStyle = "simple"
    explode: bool = False
    json: bool = False


@dataclass(frozen=True, slots=True)
class QueryParameter(Argument):
    """Part of the query; ``allow_reserved`` leaves delimiters such as ``/`` as they are."""

    _: KW_ONLY
    style: QueryStyle = "form"
    explode: bool | None = None
    allow_reserved: bool = False
    json: bool = False


@dataclass(frozen=True, slots=True)
class QueryString(Argument):
    """The whole query as one value: a form, JSON or text."""

    _: KW_ONLY
    content_type: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class HeaderParameter(Argument):
    """A header."""

    _: KW_ONLY
    style: Literal["simple"] = "simple"
    explode: bool = False
    json: bool = False


@dataclass(frozen=True, slots=True)
class CookieParameter(Argument):
    """A cookie, or several of them; ``form`` percent-encodes what ``cookie`` sends as it is."""

    _: KW_ONLY
    style: Literal["form", "cookie"] = "form"
    explode: bool = True
    json: bool = False


@dataclass(frozen=True, slots=True)
class BodyField(Argument):
    """A property of the body: of a JSON object, or of a form.

    ``None`` leaves the property out, or sends ``null`` where it is ``nullable``. The other options
    are for forms: how the value is laid out, or which media type it has.
    """

    _: KW_ONLY
    nullable: bool = False
    style: QueryStyle | None = None
    explode: bool | None = None
    content_type: str = ""


Parameter: TypeAlias = (
    PathParameter
    | QueryParameter
    | QueryString
    | HeaderParameter
    | CookieParameter
    | BodyField
)


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """What the request of an operation looks like.

    Attributes:
        method: ``POST``.
        path: Follows the base URL; ``{name}`` stands for path parameters by wire name, and a
            query may be part of it.
        parameters: Where each argument travels.
        body: The argument that is the whole body; empty where there is none.
        body_required: An object is sent even where none of its properties is given.
        content_type: The media type of the body, which alone decides how it is encoded.
        fixed: What the operation sends in any case: place, wire name, value.
        security: Alternatives; each names the credentials that are needed together, and an
            empty one allows anonymous calls. No alternatives: the operation takes none.
        errors: Types of the error bodies by ``404``, ``4XX`` or ``default``.
        server: A base URL of the operation's own; a path alone leads to the client's host.
    """

    method: str
    path: str
    _: KW_ONLY
    parameters: tuple[Parameter, ...] = ()
    body: str = ""
    body_required: bool = False
    content_type: str = "application/json"
    fixed: tuple[tuple[Place, str, object], ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    errors: Mapping[str, Callable[[], object]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    server: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Operation(Endpoint, Generic[T]):
    """An operation that answers once.

    Attributes:
        result: The type of what it answers; None where nothing is read.
        results: Where statuses answer differently, their types by ``200``, ``2XX`` or
            ``default``, None for those without a body.
        accept: The media types that are asked for. JSON is decoded; anything else is text.
    """

    _: KW_ONLY
    result: Callable[[], object] | None = None
    results: Mapping[str, Callable[[], object] | None] = field(
        default_factory=lambda: MappingProxyType({})
    )
    accept: str = "application/json"


@dataclass(frozen=True, slots=True, eq=False)
class BinaryOperation(Endpoint):
    """An operation that answers with bytes of one of the media types in ``accept``."""

    _: KW_ONLY
    accept: str = "application/octet-stream"


@dataclass(frozen=True, eq=False)  # no slots: ``dispatch`` is kept in the instance
class StreamOperation(Endpoint, Generic[T]):
    """An operation that answers with events.

    Attributes:
        variants: The envelopes of its events; None makes every frame a ``TextEvent``.
        payload: The type of what ``data``, or a line, holds, where that is delivered itself.
        error_payloads: The types of what else they hold: reports of errors, which are raised.
        sentinel: The ``data``, or the line, that ends the stream.
        accept: The media type that is asked for.
    """

    _: KW_ONLY
    variants: Callable[[], tuple[Variant[Any], ...]] | None = None
    payload: Callable[[], object] | None = None
    error_payloads: Callable[[], tuple[object, ...]] | None = None
    sentinel: str | None = None
    accept: str = "text/event-stream"

    @cached_property
    def dispatch(self) -> Dispatch[T]:
        """What turns frames into events, built when the first stream is opened."""
        return Dispatch(self._variants(), self.sentinel, self.errors.values())

    def _variants(self) -> tuple[Variant[Any], ...]:
        if self.payload is not None:
            type_ = self.payload()
            errors = () if self.error_payloads is None else self.error_payloads()
            # Strings are bare in frames, and JSON like all else in lines, or beside objects.
            is_text = type_ is str and self.accept == "text/event-stream" and not errors
            json = TEXT if is_text else type_
            return (Variant(None, json=json, error_payloads=errors),)
        return (Variant(TextEvent),) if self.variants is None else self.variants()
