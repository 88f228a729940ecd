"""Queries: which places they give, and how they end where they are no queries or too much work."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ssegen.load import jsonpath
from ssegen.load.jsonpath import Queries, QueryError

SHOP: Any = {
    "open": True,
    "carts": [{"id": 1, "tags": ["a"]}, {"id": 2, "tags": ["a", "b"]}],
    "ol'd": {"id": 3},
}


def places(text: str, root: Any = SHOP) -> list[tuple[str | int, ...]]:
    return list(Queries().query(text).places(root))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$", [()]),
        ("$.carts[1].id", [("carts", 1, "id")]),
        ("$.carts[-1]", [("carts", 1)]),
        ("$['ol\\'d']", [("ol'd",)]),
        ("$.carts[0,0]", [("carts", 0)]),
        ("$..id", [("carts", 0, "id"), ("carts", 1, "id"), ("ol'd", "id")]),
        ("$.carts[?@.id > 1]", [("carts", 1)]),
        ("$.carts[?count(@.tags[*]) == 1].tags", [("carts", 0, "tags")]),
        ("$.carts[?@.tags[?@ == 'b']]", [("carts", 1)]),
        ("$.carts[?@.id == $.carts[0].id]", [("carts", 0)]),
        ("$.carts[0:9:1].none", []),
        ("$.open.id", []),
    ],
)
def test_the_places_are_those_that_the_standard_says(
    query: str, expected: list[tuple[str | int, ...]]
) -> None:
    assert places(query) == expected


def test_a_query_descends_as_deep_as_a_document_may_be() -> None:
    root: Any = {"x": 1}
    for _ in range(300):
        root = {"inner": root}
    (found,) = places("$..x", root)
    assert len(found) == 301


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("carts", "expected '$', found 'c'"),
        ("$.carts[", "unbalanced brackets"),
        ("$.carts ", "unexpected trailing whitespace"),
        ("$[?unknown(@)]", "there is no function `unknown()`"),
        ("$[?" + "(" * 3_000 + "@.a" + ")" * 3_000 + "]", "nested too deeply"),
        ("$" + "['a']" * 3_000, "longer than 10,000 characters"),
    ],
)
def test_what_is_no_query_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)):
        Queries().query(query)


@pytest.mark.parametrize("function", ["match", "search"])
def test_regular_expressions_are_refused_for_some_take_for_ever(function: str) -> None:
    with pytest.raises(
        QueryError, match=rf"`{function}\(\)` takes regular expressions"
    ):
        Queries().query(f"$[?{function}(@.a, '(a+)+$')]")


@pytest.mark.parametrize(
    "query",
    [
        "$" + "..*" * 30,
        "$" + "[*,*]" * 100,
        "$..[?$..[?$..[?$..none]]]",
        "$[?$[?$[?$[?$[?1 == 2]]]]]",
    ],
)
def test_a_query_that_multiplies_is_stopped(
    query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonpath, "MAX_STEPS", 20_000)
    root: Any = {}
    for _ in range(100):
        root = {"a": root, "b": {}, "c": {}}
    root |= {str(number): {} for number in range(20)}
    with pytest.raises(QueryError, match="more than 20,000 steps"):
        places(query, root)


def test_queries_of_one_reader_share_the_budget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jsonpath, "MAX_STEPS", 100)
    queries = Queries()
    query = queries.query("$..id")
    query.places(SHOP)
    assert 0 < queries.steps < 100
    with pytest.raises(QueryError):
        for _ in range(100):
            query.places(SHOP)


def test_how_far_a_query_gets_is_told() -> None:
    query = Queries().query("$.carts[*].tags.none.further")
    assert query.places(SHOP) == ()
    assert query.reached(SHOP) == (("carts", 0, "tags"), ("carts", 1, "tags"))
