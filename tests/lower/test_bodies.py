"""Bodies of every kind: what becomes arguments, and how each is sent."""

from __future__ import annotations

import pytest
from tests.documents import with_operation

from ssegen.ir.api import Body, Operation, Place
from ssegen.ir.types import (
    Anything,
    Array,
    Map,
    Name,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Type,
    Union,
)
from ssegen.lower import lower

STRING = Scalar(ScalarKind.STRING)
INTEGER = Scalar(ScalarKind.INTEGER)
FILE = Scalar(ScalarKind.FILE)
CONTENT = Scalar(ScalarKind.CONTENT)


def operations(operation: str) -> list[Operation]:
    lowered = lower(with_operation(operation))
    assert lowered.skipped == ()
    return [o for resource in lowered.api.resources for o in resource.operations]


def only(operation: str) -> Operation:
    (found,) = operations(operation)
    return found


def places(operation: Operation) -> list[tuple[Place, str, bool]]:
    return [(p.place, p.wire_name, p.required) for p in operation.parameters]


def test_the_properties_of_a_json_object_become_arguments() -> None:
    found = only("""
        parameters: [{name: id, in: query, schema: {type: string}}]
        requestBody:
          required: true
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: {type: string}
                  created: {type: string, readOnly: true}
                  limit: {type: [integer, 'null']}
    """)
    assert places(found) == [
        (Place.QUERY, "id", False),
        (Place.BODY, "id", True),
        (Place.BODY, "limit", False),
    ]
    assert found.parameters[1].name.candidates == ("id", "body id")
    assert found.parameters[2].type == Nullable(INTEGER)
    assert found.body == Body(
        "application/json", None, Name(("body", "request body")), True
    )


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ("{type: array, items: {type: string}}", Array(STRING)),
        ("{type: object}", Map(Anything())),
        ("{type: object, additionalProperties: {type: integer}}", Map(INTEGER)),
        ("{}", Anything()),
    ],
)
def test_any_other_json_body_is_one_argument(schema: str, type_: object) -> None:
    found = only(
        f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    )
    assert found.body is not None
    assert (found.body.type, found.body.required) == (type_, False)
    assert found.parameters == ()


def test_an_object_with_typed_further_properties_is_one_argument() -> None:
    found = only("""
        requestBody:
          content:
            application/json:
              schema:
                properties: {a: {type: string}}
                additionalProperties: {type: integer}
    """)
    assert found.body is not None
    assert isinstance(found.body.type, Reference)


@pytest.mark.parametrize(
    ("media_type", "kind", "type_", "sent"),
    [
        ("application/json: {}", "json", Anything(), ""),
        ("application/scim+json: {}", "json", Anything(), ""),
        ("multipart/form-data: {schema: {}}", "multipart", Anything(), ""),
        ("application/x-www-form-urlencoded: {}", "form", Anything(), ""),
        (
            "application/x-ndjson: {schema: {type: integer}}",
            "lines",
            Array(INTEGER),
            "",
        ),
        ("application/x-ndjson: {schema: *integers}", "lines", Array(INTEGER), ""),
        (
            "application/jsonl: {itemSchema: {type: integer}}",
            "lines",
            Array(INTEGER),
            "",
        ),
        ("application/json-seq: {}", "lines", Array(Anything()), ""),
        ("application/x-ndjson: {schema: {type: string}}", "lines", STRING, ""),
        ("text/csv: {schema: {}}", "text", STRING, ""),
        ("application/x-yaml: {schema: {type: object}}", "text", STRING, ""),
        ("application/soap+xml: {}", "text", STRING, ""),
        ("application/sdp: {schema: {type: string}}", "text", STRING, ""),
        ("application/unheard-of: {schema: {type: string}}", "text", STRING, ""),
        ("application/unheard-of: {}", "bytes", CONTENT, ""),
        ("text/plain: {schema: {type: string, format: binary}}", "bytes", CONTENT, ""),
        ("application/octet-stream: {schema: {}}", "bytes", CONTENT, ""),
        ("image/*: {}", "bytes", CONTENT, "application/octet-stream"),
        ("'*/*': {schema: {type: string}}", "text", STRING, "text/plain"),
        ("'*/*': {schema: *integers}", "json", Array(INTEGER), "application/json"),
        ("'*/*': {}", "bytes", CONTENT, "application/octet-stream"),
    ],
)
def test_the_media_type_and_the_schema_say_what_kind_of_body_it_is(
    media_type: str, kind: str, type_: Type, sent: str
) -> None:
    body = only(f"""
        x-list: &integers {{type: array, items: {{type: integer}}}}
        requestBody: {{required: true, content: {{{media_type}}}}}
    """).body
    assert body
    assert (body.kind.value, body.type) == (kind, type_)
    assert body.media_type == (sent or media_type.partition(":")[0])


def test_each_kind_that_asks_for_something_else_is_an_operation() -> None:
    found = operations("""
        requestBody:
          content:
            application/octet-stream: {}
            text/plain: {schema: {type: string}}
            text/markdown: {schema: {type: string}}
            application/x-ndjson: {schema: {type: integer}}
            application/x-www-form-urlencoded: {schema: {properties: {b: {type: string}}}}
            multipart/form-data: {schema: {properties: {file: {type: string, format: binary}}}}
            application/merge-patch+json: {schema: {properties: {b: {type: string}}}}
            application/json: {schema: {properties: {a: {type: string}}}}
    """)
    assert [(o.key, o.body.media_type if o.body else "") for o in found] == [
        ("POST /thing", "application/json"),
        ("POST /thing (multipart)", "multipart/form-data"),
        ("POST /thing (form)", "application/x-www-form-urlencoded"),
        ("POST /thing (lines)", "application/x-ndjson"),
        ("POST /thing (text)", "text/plain"),
        ("POST /thing (bytes)", "application/octet-stream"),
    ]
    first = found[0].name.candidates[0]
    assert found[1].name.candidates[0] == f"{first} multipart"


@pytest.mark.parametrize(
    "content",
    [
        "{application/json: {schema: *thing}, multipart/form-data: {schema: *thing}}",
        "{application/json: {schema: *thing}, application/x-www-form-urlencoded: {}}",
        "{application/json: {schema: &ref {$ref: '#/paths/~1thing/post/x-either'}},"
        " multipart/form-data: {schema: *ref}}",
        "{text/plain: {schema: {type: string}}, application/json: {schema: {type: string}}}",
    ],
)
def test_a_kind_that_asks_for_the_same_is_none(content: str) -> None:
    (found,) = operations(f"""
        x-thing: &thing {{type: object, properties: {{a: {{type: string}}}}}}
        x-either: {{oneOf: [*thing, {{type: object, properties: {{b: {{type: string}}}}}}]}}
        requestBody: {{required: true, content: {content}}}
    """)
    assert found.body
    assert found.body.media_type == "application/json"


def test_what_is_sent_in_another_way_may_stream_in_both() -> None:
    found = operations("""
        x-flag: &flag {type: boolean}
        requestBody:
          content:
            application/json: {schema: {properties: {url: {type: string}, stream: *flag}}}
            multipart/form-data: {schema: {properties: {f: {type: string}, stream: *flag}}}
        responses:
          '200':
            content:
              application/json: {schema: {type: object}}
              text/event-stream: {schema: {type: string}}
    """)
    assert [o.key for o in found] == [
        "POST /thing",
        "POST /thing (stream)",
        "POST /thing (multipart)",
        "POST /thing (multipart stream)",
    ]
    assert [f.value for o in found for f in o.fixed] == [False, True, False, True]


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        ("{type: string, format: binary}", FILE),
        ("{format: binary}", FILE),
        ("{type: [string, 'null'], format: binary}", Nullable(FILE)),
        ("{type: string, contentEncoding: binary}", FILE),
        ("{type: string, contentMediaType: image/png}", FILE),
        ("{contentMediaType: application/octet-stream}", FILE),
        ("{type: string, contentMediaType: text/csv}", STRING),
        ("{type: string, contentMediaType: application/json}", STRING),
        ("{type: array, items: {type: string, format: binary}}", Array(FILE)),
        ("{anyOf: [{format: binary}, {type: integer}]}", Union((FILE, INTEGER))),
        (
            "{anyOf: [{format: binary}, {type: array, items: {format: binary}}]}",
            Union((FILE, Array(FILE))),
        ),
        ("{type: string}", STRING),
        ("{}", Anything()),
    ],
)
def test_parts_that_hold_bytes_are_files(schema: str, type_: Type) -> None:
    content = f"{{schema: {{type: object, properties: {{part: {schema}}}}}}}"
    found = only(f"requestBody: {{content: {{multipart/form-data: {content}}}}}")
    assert [p.type for p in found.parameters] == [type_]


def test_a_list_of_files_that_holds_itself_is_told() -> None:
    lowered = lower(with_operation("""
        x-ref: &ref {$ref: '#/paths/~1thing/post/x-list'}
        x-list: {type: array, items: {anyOf: [{format: binary}, *ref]}}
        requestBody: {content: {multipart/form-data: {schema: {properties: {part: *ref}}}}}
    """))
    assert lowered.skipped == ()
    assert "refers to itself" in lowered.diagnostics[0].message


@pytest.mark.parametrize(
    ("form", "encoding", "expected"),
    [
        ("form", "{style: deepObject, explode: true}", ("deepObject", None, "")),
        ("form", "{style: form}", ("form", None, "")),
        ("form", "{explode: false}", ("form", False, "")),
        ("form", "{contentType: application/json}", ("", None, "application/json")),
        ("form", "{contentType: text/plain, style: form}", ("form", None, "")),
        (
            "multipart",
            "{contentType: image/png, explode: true}",
            ("", None, "image/png"),
        ),
        ("multipart", "{contentType: 'image/png, image/gif'}", ("", None, "")),
        ("multipart", "{contentType: image/*}", ("", None, "")),
        ("multipart", "{style: deepObject}", ("deepObject", None, "")),
        ("multipart", "{style: unheard-of}", ("", None, "")),
        ("multipart", "{}", ("", None, "")),
    ],
)
def test_the_encoding_says_how_a_field_is_sent(
    form: str, encoding: str, expected: tuple[str, bool | None, str]
) -> None:
    media_types = {
        "form": "application/x-www-form-urlencoded",
        "multipart": "multipart/form-data",
    }
    found = only(f"""
        requestBody:
          content:
            {media_types[form]}:
              schema: {{properties: {{schema: {{type: string}}, b: {{type: string}}}}}}
              encoding: {{schema: {encoding}}}
    """)
    sent, other = found.parameters
    assert (sent.style, sent.explode, sent.media_type) == expected
    assert (other.style, other.explode, other.media_type) == ("", None, "")


def test_the_members_of_a_form_that_is_a_union_share_their_arguments() -> None:
    found = only("""
        requestBody:
          content:
            multipart/form-data:
              schema:
                oneOf:
                  - {required: [kind, a], properties: {kind: {type: string}, a: {type: string}}}
                  - {required: [kind], properties: {kind: {type: integer}, file: {format: binary}}}
    """)
    assert [(p.wire_name, p.type, p.required) for p in found.parameters] == [
        ("kind", Union((STRING, INTEGER)), True),
        ("a", STRING, False),
        ("file", FILE, False),
    ]


def test_a_body_in_which_nothing_can_be_said_is_left_out() -> None:
    found = only("""
        requestBody:
          content:
            application/x-www-form-urlencoded: {schema: {type: object, properties: {}}}
    """)
    assert found.body is None


def test_a_body_whose_reference_leads_nowhere_skips_the_operation_and_is_told_elsewhere() -> (
    None
):
    lowered = lower(with_operation("requestBody: {$ref: '#/nowhere'}"))
    assert lowered.diagnostics == ()
    assert [s.key for s in lowered.skipped] == ["POST /thing"]
