"""Everything that is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .change import Change, Side, Spot
from .operations import OperationComparison, pairs_of_operations
from .uses import Uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contract import Contract


def changes(old: Contract, new: Contract) -> Iterator[Change]:
    """What changed from one document to the other."""
    uses = Uses(old, new)
    yield from _names(old, new)
    yield from _clients(old, new)
    pairs = pairs_of_operations(old, new)
    for before, after in pairs.both:
        yield from OperationComparison(old, new, uses, before, after).changes()
    for gone in pairs.gone:
        if gone.key not in new.left_out:
            what = f"was `client.{old.methods[gone.key]}`, and is not there any more"
            yield Change("SSE401", what, Spot(Side.OLD, gone.key), (gone.key,))
    for added in pairs.new:
        if added.key not in old.left_out:
            what = f"is new: `client.{new.methods[added.key]}`"
            yield Change("SSE402", what, Spot(Side.NEW, added.key), (added.key,))
    yield from _left_out(old, new)
    yield from uses.changes()
    yield from _classes(old, new, uses)


def _left_out(old: Contract, new: Contract) -> Iterator[Change]:
    """The operations of both documents that the SDK of one of them, or of both, has not."""
    before, after = (c.left_out | c.operations.keys() for c in (old, new))
    for key in sorted((old.left_out | new.left_out) & before & after):
        if key in old.left_out and key in new.left_out:
            where = "it is in neither SDK"
        else:
            side = "new" if key in new.left_out else "old"
            where = f"it is not in the {side} SDK"
        what = f"cannot be compared: {where}"
        yield Change("SSE406", what, Spot(Side.NEW, key), (key,))


def _names(old: Contract, new: Contract) -> Iterator[Change]:
    was, is_ = old.planned.sdk.package, new.planned.sdk.package
    if was != is_:
        what = f"the package is called `{is_}` now, was `{was}`"
        yield Change("SSE405", what, Spot(Side.NEW, key="#/info/title"))


def _classes(old: Contract, new: Contract, uses: Uses) -> Iterator[Change]:
    """The classes that are called otherwise; of what is used in both directions, once."""
    remaining = set(new.planned.classes.values())
    for was, is_ in dict.fromkeys((pair.old, pair.new) for pair in uses.pairs()):
        called, calls = old.name(was), new.name(is_)
        if type(old.api.definitions.get(was)) is not type(new.api.definitions.get(is_)):
            continue
        if called and calls and called != calls and called not in remaining:
            what = f"the class `{called}` is called `{calls}` now"
            yield Change("SSE405", what, Spot(Side.NEW, key=is_))


def _clients(old: Contract, new: Contract) -> Iterator[Change]:
    """What the clients are given."""
    before = {item.name: item for item in old.planned.sdk.client.credentials}
    after = {item.name: item for item in new.planned.sdk.client.credentials}
    keys = {
        item.name: scheme.key
        for contract in (old, new)
        for item, scheme in zip(
            contract.planned.sdk.client.credentials, contract.api.schemes, strict=True
        )
    }

    def spot(side: Side, name: str) -> Spot:
        return Spot(side, key=f"#/components/securitySchemes/{keys[name]}")

    for name, was in before.items():
        is_ = after.get(name)
        if is_ is None:
            what = f"the client takes no `{name}` any more"
            yield Change("SSE407", what, spot(Side.OLD, name))
        elif (was.kind, was.place, was.wire_name) != (
            is_.kind,
            is_.place,
            is_.wire_name,
        ):
            what = f"`{name}` of the client is sent in another way now"
            yield Change("SSE407", what, spot(Side.NEW, name))
    for name in after:
        if name not in before:
            what = f"the client also takes `{name}`"
            yield Change("SSE408", what, spot(Side.NEW, name))
    was_at, is_at = _server(old), _server(new)
    if was_at != is_at:
        what = f"the API is at `{is_at}` now, and was at `{was_at}`"
        yield Change("SSE409", what, Spot(Side.NEW, key="#/servers/0"))


def _server(contract: Contract) -> str:
    """The server that is called where the user names none; without servers it is ``/`` (OpenAPI,
    OpenAPI Object).
    """
    return contract.api.servers[0].url if contract.api.servers else "/"
