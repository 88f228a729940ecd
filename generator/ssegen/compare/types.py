"""What became of a type, for those who send it or for those who receive it.

A client sends what it was written for, so a request must go on to take all that it took. It was
written for what it received, so a response must not bring anything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from ..ir.types import (
    Anything,
    Array,
    Literal,
    Map,
    Model,
    Nullable,
    Property,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Union,
)
from .change import Side, Spot
from .contract import spelled_value
from .pairs import paired

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..ir.types import Constant, Type
    from .contract import Contract

_SCALARS = {
    bool: ScalarKind.BOOLEAN,
    int: ScalarKind.INTEGER,
    float: ScalarKind.NUMBER,
    str: ScalarKind.STRING,
}

_FORMATS = frozenset(
    {
        ScalarKind.DATETIME,
        ScalarKind.DATE,
        ScalarKind.TIME,
        ScalarKind.DURATION,
        ScalarKind.UUID,
        ScalarKind.DECIMAL,
    }
)
"""Text in JSON, and something else in Python."""

_MOST_VALUES = 8
"""Of an enumeration in a message."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """A definition of each document, as it travels in one direction."""

    old: str
    new: str
    request: bool


@dataclass(frozen=True, slots=True)
class Local:
    """A change in a type or a definition, wherever that is used."""

    rule: str
    path: str
    """From the type to what changed: ``.choices[].delta``."""
    what: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Link:
    """A type holds a pair of definitions, which are compared once for all that hold them."""

    path: str
    target: Definitions


@dataclass(slots=True)
class Contents:
    """What the comparison of two types, or of two definitions, gives."""

    changes: list[Local] = field(default_factory=list["Local"])
    links: list[Link] = field(default_factory=list["Link"])


Holder: TypeAlias = "tuple[Spot, Spot]"
"""Where the types stand in the old document and in the new one."""


@dataclass(slots=True)
class Comparison:
    """Compares types of two documents.

    Args:
        old: The one document.
        new: The other one.
        request: Whether a client sends them, or receives them.
    """

    old: Contract
    new: Contract
    request: bool
    contents: Contents = field(default_factory=Contents)
    _entered: set[tuple[Type, Type]] = field(default_factory=set["tuple[Type, Type]"])

    def definitions(self, old: str, new: str) -> None:
        """Compare two definitions by their keys."""
        before, after = self.old.api.definitions.get(old), self.new.api.definitions.get(
            new
        )
        holder = Spot(Side.OLD, key=old), Spot(Side.NEW, key=new)
        if isinstance(before, Model) and isinstance(after, Model):
            self._models(before, after)
        else:
            self._bare(Reference(old), Reference(new), "", holder)

    def types(
        self,
        old: Type,
        new: Type,
        path: str,
        holder: Holder,
        *,
        may_lack: tuple[bool, bool] = (False, False),
    ) -> None:
        """Compare two types, and what may be in their place: null, or nothing at all.

        Args:
            old: The type as it was.
            new: The type as it is.
            path: What leads to it.
            holder: Where it stands.
            may_lack: Whether a value may be missing, as it was and as it is.
        """
        match old, new:
            case Reference(), Reference():
                lacks_before, lacks_after = may_lack
            case _:
                lacks_before = may_lack[0] or self.old.bare(old)[1]
                lacks_after = may_lack[1] or self.new.bare(new)[1]
        if lacks_before != lacks_after:
            self._lacking(lacks_after, path, holder)
        match old, new:
            case (Reference(), Reference()) | (
                Nullable(Reference()),
                Nullable(Reference()),
            ):
                self._linked(old, new, path, holder)
            case _:
                self._bare(old, new, path, holder)

    def _lacking(self, now: bool, path: str, holder: Holder) -> None:
        match self.request, now:
            case True, True:
                self._tell("SSE417", path, "may be null now", holder)
            case True, False:
                self._tell("SSE416", path, "must not be null any more", holder)
            case False, True:
                self._tell("SSE426", path, "may be missing or null now", holder)
            case _:
                self._tell("SSE427", path, "is always there now", holder)

    def _linked(self, old: Type, new: Type, path: str, holder: Holder) -> None:
        before = old.inner if isinstance(old, Nullable) else old
        after = new.inner if isinstance(new, Nullable) else new
        if not (isinstance(before, Reference) and isinstance(after, Reference)):
            return
        pair = Definitions(before.key, after.key, self.request)
        self.contents.links.append(Link(path, pair))
        was, is_ = self.old.name(before.key), self.new.name(after.key)
        remains = was in self.new.planned.classes.values()
        if not self.request and was != is_ and remains and self._are_models(pair):
            self._tell("SSE405", path, f"is `{is_}` now, and was `{was}`", holder)

    def _are_models(self, pair: Definitions) -> bool:
        return isinstance(self.old.api.definitions.get(pair.old), Model) and isinstance(
            self.new.api.definitions.get(pair.new), Model
        )

    def _bare(self, old: Type, new: Type, path: str, holder: Holder) -> None:
        """Compare two types, null apart."""
        before, after = self.old.bare(old)[0], self.new.bare(new)[0]
        if (before, after) in self._entered:
            return
        self._entered.add((before, after))
        match before, after:
            case Reference(), Reference():
                self._linked(before, after, path, holder)
            case Array(was), Array(is_):
                self.types(was, is_, f"{path}[]", holder)
            case Map(was), Map(is_):
                self.types(was, is_, f"{path}.*", holder)
            case (
                Tuple(items=old_items, rest=None),
                Tuple(items=new_items, rest=None),
            ) if len(old_items) == len(new_items):
                for index, (was, is_) in enumerate(
                    zip(old_items, new_items, strict=True)
                ):
                    self.types(was, is_, f"{path}[{index}]", holder)
            case Literal(), Literal():
                self._literals(before, after, path, holder)
            case (Anything(), _) | (_, Anything()) if before != after:
                self._others(before, after, path, holder)
            case (Union(), _) | (_, Union()):
                self._unions(before, after, path, holder)
            case _ if before != after:
                self._others(before, after, path, holder)
            case _:
                pass
        self._entered.discard((before, after))

    def _others(self, old: Type, new: Type, path: str, holder: Holder) -> None:
        """Types of different kinds."""
        is_, was = f"`{self.new.spelled(new)}` now", f"`{self.old.spelled(old)}`"
        if self.request:
            rule = "SSE416"
            if _takes(old, new):
                rule = "SSE417"
            elif old == Scalar(ScalarKind.STRING) and _is_text(new):
                rule = "SSE419"
            self._tell(rule, path, f"takes {is_}, and took {was}", holder)
        else:
            rule = "SSE429" if _gives(old, new) else "SSE428"
            self._tell(rule, path, f"is {is_}, and was {was}", holder)

    def _literals(self, old: Literal, new: Literal, path: str, holder: Holder) -> None:
        before, after = _values(old), _values(new)
        added = [value for value in after if value not in before]
        removed = [value for value in before if value not in after]
        if _kinds(old) != _kinds(new) or (
            not (old.open and new.open) and len(removed) == len(before)
        ):
            self._others(old, new, path, holder)
            return
        if removed:
            what = f"{_listed(removed)} any more"
            if self.request:
                self._tell("SSE416", path, f"does not take {what}", holder)
            else:
                self._tell("SSE429", path, f"is never {what}", holder)
        if added:
            what = _listed(added)
            if self.request:
                self._tell("SSE417", path, f"also takes {what}", holder)
            else:
                self._tell("SSE429", path, f"may also be {what}", holder)

    def _unions(self, old: Type, new: Type, path: str, holder: Holder) -> None:
        self._tags(old, new, path, holder)
        whole = paired(
            _members(old),
            _members(new),
            (_tagged(old), _tagged(new)),
            (self._old_name, self._new_name),
        )
        # What is left may be the members of unions in the unions.
        parts = paired(
            self._dissolved(self.old, whole.gone),
            self._dissolved(self.new, whole.new),
            (_identity, _identity),
            (self._old_name, self._new_name),
            (_kind, _kind),
        )
        for was, is_ in (*whole.both, *parts.both):
            self.types(was, is_, f"{path}{self._step(is_)}", holder)
        for member in parts.gone:
            name = f"`{self.old.spelled(member)}`"
            if self.request:
                self._tell("SSE416", path, f"does not take {name} any more", holder)
            else:
                rule = "SSE431" if isinstance(member, Reference) else "SSE429"
                self._tell(rule, path, f"is never {name} any more", holder)
        for member in parts.new:
            name = f"`{self.new.spelled(member)}`"
            if self.request:
                self._tell("SSE417", path, f"also takes {name}", holder)
            elif _is_tagged(old) and _is_tagged(new):
                self._tell("SSE432", path, f"may also be {name}", holder)
            else:
                self._tell("SSE428", path, f"may also be {name}", holder)

    def _dissolved(self, contract: Contract, members: Iterable[Type]) -> list[Type]:
        """The members without names of aliases, those of unions among them in their place."""
        found: dict[Type, None] = {}
        waiting = list(members)
        seen: set[Type] = set()
        while waiting:
            member = contract.bare(waiting.pop(0))[0]
            if isinstance(member, Union) and member not in seen:
                seen.add(member)
                waiting[:0] = member.members
            elif not isinstance(member, Union):
                found[member] = None
        return list(found)

    def _tags(self, old: Type, new: Type, path: str, holder: Holder) -> None:
        if self.request or not (isinstance(old, Union) and isinstance(new, Union)):
            return
        before = old.discriminator.property if old.discriminator else ""
        after = new.discriminator.property if new.discriminator else ""
        if before and before != after:
            now = f"by `{after}` now, and was" if after else "no more, and was"
            self._tell("SSE436", path, f"is told apart {now} by `{before}`", holder)

    def _old_name(self, member: Type) -> str | None:
        return (
            self.old.name(member.key) or None if isinstance(member, Reference) else None
        )

    def _new_name(self, member: Type) -> str | None:
        return (
            self.new.name(member.key) or None if isinstance(member, Reference) else None
        )

    def _step(self, member: Type) -> str:
        return f"({self.new.spelled(member)})" if isinstance(member, Reference) else ""

    def _models(self, old: Model, new: Model) -> None:
        pairs = paired(
            self._properties(old),
            self._properties(new),
            (_wire_name, _wire_name),
        )
        for was, is_ in pairs.both:
            path = f".{is_.wire_name}"
            holder = (
                Spot(Side.OLD, key=old.key, member=was.wire_name),
                Spot(Side.NEW, key=new.key, member=is_.wire_name),
            )
            self._property(was, is_, path, holder)
        for item in pairs.gone:
            spot = Spot(Side.OLD, key=old.key, member=item.wire_name)
            self._gone(f".{item.wire_name}", spot)
        for item in pairs.new:
            spot = Spot(Side.NEW, key=new.key, member=item.wire_name)
            self._added(item, spot)
        if old.additional is not None and new.additional is not None:
            holder = Spot(Side.OLD, key=old.key), Spot(Side.NEW, key=new.key)
            self.types(old.additional, new.additional, ".*", holder)

    def _property(self, old: Property, new: Property, path: str, at: Holder) -> None:
        before, after = _natural(old), _natural(new)
        if before != after and not self.request:
            what = f"is called `{after}` now, and was called `{before}`"
            self._tell("SSE405", path, what, at)
        if not self.request:
            may_lack = (not old.required, not new.required)
            self.types(old.type, new.type, path, at, may_lack=may_lack)
            return
        self.required(old.required, new.required, path, at)
        self.types(old.type, new.type, path, at)

    def required(self, old: bool, new: bool, path: str, at: Holder) -> None:
        """Compare whether a request must give something."""
        if new and not old:
            self._tell("SSE414", path, "is required now", at)
        elif old and not new:
            self._tell("SSE415", path, "need not be given any more", at)

    def _gone(self, path: str, spot: Spot) -> None:
        if self.request:
            self.tell("SSE413", path, "is not taken any more", spot)
        else:
            self.tell("SSE424", path, "is not there any more", spot)

    def _added(self, item: Property, spot: Spot) -> None:
        path = f".{item.wire_name}"
        if not self.request:
            self.tell("SSE425", path, "is new", spot)
        elif item.required:
            self.tell("SSE411", path, "is new, and required", spot)
        else:
            self.tell("SSE412", path, "is new, and may be left out", spot)

    def _properties(self, model: Model) -> tuple[Property, ...]:
        return tuple(
            item
            for item in model.properties
            if not (item.read_only if self.request else item.write_only)
        )

    def tell(self, rule: str, path: str, what: str, spot: Spot) -> None:
        """Note a change of the types that are compared."""
        self.contents.changes.append(Local(rule, path, what, spot))

    def _tell(self, rule: str, path: str, what: str, holder: Holder) -> None:
        self.tell(rule, path, what, holder[1])


def _takes(old: Type, new: Type) -> bool:
    """Whether a request of the new type takes all that the old one took, of different types."""
    match old, new:
        case _, Anything():
            return True
        case Scalar(ScalarKind.INTEGER), Scalar(ScalarKind.NUMBER):
            return True
        case Literal(), Scalar(kind):
            return _kinds(old) <= {kind}
        case _:
            return False


def _gives(old: Type, new: Type) -> bool:
    """Whether all that a response of the new type holds was to be expected of the old one, of
    different types."""
    match old, new:
        case Anything(), _:
            return _is_plain(new)
        case Scalar(ScalarKind.NUMBER), Scalar(ScalarKind.INTEGER):
            return True
        case Scalar(kind), Literal():
            return _kinds(new) <= {kind}
        case Literal(open=True), Scalar(kind):
            return _kinds(old) == {kind}
        case _:
            return False


def _is_text(type_: Type) -> bool:
    """Whether a request takes it as text too, of some format."""
    return isinstance(type_, Scalar) and type_.kind in _FORMATS


def _is_plain(type_: Type) -> bool:
    """Whether Python has it as it has any JSON."""
    match type_:
        case Scalar(kind):
            return kind not in _FORMATS
        case Literal():
            return True
        case Array(inner) | Map(inner) | Nullable(inner):
            return _is_plain(inner)
        case _:
            return False


def _kinds(type_: Literal) -> frozenset[ScalarKind]:
    """The kinds of an enumeration's values, null apart."""
    return frozenset(_SCALARS[type(v)] for v in type_.values if v is not None)


def _values(type_: Literal) -> list[tuple[type, Constant]]:
    """The values, null apart; in JSON, true is not 1."""
    return [(type(value), value) for value in type_.values if value is not None]


def _listed(values: Iterable[tuple[type, Constant]]) -> str:
    shown = [f"`{spelled_value(value)}`" for _, value in values]
    more = len(shown) - _MOST_VALUES
    if more > 1:
        return f"{', '.join(shown[:_MOST_VALUES])} and {more} more"
    return ", ".join(shown)


def _members(type_: Type) -> tuple[Type, ...]:
    return type_.members if isinstance(type_, Union) else (type_,)


def _is_tagged(type_: Type) -> bool:
    return isinstance(type_, Union) and type_.discriminator is not None


def _identity(member: Type) -> Type | None:
    return None if isinstance(member, Reference) else member


def _kind(member: Type) -> str | None:
    """What makes members of a union the same that differ otherwise."""
    match member:
        case Array():
            return "array"
        case Map():
            return "map"
        case Literal() if len(kinds := _kinds(member)) == 1:
            return next(iter(kinds)).value
        case Scalar(kind):
            return kind.value
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Tagged:
    """The values of the tag that select the members of a union, as their sign."""

    values: dict[str, frozenset[object]]

    def __call__(self, member: Type) -> frozenset[object] | None:
        return self.values.get(member.key) if isinstance(member, Reference) else None


def _tagged(type_: Type) -> _Tagged:
    found: dict[str, set[object]] = {}
    if isinstance(type_, Union) and type_.discriminator is not None:
        for value, key in type_.discriminator.mapping:
            found.setdefault(key, set()).add(value)
    return _Tagged({key: frozenset(values) for key, values in found.items()})


def _wire_name(item: Property) -> str:
    return item.wire_name


def _natural(item: Property) -> str:
    return item.name.candidates[0] if item.name is not None else item.wire_name
