"""Rules about several event schemas in one stream: can they be told apart by ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair, Severity
from ..load.node import Dangling, Document, Node
from ..openapi.discriminators import mapping_entries, mapping_target
from ..openapi.schemas import constants, parts, properties, union
from ..openapi.streams import Shape
from .registry import Finding, rule
from .repairs import (
    append,
    discriminated,
    named,
    placeholder,
    put,
    put_member,
    remove,
    shown_names,
)
from .subject import Group, Subject, called, gather

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..openapi.streams import StreamNode
    from ..openapi.variants import VariantNode


def _unions(subject: Subject) -> Iterator[Group]:
    return (g for g in subject.schemas() if g.stream.shape is Shape.ENVELOPE_UNION)


def _own_names(document: Document, variant: VariantNode) -> tuple[object, ...]:
    """What the schema of its ``event`` allows, where that is not any text."""
    event = variant.fields.get("event")
    return constants(document, event) if event is not None else ()


def _is_nameless(subject: Subject, variant: VariantNode) -> bool:
    """Whether no name selects it; a name that is not text is SSE108's."""
    return not variant.events and not _own_names(subject.document, variant)


@rule("SSE102", Severity.ERROR)
def union_without_discriminator(subject: Subject) -> Iterator[Finding]:
    """a union whose members cannot be told apart

    The events of a stream are a `oneOf` without a discriminator, and not every member says which
    `event` it is for. Where each has a `const` of its own for `event`, no discriminator is needed.

    Why: an event that arrives has a name. Without knowing whose name it is, one could only try the
    members one after the other, and deliver an event as the wrong one without noticing.

    Fix: add a discriminator on `event` with a mapping, or a `const` for `event` to each member.

    Bad:

        oneOf:
          - $ref: '#/components/schemas/HeartbeatEvent'
          - $ref: '#/components/schemas/ChatEvent'

    Good:

        oneOf:
          - $ref: '#/components/schemas/HeartbeatEvent'
          - $ref: '#/components/schemas/ChatEvent'
        discriminator:
          propertyName: event
          mapping:
            ping: '#/components/schemas/HeartbeatEvent'
            chat: '#/components/schemas/ChatEvent'
    """
    for group in _unions(subject):
        nameless = [called(v) for v in group.stream.events if _is_nameless(subject, v)]
        if nameless and not group.stream.discriminator_property:
            more = f" and {len(nameless) - 3} more" if len(nameless) > 3 else ""
            place = union(subject.document, group.node) or group.node
            yield Finding(
                place,
                f"the events of {group.operations} cannot be told apart: "
                f"{', '.join(nameless[:3])}{more} "
                f"{'declare' if len(nameless) > 1 else 'declares'} no name, and there is no "
                "discriminator",
                "add a `discriminator` on `event`, or a `const` for `event` to each member",
                repair=discriminated(subject.document, place, group.stream.events),
            )


@rule("SSE103", Severity.ERROR)
def discriminator_beside_event(subject: Subject) -> Iterator[Finding]:
    """a discriminator that is not on `event`

    The members of the union describe frames, and a frame is told from another by its field `event`.

    Why: the property that the discriminator names is no field that a server can send beside `data`,
    so no event would ever be matched.

    Fix: put the discriminator on `event`. If the property stands inside `data`, describe one event
    whose `data` is the union.

    Bad:

        discriminator:
          propertyName: type

    Good:

        discriminator:
          propertyName: event
    """
    for group in _unions(subject):
        name, node = group.stream.discriminator_property, group.stream.discriminator
        if node is not None and name not in ("", "event"):
            yield Finding(
                node.get("propertyName") or node,
                f"the discriminator of the events of {group.operations} is `{name}`, but events "
                "are told apart by `event`",
                "set `propertyName: event`, or move the union into `data` if the property stands "
                "there",
                repair=_on_event(subject.document, group, node),
            )


def _on_event(document: Document, group: Group, discriminator: Node) -> Repair:
    """A discriminator on ``event`` in place of another; needs no judgement where each member has
    its name already.
    """
    events = group.stream.events
    if all(_own_names(document, variant) for variant in events):
        return Repair((put(discriminator, {"propertyName": "event"}),))
    holder = Node(discriminator.source, discriminator.pointer[:-1], None)
    return discriminated(document, holder, events)


@rule("SSE104", Severity.ERROR)
def mapping_against_const(subject: Subject) -> Iterator[Finding]:
    """a discriminator mapping that does not match the members

    The mapping gives a member a name other than the `const` of its `event`, or names a schema that
    is no member of the union. Where schemas describe what `data` or a line holds, the same is said
    of the property that the discriminator names, and is a warning.

    Why: only one of the two is what the server sends. Under the other name, an event is skipped or
    fails to decode; a payload comes as `Unknown`, or is refused by tools that validate it.

    Fix: make the mapping and the members agree.

    Bad:

        discriminator:
          propertyName: event
          mapping:
            chat: '#/components/schemas/MessageEvent'  # its event is `const: message`

    Good:

        discriminator:
          propertyName: event
          mapping:
            message: '#/components/schemas/MessageEvent'
    """
    document = subject.document
    for group in gather(subject.streams, lambda stream: stream.discriminator):
        stream, tag = group.stream, group.stream.discriminator_property
        if stream.shape is Shape.ENVELOPE_UNION:
            if tag != "event":
                continue  # SSE103 tells of it
            severity = Severity.ERROR
        elif stream.shape is Shape.PAYLOAD_UNION and tag:
            severity = Severity.WARNING
        else:
            continue
        members = _members(document, stream)
        for name, entry in mapping_entries(stream.discriminator):
            target = mapping_target(document, entry)
            own = _tags(document, target, tag) if isinstance(target, Node) else ()
            if isinstance(target, Dangling) or target not in members:
                yield Finding(
                    entry,
                    f"the mapping sends `{name}` to `{entry.value}`, which is no member of the "
                    "union",
                    "name a member, or remove the entry",
                    severity,
                    _to_member(document, stream, name, entry, target),
                )
            elif own and name not in own:
                yield Finding(
                    entry,
                    f"the mapping calls {called(members[target])} `{name}`, but its `{tag}` is "
                    f"{_either(own)}",
                    "make the mapping and the schema agree",
                    severity,
                    _renamed(document, stream, name, entry, own),
                )


def _either(values: Sequence[object], limit: int = 3) -> str:
    shown = [f"`{value}`" for value in values[:limit]]
    more = [f"{len(values) - limit} others"] if len(values) > limit else []
    return " or ".join(shown + more)


def _members(document: Document, stream: StreamNode) -> dict[Node, VariantNode]:
    """The variants by what they are and by the member of the outermost union that holds them."""
    found = {variant.target: variant for variant in stream.variants}
    for variant in stream.variants:
        member = document.resolve(variant.member)
        if isinstance(member, Node):
            found.setdefault(member, variant)
    return found


def _tags(document: Document, schema: Node, tag: str) -> tuple[object, ...]:
    value = properties(document, schema).get(tag)
    return constants(document, value) if value is not None else ()


def _bearer(document: Document, stream: StreamNode, name: str) -> VariantNode | None:
    """The one event that is a reference and has this name by its own word."""
    tag = stream.discriminator_property
    found = [
        variant
        for variant in stream.events
        if name in _tags(document, variant.node, tag) and variant.node.has("$ref")
    ]
    return found[0] if len(found) == 1 else None


def _to_member(
    document: Document,
    stream: StreamNode,
    name: str,
    entry: Node,
    target: Node | Dangling,
) -> Repair:
    """Send the name to the member that has it; else make what is named a member, or remove it."""
    bearer = _bearer(document, stream, name)
    if bearer is not None and bearer.node.source == entry.source:
        return Repair((put(entry, bearer.node.text("$ref")),))
    held = union(document, stream.schema) if stream.schema is not None else None
    listed = (held.get("oneOf") or held.get("anyOf")) if held is not None else None
    if isinstance(target, Node) and listed is not None:
        reference = str(entry.value)
        if document.root.at("components", "schemas", reference) is not None:
            reference = f"#/components/schemas/{reference}"
        return Repair((append(listed, {"$ref": reference}),), sure=False)
    return Repair((remove(entry),), sure=False)


def _renamed(
    document: Document,
    stream: StreamNode,
    name: str,
    entry: Node,
    own: Sequence[object],
) -> Repair:
    """Send the name to the member that has it; else add it to what the schema allows where that is
    a choice, or give the entry the schema's own name.
    """
    bearer = _bearer(document, stream, name)
    if bearer is not None and bearer.node.source == entry.source:
        return Repair((put(entry, bearer.node.text("$ref")),), sure=False)
    target = mapping_target(document, entry)
    if len(own) > 1 and isinstance(target, Node):
        value = properties(document, target)[stream.discriminator_property]
        for part in reversed(parts(document, value)):
            if (allowed := part.get("enum")) is not None:
                return Repair((append(allowed, name),), sure=False)
    changes: list[Put | Remove] = [remove(entry)]
    if isinstance(own[0], str) and own[0] not in stream.mapping:
        file, holder = entry.source.name, entry.pointer[:-1]
        changes.append(Put(file, (*holder, own[0]), entry.value))
    return Repair(tuple(changes), sure=False)


def _place(variant: VariantNode) -> Node:
    return variant.fields.get("event", variant.target)


@rule("SSE105", Severity.ERROR)
def missing_event_name(subject: Subject) -> Iterator[Finding]:
    """a member of a union without an event name

    There is a discriminator on `event`, but for this member neither its mapping nor a `const` says
    which name selects it.

    Why: no event would ever be delivered as this member.

    Fix: add it to the mapping, or give its `event` a `const`.

    Bad:

        ChatEvent:
          properties:
            event:
              type: string

    Good:

        ChatEvent:
          properties:
            event:
              type: string
              const: chat
    """
    for group in _unions(subject):
        for variant in group.stream.events:
            if group.stream.discriminator_property == "event" and _is_nameless(
                subject, variant
            ):
                yield Finding(
                    _place(variant),
                    f"no event name selects {called(variant)}, which {group.operations} streams",
                    "give its `event` a `const`, or add it to the discriminator's mapping",
                    repair=_named(subject.document, group.stream, variant),
                )


def _named(document: Document, stream: StreamNode, variant: VariantNode) -> Repair:
    """Add the member to the mapping where there is one, else give it a name of its own."""
    names = shown_names(document, variant)
    name = names[0] if names else placeholder(f"event name of {variant.name}")
    node = stream.discriminator
    mapping = node.get("mapping") if node is not None else None
    if (
        mapping is not None
        and variant.node.has("$ref")
        and variant.node.source == mapping.source
    ):
        change = put_member(mapping, name, variant.node.text("$ref"))
    else:
        change = named(document, variant, name)
    return Repair((change,), sure=bool(names))


@rule("SSE106", Severity.ERROR)
def duplicate_event_name(subject: Subject) -> Iterator[Finding]:
    """an event name that two members share

    Two members of a union are selected by the same `event`.

    Why: an event of that name could be either; it would always be taken for the first.

    Fix: give each its own name. If the server sends both under one name, describe one event whose
    `data` is a union.

    Bad:

        TextEvent:
          properties:
            event:
              const: chat
        ImageEvent:
          properties:
            event:
              const: chat

    Good:

        TextEvent:
          properties:
            event:
              const: text
        ImageEvent:
          properties:
            event:
              const: image
    """
    for group in _unions(subject):
        first: dict[str, VariantNode] = {}
        for variant in group.stream.events:
            for name in variant.events:
                earlier = first.setdefault(name, variant)
                if earlier.target != variant.target:
                    yield Finding(
                        _place(variant),
                        f"{called(variant)} has the event name `{name}`, which already selects "
                        f"{called(earlier)}",
                        "give each its own name, or make one event of them whose `data` is a union",
                        repair=Repair(
                            (
                                named(
                                    subject.document,
                                    variant,
                                    placeholder(f"event name of {variant.name}"),
                                ),
                            ),
                            sure=False,
                        ),
                    )


@rule("SSE107", Severity.WARNING)
def unreachable_member(subject: Subject) -> Iterator[Finding]:
    """a member of a union that can never be chosen

    A member is listed a second time, or its event name is one that no frame can have: an empty
    name, or one with a line break.

    Why: no event is ever delivered as this member. The first of two that are alike is taken, and no
    frame has an empty name or one with a line break (HTML Standard, 9.2.6).

    Fix: remove the member, or correct its name.

    Bad:

        oneOf:
          - $ref: '#/components/schemas/ChatEvent'
          - $ref: '#/components/schemas/StatusEvent'
          - $ref: '#/components/schemas/ChatEvent'

    Good:

        oneOf:
          - $ref: '#/components/schemas/ChatEvent'
          - $ref: '#/components/schemas/StatusEvent'
    """
    for group in _unions(subject):
        seen: set[Node] = set()
        for variant in group.stream.events:
            if variant.target in seen:
                yield Finding(
                    variant.node,
                    f"{called(variant)} is listed twice in the union that {group.operations} "
                    "streams",
                    "remove one of the two",
                    # A union inside of this one may be that of other streams too.
                    repair=Repair(
                        (remove(variant.node),), sure=variant.node == variant.member
                    ),
                )
            elif variant.events and not any(map(_can_be_sent, variant.events)):
                yield Finding(
                    _place(variant),
                    f"no frame can carry the event name of {called(variant)}, "
                    f"{variant.events[0]!r}",
                    "use a name that is not empty and has no line break",
                    repair=Repair((_sendable(subject.document, variant),), sure=False),
                )
            seen.add(variant.target)


def _can_be_sent(name: str) -> bool:
    return bool(name) and "\n" not in name and "\r" not in name


def _sendable(document: Document, variant: VariantNode) -> Put:
    words = " ".join(variant.events[0].split())
    return named(
        document, variant, words or placeholder(f"event name of {variant.name}")
    )


@rule("SSE126", Severity.WARNING)
def confusable_names(subject: Subject) -> Iterator[Finding]:
    """event names that differ only by case or blanks

    Two names in a stream are the same but for the case of letters or blanks, or a name begins or
    ends with a blank.

    Why: names are compared letter by letter. If one of them is a slip, the events that the server
    sends under the right name are skipped.

    Fix: give each event the name that the server sends.

    Bad:

        TextEvent:
          properties:
            event:
              const: message
        ImageEvent:
          properties:
            event:
              const: Message

    Good:

        TextEvent:
          properties:
            event:
              const: text
        ImageEvent:
          properties:
            event:
              const: image
    """
    for group in subject.schemas():
        if group.stream.shape not in (Shape.ENVELOPE, Shape.ENVELOPE_UNION):
            continue
        first: dict[str, str] = {}
        for variant in group.stream.events:
            for name in filter(_can_be_sent, variant.events):
                plain = "".join(name.split()).lower()
                earlier = first.setdefault(plain, name)
                if earlier != name:
                    fault = f"which differs from `{earlier}` by case or blanks alone"
                    right = placeholder(f"event name of {variant.name}")
                elif name != name.strip():
                    fault, right = "which begins or ends with a blank", name.strip()
                else:
                    continue
                yield Finding(
                    _place(variant),
                    f"{called(variant)}, streamed by {group.operations}, has the event name "
                    f"`{name}`, {fault}",
                    "give it the name that the server sends",
                    repair=Repair(
                        (named(subject.document, variant, right),), sure=False
                    ),
                )
