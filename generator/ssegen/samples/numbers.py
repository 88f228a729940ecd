"""Numbers as they might be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from . import texts

if TYPE_CHECKING:
    from random import Random

    from .choice import Choice


def number(
    choice: Choice, random: Random, name: str, *, is_integer: bool
) -> int | float:
    """A number within the bounds of a schema: a small one, where they allow that.

    Args:
        choice: The schema.
        random: What it is chosen by.
        name: What the property is called that holds it.
        is_integer: Whether it has to be whole.
    """
    low, high, is_open = choice.bounds
    is_free = low is None and high is None and not choice.most("multipleOf", 0)
    if is_free and texts.is_second(name):
        return texts.second(random)
    unit = choice.most("multipleOf", 1 if is_integer else 0)
    if low is None or low < 0:
        low = 0.0 if high is None or high > 0 else min(high - 100, high)
    reach = 100 * (unit or 0.01)
    high = low + reach if high is None else min(high, low + reach)
    if unit <= 0:
        middle = low + (high - low) * (0.05 + 0.9 * random.random())
        rounded = round(middle, 3)
        return rounded if low < rounded < high else middle
    first, last = math.ceil(low / unit), math.floor(high / unit)
    if is_open and last - first > 1:
        first, last = first + 1, last - 1
    found = round(unit * random.randint(first, max(first, last)), 12)
    return int(found) if is_integer else found
