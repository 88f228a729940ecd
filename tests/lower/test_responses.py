"""What an operation answers by status and media type, and the bodies of its errors."""

from __future__ import annotations

import pytest
from tests.documents import with_operation

from ssegen.ir.api import Binary, Json, Nothing, Operation, Result, Text
from ssegen.ir.streams import EventStream
from ssegen.ir.types import Anything, Array, Map, Nullable, Scalar, ScalarKind, Union
from ssegen.lower import lower

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)
STREAM = "text/event-stream: {schema: {type: string}}"


def operations(operation: str) -> list[Operation]:
    lowered = lower(with_operation(operation))
    assert lowered.skipped == ()
    return [o for resource in lowered.api.resources for o in resource.operations]


def only(operation: str) -> Operation:
    (found,) = operations(operation)
    return found


def answering(*media_types: str) -> Result:
    """The result of an operation whose status 200 has those members of ``content``."""
    content = ", ".join(media_types)
    return only(f"responses: {{'200': {{content: {{{content}}}}}}}").result


def test_successes_with_different_bodies_make_a_union_and_keep_their_statuses() -> None:
    found = only("""
        responses:
          '201': {content: {application/json: {schema: {type: integer}}}}
          '200': {content: {application/json: {schema: {type: string}}}}
          2xx: {content: {application/json: {schema: {type: string}}}}
    """)
    assert found.result == Json(
        "application/json",
        Union((STRING, INTEGER)),
        (("200", STRING), ("201", INTEGER), ("2XX", STRING)),
    )


def test_statuses_that_answer_alike_need_not_be_told_apart() -> None:
    found = only("""
        responses:
          '200': {content: {application/json: {schema: {type: string}}}}
          '201': {content: {application/json: {schema: {type: string}}}}
    """)
    assert found.result == Json("application/json", STRING)


def test_a_success_without_a_body_beside_one_with_a_body_may_give_none() -> None:
    found = only("""
        responses:
          '200': {content: {application/json: {schema: {type: string}}}}
          '204': {description: Nothing to say.}
    """)
    by_status = (("200", STRING), ("204", None))
    assert found.result == Json("application/json", Nullable(STRING), by_status)


def test_text_beside_json_of_another_status_is_a_string() -> None:
    found = only("""
        responses:
          '200': {content: {text/plain: {}}}
          '202': {content: {application/json: {schema: {type: integer}}}}
    """)
    assert found.result == Json(
        "application/json, text/plain",
        Union((STRING, INTEGER)),
        (("200", STRING), ("202", INTEGER)),
    )


@pytest.mark.parametrize(
    "essence",
    [
        "text/plain",
        "text/csv",
        "text/html",
        "application/xml",
        "application/atom+xml",
        "application/yaml",
        "application/x-chess-pgn",
        "'*/*'",
        "text/*",
    ],
)
@pytest.mark.parametrize("schema", ["type: string", "type: [string, 'null']"])
def test_text_is_a_string(essence: str, schema: str) -> None:
    assert answering(f"{essence}: {{schema: {{{schema}}}}}") == Text(essence.strip("'"))


def test_text_stays_text_whatever_its_schema_says() -> None:
    assert answering("text/csv: {schema: {type: array, items: {}}}") == Text("text/csv")
    assert answering("text/html: {}, text/plain: {}") == Text("text/html, text/plain")


@pytest.mark.parametrize(
    "essence",
    [
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "application/vnd.acme.thing",
        "audio/*",
        "image/svg+xml",
        "video/mp4",
        "multipart/mixed",
    ],
)
@pytest.mark.parametrize("schema", ["{}", "{schema: {type: string}}"])
def test_other_media_types_are_bytes(essence: str, schema: str) -> None:
    assert answering(f"{essence}: {schema}") == Binary((essence,))


def test_text_that_is_a_file_is_bytes() -> None:
    file = "{schema: {type: string, format: binary}}"
    assert answering(f"text/plain: {file}") == Binary(("text/plain",))
    assert answering("'*/*': {}") == Binary(("*/*",))
    both = "application/zip: {}", "text/plain: {}"
    assert answering(*both) == Binary(("application/zip", "text/plain"))


def test_json_that_is_a_file_is_bytes_of_whatever_type() -> None:
    file = "{schema: {type: string, format: binary}}"
    expected = Binary(("application/json", "*/*"))
    assert answering(f"application/json: {file}") == expected


def test_json_is_taken_where_other_media_types_are_offered() -> None:
    json = "application/json: {schema: {type: integer}}"
    for other in ("text/csv: {schema: {type: string}}", "application/zip: {}"):
        assert answering(other, json) == Json("application/json", INTEGER)
    text = "application/json: {schema: {type: string}}"
    assert answering(text, "text/plain: {}") == Json("application/json", STRING)
    assert answering("text/json: {schema: {type: integer}}") == Json(
        "text/json", INTEGER
    )


def test_json_of_a_string_stands_for_the_files_beside_it() -> None:
    text = "application/json: {schema: {type: string}}"
    assert answering(text, "video/mp4: {}") == Binary(("video/mp4",))


def test_any_media_type_means_json_where_the_schema_is_no_string() -> None:
    for essence in ("'*/*'", "application/*"):
        found = answering(f"{essence}: {{schema: {{type: integer}}}}")
        assert found == Json(essence.strip("'"), INTEGER)


def test_bytes_of_the_first_status_are_bytes_of_all() -> None:
    found = only("""
        responses:
          '200': {content: {application/pdf: {}}}
          '202': {content: {application/json: {schema: {type: integer}}}}
          '203': {content: {application/zip: {}, application/pdf: {}}}
    """)
    assert found.result == Binary(("application/pdf", "application/zip"))


def test_bytes_of_a_later_status_are_left_out_of_the_union() -> None:
    found = only("""
        responses:
          '200': {content: {application/json: {schema: {type: integer}}}}
          '206': {content: {application/pdf: {}}}
    """)
    assert found.result == Json("application/json", INTEGER)


def test_a_status_that_has_no_content_gives_nothing_whatever_is_declared() -> None:
    found = only(
        "responses: {'204': {content: {application/json: {schema: {type: integer}}}}}"
    )
    assert found.result == Nothing()


def test_what_stands_beside_a_stream_may_be_bytes_or_text() -> None:
    for other, expected in (
        ("audio/mpeg: {}, audio/wav: {}", Binary(("audio/mpeg", "audio/wav"))),
        ("text/plain: {}", Text("text/plain")),
    ):
        content = f"{{'200': {{content: {{{other}, {STREAM}}}}}}}"
        whole, stream = operations(f"responses: {content}")
        assert whole.result == expected
        assert isinstance(stream.result, EventStream)


def test_errors_have_the_type_of_their_body_exact_statuses_first() -> None:
    found = only("""
        responses:
          default: {description: Other., content: {application/json: {schema: {type: object}}}}
          5XX: {content: {application/json: {schema: {type: integer}}}}
          '404': {content: {application/problem+json: {schema: {type: string}}}}
          '403': {content: {'*/*': {schema: {type: array, items: {}}}}}
          '401': {description: No body.}
          '204': {description: Done.}
    """)
    assert [(e.status, e.type) for e in found.errors] == [
        ("403", Array(Anything())),
        ("404", STRING),
        ("5XX", INTEGER),
        ("default", Map(Anything())),
    ]


def test_errors_of_text_have_no_type() -> None:
    found = only("""
        responses:
          '204': {description: Done.}
          '400': {content: {text/plain: {schema: {type: string}}}}
    """)
    assert found.errors == ()


def test_default_is_no_error_where_it_is_the_only_success() -> None:
    found = only(
        "responses: {default: {content: {application/json: {schema: {type: string}}}}}"
    )
    assert found.errors == ()
