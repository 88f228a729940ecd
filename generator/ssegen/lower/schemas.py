"""Schemas to types: JSON Schema in both dialects to the vocabulary of `ssegen.ir.types`.

Objects with properties, and schemas that the author named, become definitions; all else is spelled
where it stands. A definition's content waits in a queue while its key is given out at once, so
that neither cycles nor long chains of references lead to deep recursion.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Severity
from ..ir.types import (
    Alias,
    Anything,
    Array,
    Constant,
    Definition,
    Literal,
    Map,
    Model,
    Name,
    Nullable,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
)
from ..load.node import Dangling, Document, Node
from ..openapi import schemas
from .composition import Composite, Compositions
from .place_names import PlaceNames, is_definition, pin
from .unions import Tags, union_of

if TYPE_CHECKING:
    from collections.abc import Mapping

RULE = "SSE201"

DEEPEST = 60
"""Levels of schemas in schemas without a definition between them; beyond that any value goes."""

_SCALARS = {
    "boolean": ScalarKind.BOOLEAN,
    "integer": ScalarKind.INTEGER,
    "null": ScalarKind.NULL,
    "number": ScalarKind.NUMBER,
    "string": ScalarKind.STRING,
}

_FORMATS = {
    "date-time": ScalarKind.DATETIME,
    "date": ScalarKind.DATE,
    "time": ScalarKind.TIME,
    "duration": ScalarKind.DURATION,
    "uuid": ScalarKind.UUID,
    "decimal": ScalarKind.DECIMAL,
    "byte": ScalarKind.BASE64,
    "binary": ScalarKind.BINARY,
}
"""Formats of strings (OpenAPI's format registry) with a type of their own."""

_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")

_LOST = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "contains",
        "$dynamicRef",
        "type",
        "enum",
        "const",
    }
)
"""Keywords that say what a value is, in ways that no type can repeat."""


@dataclass(frozen=True, slots=True)
class _Pending:
    """A definition whose content waits to be lowered."""

    key: str
    name: Name
    composite: Composite
    model: bool


class Schemas:
    """The types of a document, each lowered once.

    Args:
        document: The document.
        names: What schemas would like to be called.

    Attributes:
        diagnostics: Schemas that became `Anything` although they say something.
    """

    def __init__(self, document: Document, names: PlaceNames) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._document = document
        self._names = names
        self._types: dict[Node, Type] = {}
        self._entered: set[Node] = set()
        self._composites: dict[str, Composite] = {}
        self._places: dict[str, Node] = {}
        self._pending: deque[_Pending] = deque()
        self._definitions: dict[str, Definition] = {}
        self._compositions = Compositions(document)
        self._tags = Tags(document, self._compositions, self._composites.get, self.key)

    def key(self, schema: Node) -> str:
        """The key of the definition that a schema becomes: its place, without the name of the
        document itself.
        """
        composite = self.composite(schema)
        return self._place_key(composite.node if composite is not None else schema)

    def composite(self, schema: Node) -> Composite | None:
        """The schema as it counts; None where its ``$ref`` leads nowhere."""
        composite = self._compositions.of(schema)
        return composite if isinstance(composite, Composite) else None

    def type(self, schema: Node) -> Type:
        """The type of a schema, or of what its ``$ref`` leads to."""
        if schema not in self._types:
            if schema in self._entered:
                return self._lost(schema, "refers to itself and to nothing else")
            if len(self._entered) >= DEEPEST:
                return self._lost(schema, "is nested too deeply")
            self._entered.add(schema)
            composite = self._compositions.of(schema)
            if isinstance(composite, Dangling):
                # A reference that leads nowhere is a finding of its own.
                self._types[schema] = Anything()
            else:
                self._types[schema] = self._nullable(composite)
            self._entered.discard(schema)
        return self._types[schema]

    def properties(self, composite: Composite) -> tuple[Property, ...]:
        """The properties of an object, in document order."""
        required = composite.required
        return tuple(
            self._property(name, node, required=name in required)
            for name, node in composite.properties.items()
            if node.value is not False
        )

    def definitions(self) -> Mapping[str, Definition]:
        """All definitions that the types given out so far lead to, by key."""
        while self._pending:
            pending = self._pending.popleft()
            self._definitions[pending.key] = (
                self._model(pending) if pending.model else self._alias(pending)
            )
        return self._definitions

    def place(self, key: str) -> Node:
        """Where the definition of that key stands."""
        return self._places[key]

    def _nullable(self, composite: Composite) -> Type:
        match self._named_or_spelled(composite):
            case Anything() | Nullable() | Scalar(ScalarKind.NULL) as type_:
                return type_
            case type_:
                return Nullable(type_) if composite.nullable else type_

    def _named_or_spelled(self, composite: Composite) -> Type:
        if _is_named(composite) and _deserves_a_name(composite):
            return self._defined(composite, model=False)
        return self._spelled(composite)

    def _spelled(self, composite: Composite) -> Type:
        values = _enumerated(composite)
        if values:
            return Literal(values, open=True)
        if composite.members:
            return self._union(composite)
        types = [type_ for type_ in _ORDER if type_ in composite.types]
        if not types:
            return self._unknown(composite)
        several = len(types) > 1
        return union_of(
            self._of_type(composite, name, several=several) for name in types
        )

    def _of_type(self, composite: Composite, type_: str, *, several: bool) -> Type:
        match type_:
            case "object":
                return self._object(composite, several=several)
            case "array":
                return self._array(composite)
            case "string":
                return Scalar(_string_kind(composite))
            case _:
                return Scalar(_SCALARS[type_])

    def _object(self, composite: Composite, *, several: bool) -> Type:
        if composite.properties:
            return self._defined(composite, model=True, several=several)
        return Map(self._additional(composite) or Anything())

    def _additional(self, composite: Composite) -> Type | None:
        """The type of properties beyond the known ones, where the schema gives one."""
        found: list[Type] = []
        for part in composite.parts:
            patterns = part.get("patternProperties")
            if patterns is not None:
                found.extend(self.type(node) for _, node in patterns.members())
        additional = composite.last("additionalProperties")
        if additional is not None and isinstance(additional.value, dict):
            found.append(self.type(additional))
        return union_of(found) if found else None

    def _array(self, composite: Composite) -> Type:
        items = composite.last("items")
        first = composite.last("prefixItems")
        if first is None and items is not None and isinstance(items.value, list):
            first, items = items, None
        if first is not None:
            heads = tuple(self.type(item) for item in first.items())
            return Tuple(heads, self._rest(composite, items, len(heads)))
        return Array(self.type(items) if items is not None else Anything())

    def _rest(
        self, composite: Composite, items: Node | None, count: int
    ) -> Type | None:
        most = composite.last("maxItems")
        if items is not None and items.value is False:
            return None
        if most is not None and most.value == count:
            return None
        return self.type(items) if items is not None else Anything()

    def _union(self, composite: Composite) -> Type:
        if composite.properties:
            members = [
                self._nullable(member) if isinstance(member, Composite) else Anything()
                for member in self._compositions.members(composite)
            ]
        else:
            members = [self.type(member) for member in composite.members]
        return union_of(members, self._tags.discriminator(composite, members))

    def _defined(
        self, composite: Composite, *, model: bool, several: bool = False
    ) -> Reference:
        key, name = self._key(composite), self._name(composite)
        if several and _is_named(composite):
            # The schema's own name goes to the union of the object and the other types.
            key += " (object)"
            name = Name(tuple(f"{text} object" for text in name.candidates))
        if key not in self._composites:
            self._composites[key] = composite
            self._places[key] = composite.outer or composite.node
            self._pending.append(_Pending(key, name, composite, model))
        return Reference(key)

    def _key(self, composite: Composite) -> str:
        key = self._place_key(composite.node)
        return f"{self._place_key(composite.outer)} + {key}" if composite.outer else key

    def _place_key(self, node: Node) -> str:
        own = node.source.name == self._document.root.source.name
        return f"#{node.path}" if own else node.identity

    def _name(self, composite: Composite) -> Name:
        own = self._names.name(composite.node)
        outer = composite.outer
        if (
            outer is None
            or composite.node.pointer[: len(outer.pointer)] == outer.pointer
        ):
            return own
        prefix = self._names.text(outer)
        return Name(tuple(f"{prefix} {text}" for text in own.candidates))

    def _model(self, pending: _Pending) -> Model:
        composite = pending.composite
        return Model(
            key=pending.key,
            name=pending.name,
            description=_description(composite),
            properties=self.properties(composite),
            additional=self._additional(composite),
            deprecated=composite.node.flag("deprecated"),
        )

    def _property(self, name: str, node: Node, *, required: bool) -> Property:
        composite = self.composite(node)
        held = (*composite.parts, node) if composite else (node,)
        pinned = pin(node)
        return Property(
            wire_name=name,
            type=self.type(node),
            required=required,
            description=node.text("description")
            or (_description(composite) if composite else ""),
            deprecated=any(part.flag("deprecated") for part in held),
            read_only=any(part.flag("readOnly") for part in held),
            write_only=any(part.flag("writeOnly") for part in held),
            name=Name((pinned, name), pinned=True) if pinned else None,
        )

    def _alias(self, pending: _Pending) -> Alias:
        return Alias(
            key=pending.key,
            name=pending.name,
            description=_description(pending.composite),
            type=self._spelled(pending.composite),
        )

    def _unknown(self, composite: Composite) -> Type:
        for part in composite.parts or (composite.node,):
            if part.value is False or (
                isinstance(part.value, dict) and not _LOST.isdisjoint(part.value)
            ):
                return self._lost(
                    composite.node, "says what it is in a way no type can express"
                )
        return Anything()

    def _lost(self, schema: Node, problem: str) -> Anything:
        self.diagnostics.append(
            Diagnostic(
                RULE,
                Severity.WARNING,
                schema.location,
                f"schema `{self._names.text(schema)}` {problem};"
                " any value is accepted in its place",
                "say what it is with `type`, `properties`, `items`, `enum` or `oneOf`",
            )
        )
        return Anything()


def _is_named(composite: Composite) -> bool:
    return composite.outer is None and is_definition(composite.node)


def _deserves_a_name(composite: Composite) -> bool:
    """Whether a named schema keeps its name although it is no object: unions, enumerations, lists
    and maps.
    """
    values = _enumerated(composite)
    if values:
        return len(values) > 1
    if composite.members:
        return True
    types = composite.types
    if len(types) > 1:
        return True
    return "array" in types or ("object" in types and not composite.properties)


def _enumerated(composite: Composite) -> tuple[Constant, ...]:
    """The constants that the schema knows; empty where others of its types are meant."""
    for part in reversed(composite.parts):
        values = schemas.enumerated(part)
        if values is not None:
            scalars = [v for v in values if isinstance(v, bool | int | float | str)]
            if len(scalars) < sum(value is not None for value in values):
                return ()
            unique = {(type(value), value): value for value in scalars}
            return tuple(unique.values())
    return ()


def _string_kind(composite: Composite) -> ScalarKind:
    if composite.text("contentEncoding").lower() == "base64":
        return ScalarKind.BASE64
    return _FORMATS.get(composite.text("format"), ScalarKind.STRING)


def _description(composite: Composite) -> str:
    """The schema's own words, not those of what it builds on."""
    own = composite.node.text("description")
    return own or (composite.parts[-1].text("description") if composite.parts else "")
