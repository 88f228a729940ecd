"""Rules about several event schemas in one stream: can they be told apart by ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Severity
from ..load.node import Dangling, Node
from ..openapi.discriminators import mapping_target
from ..openapi.schemas import constants, union
from ..openapi.streams import Shape
from .registry import Finding, rule
from .subject import Group, Subject, called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..openapi.variants import VariantNode


def _unions(subject: Subject) -> Iterator[Group]:
    return (g for g in subject.schemas() if g.stream.shape is Shape.ENVELOPE_UNION)


def _own_names(subject: Subject, variant: VariantNode) -> tuple[object, ...]:
    event = variant.fields.get("event")
    return constants(subject.document, event) if event is not None else ()


def _is_nameless(subject: Subject, variant: VariantNode) -> bool:
    """Whether no name selects it; a name that is not text is SSE108's."""
    return not variant.events and not _own_names(subject, variant)


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
            yield Finding(
                union(subject.document, group.node) or group.node,
                f"the events of {group.operations} cannot be told apart: "
                f"{', '.join(nameless[:3])}{more} declare no name, and there is no discriminator",
                "add a `discriminator` on `event`, or a `const` for `event` to each member",
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
            )


@rule("SSE104", Severity.ERROR)
def mapping_against_const(subject: Subject) -> Iterator[Finding]:
    """a discriminator mapping that does not match the members

    The mapping gives a member a name other than the `const` of its `event`, or names a schema that
    is no member of the union.

    Why: one of the two is what the server sends; events with the other name would be skipped or
    fail.

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
    for group in _unions(subject):
        discriminator = group.stream.discriminator
        mapping = discriminator.get("mapping") if discriminator is not None else None
        if (
            discriminator is None
            or mapping is None
            or discriminator.text("propertyName") != "event"
        ):
            continue
        variants = {variant.target: variant for variant in group.stream.variants}
        for name, entry in mapping.members():
            target = mapping_target(subject.document, entry)
            if isinstance(target, Dangling) or target not in variants:
                yield Finding(
                    entry,
                    f"the mapping sends `{name}` to `{entry.value}`, which is no member of the "
                    "union",
                    "name a member, or remove the entry",
                )
            elif (own := _own_names(subject, variants[target])) and name not in own:
                yield Finding(
                    entry,
                    f"the mapping calls {called(variants[target])} `{name}`, but its `event` is "
                    f"{' or '.join(f'`{value}`' for value in own)}",
                    "make the mapping and the schema agree",
                )


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
                )


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
                    )


@rule("SSE107", Severity.WARNING)
def unreachable_member(subject: Subject) -> Iterator[Finding]:
    """a member of a union that can never be chosen

    A member is listed a second time, or its event name is one that no frame can have: an empty
    name, or one with a line break.

    Why: the member's code is dead. The HTML Standard (9.2.6) dispatches an event with an empty name
    as `message`, and a line break ends the field.

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
                )
            elif variant.events and not any(map(_can_be_sent, variant.events)):
                yield Finding(
                    _place(variant),
                    f"no frame can carry the event name of {called(variant)}, "
                    f"{variant.events[0]!r}",
                    "use a name that is not empty and has no line break",
                )
            seen.add(variant.target)


def _can_be_sent(name: str) -> bool:
    return bool(name) and "\n" not in name and "\r" not in name
