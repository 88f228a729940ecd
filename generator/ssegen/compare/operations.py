"""What became of operations: what they take, how they answer, and who may call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.api import Binary, Json, Nothing, Place, Text
from ..ir.streams import EventStream
from .change import Change, Side, Spot
from .contract import spelled_value
from .pairs import paired
from .streams import kind_of_stream, streams
from .types import Comparison
from .uses import Root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..ir.api import Operation, Parameter, Result, SecurityScheme
    from .contract import Contract
    from .pairs import Pairs
    from .uses import Uses

_VARIABLE = re.compile(r"\{[^{}]*\}")


def pairs_of_operations(old: Contract, new: Contract) -> Pairs[Operation]:
    """Which operation is which: by method and path, by operationId, by the SDK's method."""
    return paired(
        old.operations.values(),
        new.operations.values(),
        (_key, _key),
        (_shape, _shape),
        (_id, _id),
        (lambda o: old.methods[o.key], lambda o: new.methods[o.key]),
    )


def _key(operation: Operation) -> str:
    return operation.key


def _shape(operation: Operation) -> str:
    """The key, whatever the path's parameters are called."""
    return _VARIABLE.sub("{}", operation.key)


def _id(operation: Operation) -> tuple[str, str] | None:
    if not operation.id:
        return None
    words = operation.key[len(operation.method) + 1 + len(operation.path) :]
    return operation.id, words


@dataclass(frozen=True, slots=True)
class OperationComparison:
    """Compares one operation of two documents; what it finds in types goes to the uses."""

    old: Contract
    new: Contract
    uses: Uses
    before: Operation
    after: Operation

    def changes(self) -> Iterator[Change]:
        """What changed in the operation itself, its types apart."""
        yield from self._address()
        yield from self._parameters()
        yield from self._body()
        yield from self._fixed()
        yield from self._credentials()
        yield from self._result()
        self._errors()

    def _tell(self, rule: str, what: str, subject: str = "", **spot: str) -> Change:
        key = self.after.key
        at = Spot(Side.NEW, key, **spot)
        return Change(rule, what, at, (key,), subject)

    def _address(self) -> Iterator[Change]:
        before, after = self.before, self.after
        was, is_ = (_VARIABLE.sub("{}", o.path) for o in (before, after))
        if (before.method, was) != (after.method, is_):
            yield self._tell("SSE403", f"was `{before.method} {before.path}`")
        called, calls = self.old.methods[before.key], self.new.methods[after.key]
        if called != calls:
            yield self._tell(
                "SSE404", f"is `client.{calls}` now, was `client.{called}`"
            )
        if before.server != after.server:
            was_at, is_at = before.server or "the API's", after.server or "the API's"
            yield self._tell(
                "SSE409", f"is at `{is_at}` now, was at `{was_at}`", keyword="servers"
            )

    def _parameters(self) -> Iterator[Change]:
        pairs = paired(
            self.before.parameters,
            self.after.parameters,
            (_placed, _placed),
            (_wire_name, _wire_name),
        )
        for was, is_ in pairs.both:
            subject = f"argument `{is_.wire_name}`"
            if was.name.candidates[0] != is_.name.candidates[0]:
                what = f"is called `{is_.name.candidates[0]}` now"
                yield self._tell("SSE405", what, subject, member=is_.wire_name)
            if what := _travels(was, is_):
                yield self._tell("SSE418", what, subject, member=is_.wire_name)
            self._argument(was, is_)
        for gone in pairs.gone:
            if not self._is_fixed(gone):
                spot = Spot(Side.OLD, self.before.key, member=gone.wire_name)
                yield Change(
                    "SSE413",
                    "is not taken any more",
                    spot,
                    (self.after.key,),
                    f"argument `{gone.wire_name}`",
                )
        for added in pairs.new:
            must = added.required and added.default is None
            yield self._tell(
                "SSE411" if must else "SSE412",
                "is new, and required" if must else "is new, and may be left out",
                f"argument `{added.wire_name}`",
                member=added.wire_name,
            )

    def _is_fixed(self, parameter: Parameter) -> bool:
        return any(
            (fixed.place, fixed.wire_name) == _placed(parameter)
            for fixed in self.after.fixed
        )

    def _argument(self, was: Parameter, is_: Parameter) -> None:
        holder = (
            Spot(Side.OLD, self.before.key, member=was.wire_name),
            Spot(Side.NEW, self.after.key, member=is_.wire_name),
        )
        comparison = Comparison(self.old, self.new, request=True)
        comparison.required(
            was.required and was.default is None,
            is_.required and is_.default is None,
            "",
            holder,
        )
        comparison.types(was.type, is_.type, "", holder)
        root = Root(self.after.key, "argument", is_.wire_name)
        self.uses.enter(root, comparison.contents)

    def _body(self) -> Iterator[Change]:
        was, is_ = self.before.body, self.after.body
        if was is None or is_ is None:
            whole = was or is_
            if whole is not None and whole.type is not None:
                yield self._whole_body(is_ is not None, whole.required)
            return
        if (was.kind, was.media_type) != (is_.kind, is_.media_type):
            what = f"is sent as `{is_.media_type}` now, was as `{was.media_type}`"
            yield self._tell("SSE418", what, "the body")
        if was.type is None and is_.type is None:
            return
        if was.type is None or is_.type is None:
            now = (
                "one argument" if is_.type is not None else "an argument for each field"
            )
            yield self._tell("SSE416", f"is {now} now", "the body")
            return
        holder = Spot(Side.OLD, self.before.key), Spot(Side.NEW, self.after.key)
        comparison = Comparison(self.old, self.new, request=True)
        comparison.required(was.required, is_.required, "", holder)
        comparison.types(was.type, is_.type, "", holder)
        self.uses.enter(Root(self.after.key, "the body"), comparison.contents)

    def _whole_body(self, added: bool, required: bool) -> Change:
        if not added:
            return self._tell("SSE413", "is not taken any more", "the body")
        if required:
            return self._tell("SSE411", "is new, and required", "the body")
        return self._tell("SSE412", "is new, and may be left out", "the body")

    def _fixed(self) -> Iterator[Change]:
        before = {(f.place, f.wire_name): f.value for f in self.before.fixed}
        for fixed in self.after.fixed:
            was = before.get((fixed.place, fixed.wire_name), fixed.value)
            if (type(was), was) != (type(fixed.value), fixed.value):
                now = f"{spelled_value(fixed.value)} now, was {spelled_value(was)}"
                yield self._tell("SSE418", f"is sent as {now}", f"`{fixed.wire_name}`")

    def _credentials(self) -> Iterator[Change]:
        before = _signatures(self.old, self.before)
        after = _signatures(self.new, self.after)
        # What became of a scheme itself is told of the clients.
        if set(before) == set(after) or self.before.security == self.after.security:
            return
        enough = all(any(need <= has for need in after) for has in before)
        was, is_ = _spelled(self.before), _spelled(self.after)
        what = f"needs {is_} now, and needed {was}"
        yield self._tell("SSE408" if enough else "SSE407", what, keyword="security")

    def _result(self) -> Iterator[Change]:
        was, is_ = self.before.result, self.after.result
        if isinstance(was, Nothing) and not isinstance(is_, Nothing | EventStream):
            yield self._tell(
                "SSE425", f"is {_kind(is_)} now, and had no body", "the response"
            )
            return
        if _kind(was) != _kind(is_):
            yield self._tell(
                "SSE421", f"answers with {_kind(is_)} now, and did with {_kind(was)}"
            )
            return
        if isinstance(was, EventStream) and isinstance(is_, EventStream):
            yield from streams(
                self.old, self.new, self.uses, self.before.key, self.after.key, was, is_
            )
            return
        if (of_old := _media_types(was)) != (of_new := _media_types(is_)):
            what = f"is asked for as `{of_new}` now, and was as `{of_old}`"
            yield self._tell("SSE423", what, "the response")
        if isinstance(was, Json) and isinstance(is_, Json):
            holder = Spot(Side.OLD, self.before.key), Spot(Side.NEW, self.after.key)
            root = Root(self.after.key, "the response")
            self.uses.types(was.type, is_.type, root, holder, request=False)

    def _errors(self) -> None:
        before = {error.status.upper(): error for error in self.before.errors}
        holder = Spot(Side.OLD, self.before.key), Spot(Side.NEW, self.after.key)
        for error in self.after.errors:
            if was := before.get(error.status.upper()):
                root = Root(self.after.key, f"the error {error.status}")
                self.uses.types(was.type, error.type, root, holder, request=False)


def _placed(parameter: Parameter) -> tuple[Place, str]:
    name = parameter.wire_name
    # The names of headers are the same in any case (RFC 9110, 5.1).
    return parameter.place, name.lower() if parameter.place is Place.HEADER else name


def _wire_name(parameter: Parameter) -> str:
    return parameter.wire_name


def _travels(was: Parameter, is_: Parameter) -> str:
    """In which other way an argument is sent; empty where it is the same."""
    if was.place is not is_.place:
        return f"is sent in the {is_.place.value} now, was in the {was.place.value}"
    if (was.style, was.explode) != (is_.style, is_.explode):
        return "is sent in another style now"
    if was.media_type != is_.media_type:
        return f"is encoded as `{is_.media_type or 'text'}` now"
    return ""


def _signatures(contract: Contract, operation: Operation) -> list[frozenset[object]]:
    """What each alternative of an operation's credentials sends; one of nothing where it needs
    none.
    """
    schemes = {scheme.key: _signature(scheme) for scheme in contract.api.schemes}
    alternatives = operation.security or ((),)
    return [frozenset(schemes.get(k, k) for k in keys) for keys in alternatives]


def _signature(scheme: SecurityScheme) -> object:
    return scheme.kind, scheme.place, scheme.wire_name


def _spelled(operation: Operation) -> str:
    alternatives = [
        " and ".join(f"`{key}`" for key in keys) or "no credentials"
        for keys in operation.security or ((),)
    ]
    return " or ".join(alternatives)


def _kind(result: Result) -> str:
    match result:
        case Json():
            return "JSON"
        case Text():
            return "text"
        case Binary():
            return "bytes"
        case Nothing():
            return "no body"
        case EventStream() as stream:
            return kind_of_stream(stream)


def _media_types(result: Result) -> str:
    match result:
        case Json(media_type=media_type) | Text(media_type=media_type):
            return media_type
        case Binary(media_types=media_types):
            return ", ".join(media_types)
        case _:
            return ""
