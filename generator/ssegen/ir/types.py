"""The types that requests and responses carry."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Constant: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing would like to be called, best first, as the document spells it.

    Spelling it as an identifier, and settling who gets a name that several want, is the affair of
    the language.
    """

    candidates: tuple[str, ...]
    """Natural first, then qualified by what it stands in; never empty."""
    pinned: bool = False
    """The document insists (``x-ssegen-name``): this name goes before all others."""


class ScalarKind(enum.Enum):
    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    DATETIME = "date-time"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    UUID = "uuid"
    DECIMAL = "decimal"
    BASE64 = "byte"
    BINARY = "binary"
    FILE = "file"
    """The content of a file, as a part of a multipart body."""
    CONTENT = "content"
    """Bytes that are a whole body."""


@dataclass(frozen=True, slots=True)
class Scalar:
    kind: ScalarKind


@dataclass(frozen=True, slots=True)
class Literal:
    """``const``, ``enum``: the values the document knows."""

    values: tuple[Constant, ...]
    open: bool
    """Whether other values of the same types are accepted: true except where the value tells the
    members of a union apart."""


@dataclass(frozen=True, slots=True)
class Array:
    items: Type


@dataclass(frozen=True, slots=True)
class Tuple:
    items: tuple[Type, ...]
    rest: Type | None


@dataclass(frozen=True, slots=True)
class Map:
    """An object whose property names are not known."""

    values: Type


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property that tells the members of a union apart."""

    property: str
    mapping: tuple[tuple[str | int, str], ...]
    """Pairs of the property's value and the key of the member's definition."""


@dataclass(frozen=True, slots=True)
class Union:
    members: tuple[Type, ...]
    discriminator: Discriminator | None = None


@dataclass(frozen=True, slots=True)
class Nullable:
    inner: Type


@dataclass(frozen=True, slots=True)
class Reference:
    """A named type: a key of ``Api.definitions``."""

    key: str


@dataclass(frozen=True, slots=True)
class Anything:
    """A schema that says nothing, or nothing that a type can express."""


Type: TypeAlias = (
    "Scalar | Literal | Array | Tuple | Map | Union | Nullable | Reference | Anything"
)


def parts(type_: Type) -> Iterator[Type]:
    """A type and the types in it, in order, as far as they are spelled in place."""
    waiting = [type_]
    while waiting:
        current = waiting.pop()
        yield current
        match current:
            case Array(inner) | Map(inner) | Nullable(inner):
                waiting.append(inner)
            case Tuple(items, rest):
                waiting += reversed(items if rest is None else (*items, rest))
            case Union(members):
                waiting += reversed(members)
            case _:
                pass


@dataclass(frozen=True, slots=True)
class Property:
    wire_name: str
    type: Type
    required: bool
    description: str = ""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    name: Name | None = None
    """A name the document asks for (``x-ssegen-name``); else it is called like on the wire."""


@dataclass(frozen=True, slots=True)
class Model:
    """An object with known properties."""

    key: str
    """Unique and the same in every run: the place of the schema in the document."""
    name: Name
    description: str
    properties: tuple[Property, ...]
    additional: Type | None = None
    """The type of properties beyond the known ones where the document gives one."""
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is not an object: a union, an enumeration, a list."""

    key: str
    name: Name
    description: str
    type: Type


Definition: TypeAlias = Model | Alias
