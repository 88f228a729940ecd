"""A repair as text: what should stand in the document, for a person to see or to copy."""

from __future__ import annotations

from itertools import groupby
from json import dumps
from typing import TYPE_CHECKING

from . import yaml
from .repair import Put

if TYPE_CHECKING:
    from .diagnostic import Location
    from .repair import Pointer, Remove, Repair

LINES = 30
"""The most that are shown of one change."""


def snippet(repair: Repair, *, json: bool, at: Location | None = None) -> str:
    """What a repair puts, with its keys, and what it removes; lines without an end after the last.

    Args:
        repair: The changes.
        json: Whether the file is JSON; otherwise they are shown as YAML.
        at: Where the reader looks. What changes elsewhere is headed by the way to it.
    """
    mark = "//" if json else "#"
    shown: list[str] = []
    for (file, holder), changes in groupby(repair.changes, _holder):
        heading = [] if _is_near(file, holder, at) else [_way(file, holder, at)]
        lines: list[str] = []
        for change in changes:
            if isinstance(change, Put):
                lines += _shortened(_put(change, json=json), mark)
            else:
                lines.append(f"{mark} remove {_way('', change.pointer[-1:], None)}")
        shown += [f"{mark} {each}" for each in heading if each] + lines
    return "\n".join(shown)


def _holder(change: Put | Remove) -> tuple[str, Pointer]:
    return change.file, change.pointer[:-1]


def _is_near(file: str, holder: Pointer, at: Location | None) -> bool:
    """Whether the reader looks at the holder, or at something right inside it."""
    if at is None or at.file != file:
        return False
    tokens = [_escaped(token) for token in holder]
    looked = at.pointer.split("/")[1:]
    return looked in (tokens, [*tokens, *looked[-1:]])


def _escaped(token: str | int) -> str:
    return str(token).replace("~", "~0").replace("/", "~1")


def _way(file: str, pointer: Pointer, at: Location | None) -> str:
    """The tokens with dots between them, after the file where the reader looks at another one."""
    way = ""
    for token in pointer:
        if isinstance(token, int):
            way += f"[{token}]"
        else:
            plain = token.isprintable() and not set(token) & {".", "[", "'", '"', " "}
            way += ("." if way else "") + (token if plain and token else dumps(token))
    other = file if at is not None and at.file != file else ""
    return ": ".join(filter(None, (other, way)))


def _put(change: Put, *, json: bool) -> list[str]:
    key = change.pointer[-1] if change.pointer else None
    if json:
        text = dumps(change.value, indent=2, ensure_ascii=False)
        if not text.replace("\n", "").isprintable():
            text = dumps(change.value, indent=2)
        return (f"{dumps(key)}: {text}" if isinstance(key, str) else text).split("\n")
    match key:
        case None:
            return yaml.lines(change.value)
        case int():
            return yaml.lines([change.value])
        case str():
            return yaml.lines({key: change.value})


def _shortened(lines: list[str], mark: str) -> list[str]:
    more = len(lines) - LINES
    if more <= 1:
        return lines
    return [*lines[:LINES], f"{mark} ... {more} more lines"]
