"""What became of a stream: its framing, its end, and the events in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..ir.streams import EventStream, Style
from ..ir.types import Reference, Union
from .change import Change, Side, Spot
from .pairs import paired
from .types import Comparison
from .uses import Root

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from ..ir.streams import Field, Variant
    from ..ir.types import Type
    from .contract import Contract
    from .uses import Uses


def kind_of_stream(stream: EventStream) -> str:
    """What the loop over a stream receives, in words."""
    match stream.style:
        case Style.PAYLOAD:
            return "a stream of payloads"
        case Style.STRING:
            return "a stream of text events"
        case _:
            return "a stream of events"


def streams(
    old: Contract,
    new: Contract,
    uses: Uses,
    old_operation: str,
    operation: str,
    before: EventStream,
    after: EventStream,
) -> Iterator[Change]:
    """Compare two streams of one kind; what changed in types goes to the uses."""
    there = Spot(Side.OLD, old_operation, before.key)
    here = Spot(Side.NEW, operation, after.key)

    def tell(rule: str, what: str, spot: Spot = here, subject: str = "") -> Change:
        return Change(rule, what, spot, (operation,), subject)

    if before.media_type != after.media_type:
        what = f"streams `{after.media_type}` now, and did `{before.media_type}`"
        yield tell("SSE422", what)
    if before.sentinel != after.sentinel:
        yield tell("SSE435", _sentinel(before.sentinel, after.sentinel))
    if before.payload is not None and after.payload is not None:
        yield from _payloads(old, new, uses, before, after, there, here)
        return
    pairs = paired(
        before.variants,
        after.variants,
        (_Named(after), _Named(after)),
        (_component, _component),
        (_Unnamed(before), _Unnamed(after)),
    )
    alone = len(before.events) == 1 and len(after.events) > 1
    for was, is_ in pairs.both:
        spot = Spot(Side.NEW, operation, is_.key)
        for rule, what in _variant(was, is_):
            yield tell(rule, what, spot, _subject(was))
        called = old.event_classes[old_operation][before.variants.index(was)]
        calls = new.event_classes[operation][after.variants.index(is_)]
        if called != calls:
            what = f"is called `events.{calls}` now, was `events.{called}`"
            yield tell("SSE405", what, spot, _subject(is_))
        holder = Spot(Side.OLD, old_operation, was.key), spot
        root = Root(operation, _subject(is_))
        comparison = Comparison(old, new, request=False)
        _fields(comparison, was, is_, holder)
        uses.enter(root, comparison.contents)
    for gone in pairs.gone:
        spot = Spot(Side.OLD, old_operation, gone.key)
        yield tell("SSE431", "does not come any more", spot, _subject(gone))
    for added in pairs.new:
        spot = Spot(Side.NEW, operation, added.key)
        if alone and not added.is_error:
            what = "is new, in a stream that had one kind of event"
            yield tell("SSE433", what, spot, _subject(added))
        else:
            yield tell("SSE432", "is new", spot, _subject(added))


def _sentinel(was: str | None, is_: str | None) -> str:
    if was is None:
        return f"ends with `{is_}` now, and had no sentinel"
    if is_ is None:
        return f"has no sentinel now, and ended with `{was}`"
    return f"ends with `{is_}` now, and did with `{was}`"


def _payloads(
    old: Contract,
    new: Contract,
    uses: Uses,
    before: EventStream,
    after: EventStream,
    there: Spot,
    here: Spot,
) -> Iterator[Change]:
    """Compare the types of payloads; what is raised now is not missing among what is delivered."""
    operation = here.operation
    raised, was_raised = _names(new, after), _names(old, before)
    moved = {
        **dict.fromkeys(raised & _members(old, before.payload), "is raised now"),
        **dict.fromkeys(was_raised & _members(new, after.payload), "is delivered now"),
    }
    for name, what in sorted(moved.items()):
        yield Change("SSE437", what, here, (operation,), f"event `{name}`")
    was = _without(old, before.payload, moved.keys())
    is_ = _without(new, after.payload, moved.keys())
    if was is not None and is_ is not None:
        root = Root(operation, "event")
        uses.types(was, is_, root, (there, here), request=False)


def _names(contract: Contract, stream: EventStream) -> AbstractSet[str]:
    """The classes of the payloads that are raised."""
    return {
        contract.name(type_.key)
        for type_ in stream.error_payloads
        if isinstance(type_, Reference)
    }


def _members(contract: Contract, payload: Type | None) -> AbstractSet[str]:
    """The classes of the payloads that are delivered."""
    type_ = contract.bare(payload)[0] if payload is not None else None
    members = type_.members if isinstance(type_, Union) else (type_,)
    return {contract.name(m.key) for m in members if isinstance(m, Reference)}


def _without(
    contract: Contract, payload: Type | None, names: Collection[str]
) -> Type | None:
    """The payload without some of the members that its union has."""
    if payload is None or not names:
        return payload
    type_ = contract.bare(payload)[0]
    if not isinstance(type_, Union):
        return payload
    members = tuple(
        member
        for member in type_.members
        if not (isinstance(member, Reference) and contract.name(member.key) in names)
    )
    match members:
        case ():
            return None
        case (only,):
            return only
        case _:
            return replace(type_, members=members)


def _variant(was: Variant, is_: Variant) -> Iterator[tuple[str, str]]:
    """What became of an event itself, as pairs of a rule and what is told under it."""
    added = [name for name in is_.events if name not in was.events]
    gone = [name for name in was.events if name not in is_.events]
    if len(gone) == len(was.events) and (gone or added):
        yield "SSE434", f"comes as {_listed(is_.events) or 'any event'} now"
    else:
        if gone:
            yield "SSE429", f"does not come as {_listed(gone)} any more"
        if added:
            yield "SSE432", f"also comes as {_listed(added)}"
    if is_.is_error and not was.is_error:
        yield "SSE437", "is raised now, and was delivered"
    if was.is_error and not is_.is_error:
        yield "SSE437", "is delivered now, and was raised"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fields(
    comparison: Comparison, was: Variant, is_: Variant, holder: tuple[Spot, Spot]
) -> None:
    """Compare the fields of an envelope but ``event``, which the names of the variant tell."""
    pairs = paired(_compared(was), _compared(is_), (_name, _name))
    for before, after in pairs.both:
        comparison.types(
            before.type,
            after.type,
            f".{after.name}",
            holder,
            may_lack=(not before.required, not after.required),
        )
        if before.name == "data" and was.json != is_.json and before.type == after.type:
            what = "is JSON now, was text" if is_.json else "is text now, was JSON"
            comparison.tell("SSE428", ".data", what, holder[1])
    for field in pairs.gone:
        comparison.tell("SSE424", f".{field.name}", "is not there any more", holder[0])
    for field in pairs.new:
        comparison.tell("SSE425", f".{field.name}", "is new", holder[1])


def _compared(variant: Variant) -> tuple[Field, ...]:
    return tuple(field for field in variant.fields if field.name != "event")


def _name(field: Field) -> str:
    return field.name


def _subject(variant: Variant) -> str:
    return f"event {_listed(variant.events)}" if variant.events else "the event"


class _Named:
    """The sign of variants by their event names: the first of a stream that shares one."""

    def __init__(self, stream: EventStream) -> None:
        self._indexes: dict[str, int] = {}
        for index, variant in enumerate(stream.variants):
            for name in variant.events or ("",):
                self._indexes.setdefault(name, index)

    def __call__(self, variant: Variant) -> int | None:
        found = (self._indexes.get(name) for name in variant.events or ("",))
        return next((index for index in found if index is not None), None)


class _Unnamed:
    """The sign of variants by what they hold and where they stand in a stream."""

    def __init__(self, stream: EventStream) -> None:
        self._stream = stream

    def __call__(self, variant: Variant) -> tuple[int, tuple[tuple[str, Type], ...]]:
        fields = tuple((field.name, field.type) for field in _compared(variant))
        return self._stream.variants.index(variant), fields


def _component(variant: Variant) -> str | None:
    """The key of a variant that has a schema of its own among the components."""
    _, found, name = variant.key.rpartition("#/components/schemas/")
    return variant.key if found and "/" not in name else None
