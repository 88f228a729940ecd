from __future__ import annotations

import enum
import json
from collections import UserList, deque
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, Literal
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime import (
    OMITTED,
    CookieParameter,
    HeaderParameter,
    PathParameter,
    QueryParameter,
)
from ssegen.python.runtime.declarations import Model, wire
from ssegen.python.runtime.encoding import (
    cookie_pairs,
    header_text,
    json_text,
    path_text,
    plain,
    query_parts,
)


class Colour(enum.Enum):
    RED = "red"


class Message(Model):
    finish_reason: Annotated[str | None, wire("finishReason")] = None
    role: str = "user"


def sent(value: object) -> Any:
    return json.loads(json_text("value", plain("value", value)))


def test_json_takes_what_python_has_for_it() -> None:
    value = {
        "when": datetime(2026, 1, 2, tzinfo=UTC),
        "id": UUID(int=1),
        "colour": Colour.RED,
        "pair": (1, 2.5),
        "several": deque([True, None]),
    }
    assert sent(value) == {
        "when": "2026-01-02T00:00:00Z",
        "id": "00000000-0000-0000-0000-000000000001",
        "colour": "red",
        "pair": [1, 2.5],
        "several": [True, None],
    }


def test_a_model_is_sent_by_wire_name_with_what_was_set_and_what_was_unknown() -> None:
    message = Message.model_validate_json('{"finishReason": "stop", "more": [1]}')
    assert sent([message]) == [{"finishReason": "stop", "more": [1]}]


def test_json_is_compact_utf_8() -> None:
    assert json_text("value", {"a": "ü", "b": [1]}) == '{"a":"ü","b":[1]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_have_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="the body cannot be sent as JSON"):
        json_text("the body", plain("x", {"a": [number]}))


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be sent as JSON"):
        json_text("the body", {"a": "\ud800"})


@pytest.mark.parametrize("value", [object(), {"a": OMITTED}, lambda: 1])
def test_what_has_no_json_is_refused_by_name(value: object) -> None:
    with pytest.raises(TypeError, match="history cannot be sent as JSON"):
        plain("history", value)


def test_a_circle_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(TypeError, match="history cannot be sent as JSON"):
        plain("history", circle)


OBJECT = {"role": "admin", "first": "A"}


# The table of OpenAPI 3.1, "Style Examples".
@pytest.mark.parametrize(
    ("style", "explode", "value", "text"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, ["a", "b"], "a,b"),
        ("simple", False, OBJECT, "role,admin,first,A"),
        ("simple", True, OBJECT, "role=admin,first=A"),
        ("label", False, "blue", ".blue"),
        ("label", False, ["a", "b"], ".a,b"),
        ("label", True, ["a", "b"], ".a.b"),
        ("label", True, OBJECT, ".role=admin.first=A"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ["a", "b"], ";color=a,b"),
        ("matrix", True, ["a", "b"], ";color=a;color=b"),
        ("matrix", False, OBJECT, ";color=role,admin,first,A"),
        ("matrix", True, OBJECT, ";role=admin;first=A"),
    ],
)
def test_path_styles(
    style: Literal["simple", "label", "matrix"],
    explode: bool,
    value: object,
    text: str,
) -> None:
    parameter = PathParameter("color", style=style, explode=explode)
    assert path_text(parameter, value) == text


@pytest.mark.parametrize(
    ("style", "explode", "value", "pairs"),
    [
        ("form", None, "blue", ["color=blue"]),
        ("form", None, ["a", "b"], ["color=a", "color=b"]),
        ("form", False, ["a", "b"], ["color=a,b"]),
        ("form", None, OBJECT, ["role=admin", "first=A"]),
        ("form", False, OBJECT, ["color=role,admin,first,A"]),
        ("form", False, ["a,b", "c"], ["color=a%2Cb,c"]),
        ("form", None, [], []),
        ("form", False, [], []),
        ("spaceDelimited", None, ["a", "b"], ["color=a%20b"]),
        ("pipeDelimited", None, ["a", "b"], ["color=a%7Cb"]),
        ("deepObject", None, OBJECT, ["color%5Brole%5D=admin", "color%5Bfirst%5D=A"]),
        ("form", None, [True, None, 1.5, {"a": [1]}], ["color=true", "color=1.5"]),
    ],
)
def test_query_styles(
    style: Literal["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    explode: bool | None,
    value: object,
    pairs: list[str],
) -> None:
    parameter = QueryParameter("color", style=style, explode=explode)
    assert query_parts(parameter, value)[: len(pairs) or 1] == pairs


def test_scalars_are_written_as_json_writes_them() -> None:
    when = datetime(2026, 1, 2, 3, tzinfo=UTC)
    parameter = HeaderParameter("x")
    assert header_text(parameter, True) == "true"
    assert header_text(parameter, 12) == "12"
    assert header_text(parameter, when) == "2026-01-02T03:00:00Z"
    assert header_text(parameter, Colour.RED) == "red"
    assert header_text(parameter, ["a", "b"]) == "a,b"
    assert query_parts(QueryParameter("x"), {"a": {"b": 1}}) == ["a=%7B%22b%22%3A1%7D"]


def test_a_cookie_is_percent_encoded() -> None:
    assert cookie_pairs(CookieParameter("x"), "a;b=ü") == [("x", "a%3Bb%3D%C3%BC")]


@pytest.mark.parametrize("value", ["", [], [""], None, {}])
def test_an_empty_path_parameter_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="path parameter 'chat_id' is empty"):
        path_text(PathParameter("chat_id"), value)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_path_text_survives_and_stays_within_its_segment(text: str) -> None:
    encoded = path_text(PathParameter("x"), text)
    assert unquote(encoded) == text
    assert not set(encoded) & set("/?#\\ \r\n")


def test_any_sequence_and_any_mapping_is_taken() -> None:
    assert plain("a", {"b": range(2), "c": MappingProxyType({"d": UserList([1])})}) == {
        "b": [0, 1],
        "c": {"d": [1]},
    }
