"""Whatever stands in a document, a rule tells about it or passes over it; none of them breaks."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ssegen import rules
from ssegen.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = Path(__file__).parents[2] / "specs" / "chat.yaml"

JUNK: tuple[object, ...] = (None, 5, "text", True, [], {}, ["text", {"$ref": "#/"}])


def places(
    value: object, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, member in items:
        yield (*place, key)
        yield from places(member, (*place, key))


def test_no_rule_breaks_wherever_something_else_stands() -> None:
    document: Any = yaml.safe_load(SPEC.read_text(encoding="utf-8"))
    junk = itertools.cycle(JUNK)
    for *way, last in list(places(document)):
        if last == "openapi":
            continue
        holder = document
        for token in way:
            holder = holder[token]
        original, holder[last] = holder[last], next(junk)
        rules.check(load("-", stdin=io.BytesIO(json.dumps(document).encode())))
        holder[last] = original
