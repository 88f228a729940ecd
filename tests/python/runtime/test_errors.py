"""The error tree."""

from __future__ import annotations

import inspect
import re

import pytest

from ssegen.python.runtime import errors
from ssegen.python.runtime.errors import (
    APIStatusError,
    NotFoundError,
    RateLimitError,
    ServerError,
    status_error,
)


def drawn() -> dict[str, str]:
    """Give the parent of every class as the docstring draws it."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ([│├└─ ]*)([A-Z]\w+)", line)
        if found:
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            parents[found[2]] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_tree_is_as_it_is_drawn() -> None:
    classes = {
        name: kind.__bases__[0].__name__
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception)
    }
    assert drawn() == classes


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, NotFoundError),
        (429, RateLimitError),
        (500, ServerError),
        (599, ServerError),
        (302, APIStatusError),
        (418, APIStatusError),
        (600, APIStatusError),
    ],
)
def test_every_status_has_its_class(status: int, kind: type[APIStatusError]) -> None:
    assert status_error(status) is kind
