"""The error tree."""

from __future__ import annotations

import copy
import inspect
import pickle
import re

import httpx
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


def test_a_refusal_is_copied_and_pickled_whole() -> None:
    request = httpx.Request("GET", "http://localhost/a")
    response = httpx.Response(404, content=b"{}", request=request)
    error = NotFoundError("404 Not Found", response=response, body={"code": 7})
    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(again) is NotFoundError
        assert str(again) == again.message == "404 Not Found"
        assert again.body == {"code": 7}
        assert again.status_code == 404
        assert again.response.content == b"{}"
