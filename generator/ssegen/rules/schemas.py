"""Rules about schemas in general."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from ..diagnostics import Put, Repair, Severity
from ..load.node import Node
from ..openapi import schemas
from .registry import Finding, rule
from .repairs import append, placeholder, put, put_member, remove
from .structure import called_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Document, Value
    from .subject import Subject

MOST_MEMBERS = 500
"""How many members a union may have that becomes a type; type checkers take minutes for more."""

_COMPOSING = frozenset({"allOf", "anyOf", "oneOf"})


@rule("SSE201", Severity.WARNING)
def untyped_schema(subject: Subject) -> Iterator[Finding]:
    """a schema that cannot become a type

    The schema uses what has no counterpart among Python's types, or contradicts itself, or is a
    union of more than 500 members. Where schemas build on each other in chains that would fill an
    SDK with their square, it is an error.

    Why: the place gets the type `Any`: values pass as they are, nothing is checked, and nothing
    completes in an editor.

    Fix: say with `type`, `properties`, `items`, `enum` or `oneOf` what the value is; let fewer
    schemas build on others.

    Bad:

        size:
          not:
            type: string

    Good:

        size:
          type: integer
    """
    for union, members in _unions(subject):
        if len(members) > MOST_MEMBERS:
            yield Finding(
                union,
                f"{called_node(union)} is a union of {len(members):,} members, more than "
                f"{MOST_MEMBERS}; any value is accepted in its place",
                "join members that are alike, or describe what they have in common",
            )


@rule("SSE202", Severity.WARNING)
def undeclared_required_property(subject: Subject) -> Iterator[Finding]:
    """a required property that is not declared

    `required` names a property that is not under `properties`, nor in what the schema builds on.
    A schema that is itself part of another, by `allOf`, `anyOf` or `oneOf`, may mean a property of
    that one, so it is not looked at.

    Why: mostly the property was renamed or removed in one of the two places. The type does not have
    it: editors do not complete it, and code that reads it fails a type check.

    Fix: declare the property, or take it off the list.

    Bad:

        Usage:
          type: object
          required: [totalTokens]
          properties:
            total_tokens:
              type: integer

    Good:

        Usage:
          type: object
          required: [total_tokens]
          properties:
            total_tokens:
              type: integer
    """
    every = [part.node for part in subject.parts if part.name == "schema"]
    bases = {
        _target(subject.document, base)
        for node in every
        if (composed := node.get("allOf")) is not None
        for base in composed.items()
    }
    for node in every:
        if node not in bases:
            yield from _undeclared(subject.document, node)


def _undeclared(document: Document, node: Node) -> Iterator[Finding]:
    alone = len(node.pointer) < 2 or node.pointer[-2] not in _COMPOSING
    names, held = node.get("required"), node.get("properties")
    if names is None or held is None or not alone or _is_open(node):
        return
    lacking = [
        n for n in names.items() if isinstance(n.value, str) and not held.has(n.value)
    ]
    declared = schemas.properties(document, node) if lacking else {}
    for name in lacking:
        if not isinstance(name.value, str) or name.value in declared:
            continue
        free = declared.keys() - set(schemas.required(document, node))
        near = difflib.get_close_matches(name.value, sorted(free), 1, cutoff=0.75)
        change = (
            put(name, near[0])
            if near
            else put_member(held, name.value, {"type": "string"})
        )
        yield Finding(
            name,
            f"the required property `{name.value}` of {called_node(node)} is not declared; the "
            "type does not have it" + (f"; did you mean `{near[0]}`?" if near else ""),
            "declare it under `properties`, or take it off the list",
            repair=Repair((change,), sure=False),
        )


def _is_open(node: Node) -> bool:
    """Whether properties without a name of their own, or of one member of a union, may be meant."""
    others = ("anyOf", "oneOf", "patternProperties", "if", "dependentSchemas")
    extra = node.get("additionalProperties")
    described = extra is not None and isinstance(extra.value, dict) and extra.value
    return bool(described) or any(node.has(key) for key in others)


@rule("SSE203", Severity.WARNING)
def unfit_discriminator(subject: Subject) -> Iterator[Finding]:
    """a discriminator that does not fit the members of its union

    The property of the discriminator is not declared by a member, or the mapping leads to a schema
    that is no member, or is not there. Of the union of a stream's events, SSE103 to SSE105 tell it.

    Why: a value that a mapping leads elsewhere with is decoded as `Unknown`, although the document
    describes it; a member without the property is never told apart from the others.

    Fix: declare the property in every member, with a constant; let the mapping lead to members
    alone.

    Bad:

        Source:
          oneOf:
            - $ref: '#/components/schemas/Tool'
          discriminator:
            propertyName: type
            mapping:
              document: '#/components/schemas/Document'

    Good:

        Source:
          oneOf:
            - $ref: '#/components/schemas/Tool'
            - $ref: '#/components/schemas/Document'
          discriminator:
            propertyName: type
            mapping:
              document: '#/components/schemas/Document'
    """
    document = subject.document
    streams = (*subject.streams, *subject.failures)
    of_events = {stream.discriminator for stream in streams}
    for union, members in _unions(subject):
        discriminator = union.get("discriminator")
        if discriminator is None or discriminator in of_events:
            continue
        members = [m for m in members if not schemas.is_null(document, m)]
        targets = [_target(document, member) for member in members]
        if any(schemas.members(document, target) for target in targets):
            continue  # unions in unions stand beside the others
        yield from _without_the_property(document, union, discriminator, targets)
        yield from _led_elsewhere(document, union, discriminator, targets)


def _without_the_property(
    document: Document, union: Node, discriminator: Node, members: list[Node]
) -> Iterator[Finding]:
    name = discriminator.text("propertyName")
    inside = len(union.pointer) > 1 and union.pointer[-2] == "allOf"
    if not name or inside or name in schemas.properties(document, union):
        return
    lacking = [
        member
        for member in members
        if not member.has("$recursiveRef")
        and name not in schemas.properties(document, member)
    ]
    if not lacking:
        return
    place = discriminator.get("propertyName") or discriminator
    first, *others = map(called_node, lacking)
    shown = f"{first} and {len(others)} more" if others else first
    yield Finding(
        place,
        f"{shown} {'has' if len(lacking) == 1 else 'have'} no property `{name}`, by which the "
        f"members of {called_node(union)} are told apart",
        "declare the property in every member, with a constant",
        repair=_declaring(lacking, name),
    )


def _declaring(members: list[Node], name: str) -> Repair:
    changes: list[Put] = []
    for member in members:
        schema: dict[str, Value] = {
            "type": "string",
            "enum": [placeholder(f"{name} of {member.key}")],
        }
        held = member.get("properties")
        changes.append(
            put_member(held, name, schema)
            if held is not None
            else put_member(member, "properties", {name: schema})
        )
    return Repair(tuple(changes), sure=False)


def _led_elsewhere(
    document: Document, union: Node, discriminator: Node, members: list[Node]
) -> Iterator[Finding]:
    mapping = discriminator.get("mapping")
    for value, leads in mapping.members() if mapping is not None else ():
        text = leads.value
        if not isinstance(text, str):
            continue
        is_name = "/" not in text and "#" not in text
        reference = f"#/components/schemas/{text}" if is_name else text
        target = document.resolve(
            Node(leads.source, leads.pointer, {"$ref": reference})
        )
        if isinstance(target, Node) and target in members:
            continue
        what = (
            f"`{text}`, which is no member of the union"
            if isinstance(target, Node)
            else f"`{text}`, which is not there"
        )
        listed_members = union.get("oneOf") or union.get("anyOf")
        repair = Repair((remove(leads),), sure=False)
        if isinstance(target, Node) and listed_members is not None:
            repair = Repair((append(listed_members, {"$ref": reference}),), sure=False)
        yield Finding(
            leads,
            f"the mapping of {called_node(union)} leads from `{value}` to {what}",
            "let it lead to a member, or add the member",
            repair=repair,
        )


def _unions(subject: Subject) -> Iterator[tuple[Node, list[Node]]]:
    """The unions of the document, and their members, null included."""
    for part in subject.parts:
        if part.name != "schema":
            continue
        union = part.node.get("oneOf") or part.node.get("anyOf")
        if union is not None and isinstance(union.value, list):
            yield part.node, list(union.items())


def _target(document: Document, node: Node) -> Node:
    target = document.resolve(node)
    return target if isinstance(target, Node) else node
