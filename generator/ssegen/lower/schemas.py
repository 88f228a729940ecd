"""Schemas to types: JSON Schema in both dialects to the vocabulary of `ssegen.ir.types`.

Objects with properties, and schemas that the author named, become definitions; all else is spelled
where it stands. A definition's content waits in a queue while its key is given out at once, so
that neither cycles nor long chains of references lead to deep recursion.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Put, Repair, Severity
from ..ir.types import (
    Alias,
    Anything,
    Array,
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
    Union,
)
from ..load.node import Dangling, Document, Node
from ..openapi.schemas import MOST_PARTS
from .composition import MOST_ADDED, Composite, Compositions
from .place_names import Path, PlaceNames, is_definition, pin
from .scalars import SCALARS, enumerated, string_kind
from .unions import Tag, Tags, union_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

RULE = "SSE201"

DEEPEST = 60
"""Levels of schemas in schemas without a definition between them; beyond that any value goes."""

_OBJECTS = " (objects)"
"""Ends the key of what holds the objects of a union that also holds other values."""

_MOST_MEMBERS = 8
"""Of a union without a name."""

_ORDER = ("object", "array", "string", "integer", "number", "boolean", "null")

_LOST = frozenset(
    {
        "not",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "contains",
        "type",
        "enum",
        "const",
    }
)
"""Keywords that say what a value is, in ways that no type can repeat."""


def _excessive(schema: Node) -> Diagnostic:
    return Diagnostic(
        RULE,
        Severity.ERROR,
        schema.location,
        "schemas build on each other beyond the budget:"
        f" {MOST_PARTS} schemas in one, {MOST_ADDED:,} schemas and properties added in all",
        "let fewer schemas build on others by `allOf`, `$ref` and unions",
    )


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

    def members(self, composite: Composite) -> tuple[Composite, ...]:
        """The members of a union as they count; none where it is no union."""
        members = self._compositions.members(composite)
        return tuple(member for member in members if isinstance(member, Composite))

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

    def type_without(self, schema: Node, left_out: Set[Node]) -> Type:
        """The type of a union without some of its members; of anything else, its type."""
        composite = self.composite(schema)
        if composite is None or left_out.isdisjoint(composite.members):
            return self.type(schema)
        members = tuple(m for m in composite.members if m not in left_out)
        if len(members) == 1:
            return self.type(members[0])
        return self._nullable(replace(composite, members=members))

    def tags(self, schema: Node, members: Sequence[Node]) -> dict[Node, set[Tag]]:
        """The values of the tag that each member of a union has, also of unions in it; none where
        no tag tells all of them apart.
        """
        composite = self.composite(schema)
        if composite is None:
            return {}
        types = [self._member(composite, node) for node in members]
        found = self._tags.discriminator(composite, types)
        values: dict[str, set[Tag]] = {}
        for value, key in found.mapping if found is not None else ():
            values.setdefault(key, set()).add(value)
        bare = [
            type_.inner if isinstance(type_, Nullable) else type_ for type_ in types
        ]
        return {
            node: values.get(type_.key, set())
            for node, type_ in zip(members, bare, strict=True)
            if isinstance(type_, Reference)
        }

    def parted(
        self, schema: Node, events: tuple[Node, ...], errors: tuple[Node, ...]
    ) -> tuple[Type, tuple[Type, ...]]:
        """The type of the events among a union's members, and the types of the errors; there is at
        least one of each. Members of unions in it count as its own.
        """
        composite = self.composite(schema)
        if composite is None:
            return Anything(), ()
        types = tuple(self._member(composite, node) for node in errors)
        if len(events) == 1:
            return self._member(composite, events[0]), types
        delivered = replace(composite, members=events, without=errors)
        return self._nullable(delivered), types

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
        if self._compositions.excess is not None:
            self.diagnostics.append(_excessive(self._compositions.excess))
        return self._definitions

    def place(self, key: str) -> Node:
        """Where the definition of that key stands."""
        return self._places[key]

    def path(self, key: str) -> Path | None:
        """The words for the place of a definition to which the author gave no name; None where it
        has one.
        """
        composite = self._composites[key]
        path = self._names.path(composite.node)
        if composite.outer is not None or self._names.name(composite.node).pinned:
            return None
        if key.endswith(_OBJECTS):
            return Path((*path.natural, "object"), (*path.qualified, "object"))
        return None if is_definition(composite.node) else path

    def _nullable(self, composite: Composite) -> Type:
        match self._named_or_spelled(composite):
            case Anything() | Nullable() | Scalar(ScalarKind.NULL) as type_:
                return type_
            case type_:
                return Nullable(type_) if composite.nullable else type_

    def _named_or_spelled(self, composite: Composite) -> Type:
        if _is_named(composite) and _deserves_a_name(composite):
            return self._defined(composite, model=False)
        match self._spelled(composite):
            case Union() as union if _needs_a_name(union):
                return self._defined(composite, model=False)
            case Nullable(Union() as union) if _needs_a_name(union):
                return Nullable(self._defined(composite, model=False))
            case type_:
                return type_

    def _spelled(self, composite: Composite) -> Type:
        values = enumerated(composite)
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
                return Scalar(string_kind(composite))
            case _:
                return Scalar(SCALARS[type_])

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

    def _member(self, union: Composite, node: Node) -> Type:
        """The type of a member of a union, with the properties that stand beside the union."""
        if not union.properties:
            return self.type(node)
        alone = replace(union, members=(node,))
        found = self._compositions.members(alone)
        return union_of(
            self._nullable(member) if isinstance(member, Composite) else Anything()
            for member in found
        )

    def _union(self, composite: Composite) -> Type:
        if composite.properties:
            members = [
                self._nullable(member) if isinstance(member, Composite) else Anything()
                for member in self._compositions.members(composite)
            ]
        else:
            members = [self.type(member) for member in composite.members]
        discriminator = self._tags.discriminator(composite, members)
        if discriminator is None and not composite.properties:
            members = self._grouped(composite, members)
        return union_of(members, discriminator)

    def _grouped(self, composite: Composite, members: list[Type]) -> list[Type]:
        """The members of a union, with its objects in one where a tag tells just these apart."""
        objects = [i for i, type_ in enumerate(members) if self._is_object(type_)]
        tagged = [members[i] for i in objects]
        if not 1 < len(objects) < len(members) or not self._tags.discriminator(
            composite, tagged
        ):
            return members
        nodes = tuple(composite.members[i] for i in objects)
        key, name = f"{self._key(composite)}{_OBJECTS}", self._name(composite)
        name = Name(tuple(f"{text} object" for text in name.candidates))
        group = self._enter(
            _Pending(key, name, replace(composite, members=nodes), model=False)
        )
        first, *others = objects
        return [
            group if i == first else type_
            for i, type_ in enumerate(members)
            if i not in others
        ]

    def _is_object(self, type_: Type) -> bool:
        if not isinstance(type_, Reference):
            return False
        composite = self._composites[type_.key]
        return bool(composite.properties or composite.members)

    def _defined(
        self, composite: Composite, *, model: bool, several: bool = False
    ) -> Reference:
        key, name = self._key(composite), self._name(composite)
        if several and _is_named(composite):
            # The schema's own name goes to the union of the object and the other types.
            key += " (object)"
            name = Name(tuple(f"{text} object" for text in name.candidates))
        return self._enter(_Pending(key, name, composite, model))

    def _enter(self, pending: _Pending) -> Reference:
        """Give out the key of a definition at once; what it holds comes later."""
        key, composite = pending.key, pending.composite
        if key not in self._composites:
            self._composites[key] = composite
            self._places[key] = composite.outer or composite.node
            self._pending.append(pending)
        return Reference(key)

    def _key(self, composite: Composite) -> str:
        key = self._place_key(composite.node)
        if composite.without:
            key = " - ".join((key, *map(self._place_key, composite.without)))
        return f"{self._place_key(composite.outer)} + {key}" if composite.outer else key

    def _place_key(self, node: Node) -> str:
        own = node.source.name == self._document.root.source.name
        return f"#{node.path}" if own else node.identity

    def _name(self, composite: Composite) -> Name:
        own = self._names.name(composite.node)
        if composite.without:
            # The schema's own name is its, where something else needs all of it.
            more = (f"delivered {text}" for text in own.candidates)
            own = replace(own, candidates=(*own.candidates, *more))
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
            if part.value is False:
                return self._lost(composite.node, "allows no value")
            said = (
                _LOST.intersection(part.value) if isinstance(part.value, dict) else ()
            )
            if said:
                problem = f"says what it is by `{min(said)}`, which no type can express"
                return self._lost(composite.node, problem)
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
                repair=_typed(schema),
            )
        )
        return Anything()


def _typed(schema: Node) -> Repair | None:
    """A type beside what the schema says, for a person to choose."""
    if not isinstance(schema.value, dict):
        return None
    place = (*schema.pointer, "type")
    return Repair((Put(schema.source.name, place, "<type>"),), sure=False)


def _is_named(composite: Composite) -> bool:
    return composite.outer is None and is_definition(composite.node)


def _deserves_a_name(composite: Composite) -> bool:
    """Whether a named schema keeps its name although it is no object: unions, enumerations, lists
    and maps.
    """
    values = enumerated(composite)
    if values:
        return len(values) > 1
    if composite.members:
        return True
    types = composite.types
    if len(types) > 1:
        return True
    return "array" in types or ("object" in types and not composite.properties)


def _needs_a_name(union: Union) -> bool:
    """Whether a union gets a name where the author gave none: it is told apart by a tag, or is too
    large to read where it stands.
    """
    return union.discriminator is not None or len(union.members) > _MOST_MEMBERS


def _description(composite: Composite) -> str:
    """The schema's own words, not those of what it builds on."""
    own = composite.node.text("description")
    return own or (composite.parts[-1].text("description") if composite.parts else "")
