"""Repairs as an OpenAPI Overlay (version 1.0.0): a file beside the document that changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, yaml
from .changes import at, changed, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..diagnostics import Diagnostic, Pointer, Value

MARK = "x-ssegen-fix"
"""The extension by which an overlay is known to be one of ours."""

_ESCAPES = {chr(code): f"\\u{code:04x}" for code in range(32)}
_ESCAPES |= {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPES |= {"'": "\\'", "\\": "\\\\"}


def overlay(
    root: Value, repaired: Iterable[Diagnostic], *, title: str, extends: str = ""
) -> str:
    """The overlay, as YAML, that makes the repairs of these findings.

    Args:
        root: The document that it is for.
        repaired: The findings; their repairs do not conflict, and change the root file alone.
        title: What messages call the document.
        extends: The URI reference of the document; left out where it is empty.
    """
    actions: list[Value] = []
    for step in _steps(root, repaired):
        actions += _actions(root, step)
    head: dict[str, Value] = {
        "overlay": "1.0.0",
        "info": {"title": f"Repairs of {title}", "version": "1.0.0"},
    }
    if extends:
        head["extends"] = extends
    tree: Value = {**head, MARK: True, "actions": actions}
    return "".join(f"{line}\n" for line in yaml.lines(tree))


def jsonpath(pointer: Pointer) -> str:
    """The normalized path (RFC 9535, section 2.7) of a node."""
    return "$" + "".join(
        f"[{token}]" if isinstance(token, int) else f"['{_escaped(token)}']"
        for token in pointer
    )


def _escaped(name: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in name)


@dataclass(slots=True)
class _Step:
    """A change, and what it is for."""

    change: Put | Remove
    reasons: list[str]


def _steps(root: Value, repaired: Iterable[Diagnostic]) -> list[_Step]:
    """The changes in their order, those that an overlay cannot express as others that it can."""
    reasons: list[tuple[Put | Remove, str]] = [
        (change, f"{diagnostic.rule}: {diagnostic.message}")
        for diagnostic in repaired
        if diagnostic.repair is not None
        for change in diagnostic.repair.changes
    ]
    changes = ordered(change for change, _ in reasons)
    anew = {_anew(root, change) for change in changes} - {None}
    steps: list[_Step] = []
    for change in changes:
        within = [p for p in anew if p is not None and change.pointer[: len(p)] == p]
        place = min(within, key=len, default=None)
        told = [reason for other, reason in reasons if other == change]
        step = next((s for s in steps if s.change.pointer == place), None)
        if step is not None:
            step.reasons += told
        elif place is not None:
            inside = [
                replace(c, pointer=c.pointer[len(place) :])
                for c in changes
                if c.pointer[: len(place)] == place
            ]
            value = changed(at(root, place), inside)
            steps.append(_Step(Put(change.file, place, value), told))
        else:
            steps.append(_Step(change, told))
    return steps


def _anew(root: Value, change: Put | Remove) -> Pointer | None:
    """What has to be put anew as a whole, because only objects and arrays can be removed, and
    nothing else replaced by them, and because arrays only grow; None where the change can be made
    as it is.
    """
    *way, last = change.pointer
    held = at(root, way)
    match change, held, last:
        case Remove(), _, _:
            can = isinstance(at(root, change.pointer), dict | list)
        case Put(value=value), list(), int():
            can = last == len(held) and not isinstance(value, list)
        case Put(value=dict() | list()), dict(), str():
            can = last not in held or isinstance(held[last], dict | list)
        case _:
            can = True
    place = tuple(way)
    while not can and isinstance(place[-1], int):
        place = place[:-1]
    return None if can else place


def _actions(root: Value, step: _Step) -> Iterator[Value]:
    change, description = step.change, "\n".join(dict.fromkeys(step.reasons))
    *way, last = change.pointer

    def action(pointer: Pointer, **rest: Value) -> Value:
        return {"target": jsonpath(pointer), "description": description, **rest}

    if isinstance(change, Remove):
        yield action(change.pointer, remove=True)
    elif isinstance(last, int):
        yield action((*way,), update=change.value)
    else:
        holder = at(root, way)
        if isinstance(holder, dict) and isinstance(holder.get(last), dict | list):
            # An update would merge the objects, and add to the array.
            yield action(change.pointer, remove=True)
        yield action((*way,), update={last: change.value})
