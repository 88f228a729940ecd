# SPDX-License-Identifier: 0BSD
"""What an SDK says of its API's operations: one constant each, data only.

Types are given as callables without arguments, so that naming an operation imports no model.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from .variants import Dispatch, TextEvent, Variant

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

PathStyle: TypeAlias = Literal["simple", "label", "matrix"]
QueryStyle: TypeAlias = Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"]
Place: TypeAlias = Literal["query", "header", "cookie", "body"]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method, and what it is called on the wire: the same unless told."""

    argument: str
    name: str = ""

    @property
    def wire_name(self) -> str:
        return self.name or self.argument


@dataclass(frozen=True, slots=True)
class PathParameter(Argument):
    """Fills ``{name}`` in the path; styles are those of OpenAPI 3."""

    _: KW_ONLY
    style: PathStyle = "simple"
    explode: bool = False


@dataclass(frozen=True, slots=True)
class QueryParameter(Argument):
    """Part of the query; ``explode`` None is what OpenAPI 3 gives the style."""

    _: KW_ONLY
    style: QueryStyle = "form"
    explode: bool | None = None


@dataclass(frozen=True, slots=True)
class HeaderParameter(Argument):
    """A header."""

    _: KW_ONLY
    style: Literal["simple"] = "simple"
    explode: bool = False


@dataclass(frozen=True, slots=True)
class CookieParameter(Argument):
    """A cookie."""

    _: KW_ONLY
    style: Literal["form"] = "form"
    explode: bool = True


@dataclass(frozen=True, slots=True)
class BodyField(Argument):
    """A property of the JSON object in the body.

    ``None`` leaves the property out, or sends ``null`` where it is ``nullable``.
    """

    _: KW_ONLY
    nullable: bool = False


Parameter: TypeAlias = (
    PathParameter | QueryParameter | HeaderParameter | CookieParameter | BodyField
)


@dataclass(frozen=True, slots=True, eq=False)
class Endpoint:
    """What the request of an operation looks like.

    Attributes:
        method: ``POST``.
        path: Follows the base URL; ``{name}`` stands for path parameters by wire name, and a
            query may be part of it.
        parameters: Where each argument travels.
        body: The argument that is the whole JSON body; empty where there is none.
        body_required: An object is sent even where none of its properties is given.
        content_type: The media type of the body.
        fixed: What the operation sends in any case: place, wire name, value.
        security: Alternatives; each names the credentials that are needed together, and an
            empty one allows anonymous calls. No alternatives: the operation takes none.
        errors: Types of the error bodies by ``404``, ``4XX`` or ``default``.
        server: A base URL of the operation's own.
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
    """An operation that answers once; ``result`` gives the type, None where nothing is read."""

    _: KW_ONLY
    result: Callable[[], object] | None = None
    accept: str = "application/json"


@dataclass(frozen=True, eq=False)  # no slots: ``dispatch`` is kept in the instance
class StreamOperation(Endpoint, Generic[T]):
    """An operation that answers with events.

    ``variants`` None makes every frame a ``TextEvent``; ``sentinel`` is the ``data`` that ends
    the stream.
    """

    _: KW_ONLY
    variants: Callable[[], tuple[Variant[Any], ...]] | None = None
    sentinel: str | None = None
    accept: str = "text/event-stream"

    @cached_property
    def dispatch(self) -> Dispatch[T]:
        """What turns frames into events, built when the first stream is opened."""
        variants = (Variant(TextEvent),) if self.variants is None else self.variants()
        return Dispatch(variants, self.sentinel)
