"""What a schema says, in either dialect: OpenAPI 3.0's and JSON Schema 2020-12's.

Every function takes a schema that may be a ``$ref``, merges ``allOf`` and the keywords beside a
``$ref``, ends on cycles, and passes over what is not a schema: none of them raises for any document
that loads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from ..load.node import Document, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Constant: TypeAlias = "bool | int | float | str"

MOST_PARTS = 256
"""How many schemas are taken to hold together, many times more than in any real document: without
an end to it, chains of ``allOf`` would cost the square of their length.
"""

TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})

_IMPLYING = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}

_CONSTRAINTS = frozenset({"required", "not"})
"""Keywords that narrow an object without saying what it holds."""

_BASES = frozenset({"$ref", "allOf"})
"""Keywords by which a schema holds together with others."""

_REFERENCE = frozenset({"$ref"})

_ANNOTATIONS = frozenset({"title", "description", "$comment"})


def parts(document: Document, schema: Node) -> tuple[Node, ...]:
    """The schemas that hold together: the target of ``$ref``, members of ``allOf``, itself.

    In this order: where two contradict each other, the later one counts. Each occurs once. What
    only refers to another is left out on the way, and so is everything beyond `MOST_PARTS`.
    """
    if isinstance(schema.value, dict) and _BASES.isdisjoint(schema.value):
        return (schema,)
    found: list[Node] = []
    seen: set[Node] = set()
    # A stack of our own: a document may chain references deeper than Python recurses.
    pending: list[tuple[Node, bool]] = [(schema, False)]
    while pending:
        node, entered = pending.pop()
        if entered:
            found.append(node)
        elif (
            node not in seen and isinstance(node.value, dict) and len(seen) < MOST_PARTS
        ):
            seen.add(node)
            pending.append((node, True))
            pending.extend((base, False) for base in reversed(_bases(document, node)))
    return tuple(found)


def types(document: Document, schema: Node) -> frozenset[str]:
    """The JSON types that the schema states or implies; empty where it says nothing.

    ``null`` is among them only where nothing else is allowed: see `nullable`.
    """
    found: set[str] = set()
    for node in _walk(document, schema):
        found |= stated(parts(document, node))
    return frozenset(found - {"null"} or found)


def nullable(document: Document, schema: Node) -> bool:
    """Whether null is allowed: by ``nullable``, the type, a constant, or a member of the union."""
    for node in _walk(document, schema):
        if node.flag("nullable"):
            return True
        verdicts = {allows_null(part) for part in parts(document, node)}
        if True in verdicts and False not in verdicts:
            return True
    return False


def properties(document: Document, schema: Node) -> dict[str, Node]:
    """The properties by wire name; those of ``allOf`` first, overridden by the schema's own."""
    merged: dict[str, Node] = {}
    for part in parts(document, schema):
        declared = part.get("properties")
        if declared is not None:
            merged.update(declared.members())
    return merged


def required(document: Document, schema: Node) -> frozenset[str]:
    """The wire names of the properties that must be there, whether declared or not."""
    return frozenset(
        name
        for part in parts(document, schema)
        for name in _strings(_value(part, "required"))
    )


def members(document: Document, schema: Node) -> tuple[Node, ...]:
    """The members of ``oneOf``, else of ``anyOf``, as they stand there, without a null one.

    Empty where the schema is no union. Members that only constrain (``required``) make none.
    """
    return tuple(
        member
        for member in alternatives(parts(document, schema))
        if not is_null(document, member)
    )


def union(document: Document, schema: Node) -> Node | None:
    """The part of the schema that carries the ``oneOf`` or ``anyOf`` of `members`."""
    for part in reversed(parts(document, schema)):
        if alternatives((part,)):
            return part
    return None


def constants(document: Document, schema: Node) -> tuple[Constant, ...]:
    """The scalars of ``const``, else of ``enum``, without null; empty where any value goes."""
    for part in reversed(parts(document, schema)):
        values = enumerated(part)
        if values is not None:
            # True == 1 == 1.0 in Python, but not in JSON.
            unique = {(type(v), v): v for v in values if _is_constant(v)}
            return tuple(unique.values())
    return ()


def default(document: Document, schema: Node) -> Constant | None:
    """The scalar that holds where nothing is said; None where there is no such ``default``."""
    for part in reversed(parts(document, schema)):
        declared = part.get("default")
        if declared is not None:
            return declared.value if _is_constant(declared.value) else None
    return None


def _bases(document: Document, node: Node) -> list[Node]:
    bases: list[Node] = []
    followed = document.follow(node)
    if isinstance(followed, Node) and followed is not node:
        bases.append(followed)
    composed = node.get("allOf")
    if composed is not None:
        bases.extend(composed.items())
    return [_beyond_references(document, base) for base in bases]


def _beyond_references(document: Document, node: Node) -> Node:
    """What a schema leads to that is a reference and says nothing besides; else the schema."""
    if isinstance(node.value, dict) and node.value.keys() == _REFERENCE:
        target = document.resolve(node)
        return target if isinstance(target, Node) else node
    return node


def _walk(document: Document, schema: Node) -> Iterator[Node]:
    """The schema and, where only its union says what it is, the members, also of inner unions."""
    seen: set[Node] = set()
    pending = [schema]
    while pending:
        node = pending.pop()
        if node not in seen:
            seen.add(node)
            yield node
            held = parts(document, node)
            if not stated(held):
                pending.extend(reversed(alternatives(held)))


def alternatives(held: tuple[Node, ...]) -> tuple[Node, ...]:
    """The members of the union among parts that hold together, the last part's; null included."""
    for part in reversed(held):
        for keyword in ("oneOf", "anyOf"):
            listed = part.get(keyword)
            items = listed.items() if listed is not None else ()
            found = tuple(item for item in items if isinstance(item.value, dict | bool))
            if any(not _only_constrains(member) for member in found):
                return found
    return ()


def _only_constrains(member: Node) -> bool:
    keywords = member.value.keys() if isinstance(member.value, dict) else set[str]()
    return keywords <= _CONSTRAINTS | _ANNOTATIONS and not _CONSTRAINTS.isdisjoint(
        keywords
    )


def is_null(document: Document, member: Node) -> bool:
    """Whether a schema allows null and nothing else."""
    node = document.resolve(member)
    if not isinstance(node, Node):
        return False
    explicit = _explicit(node)
    if explicit:
        return explicit == {"null"}
    values = enumerated(node)
    return bool(values) and all(value is None for value in values or ())


def stated(held: tuple[Node, ...]) -> frozenset[str]:
    """The types that the parts agree on: named, else of the constants, else implied by keywords."""
    named = [explicit for part in held if (explicit := _explicit(part))]
    if named:
        # Parts that contradict each other allow nothing; the schema's own word is the best guess.
        agreed = frozenset.intersection(*map(_widened, named))
        return agreed & frozenset.union(*named) or named[-1]
    for part in reversed(held):
        values = enumerated(part)
        if values:
            return frozenset(map(_type_of, values))
    return frozenset(
        type_
        for part in held
        if isinstance(part.value, dict)
        for keyword, type_ in _IMPLYING.items()
        if keyword in part.value
    )


def _widened(named: frozenset[str]) -> frozenset[str]:
    return named | {"integer"} if "number" in named else named


def allows_null(part: Node) -> bool | None:
    """What this part alone says about null; None where it says nothing."""
    if part.flag("nullable"):
        return True
    explicit = _explicit(part)
    if explicit:
        return "null" in explicit
    values = enumerated(part)
    return None in values if values else None


def _explicit(part: Node) -> frozenset[str]:
    stated = _value(part, "type")
    named = [stated] if isinstance(stated, str) else _strings(stated)
    return frozenset(named) & TYPES


def enumerated(part: Node) -> list[Value] | None:
    """The values of ``const``, else of ``enum``, of this part alone; None where any value goes."""
    if not isinstance(part.value, dict):
        return None
    if "const" in part.value:
        return [part.value["const"]]
    values = part.value.get("enum")
    return values if isinstance(values, list) and values else None


def _is_constant(value: Value) -> TypeGuard[Constant]:
    return isinstance(value, bool | int | float | str)


def _type_of(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"


def _value(node: Node, key: str) -> Value:
    return node.value.get(key) if isinstance(node.value, dict) else None


def _strings(value: Value) -> Iterable[str]:
    return (v for v in value if isinstance(v, str)) if isinstance(value, list) else ()
