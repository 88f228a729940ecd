"""Parameters of every place and style."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.documents import with_operation

from ssegen.ir.api import Parameter, Place
from ssegen.ir.types import Array, Name, Scalar, ScalarKind, Type
from ssegen.lower import lower

if TYPE_CHECKING:
    from ssegen.ir.types import Constant

JSON = "application/json"
STRING = Scalar(ScalarKind.STRING)
LIST = Array(STRING)


def parameters(listed: str, path: str = "/thing") -> tuple[Parameter, ...]:
    text = "x-list: &list {type: array, items: {type: string}}\n"
    lowered = lower(with_operation(f"{text}parameters: {listed}", path=path))
    assert lowered.skipped == ()
    (found,) = (o for r in lowered.api.resources for o in r.operations)
    return found.parameters


def only(parameter: str) -> Parameter:
    path = "/thing/{q}" if "in: path" in parameter else "/thing"
    (found,) = parameters(f"[{parameter}]", path)
    return found


def test_headers_that_the_client_sets_are_no_arguments() -> None:
    names = [
        "Accept",
        "content-type",
        "AUTHORIZATION",
        "Last-Event-ID",
        "Host",
        "X-Mine",
    ]
    listed = ", ".join(
        f"{{name: {name}, in: header, schema: {{type: string}}}}" for name in names
    )
    assert [p.wire_name for p in parameters(f"[{listed}]")] == ["X-Mine"]


def test_a_placeholder_that_no_parameter_declares_is_a_required_string() -> None:
    assert parameters("[]", path="/thing/{id}") == (
        Parameter(Place.PATH, "id", Name(("id", "path id")), STRING, required=True),
    )


def test_a_path_parameter_that_the_path_has_no_place_for_is_left_out() -> None:
    listed = "[{name: id, in: path, required: true, schema: {type: string}}]"
    assert parameters(listed) == ()


@pytest.mark.parametrize(
    ("parameter", "reason"),
    [
        ("{name: q, in: formData, schema: {type: string}}", "`q` in `formData`"),
        ("{in: query, schema: {type: string}}", "a parameter without a name"),
        ("{name: x, schema: {type: string}}", "parameter `x`, without `in`,"),
        ("{name: 'a b', in: header, schema: {type: string}}", "a header called 'a b'"),
        ("{name: 'a;b', in: cookie, schema: {type: string}}", "a cookie called 'a;b'"),
    ],
)
def test_a_parameter_that_cannot_be_sent_skips_the_operation(
    parameter: str, reason: str
) -> None:
    lowered = lower(with_operation(f"parameters: [{parameter}]"))
    assert [d.rule for d in lowered.diagnostics] == ["SSE008"]
    (skipped,) = lowered.skipped
    assert reason in skipped.reason


@pytest.mark.parametrize(
    ("parameter", "style", "explode"),
    [
        ("in: query", "", None),
        ("in: query, style: form, explode: true", "", None),
        ("in: query, explode: false", "", False),
        ("in: query, style: pipeDelimited, explode: false", "pipeDelimited", None),
        ("in: query, style: spaceDelimited, explode: true", "spaceDelimited", True),
        ("in: query, style: deepObject, explode: true", "deepObject", None),
        ("in: query, style: tabular, explode: 1", "", None),
        ("in: path, style: simple, explode: true", "", True),
        ("in: path, style: matrix", "matrix", None),
        ("in: header, style: form, explode: false", "", None),
        ("in: cookie, style: cookie, explode: true", "cookie", None),
        ("in: cookie, explode: false", "", False),
    ],
)
def test_a_style_is_kept_where_it_is_not_what_holds_anyhow(
    parameter: str, style: str, explode: bool | None
) -> None:
    found = only(f"{{name: q, {parameter}, schema: {{type: string}}}}")
    assert (found.style, found.explode) == (style, explode)


@pytest.mark.parametrize(
    ("parameter", "type_", "media_type"),
    [
        ("in: query, content: {application/json: {schema: *list}}", LIST, JSON),
        ("in: header, content: {application/a+json: {}}", STRING, "application/a+json"),
        ("in: query, content: {text/plain: {schema: {type: string}}}", STRING, ""),
        (
            "in: query, content: {a/b: {}, application/json: {schema: *list}}",
            LIST,
            JSON,
        ),
        ("in: querystring, content: {application/json: {schema: *list}}", LIST, JSON),
        ("in: querystring, content: {a/b: {schema: {type: string}}}", STRING, "a/b"),
        ("in: query, schema: *list", LIST, ""),
        ("in: query", STRING, ""),
    ],
)
def test_a_parameter_with_a_media_type_is_encoded_so(
    parameter: str, type_: Type, media_type: str
) -> None:
    found = only(f"{{name: q, {parameter}}}")
    assert (found.type, found.media_type) == (type_, media_type)


def test_reserved_characters_are_allowed_in_queries() -> None:
    assert only("{name: q, in: query, allowReserved: true}").allow_reserved
    assert not only("{name: q, in: header, allowReserved: true}").allow_reserved


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        ("{type: string, default: '2026-04'}", "2026-04"),
        ("{type: boolean, default: false}", False),
        ("{type: integer, default: 1}", 1),
        ("{enum: [a, b], default: b}", "b"),
        ("{enum: [1], default: true}", None),
        ("{type: integer, default: true}", None),
        ("{type: string, default: 1}", None),
        ("{type: string, default: null}", None),
        ("{type: string}", None),
    ],
)
def test_what_must_be_sent_and_has_a_default_need_not_be_given(
    schema: str, default: Constant
) -> None:
    for place in ("query", "header", "cookie"):
        found = only(f"{{name: q, in: {place}, required: true, schema: {schema}}}")
        assert (found.default, found.required) == (default, default is None)


def test_what_is_acted_on_is_given_even_where_a_default_is_told() -> None:
    text = "{name: q, in: path, required: true, schema: {type: string, default: a}}"
    assert (only(text).required, only(text).default) == (True, None)


def test_what_need_not_be_sent_is_not_sent_for_its_default() -> None:
    text = "{name: q, in: query, schema: {type: string, default: a}}"
    assert (only(text).required, only(text).default) == (False, None)
