from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.load import Dangling, Node
from ssegen.openapi import operations, request_body, responses
from ssegen.openapi.operations import dangling_path_items, successes

if TYPE_CHECKING:
    from tests.openapi.conftest import Read


def test_operations_come_in_document_order(read: Read) -> None:
    document = read("""
paths:
  /b: {post: {operationId: two, tags: [x, 1, y]}, get: {}}
  x-odd: {get: {}}
  /a#stream: {summary: no operation, query: {}, servers: [], parameters: []}
webhooks:
  hook: {post: {}}
""")
    found = operations(document)
    assert [o.key for o in found] == ["POST /b", "GET /b", "QUERY /a#stream"]
    assert [o.id for o in found] == ["two", "", ""]
    assert [o.tags for o in found] == [("x", "y"), (), ()]


def test_a_path_item_may_be_a_reference_with_operations_beside_it(read: Read) -> None:
    document = read("""
paths:
  /a: {$ref: '#/components/pathItems/A', get: {operationId: own}}
  /b: {$ref: '#/components/pathItems/B'}
components:
  pathItems:
    A: {get: {operationId: shared}, post: {operationId: posted}}
""")
    assert [o.id for o in operations(document)] == ["own", "posted"]
    (dangling,) = dangling_path_items(document)
    assert dangling.reference.path == "/paths/~1b"


def test_parameters_of_the_operation_override_those_of_the_path(read: Read) -> None:
    document = read("""
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, schema: {type: string}}
      - {name: q, in: query}
      - $ref: '#/components/parameters/H'
    get:
      parameters:
        - {name: q, in: query, description: own}
        - {name: id, in: query}
        - $ref: '#/components/parameters/Gone'
        - nonsense
components:
  parameters:
    H: {name: X-H, in: header}
""")
    (operation,) = operations(document)
    assert [(p.text("in"), p.text("name")) for p in operation.parameters] == [
        ("path", "id"),
        ("query", "q"),
        ("header", "X-H"),
        ("query", "id"),
    ]
    assert operation.parameters[1].text("description") == "own"
    (problem,) = operation.problems
    assert problem.reference.text("$ref") == "#/components/parameters/Gone"


def test_responses_and_the_body_are_resolved_or_are_problems(read: Read) -> None:
    document = read("""
paths:
  /a:
    post:
      requestBody: {$ref: '#/components/requestBodies/Gone'}
      responses:
        200: {$ref: '#/components/responses/Fine'}
        2XX: {description: range}
        default: {$ref: '#/components/responses/Gone'}
        x-note: {}
components:
  responses:
    Fine: {description: fine}
""")
    (operation,) = operations(document)
    assert [(s, r.text("description")) for s, r in responses(document, operation)] == [
        ("200", "fine"),
        ("2XX", "range"),
    ]
    assert isinstance(request_body(document, operation), Dangling)
    assert [p.reference.key for p in operation.problems] == ["requestBody", "default"]


def test_a_request_body_is_resolved(read: Read) -> None:
    document = read("""
paths:
  /a: {post: {requestBody: {$ref: '#/body'}}, get: {}}
body: {required: true}
""")
    post, get = operations(document)
    body = request_body(document, post)
    assert isinstance(body, Node)
    assert body.flag("required")
    assert request_body(document, get) is None


@pytest.mark.parametrize(
    "paths",
    [
        "1",
        "[a]",
        "{/a: 1}",
        "{/a: {get: 1}}",
        "{/a: {get: [x]}}",
        "{/a: {$ref: 1}}",
        "{/a: {$ref: '#/paths/~1a'}}",
    ],
)
def test_what_is_no_operation_is_passed_over(paths: str, read: Read) -> None:
    assert operations(read(f"paths: {paths}")) == ()


def test_broken_parts_of_an_operation_are_passed_over(read: Read) -> None:
    document = read("""
paths:
  /a:
    parameters: {a: 1}
    get: {parameters: 1, responses: [1], tags: x, operationId: 7, requestBody: 1}
""")
    (operation,) = operations(document)
    assert operation.parameters == ()
    assert operation.problems == ()
    assert (operation.id, operation.tags) == ("", ())
    assert responses(document, operation) == ()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("{'404': {}, 2XX: {}, '200': {}, default: {}}", ["2XX", "200"]),
        ("{'404': {}, default: {}}", ["default"]),
        # One that is declared and leads nowhere is no reason to take `default` for success.
        ("{'200': {$ref: '#/nowhere'}, default: {}}", []),
    ],
)
def test_default_answers_success_only_where_no_other_status_does(
    declared: str, expected: list[str], read: Read
) -> None:
    document = read(f"paths: {{/a: {{get: {{responses: {declared}}}}}}}")
    (operation,) = operations(document)
    assert [status for status, _ in successes(document, operation)] == expected


def test_methods_beyond_the_fixed_ones_are_operations_unless_no_request_could_have_them(
    read: Read,
) -> None:
    document = read("""
paths:
  /a:
    query: {operationId: ask}
    additionalOperations:
      COPY: {operationId: copy}
      QUERY: {operationId: shadowed}
      'NO WAY': {operationId: never}
      MOVE: 1
""")
    found = [(o.key, o.id) for o in operations(document)]
    assert found == [("QUERY /a", "ask"), ("COPY /a", "copy")]


LOOSE = """
components:
  pathItems:
    events: {get: {}}
    placed: {x-ssegen-path: /v1/placed, get: {}}
    /slashed: {get: {}}
    used: {get: {}}
    'a/b': {get: {}}
    taken: {get: {}}
    x-note: {get: {}}
"""


def test_path_items_that_nothing_refers_to_have_operations_of_their_own(
    read: Read,
) -> None:
    document = read("""
paths:
  /used: {$ref: '#/components/pathItems/used'}
  /taken: {post: {callbacks: {on: {'{$url}': {$ref: '#/components/pathItems/a~1b'}}}}}
""" + LOOSE)
    assert [operation.key for operation in operations(document)] == [
        "GET /used",
        "POST /taken",
        "GET /events",
        "GET /v1/placed",
        "GET /slashed",
    ]


def test_an_operation_knows_its_path_item(read: Read) -> None:
    document = read("""
paths:
  /used: {$ref: '#/components/pathItems/used'}
""" + LOOSE)
    used, events, *_ = operations(document)
    assert used.item.path == "/paths/~1used"
    assert used.node.path == "/components/pathItems/used/get"
    assert events.item.path == "/components/pathItems/events"
